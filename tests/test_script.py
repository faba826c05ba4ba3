"""From a text to the script of a film: what is said at once, for how long, and what is told where not all can be."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nemo_watch.errors import FinalError
from nemo_watch.studio.explainer.breaking import LEADING, broken
from nemo_watch.studio.explainer.figures import figure_of
from nemo_watch.studio.explainer.languages import language_of
from nemo_watch.studio.explainer.manuscript import read_manuscript
from nemo_watch.studio.explainer.narration import seconds_for, tempo_for
from nemo_watch.studio.explainer.palettes import palette_for
from nemo_watch.studio.explainer.reading import reading_seconds
from nemo_watch.studio.explainer.script import MOST_LETTERS, MOST_SECONDS, RATE, Script, scripted, timed_anew
from nemo_watch.studio.explainer.sentences import LONGEST_SECONDS, in_parts, joined, sentences
from nemo_watch.studio.explainer.shots import segments
from nemo_watch.studio.explainer.typesetting import typeset
from nemo_watch.studio.lettering import Face, missing_letters, safe_margins, width_of

STORY = """# How bees find their way

A honeybee leaves its hive with a brain smaller than a sesame seed. Yet it can fly **five kilometres** and come home.

How does it do that? Bees carry three tools:

1. The sun is their compass.
2. The pattern of polarised light tells them where it is.
3. Landmarks near the hive guide the last 200 metres.

One third of our food depends on it.
"""


def written(text: str, **options: Any) -> Script:
    asked = {"seconds": None, "voice": False, "music": True, "visuals": True, "size": (320, 180), "pictures": 0}
    return scripted(text, **{**asked, **options})


def drawn(text: str, **options: Any) -> Script:
    """Return the script of a text whose letters are in fonts that do not come along."""
    if missing_letters(text):
        pytest.skip("no font on this machine has the letters")
    return written(text, **options)


def told(text: str) -> list[str]:
    return [statement.text for statement in read_manuscript(text).statements]


def test_scenes_are_the_sentences_in_their_order_one_after_the_other() -> None:
    script = written(STORY)
    assert [scene.kind for scene in script.scenes] == ["title"] + ["text"] * 8
    assert [scene.text for scene in script.scenes[:3]] == [
        "How bees find their way",
        "A honeybee leaves its hive with a brain smaller than a sesame seed.",
        "Yet it can fly five kilometres and come home.",
    ]
    assert script.scenes[0].begin == 0
    assert all(before.begin + before.length == after.begin for before, after in pairwise(script.scenes))
    assert sum(scene.length for scene in script.scenes) == script.length == round(script.duration * RATE)
    assert script.notes == ()


def test_each_scene_is_seen_for_as_long_as_reading_it_takes() -> None:
    for scene in written(STORY).scenes:
        assert scene.seconds >= 2.0
        assert reading_seconds(scene.text) < scene.seconds < reading_seconds(scene.text) + 3.0


def test_longer_sentences_are_seen_longer() -> None:
    times = [reading_seconds("word " * count) for count in (1, 5, 10)]
    assert times == sorted(set(times))
    assert reading_seconds("Donaudampfschifffahrtsgesellschaft") > reading_seconds("Schiff")
    assert reading_seconds("把视频放进文件夹") == pytest.approx(8 / 4.5)
    assert reading_seconds("ประเทศไทย") > 0.5
    assert reading_seconds("🎉🎉🎉🎉") > reading_seconds("🎉") > 0


@pytest.mark.parametrize(
    "text",
    [
        "It costs 3.50 dollars.",
        "Dr. Smith and Mrs. Jones met at 5 p.m. today.",
        "Visit example.com or mail a.b@example.com now.",
        "Version 2.0.1 of config.yaml is here.",
        "Das sind z. B. 1.234,56 Euro am 3. Januar.",
        "He said … and then nothing.",
        "J. R. R. Tolkien wrote it.",
        "Сегодня, т.е. 5 мая, в г. Москве тепло.",
        "C'est M. Dupont, etc. et rien d'autre.",
    ],
)
def test_full_stop_within_a_sentence_ends_none(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is there! Three? Yes.", ["One is here.", "Two is there!", "Three?", "Yes."]),
        ("“It works.” She smiled.", ["“It works.”", "She smiled."]),
        ("It was I. He left.", ["It was I.", "He left."]),
        ("Wait... What?! Now.", ["Wait...", "What?!", "Now."]),
        (
            "你好世界。今天天气很好！她说：“好的。”然后走了。",
            ["你好世界。", "今天天气很好！", "她说：“好的。”", "然后走了。"],
        ),
        ("これは本です。あれは？", ["これは本です。", "あれは？"]),
        ("مرحبا بالعالم. كيف حالك؟ جيد.", ["مرحبا بالعالم.", "كيف حالك؟", "جيد."]),
        ("שלום עולם. זה סרט.", ["שלום עולם.", "זה סרט."]),
        ("यह एक है। वह दो है।", ["यह एक है।", "वह दो है।"]),
        ("Τι είναι; Δεν ξέρω.", ["Τι είναι;", "Δεν ξέρω."]),
        ("One; two; three.", ["One; two; three."]),
    ],
)
def test_sentences_end_with_the_stops_of_their_script(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_long_sentence_is_shown_in_parts_that_end_at_clauses() -> None:
    long = (
        "When the morning comes and the light is low, the bees leave their hive for the fields behind the hill, "
        "where thousands of flowers wait for them, and they return when the sun is high."
    )
    parts = list(in_parts(long))
    assert len(parts) > 1
    assert " ".join(parts) == long
    assert all(part[-1] in ",." for part in parts)
    assert all(reading_seconds(part) <= LONGEST_SECONDS for part in parts)


@given(some.text(max_size=400))
def test_parts_of_a_sentence_lose_no_letter(text: str) -> None:
    assert "".join("".join(in_parts(text)).split()) == "".join(text.split())


def test_very_short_sentences_share_a_scene() -> None:
    assert joined(["Fast.", "Simple.", "Free."]) == ["Fast. Simple. Free."]
    assert joined(["快。", "好。"]) == ["快。好。"]
    assert len(joined(["This one is long enough for itself.", "So is this one, is it not?"])) == 2


@pytest.mark.parametrize(
    ("text", "title", "statements"),
    [
        ("# A title #\n\nText.", "A title", ["Text."]),
        ("A title\n=======\nText.", "A title", ["Text."]),
        ("A title\n\nA sentence that follows it.", "A title", ["A sentence that follows it."]),
        ("This is no title.\n\nSo is this.", "", ["This is no title.", "So is this."]),
        ("How are you? I am well", "", ["How are you? I am well"]),
        ("---\ntitle: 'From the front'\ntags:\n  - a\n---\n\nText.", "From the front", ["Text."]),
        ("---\ndate: today\n---\nText.", "", ["Text."]),
        ("只有标题\n\n这是一句话。", "只有标题", ["这是一句话。"]),
        ("#\n\nText.", "", ["Text."]),
        ("**Bold** title\n\nText.", "Bold title", ["Text."]),
    ],
)
def test_title_is_what_stands_apart_above_the_text(text: str, title: str, statements: list[str]) -> None:
    manuscript = read_manuscript(text)
    assert manuscript.title == title
    assert [statement.text for statement in manuscript.statements] == statements


def test_headings_and_lists_are_told_as_such() -> None:
    statements = read_manuscript("# T\n\n## Part\n\n- one thing\n* two\n  things\n1) third\n12. twelfth").statements
    assert [(one.kind, one.number, one.text) for one in statements] == [
        ("heading", "", "Part"),
        ("text", "", "one thing"),
        ("text", "", "two"),
        ("text", "", "things"),
        ("text", "1", "third"),
        ("text", "12", "twelfth"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A [link](https://example.com/a_b_c) and ![a picture](a.png) here.", ["A link and here."]),
        ("Some `code` and *soft* words.", ["Some code and soft words."]),
        ("> Quoted\n>> words\n> here.", ["Quoted", "words", "here."]),
        ("5 > 3 and a -> b, 3 < 4.", ["5 > 3 and a -> b, 3 < 4."]),
        ("One here.\n\n---\n\n***\n\n______\n\nTwo here.", ["One here.", "Two here."]),
        ("One here.\n\n" + "-" * 150 + "\n\nTwo here.", ["One here.", "Two here."]),
        ("Fruit.\n\n| name | price |\n|------|:-----:|\n| pear | 3 |", ["Fruit.", "name – price", "pear – 3"]),
        ("snake_case_name and 2*3*4 stay.", ["snake_case_name and 2*3*4 stay."]),
        ("A line that was broken where the page of its writer\nended is one sentence.",
         ["A line that was broken where the page of its writer ended is one sentence."]),
    ],
)  # fmt: skip
def test_marks_of_markdown_are_not_shown(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_what_is_marked_as_strong_stays_marked() -> None:
    (statement,) = read_manuscript("It can fly **five kilometres** and __more__.").statements
    assert [statement.text[begin:end] for begin, end in statement.marks] == ["five kilometres", "more"]


def test_private_letters_of_a_text_mark_nothing() -> None:
    (statement,) = read_manuscript("A \ue000private\ue001 letter here.").statements
    assert statement.text == "A private letter here."
    assert statement.marks == ()


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("It cost $5 million.", "$5 million"),
        ("About 42 % of all.", "42 %"),
        ("It has 1,234,567 people.", "1,234,567"),
        ("价值约5000亿元。", "5000亿"),
        ("Born in 1999, he left.", ""),
        ("Version 2.0 at 10.0.0.1:8080.", ""),
        ("Twice 3x as fast", "3x"),
        ("No number.", ""),
    ],
)
def test_amount_stands_out_but_no_year(sentence: str, figure: str) -> None:
    assert figure_of(sentence) == figure


@pytest.mark.parametrize(
    "text", ["", " \n\t\u3000\n", "\ufeff\0\x1b", "...", "#", "-", "* * *\n\n|---|---|", "\u202e\u2066"]
)
def test_text_that_says_nothing_is_told(text: str) -> None:
    with pytest.raises(FinalError, match="says nothing that could be shown"):
        written(text)


def test_control_characters_and_marks_of_direction_are_not_in_a_film() -> None:
    script = written("\ufeffFirst\0 line\x1b here.\r\n\r\nSecond\u202e line\u2066 here.\x85\u2028Third line here.")
    assert [scene.text for scene in script.scenes] == ["First line here.", "Second line here.", "Third line here."]


def test_letters_that_no_font_has_are_left_out_and_told() -> None:
    script = written("Hello to all of you \U000e0fff\ua6a0 here, this is a film. \U00016a00")
    assert script.scenes[0].text == "Hello to all of you here, this is a film."
    assert "No font on this machine can draw" in script.notes[0]


def test_text_that_no_font_can_draw_is_refused_with_its_letters() -> None:
    with pytest.raises(
        FinalError, match="No font on this machine can draw the letters of the text: \U00016a00"
    ) as told:
        written("\U00016a00\U00016a01\U00016a02")
    assert "Install a font" in (told.value.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "word " * 2_000_000,
        "A sentence of five words. " * 400_000,
        "x" * 10_000_000,
        "# h\n" * 2_500_000,
        "\n" * 10_000_000 + "Only this is here.",
        "a\n" * 5_000_000,
    ],
    ids=["words", "sentences", "letters", "headings", "lines", "short lines"],
)
def test_text_of_ten_megabytes_becomes_a_film_that_tells_where_it_ends(text: str) -> None:
    script = written(text)
    assert script.duration <= MOST_SECONDS
    assert len(script.scenes) <= MOST_SECONDS
    if len(text.strip()) > MOST_LETTERS:
        assert script.notes[0] == "The text is long: its first 20,000 letters were taken."


@pytest.mark.parametrize("text", ["**" * 10_000 + "[" * 10_000_000 + "a", "(" * 5_000_000 + "a", "`" * 10_000_000])
def test_ten_megabytes_of_marks_say_nothing(text: str) -> None:
    with pytest.raises(FinalError, match="says nothing"):
        written(text)


def test_longer_text_than_a_film_can_be_ends_where_it_says() -> None:
    script = written("This is a sentence of some nine words, no more. " * 400)
    assert 590 < script.duration <= MOST_SECONDS
    assert script.notes == (
        "The text is too long for 10 min: the video ends before “This is a sentence of some nine words, no more.”.",
    )


@pytest.mark.parametrize(
    "word", ["https://example.com/" + "a" * 5000, "a" + "\u0301" * 5000, "w" * 101, "?!" * 200 + "a"]
)
def test_endless_word_is_shortened_and_told(word: str) -> None:
    script = written(f"See {word} now.")
    assert len(script.scenes[0].text) < 80
    assert "…" in script.scenes[0].text
    assert "was shortened to 60 letters" in script.notes[0]


def test_long_word_of_people_is_not_shortened() -> None:
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    script = written(f"Das {long} gibt es.")
    assert long in script.scenes[0].text
    assert script.notes == ()


@given(some.text(max_size=300), some.none() | some.floats(0.1, 60))
def test_any_text_becomes_whole_scenes_or_is_refused(text: str, seconds: float | None) -> None:
    try:
        script = written(text, seconds=seconds)
    except FinalError:
        return
    assert script.scenes[0].begin == 0
    assert all(scene.length > 0 and scene.text.strip() for scene in script.scenes)
    assert all(before.begin + before.length == after.begin for before, after in pairwise(script.scenes))
    if seconds is not None:
        assert script.duration == pytest.approx(max(1.0, seconds), abs=0.02)


@pytest.mark.parametrize("seconds", [6.0, 17.3, 45.0, 120.0])
def test_film_is_as_long_as_it_was_asked_to_be(seconds: float) -> None:
    script = written(STORY, seconds=seconds)
    assert script.duration == pytest.approx(seconds, abs=1 / RATE)
    assert all(scene.seconds >= 0.75 for scene in script.scenes)


def test_haste_and_what_is_left_out_are_told() -> None:
    assert any("faster than most people read" in note for note in written(STORY, seconds=10).notes)
    (note, *_) = written(STORY, seconds=3).notes
    assert note.startswith("The text is too long for 3.0 s: the video ends before “")
    assert written("Hello", seconds=1).notes == ()


def test_length_has_bounds() -> None:
    assert written("Hello there.", seconds=0.01).duration == 1.0
    script = written("Hello there.", seconds=9_999)
    assert script.duration == MOST_SECONDS
    assert script.notes == ("A video of a text is at most 10 min long.",)
    assert written("Hi.").duration == 4.0


def test_same_text_always_has_the_same_colours() -> None:
    assert written(STORY).seed == written(f"\n{STORY}\n").seed
    assert len({palette_for(written(f"Text {number} is here.").seed).name for number in range(40)}) > 4


def test_facts_of_the_file_are_known_before() -> None:
    facts = written(STORY, size=(321, 181)).facts
    assert (facts.video[0].width, facts.video[0].height) == (320, 180)
    assert facts.duration == written(STORY).duration
    assert len(facts.audio) == 1
    assert written(STORY, music=False).facts.audio == ()


def test_pictures_change_with_scenes_and_fill_the_film() -> None:
    script = written(STORY, pictures=3)
    begins = {scene.begin for scene in script.scenes}
    assert [shot.picture for shot in script.shots] == [0, 1, 2]
    assert all(shot.begin in begins for shot in script.shots)
    assert sum(shot.length for shot in script.shots) == script.length


def test_more_pictures_than_scenes_are_seen_evenly_and_too_many_told() -> None:
    few = written("One sentence is here.", seconds=10, pictures=5)
    assert [shot.length for shot in few.shots] == [60] * 5
    many = written("One sentence is here.", seconds=6, pictures=30)
    assert len(many.shots) == 5
    assert many.notes == ("Of 30 pictures, the first 5 are seen: there is no time for more.",)
    assert written(STORY, pictures=3, visuals=False).shots == ()


@pytest.mark.parametrize(("seconds", "pictures"), [(10, 3), (10, 8), (60, 5), (1, 1)])
def test_parts_with_their_fades_are_as_long_as_the_film(seconds: float, pictures: int) -> None:
    script = written(STORY, seconds=seconds, pictures=pictures)
    parts = segments(script.shots)
    assert parts[0].begin == 0
    assert all(before.begin + before.length == after.begin for before, after in pairwise(parts))
    assert parts[-1].begin + parts[-1].length == script.length
    assert all(part.following.pictures < part.length for part in parts if part.following)


def test_scenes_wait_for_the_voice_and_the_film_stays_as_long() -> None:
    script = written(STORY, pictures=2)
    spoken = [float(number + 1) for number in range(len(script.scenes))]
    assert tempo_for(spoken, 10 * sum(spoken)) == 1.0
    assert tempo_for(spoken, sum(spoken) / 2) > 1.9
    anew = timed_anew(script, seconds_for([one / 10 for one in spoken], script.duration))
    assert anew.length == script.length
    assert [scene.text for scene in anew.scenes] == [scene.text for scene in script.scenes]
    assert anew.scenes[-1].length > anew.scenes[0].length
    assert sum(shot.length for shot in anew.shots) == anew.length


def test_voice_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    script = written(STORY, voice=True, music=False)
    assert script.voice is None
    assert not script.has_sound
    assert script.notes == ("No voice: espeak-ng is not installed.",)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
def test_text_that_cannot_be_spoken_in_time_is_not_spoken() -> None:
    assert written(STORY, voice=True).voice is not None
    script = written(STORY, voice=True, seconds=8)
    assert script.voice is None
    assert "No voice: the text cannot be spoken in 8.0 s." in script.notes


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bee is in the hive and you are not.", "en"), ("Die Biene ist in dem Stock und nicht im Wald.", "de"),
        ("Les abeilles sont dans la ruche et pas dans le bois.", "fr"), ("你好世界，今天很好。", "cmn"),
        ("これは日本語の文です。", "ja"), ("Это пчела.", "ru"), ("Це бджола, її дім.", "uk"), ("안녕하세요", "ko"),
        ("مرحبا", "ar"), ("123", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_language_is_that_of_the_letters_and_the_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


WORDY = "Sentences of words that are neither long nor short fill a frame with many lines, as many as nobody reads. " * 3


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (320, 180), (160, 400), (2560, 400)])
@pytest.mark.parametrize("pictures", [0, 1])
@pytest.mark.parametrize(
    "text", [STORY, f"# {WORDY}\n\n{WORDY}", "# " + "漫长" * 200 + "\n\n" + "无尽的句子" * 40, "A " * 99]
)
def test_words_stand_inside_the_safe_area_of_each_frame(text: str, size: tuple[int, int], pictures: int) -> None:
    script = drawn(text, size=size, pictures=pictures)
    document = typeset(script, palette_for(script.seed))
    sizes = {style.name: style for style in document.styles}
    wide, high = safe_margins(size)
    for text_ in document.texts:
        style = sizes[text_.style]
        assert text_.at is not None
        left, middle = text_.at
        # letters of fonts that do not come along are estimated for the widest of them
        tolerance = 0.9 if any(ord(letter) > 0x2E7F for letter in text_.text) else 1.0
        assert wide <= left
        assert left + tolerance * width_of(text_.text, face=style.face, size=style.size) <= size[0] - wide
        assert high <= middle - style.size / 2
        assert middle + style.size / 2 <= size[1] - high


def test_word_that_reads_from_right_to_left_stands_at_the_right() -> None:
    script = drawn("שלום עולם\n\nזה סרט קצר על דבורים.\n\nוזה הסוף שלו.")
    document = typeset(script, palette_for(0))
    assert {style.place for style in document.styles} == {"right"}
    assert {round(text.at[0]) for text in document.texts if text.at} == {round(320 * 0.915)}


def lines_of(text: str, *, width: float, most_lines: int = 4) -> tuple[str, ...]:
    return broken(text, sizes=(40, 30, 20), width=width, height=200, most_lines=most_lines)[1]


def test_chinese_lines_end_with_clauses() -> None:
    assert lines_of("采访上千朵花，然后笔直地飞回家。", width=400) == ("采访上千朵花，", "然后笔直地飞回家。")
    assert lines_of("蜜蜂如何找到回家的路", width=600) == ("蜜蜂如何找到回家的路",)
    assert lines_of("她说：“好的。”然后走了", width=500)[0] == "她说："


def test_text_without_end_is_made_small_and_then_cut() -> None:
    size, lines = broken("many words " * 500, sizes=(40, 30), width=300, height=200, most_lines=4)
    assert size < 30
    assert len(lines) * size * LEADING <= 200
    assert lines[-1].endswith("…")
    assert all(width_of(line, face=Face.DISPLAY, size=size) <= 300 + size for line in lines)
