"""Text in pictures: what is drawn is what was written, in fonts that come along, where it was put."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.lettering import (
    Document,
    Face,
    Style,
    Text,
    cleaned,
    fitted,
    missing_letters,
    opened,
    safe_margins,
    width_of,
    without,
    wrapped,
)
from nemo_watch.studio.lettering.document import escaped
from nemo_watch.studio.lettering.faces import ruler

FRAME = (640, 180)
STRANGE = 'it\'s a "test": 100%, [x];\\ 名\n{o}'
HOSTILE = r"{\b1}%{pts}':textfile=/etc/passwd \N"


def plain(size: float = 24, **options: object) -> Style:
    return Style(name="plain", size=size, margins=safe_margins(FRAME), **options)  # type: ignore[arg-type]


def lettered(text: str, style: Style | None = None, **options: object) -> Document:
    """Return a document with one text of five seconds."""
    set_in = style or plain()
    seen = Text(text, set_in.name, 0, 5, **options)  # type: ignore[arg-type]
    return Document(frame=FRAME, styles=(set_in,), texts=(seen,))


class Ink:
    """What was drawn, in white on black: one byte a pixel."""

    def __init__(self, picture: bytes) -> None:
        self.picture = picture
        width, height = FRAME
        rows = [picture[at : at + width] for at in range(0, width * height, width)]
        lit = [number for number, row in enumerate(rows) if max(row) > 60]
        columns = [number for number in range(width) if max(picture[number::width]) > 60]
        self.is_none = not lit
        self.top, self.bottom = (lit[0], lit[-1] + 1) if lit else (0, 0)
        self.left, self.right = (columns[0], columns[-1] + 1) if columns else (0, 0)

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def drawing(seconds: float, drawn: str) -> list[str]:
    black = f"color=c=black:size={FRAME[0]}x{FRAME[1]}:rate=10:duration=5"
    chain = f"{drawn},trim=start={seconds},format=gray"
    return ["-v", "error", "-f", "lavfi", "-i", black, "-vf", chain, "-frames:v", "1", "-f", "rawvideo", "-n"]


async def drawn(ffmpeg: Path, folder: Path, document: Document, *, at: float = 0) -> Ink:
    """Draw a document inside the fence, in a work folder with a difficult name."""
    work = folder / STRANGE
    work.mkdir(exist_ok=True)
    target = work / f"picture{len(list(work.iterdir()))}.raw"
    with opened(document, work) as lettering:
        finished = await process.run(
            ffmpeg,
            [*drawing(at, lettering.filter), f"file:{target}"],
            descriptors=[lettering.descriptor],
            writable=[work],
            limits=jail.encoding(FRAME[0] * FRAME[1], threads=2),
        )
    assert finished.code == 0, finished.errors
    return Ink(target.read_bytes())


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        r"\h\n\N\\N\{\}{}{{}}",
        r"{\pos(0,0)}{\an8}here",
        "{\\p1}m 0 0 l 100 0 100 100{\\p0}",
        "{\\fs90}large, and {unclosed",
        "100% 'a':\"b\";[c],d=e\\",
        "Dialogue: 0,0:00:00.00,0:00:05.00,plain,,0",
    ],
)
async def test_text_is_only_text(ffmpeg: Path, tmp_path: Path, text: str) -> None:
    ink = await drawn(ffmpeg, tmp_path, lettered(text))
    assert ink.width == pytest.approx(width_of(text, face=Face.TEXT, size=24), rel=0.03)
    assert ink.height < plain().line_height * 1.1
    assert not drawn_by_a_command(ink)


def drawn_by_a_command(ink: Ink) -> bool:
    """Tell whether the text stands anywhere but in the middle."""
    return abs((ink.left + ink.right) / 2 - FRAME[0] / 2) > 8 or abs((ink.top + ink.bottom) / 2 - FRAME[1] / 2) > 12


async def test_each_line_end_of_a_text_begins_a_line(ffmpeg: Path, tmp_path: Path) -> None:
    one, three = [await drawn(ffmpeg, tmp_path, lettered(text)) for text in ("H", "H\nH\r\nH")]
    assert three.height == pytest.approx(one.height + 2 * plain().line_height, abs=3)


def drawn_with(fonts: Path, ffmpeg: Path, folder: Path, document: Document) -> bytes:
    """Draw a document outside of the fence, with a configuration of the system's fonts."""
    with opened(document, folder) as lettering:
        command = [str(ffmpeg), "-nostdin", *drawing(0, lettering.filter), "-"]
        environment = {"FONTCONFIG_FILE": str(fonts), "HOME": str(folder)}
        return subprocess.run(
            command, env=environment, pass_fds=[lettering.descriptor], capture_output=True, timeout=60, check=True
        ).stdout


@pytest.mark.parametrize("face", list(Face))
async def test_fonts_come_along_with_the_document(ffmpeg: Path, tmp_path: Path, face: Face) -> None:
    document = lettered("Größe Привет Ελλάδα 3½ → €", plain(face=face))
    nothing = tmp_path / "fonts.conf"
    nothing.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    alone = drawn_with(nothing, ffmpeg, tmp_path, document)
    fenced = await drawn(ffmpeg, tmp_path, document)
    assert not fenced.is_none
    assert alone == fenced.picture


async def test_faces_differ(ffmpeg: Path, tmp_path: Path) -> None:
    pictures = {(await drawn(ffmpeg, tmp_path, lettered("Hamburg", plain(face=face)))).picture for face in Face}
    assert len(pictures) == len(Face)


@pytest.mark.parametrize(
    ("place", "across", "down"),
    [
        ("top-left", "left", "top"),
        ("bottom-right", "right", "bottom"),
        ("top", "middle", "top"),
        ("center", "middle", "middle"),
    ],
)
async def test_text_stands_in_its_place_inside_the_safe_area(
    ffmpeg: Path, tmp_path: Path, place: str, across: str, down: str
) -> None:
    ink = await drawn(ffmpeg, tmp_path, lettered("Hxg", plain(place=place)))
    wide, high = safe_margins(FRAME)
    assert wide <= ink.left < ink.right <= FRAME[0] - wide
    assert high <= ink.top < ink.bottom <= FRAME[1] - high
    assert third(ink.left, ink.right, FRAME[0]) == {"left": 0, "middle": 1, "right": 2}[across]
    assert third(ink.top, ink.bottom, FRAME[1]) == {"top": 0, "middle": 1, "bottom": 2}[down]


def third(begin: int, end: int, whole: int) -> int:
    return int((begin + end) / 2 / whole * 3)


async def test_size_is_that_of_the_letters_in_pixels(ffmpeg: Path, tmp_path: Path) -> None:
    ink = await drawn(ffmpeg, tmp_path, lettered("HHH", plain(80)))
    assert ink.height == pytest.approx(80 * ruler(Face.TEXT).metrics.capital, abs=2)


async def test_text_is_seen_in_its_time_and_fades(ffmpeg: Path, tmp_path: Path) -> None:
    style = plain(60)
    document = Document(frame=FRAME, styles=(style,), texts=(Text("HHH", "plain", 1, 3, fade_in=1, fade_out=1),))
    brightness = [max((await drawn(ffmpeg, tmp_path, document, at=at)).picture) for at in (0.5, 1.4, 2, 2.6, 3.2)]
    assert brightness[0] == brightness[4] <= 16
    assert 60 < brightness[1] < 160
    assert 60 < brightness[3] < 160
    assert brightness[2] > 220


async def test_text_moves_to_its_point(ffmpeg: Path, tmp_path: Path) -> None:
    document = lettered("H", plain(), at=(320, 60), since=(120, 60), moving=1)
    lefts = [(await drawn(ffmpeg, tmp_path, document, at=at)).left for at in (0, 0.5, 1, 2)]
    assert lefts[1] - lefts[0] == pytest.approx(100, abs=2)
    assert lefts[2] - lefts[0] == pytest.approx(200, abs=2)
    assert lefts[3] == lefts[2]


async def test_box_and_outline_and_shadow_stand_around_the_text(ffmpeg: Path, tmp_path: Path) -> None:
    white = (255, 255, 255)
    bare = await drawn(ffmpeg, tmp_path, lettered("HH"))
    boxed = await drawn(ffmpeg, tmp_path, lettered("HH", plain(box=12, box_colour=white, box_opacity=1)))
    outlined = await drawn(ffmpeg, tmp_path, lettered("HH", plain(outline=5, outline_colour=white)))
    shadowed = await drawn(ffmpeg, tmp_path, lettered("HH", plain(shadow=10, shadow_colour=white, shadow_opacity=1)))
    assert boxed.width >= bare.width + 22
    assert outlined.width == pytest.approx(bare.width + 10, abs=2)
    assert shadowed.width > bare.width + 6
    assert len(set(shadowed.picture)) > len(set(outlined.picture))


def test_document_of_a_text_is_always_the_same() -> None:
    assert lettered("once").content() == lettered("once").content()


def test_document_holds_only_the_faces_that_are_used() -> None:
    content = lettered("once").content()
    assert content.count(b"fontname:") == 1
    assert len(content) < 400_000


@given(some.text())
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    content = lettered(text).content()
    assert content.count(b"\nDialogue:") == 1
    head, _, line = content.rpartition(b",,0,0,0,,")
    assert line.endswith(b"\n")
    assert b"\n" not in line[:-1]
    assert b"{" not in line.replace(b"\\{", b"")
    assert head.endswith(b"plain")


def test_backslash_never_meets_a_letter_that_makes_it_a_command() -> None:
    assert escaped("\\N") == "\\\u200bN"
    assert escaped("\\{") == "\\\u200b\\{"


def test_cleaned_text_holds_no_control_characters_and_turns_no_direction() -> None:
    assert cleaned("a\0b\x1bc\u202ed\u2066e\ufefff\u00adg\tH\r\nI\u2028J\x85K\rL") == "abcdefg H\nI\nJ\nK\nL"


def test_cleaned_letters_are_composed() -> None:
    assert cleaned("u\u0308 и\u0306") == "ü й"


def test_letters_of_our_fonts_are_never_missing() -> None:
    assert missing_letters("Aa Ää Šš Ğğ Ёё Щщ Ωω ά € ₽ — “„” ½ × → ✓ ★ •\n\t", folders=[]) == ""


def test_letters_that_no_font_has_are_told() -> None:
    assert missing_letters("你好, 你 a\u200d\ufe0f ไทย", folders=[]) == "你好ไทย"


def test_fonts_of_the_system_are_asked_for_the_rest(tmp_path: Path) -> None:
    own = Face.TEXT.value.path
    (tmp_path / "truetype" / "deep").mkdir(parents=True)
    (tmp_path / "truetype" / "deep" / "Font.OTF").write_bytes(own.read_bytes())
    letters = missing_letters("a你", folders=[tmp_path])
    assert letters == "你"
    only_display = "".join(chr(code) for code in range(0x2000, 0x2C00) if in_display_only(code))
    assert only_display
    assert missing_letters(only_display, folders=[]) == only_display
    (tmp_path / "display.otf").write_bytes(Face.DISPLAY.value.path.read_bytes())
    assert missing_letters(only_display, folders=[tmp_path]) == ""


def in_display_only(code: int) -> bool:
    return code in ruler(Face.DISPLAY).letters and code not in ruler(Face.TEXT).letters


@pytest.mark.parametrize("length", [0, 3, 12, 40, 200, 5_000, 100_000])
def test_damaged_font_is_passed_over(tmp_path: Path, length: int) -> None:
    (tmp_path / "cut.ttf").write_bytes(Face.TEXT.value.path.read_bytes()[:length])
    (tmp_path / "noise.ttc").write_bytes(b"ttcf" + bytes(range(256)) * 20)
    os.mkfifo(tmp_path / "waiting.ttf")
    assert missing_letters("你", folders=[tmp_path]) == "你"


def test_letters_are_left_out_without_a_gap() -> None:
    assert without("Hello 😀 you\n😀 there 👍\ufe0f!", "😀👍") == "Hello you\nthere !"
    assert without("as  it is", "") == "as  it is"


def test_lines_are_few_and_even() -> None:
    text = "Drop a video into a folder and the film you asked for appears in another"
    lines = wrapped(text, face=Face.TEXT, size=20, width=300)
    widths = [width_of(line, face=Face.TEXT, size=20) for line in lines]
    assert " ".join(lines) == text
    assert len(lines) == 3
    assert max(widths) <= 300
    assert min(widths) > 0.7 * max(widths)


def test_line_rather_ends_behind_a_comma() -> None:
    lines = wrapped("Write it down today, and read it again", face=Face.TEXT, size=20, width=260)
    assert lines == ("Write it down today,", "and read it again")


def test_line_ends_of_a_text_stay() -> None:
    assert wrapped("one\n\ntwo three", face=Face.TEXT, size=20, width=500) == ("one", "two three")


def test_chinese_breaks_between_letters_but_not_before_a_stop() -> None:
    lines = wrapped("把视频放进文件夹，它就会变成你想要的样子。很快！", face=Face.TEXT, size=20, width=21.2 * 8)
    assert "".join(lines) == "把视频放进文件夹，它就会变成你想要的样子。很快！"
    assert all(line[0] not in "，。！" for line in lines)
    assert len(lines) == 4


def test_word_wider_than_a_line_is_broken() -> None:
    address = "https://example.com/" + "a" * 60
    lines = wrapped(f"See {address} now", face=Face.TEXT, size=20, width=200)
    assert "".join(lines).replace(" ", "") == f"See{address}now"
    assert all(width_of(line, face=Face.TEXT, size=20) <= 200 for line in lines)


def test_largest_size_that_fits_is_taken() -> None:
    sizes = (60, 40, 20)
    assert fitted("Short", face=Face.DISPLAY, sizes=sizes, width=300, most_lines=2)[0] == 60
    assert fitted("A longer line of text here", face=Face.DISPLAY, sizes=sizes, width=300, most_lines=2)[0] == 40
    assert fitted("Donaudampfschifffahrtskapitän", face=Face.DISPLAY, sizes=sizes, width=300, most_lines=9)[0] == 20


@given(some.text(alphabet=some.characters(codec="utf-8")), some.integers(40, 400))
def test_wrapping_loses_and_adds_no_letter(text: str, width: int) -> None:
    lines = wrapped(cleaned(text), face=Face.TEXT, size=20, width=width)
    assert "".join("".join(lines).split()) == "".join(cleaned(text).split())
