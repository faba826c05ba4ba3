"""Reading drafts: the timeline in words, what has changed in it, and that no junk breaks the reading."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.draft import (
    PICTURE,
    SOUND,
    TEXT,
    changes,
    duration_seconds,
    has_track,
    is_ready,
    parsed,
    summary,
)

VIDEO = {"tt": 0, "m": {"title": "city timelapse"}, "sg": [{"d": 10_000}]}
BGM = {"tt": 1, "m": {"title": "Lo-fi", "volume": 0.35}, "sg": [{"d": 10_000}]}
TITLE = {"tt": 7, "m": {"title": "Urban Dreams"}, "sg": [{"d": 3000}]}


def draft(*tracks):
    return {"t": list(tracks), "d": 10_000}


def line(track, *others):
    return summary(draft(track, *others)).partition(": 1. ")[2]


def test_timeline_is_told_in_the_form_of_the_skills_documents():
    assert summary(draft(VIDEO, BGM, TITLE)) == (
        'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" '
        "(0-3s)"
    )


def test_draft_of_our_own_studio_is_told_as_it_is():
    segment = {"d": 30_530, "source": "0123456789abcdef"}
    own = draft(
        {"tt": PICTURE, "m": {"title": "clip"}, "sg": [segment]},
        {"tt": SOUND, "m": {"title": "clip"}, "sg": [segment]},
    )
    own["studio"] = {"source": "0123456789abcdef", "edits": []}
    assert summary(own) == "Timeline (2 tracks): 1. Video: clip (0-30.5s) 2. Audio: clip (0-30.5s)"


def test_unknown_length_is_not_told_as_none():
    assert line({"tt": 0, "m": {"title": "clip"}, "sg": [{"d": 0}]}) == "Video: clip"
    assert line({"tt": 1, "m": {"title": "x", "volume": 0.5}, "sg": [{}]}) == "BGM: x (50%)"


@pytest.mark.parametrize("nothing", [None, {}, {"t": []}, {"t": [{"tt": 0, "sg": []}]}, {"t": {"tt": 0}}])
def test_timeline_without_a_filled_track_is_empty(nothing):
    assert summary(nothing) == "Timeline: empty"
    assert not is_ready(nothing)


def test_empty_tracks_are_not_counted():
    assert summary(draft({"tt": 1, "sg": []}, VIDEO)) == "Timeline (1 track): 1. Video: city timelapse (0-10s)"


@pytest.mark.parametrize(
    ("track", "told"),
    [
        ({"tt": 0, "sg": [{"d": 2000, "m": {"title": "b-roll"}}]}, "Video: b-roll (0-2s)"),
        ({"tt": 0, "sg": [{"d": 2000, "name": "b-roll"}]}, "Video: b-roll (0-2s)"),
        ({"tt": 0, "name": "b-roll", "sg": [{"d": 2000}]}, "Video: b-roll (0-2s)"),
        ({"tt": 0, "m": {"title": " "}, "sg": [{"d": 2000, "m": {"filename": "a.mp4"}}]}, "Video: a.mp4 (0-2s)"),
        ({"tt": 0, "sg": [{"d": 1, "name": "a"}, {"d": 999, "name": "b"}, {"name": "a"}]}, "Video: a, b (0-1s)"),
        ({"tt": 0, "sg": [{"d": 250, "name": name} for name in "abcde"]}, "Video: a, b, c, … (0-1.2s)"),
        ({"tt": 0, "sg": [{"d": 2000}]}, "Video (0-2s)"),
        ({"tt": 7, "sg": [{"d": 2000, "m": {"text": "Hello"}}]}, 'Title: "Hello" (0-2s)'),
        ({"tt": 7, "m": {"title": "Subtitles"}, "sg": [{"d": 2000, "text": "Hello"}]}, 'Title: "Hello" (0-2s)'),
        ({"tt": 7, "sg": [{"d": 1000, "content": "A"}, {"d": 1000, "content": "B"}]}, 'Title: "A", "B" (0-2s)'),
        ({"tt": 7, "sg": [{"d": 2000}]}, "Title (0-2s)"),
        ({"tt": 7, "m": {"title": "城市之夜"}, "sg": [{"d": 2000}]}, 'Title: "城市之夜" (0-2s)'),
        ({"tt": 5, "m": {"title": "sparkle"}, "sg": [{"d": 2000}]}, "Track: sparkle (0-2s)"),
        ({"tt": [], "sg": [{"d": 2000}]}, "Track (0-2s)"),
        ({"tt": True, "sg": [{"d": 2000}]}, "Track (0-2s)"),
        ({"tt": "video", "sg": [{"d": 2000}]}, "Video (0-2s)"),
    ],
)
def test_titles_are_found_where_they_may_stand(track, told):
    assert line(track) == told


@pytest.mark.parametrize(
    ("track", "span"),
    [
        ({"sg": [{"d": 2000}, {"d": 3000}]}, "0-5s"),
        ({"sg": [{"d": 2000, "start": 1000}, {"d": 3000}]}, "1-6s"),
        ({"sg": [{"d": 2000, "m": {"startTime": 1000}}]}, "1-3s"),
        ({"sg": [{"d": 9000, "start": 0}, {"d": 1000, "start": 2000}]}, "0-9s"),
        ({"sg": [{"start": 1000, "end": 2500}]}, "1-2.5s"),
        ({"m": {"start": 4000}, "sg": [{"d": 2000}]}, "4-6s"),
        ({"d": 7000, "sg": [{}]}, "0-7s"),
        ({"sg": [{"d": 2000, "start": -5}]}, "0-2s"),
        ({"sg": [{"d": 7_200_500}]}, "0-7200.5s"),
        ({"sg": [{"d": 2000, "m": {"d": 60_000}}]}, "0-2s"),
    ],
)
def test_span_covers_all_segments(track, span):
    assert line({"tt": 0, **track}) == f"Video ({span})"


@pytest.mark.parametrize(
    ("track", "told"),
    [
        ({"m": {"title": "x", "volume": 0.35}}, "BGM: x (0-1s, 35%)"),
        ({"m": {"title": "x", "volume": 35}}, "BGM: x (0-1s, 35%)"),
        ({"m": {"title": "x", "volume": "35%"}}, "BGM: x (0-1s, 35%)"),
        ({"m": {"title": "x"}, "volume": 0.2}, "BGM: x (0-1s, 20%)"),
        ({"m": {"title": "x"}, "sg": [{"d": 1000, "volume": 0.2}]}, "BGM: x (0-1s, 20%)"),
        ({"m": {"title": "x"}, "sg": [{"d": 500, "volume": 0.2}, {"d": 500, "volume": 0.9}]}, "Audio: x (0-1s)"),
        ({"m": {"title": "x", "volume": 1}}, "Audio: x (0-1s)"),
        ({"m": {"title": "x", "volume": 2.0}}, "Audio: x (0-1s, 200%)"),
        ({"m": {"title": "x", "muted": True}}, "Audio: x (0-1s, 0%)"),
        ({"m": {"title": "x", "role": "bgm"}}, "BGM: x (0-1s)"),
        ({"m": {"title": "x"}, "type": "music"}, "BGM: x (0-1s)"),
        ({"m": {"title": "Background music"}}, "BGM: Background music (0-1s)"),
        ({"m": {"title": "x", "type": "voiceover", "volume": 0.8}}, "Audio: x (0-1s, 80%)"),
        ({"m": {"title": "Narration", "volume": 0.8}}, "Audio: Narration (0-1s, 80%)"),
        ({"m": {"title": "my music"}}, "Audio: my music (0-1s)"),
        ({"m": {"title": "clip", "volume": 0.5}}, "Audio: clip (0-1s, 50%)"),
        ({"m": {"title": "x", "volume": -1}}, "Audio: x (0-1s)"),
        ({}, "Audio (0-1s)"),
    ],
)
def test_sound_is_background_music_only_where_it_says_so_or_lies_quietly_under_a_film(track, told):
    film = {"tt": 0, "m": {"title": "clip"}, "sg": [{"d": 1000}]}
    assert line(film, {"tt": 1, "sg": [{"d": 1000}], **track}) == f"Video: clip (0-1s) 2. {told}"


def test_title_from_elsewhere_can_break_no_terminal_and_no_line():
    long = {"tt": 0, "m": {"title": "a\n\x1b[31m\u202eb" + "x" * 500}, "sg": [{"d": 1000}]}
    told = line(long)
    assert told.startswith("Video: a \\x1b[31m\\xe2\\x80\\xaeb")
    assert told.endswith("x… (0-1s)")
    assert len(told) < 120


def test_endless_timeline_is_cut():
    told = summary(draft(*[VIDEO] * 500))
    assert told.startswith("Timeline (500 tracks): 1. Video")
    assert told.endswith("20. Video: city timelapse (0-10s) and 480 more")


def test_length_is_what_the_draft_states():
    assert duration_seconds({"d": 1500}) == 1.5
    for odd in (None, {}, {"d": 0}, {"d": -1}, {"d": True}, {"d": "9"}, {"d": 10**400}, {"d": float("nan")}):
        assert duration_seconds(odd) is None


def test_tracks_are_told_apart_by_their_type():
    assert [has_track(draft(VIDEO, TITLE), kind) for kind in (PICTURE, SOUND, TEXT)] == [True, False, True]
    assert not has_track({"t": [{"tt": 1, "sg": []}]}, SOUND)


CHANGES = [
    (draft(VIDEO), draft(VIDEO), ""),
    (None, None, ""),
    ({}, None, ""),
    (None, draft(VIDEO), "Timeline (1 track): 1. Video: city timelapse (0-10s)"),
    (draft(VIDEO), {"t": []}, "Timeline: empty"),
    (draft(VIDEO), draft(VIDEO, BGM, TITLE), 'Added: BGM: Lo-fi (0-10s, 35%), Title: "Urban Dreams" (0-3s).'),
    (draft(VIDEO, BGM), draft(VIDEO), "Removed: BGM: Lo-fi (0-10s, 35%)."),
    (
        draft(VIDEO),
        draft({**VIDEO, "sg": [{"d": 5000}]}),
        "Changed: Video: city timelapse (0-10s → 0-5s).",
    ),
    (draft(VIDEO), draft(VIDEO, VIDEO), "Added: Video: city timelapse (0-10s)."),
    (draft(VIDEO), {**draft(VIDEO), "filter": "warm"}, "The timeline was changed."),
]


@pytest.mark.parametrize(("before", "after", "told"), CHANGES)
def test_what_has_changed_is_told(before, after, told):
    assert changes(before, after) == told


@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b"\xff", b"null", b"[" * 100_000, b'{"d":' + b"9" * 5000 + b"}"])
def test_what_is_no_draft_is_an_empty_one(text):
    assert parsed(text) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["t", "tt", "sg", "d", "m", "title", "text", "name", "start", "end", "volume", "muted"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)
SEGMENTS = st.lists(st.dictionaries(st.sampled_from(["d", "m", "start", "end", "volume", "text"]), JSON), max_size=3)
TRACKS = st.lists(
    st.fixed_dictionaries({"tt": st.sampled_from([0, 1, 7]) | JSON, "sg": SEGMENTS, "m": JSON, "d": JSON}), max_size=3
)
DRAFTS = JSON | st.fixed_dictionaries({"t": TRACKS, "d": JSON})


@given(DRAFTS, DRAFTS)
def test_no_draft_breaks_the_reading(one, other):
    for value in (one, other):
        told = summary(value)
        assert told.startswith("Timeline")
        assert "\n" not in told
        assert is_ready(value) == (told != "Timeline: empty")
        duration_seconds(value)
        has_track(value, SOUND)
    assert changes(one, one) == "" or "nan" in json.dumps(one).lower()
    changes(one, other)


@given(st.binary(max_size=40))
def test_no_bytes_break_the_parsing(text):
    summary(parsed(text))
