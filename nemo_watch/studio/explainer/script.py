"""What a film of a text will be: scenes with their words and times, which picture is seen when, and notes. Pure.

The only things asked of the machine are its fonts and whether it can speak: what they are decides what the film holds.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.explainer import voices
from nemo_watch.studio.explainer.drawable import MOST_LETTERS, drawable
from nemo_watch.studio.explainer.figures import figure_of
from nemo_watch.studio.explainer.manuscript import Manuscript, Statement, read_manuscript
from nemo_watch.studio.explainer.reading import reading_seconds, shown_seconds
from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream
from nemo_watch.studio.filters import Size
from nemo_watch.units import format_duration

__all__ = ["MOST_LETTERS", "MOST_SECONDS", "RATE", "SAMPLE_RATE", "Scene", "Script", "Shot", "scripted", "timed_anew"]

RATE = 30
SAMPLE_RATE = 48_000
MOST_SECONDS = 600.0
_LEAST_SECONDS, _LEAST_FILM_SECONDS = 1.0, 4.0
"""Of what is asked for, and of what nobody said anything about."""
_LEAST_SCENE_SECONDS = 0.8
_LEAST_PICTURE_SECONDS = 1.2
_NEAR = 0.4
"""Of the time between two pictures."""
_TITLE_SECONDS = 0.8
"""How much longer a title stands than reading it takes: a film begins."""
_FIGURED_SECONDS = 6.5
_HASTE = 1.6
"""So many times the speed of reading is too fast for most."""
_MOST_SPOKEN = 2.0


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is seen by itself, in pictures of the film: `begin`, and how many. `kind` says how it is set.

    `figure` stands above it, large; `marks` are the parts of it that matter.
    """

    text: str
    kind: str
    begin: int
    length: int
    figure: str = ""
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> float:
        """Seconds from the beginning of the film."""
        return self.begin / RATE

    @property
    def seconds(self) -> float:
        """How long it is seen."""
        return self.length / RATE


class Shot(msgspec.Struct, frozen=True):
    """When one of the given pictures is seen; numbers of pictures of the film."""

    picture: int
    begin: int
    length: int

    @property
    def seconds(self) -> float:
        """How long it is seen."""
        return self.length / RATE


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A film that is to be made. `seed` chooses its colours: the same text always looks the same."""

    title: str
    scenes: tuple[Scene, ...]
    shots: tuple[Shot, ...]
    size: Size
    seed: int
    has_visuals: bool
    has_music: bool
    voice: voices.Voice | None
    notes: tuple[str, ...]

    @property
    def length(self) -> int:
        """How many pictures the film has."""
        return sum(scene.length for scene in self.scenes)

    @property
    def duration(self) -> float:
        """Seconds of film."""
        return self.length / RATE

    @property
    def has_sound(self) -> bool:
        """Tell whether anything is heard."""
        return self.has_music or self.voice is not None

    @property
    def facts(self) -> MediaFacts:
        """What the film will be as a file: nearly lossless H.264, its sound as samples."""
        width, height = self.size
        picture = VideoStream(
            index=0,
            codec="h264",
            profile="Constrained Baseline",
            pixel_format="yuv420p",
            width=width,
            height=height,
            frame_rate=float(RATE),
            has_constant_rate=True,
        )
        sound = AudioStream(index=1, codec="pcm_s16le", sample_rate=SAMPLE_RATE, channels=2, sample_format="s16")
        return MediaFacts(
            container=Container.MOV,
            size=int(self.duration * width * height),
            duration=self.duration,
            video=(picture,),
            audio=(sound,) if self.has_sound else (),
        )


def scripted(
    text: str,
    *,
    seconds: float | None,
    voice: bool,
    music: bool,
    visuals: bool,
    size: Size,
    pictures: int,
) -> Script:
    """Return the script of a text, of so many seconds or as long as reading takes, of pictures of a size in pixels.

    `pictures` is how many pictures and films are given to be seen behind it. Raises FinalError where nothing can be
    shown.
    """
    notes: list[str] = []
    drawn = drawable(text, notes)
    manuscript = read_manuscript(drawn)
    statements = _statements(manuscript)
    if not statements:
        raise FinalError("The text says nothing that could be shown.", hint="Write what the video is to say into it.")
    asked = None if seconds is None else _bounded(seconds, notes)
    kept = _kept(statements, asked, notes)
    scenes = _scenes(kept, asked, notes)
    length = sum(scene.length for scene in scenes)
    return Script(
        title=manuscript.title,
        scenes=scenes,
        shots=_shots(scenes, pictures, notes) if visuals else (),
        size=(size[0] // 2 * 2, size[1] // 2 * 2),
        seed=zlib.crc32(drawn.encode()),
        has_visuals=visuals,
        has_music=music,
        voice=_voice(drawn, scenes, length / RATE, notes) if voice else None,
        notes=tuple(notes),
    )


def _statements(manuscript: Manuscript) -> list[Statement]:
    title = [Statement(manuscript.title, kind="title")] if manuscript.title else []
    return [*title, *manuscript.statements]


def _bounded(seconds: float, notes: list[str]) -> float:
    if seconds > MOST_SECONDS:
        notes.append(f"A video of a text is at most {format_duration(MOST_SECONDS)} long.")
    return min(MOST_SECONDS, max(_LEAST_SECONDS, seconds))


def _wanted(statement: Statement) -> float:
    """Return how many seconds a statement is shown by itself."""
    extra = _TITLE_SECONDS if statement.kind in {"title", "heading"} else 0.0
    return shown_seconds(statement.text) + extra + (0.4 if _figure(statement) else 0.0)


def _figure(statement: Statement) -> str:
    if statement.kind != "text" or reading_seconds(statement.text) > _FIGURED_SECONDS:
        return ""
    return statement.number or figure_of(statement.text)


def _kept(statements: Sequence[Statement], asked: float | None, notes: list[str]) -> list[Statement]:
    """Return as many statements as a film has room for."""
    kept: list[Statement] = []
    spent = 0.0
    for statement in statements:
        spent += _LEAST_SCENE_SECONDS if asked else _wanted(statement)
        if kept and spent > (asked or MOST_SECONDS):
            long = format_duration(asked or MOST_SECONDS)
            notes.append(f"The text is too long for {long}: the video ends before “{_shortened(statement.text)}”.")
            break
        kept.append(statement)
    return kept


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


def _scenes(statements: Sequence[Statement], asked: float | None, notes: list[str]) -> tuple[Scene, ...]:
    wanted = [_wanted(statement) for statement in statements]
    if len(wanted) == 1:
        wanted = [max(_LEAST_FILM_SECONDS, wanted[0])]
    pace = asked / sum(wanted) if asked else 1.0
    if asked and pace * _HASTE < 1 and sum(reading_seconds(statement.text) for statement in statements) > asked:
        notes.append(f"The text is long for {format_duration(asked)}: it is shown faster than most people read.")
    seconds = _at_least([one * pace for one in wanted], _LEAST_SCENE_SECONDS)
    scenes: list[Scene] = []
    clock, begin = 0.0, 0
    for statement, one in zip(statements, seconds, strict=True):
        clock += one
        end = max(begin + 1, round(clock * RATE))
        scenes.append(
            Scene(
                text=statement.text,
                kind=statement.kind,
                begin=begin,
                length=end - begin,
                figure=_figure(statement),
                marks=statement.marks,
            )
        )
        begin = end
    return tuple(scenes)


def timed_anew(script: Script, seconds: Sequence[float]) -> Script:
    """Return a script whose scenes are seen for other times, of the same sum; its pictures change with them."""
    whole = script.length
    factor = script.duration / sum(seconds)
    scenes: list[Scene] = []
    clock, begin = 0.0, 0
    for number, (scene, one) in enumerate(zip(script.scenes, seconds, strict=True)):
        clock += one * factor
        is_last = number == len(seconds) - 1
        end = whole if is_last else min(whole - 1, max(begin + 1, round(clock * RATE)))
        scenes.append(msgspec.structs.replace(scene, begin=begin, length=end - begin))
        begin = end
    return msgspec.structs.replace(script, scenes=tuple(scenes), shots=_shots(scenes, len(script.shots), []))


def _at_least(seconds: Sequence[float], least: float) -> list[float]:
    """Return times none of which is shorter than the least; the longer ones give what the others need."""
    lacking = sum(max(0.0, least - one) for one in seconds)
    room = sum(max(0.0, one - least) for one in seconds)
    share = min(1.0, lacking / room) if room else 0.0
    return [max(one, least) - max(0.0, one - least) * share for one in seconds]


def _shots(scenes: Sequence[Scene], pictures: int, notes: list[str]) -> tuple[Shot, ...]:
    """Return when each picture is seen, in their order: with the scenes where they suffice, else within them too."""
    length = scenes[-1].begin + scenes[-1].length
    most = max(1, int(length / RATE / _LEAST_PICTURE_SECONDS))
    if pictures > most:
        notes.append(f"Of {pictures} pictures, the first {most} are seen: there is no time for more.")
    count = min(pictures, most)
    if not count:
        return ()
    begins = _begins(scenes, count, length)
    ends = [*begins[1:], length]
    return tuple(Shot(number, begin, end - begin) for number, (begin, end) in enumerate(zip(begins, ends, strict=True)))


def _begins(scenes: Sequence[Scene], count: int, length: int) -> list[int]:
    """Return when pictures begin: each with a scene, or evenly, but for those that nearly do so with a scene."""
    if count <= len(scenes):
        return [scenes[round(number * len(scenes) / count)].begin for number in range(count)]
    apart = length / count
    begins = [round(number * apart) for number in range(count)]
    for scene in scenes[1:]:
        nearest = round(scene.begin / apart)
        if 0 < nearest < count and abs(begins[nearest] - scene.begin) < _NEAR * apart:
            begins[nearest] = scene.begin
    return begins


def _voice(text: str, scenes: Sequence[Scene], seconds: float, notes: list[str]) -> voices.Voice | None:
    found = voices.find_voice(text)
    if found is None:
        notes.append("No voice: espeak-ng is not installed.")
        return None
    if sum(reading_seconds(scene.text) for scene in scenes) > _MOST_SPOKEN * seconds:
        notes.append(f"No voice: the text cannot be spoken in {format_duration(seconds)}.")
        return None
    return found
