"""What is copied and what is encoded, decided from facts and wishes alone: no file, no ffmpeg."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.command import Input, arguments
from nemo_watch.studio.facts import AudioStream, MediaFacts, SubtitleStream, VideoStream
from nemo_watch.studio.filters import even, fitted
from nemo_watch.studio.formats import CRF, FORMATS, SOUND_FORMATS
from nemo_watch.studio.language.edits import Edit, Export, Grayscale, Mute, Scale, Trim
from nemo_watch.studio.plan import Plan, Span, Wish, kept_span, plan

H264 = VideoStream(
    index=0, codec="h264", profile="High", pixel_format="yuv420p", width=1920, height=1080, frame_rate=25.0
)
AAC = AudioStream(index=1, codec="aac", profile="LC", sample_rate=48000, channels=2)
FILM = MediaFacts(container=Container.MOV, size=1_000_000, duration=60.0, video=(H264,), audio=(AAC,))


def picture(**changes: Any) -> MediaFacts:
    return msgspec.structs.replace(FILM, video=(msgspec.structs.replace(H264, **changes),))


def sound(**changes: Any) -> MediaFacts:
    return msgspec.structs.replace(FILM, audio=(msgspec.structs.replace(AAC, **changes),))


def planned(
    facts: MediaFacts, *edits: Edit, compatible: str = "wide", quality: str = "high", made: str = "mp4"
) -> Plan:
    return plan(facts, Wish(edits=edits, format=made, quality=quality), compatible=compatible, threads=2)


def is_picture_kept(plan: Plan) -> bool:
    assert plan.video is not None
    return plan.video.is_copy


# What is copied


def test_h264_and_aac_are_copied_into_mp4() -> None:
    result = planned(FILM)
    assert is_picture_kept(result)
    assert [track.is_copy for track in result.audio] == [True]
    assert result.lane == "copy"
    assert result.did == "Kept H.264 and AAC unchanged; saved as MP4."


@pytest.mark.parametrize(
    ("changes", "kept_high", "kept_lossless", "kept_modern"),
    [
        ({}, True, True, True),
        ({"profile": "Constrained Baseline"}, True, True, True),
        ({"pixel_format": "yuv444p", "profile": "High 4:4:4 Predictive"}, False, False, False),
        ({"pixel_format": "yuv420p10le", "profile": "High 10"}, False, False, False),
        ({"pixel_format": "yuvj420p", "full_range": True}, False, False, False),
        ({"codec": "hevc", "profile": "Main"}, False, True, True),
        ({"codec": "hevc", "profile": "Main 10", "pixel_format": "yuv420p10le"}, False, True, True),
        ({"codec": "hevc", "profile": "Rext", "pixel_format": "yuv422p10le"}, False, False, False),
        ({"codec": "av1", "profile": "Main"}, False, True, True),
        ({"codec": "vp9", "profile": "Profile 0"}, False, False, True),
        ({"codec": "vp9", "profile": "Profile 0", "has_alpha": True}, False, False, False),
        ({"codec": "vp8"}, False, False, False),
        ({"codec": "mpeg4"}, False, False, False),
        ({"codec": "mjpeg"}, False, False, False),
        ({"codec": "prores", "pixel_format": "yuv422p10le"}, False, False, False),
    ],
)
def test_picture_is_copied_into_mp4_where_it_plays(
    changes: dict[str, Any], kept_high: bool, kept_lossless: bool, kept_modern: bool
) -> None:
    facts = picture(**changes)
    assert is_picture_kept(planned(facts)) is kept_high
    assert is_picture_kept(planned(facts, Export(quality="lossless"))) is kept_lossless
    assert is_picture_kept(planned(facts, compatible="modern")) is kept_modern


@pytest.mark.parametrize(
    ("codec", "profile", "wide", "modern"),
    [
        ("aac", "LC", True, True),
        ("aac", "HE-AAC", False, False),
        ("opus", "", False, True),
        ("mp3", "", False, True),
        ("ac3", "", False, True),
        ("vorbis", "", False, False),
        ("flac", "", False, False),
        ("pcm_s16le", "", False, False),
        ("dts", "DTS", False, False),
    ],
)
def test_sound_is_copied_into_mp4_where_it_plays(codec: str, profile: str, wide: bool, modern: bool) -> None:
    facts = sound(codec=codec, profile=profile)
    assert planned(facts).audio[0].is_copy is wide
    assert planned(facts, compatible="modern").audio[0].is_copy is modern


def test_sound_that_is_encoded_leaves_the_picture_a_copy() -> None:
    result = planned(sound(codec="pcm_s16le", profile=""))
    assert is_picture_kept(result)
    assert result.lane == "copy"
    assert result.did == "Kept H.264 unchanged; encoded PCM to AAC; saved as MP4."


def test_hevc_copy_gets_the_tag_that_apple_plays() -> None:
    result = planned(picture(codec="hevc", profile="Main", tag="hev1"), Export(quality="lossless"))
    assert result.video is not None
    assert result.video.tag == "hvc1"


@pytest.mark.parametrize(
    ("made", "codec", "kept"),
    [
        ("mov", "prores", True), ("mov", "hevc", True), ("mov", "vp9", False),
        ("mkv", "vp8", True), ("mkv", "mpeg4", True), ("mkv", "cinepak", False),
        ("webm", "vp8", True), ("webm", "vp9", True), ("webm", "av1", True), ("webm", "h264", False),
        ("gif", "gif", False),
    ],
)  # fmt: skip
def test_other_formats_keep_what_they_can_hold(made: str, codec: str, kept: bool) -> None:
    assert is_picture_kept(planned(picture(codec=codec), made=made)) is kept


@pytest.mark.parametrize(
    ("made", "codec", "kept"),
    [
        ("mp3", "mp3", True), ("mp3", "aac", False), ("m4a", "aac", True), ("m4a", "alac", True),
        ("m4a", "mp3", False), ("aac", "aac", True), ("aac", "mp3", False), ("wav", "pcm_s16le", True),
        ("wav", "pcm_s24le", True), ("wav", "aac", False),
    ],
)  # fmt: skip
def test_sound_formats_take_the_first_sound_alone(made: str, codec: str, kept: bool) -> None:
    first = msgspec.structs.replace(AAC, codec=codec, profile="LC" if codec == "aac" else "")
    facts = msgspec.structs.replace(FILM, audio=(first, msgspec.structs.replace(AAC, index=2)))
    result = planned(facts, made=made)
    assert result.video is None
    assert [(track.source, track.is_copy) for track in result.audio] == [(1, kept)]
    assert result.lane == "copy"


def test_every_sound_track_goes_along() -> None:
    second = msgspec.structs.replace(AAC, index=2, codec="ac3", profile="")
    result = planned(msgspec.structs.replace(FILM, audio=(AAC, second)))
    assert [(track.source, track.is_copy) for track in result.audio] == [(1, True), (2, False)]


def test_first_picture_that_is_no_cover_is_taken() -> None:
    cover = VideoStream(index=0, codec="mjpeg", width=600, height=600, attached_picture=True)
    real = msgspec.structs.replace(H264, index=2)
    result = planned(msgspec.structs.replace(FILM, video=(cover, real)))
    assert result.video is not None
    assert result.video.source == 2


def test_sound_of_a_known_rate_is_kept_and_a_higher_one_brought_to_48_khz() -> None:
    high = planned(sound(codec="flac", profile="", sample_rate=96000))
    usual = planned(sound(codec="flac", profile="", sample_rate=44100))
    assert "aresample=48000" in ",".join(high.audio[0].filters)
    assert "48000" not in ",".join(usual.audio[0].filters)


def test_deep_sound_stays_deep_in_wav() -> None:
    deep = planned(sound(codec="flac", profile="", sample_format="s32"), made="wav")
    shallow = planned(sound(codec="flac", profile="", sample_format="s16"), made="wav")
    assert "pcm_s24le" in deep.audio[0].encoding
    assert "pcm_s16le" in shallow.audio[0].encoding


def test_last_format_and_quality_that_were_said_count() -> None:
    result = planned(FILM, Export(format="webm", quality="low"), Export(format="mkv", quality="medium"), made="gif")
    assert (result.made.name, result.quality) == ("mkv", "medium")


def test_export_without_a_quality_leaves_the_callers() -> None:
    assert planned(FILM, Export(format="mp4"), quality="low").quality == "low"


@pytest.mark.parametrize("quality", CRF)
def test_quality_sets_the_rate_of_an_encode(quality: str) -> None:
    result = planned(picture(codec="mpeg4"), quality=quality)
    assert result.video is not None
    assert result.video.encoding[result.video.encoding.index("-crf") + 1] == str(CRF[quality])


# Trims


@pytest.mark.parametrize(
    ("trims", "span"),
    [
        ([], Span()),
        ([Trim(start=5)], Span(start=5)),
        ([Trim(end=-20)], Span(length=40)),
        ([Trim(start=30, end=45)], Span(start=30, length=15)),
        ([Trim(start=-10)], Span(start=50)),
        ([Trim(start=-10, end=-5)], Span(start=50, length=5)),
        ([Trim(start=0, end=200)], Span()),
        ([Trim(start=10, end=200)], Span(start=10)),
        ([Trim(start=-200)], Span()),
        ([Trim(start=5), Trim(end=-5)], Span(start=5, length=50)),
        ([Trim(start=5), Trim(start=5)], Span(start=10)),
        ([Trim(start=10, end=50), Trim(start=-10)], Span(start=40, length=10)),
        ([Trim(start=10, end=50), Trim(start=5, end=10)], Span(start=15, length=5)),
        ([Trim(end=30), Trim(end=100)], Span(length=30)),
    ],
)
def test_trims_follow_each_other(trims: list[Edit], span: Span) -> None:
    assert kept_span(trims, 60.0) == span


@pytest.mark.parametrize("trims", [[Trim(start=60)], [Trim(start=99)], [Trim(start=30, end=20)], [Trim(end=-60)]])
def test_trim_that_leaves_nothing_is_refused(trims: list[Edit]) -> None:
    with pytest.raises(FinalError, match="nothing would be left") as refusal:
        kept_span(trims, 60.0)
    assert "60 s long" in refusal.value.message


def test_times_from_the_end_need_a_length() -> None:
    with pytest.raises(FinalError, match="length of the video is not known"):
        kept_span([Trim(start=-5)], None)
    assert kept_span([Trim(start=5)], None) == Span(start=5)
    assert kept_span([Trim(start=5, end=8)], None) == Span(start=5, length=3)


@given(
    st.lists(
        st.builds(
            Trim,
            start=st.floats(-100, 100, allow_nan=False),
            end=st.none() | st.floats(-100, 100, allow_nan=False),
        ),
        max_size=4,
    ),
    st.none() | st.floats(0.1, 90),
)
def test_what_is_kept_never_leaves_the_film(trims: list[Edit], duration: float | None) -> None:
    try:
        span = kept_span(trims, duration)
    except FinalError:
        return
    assert span.start >= 0
    assert span.length is None or span.length > 0
    if duration is not None:
        assert span.start <= duration
        assert span.start + (span.length or 0) <= duration + 1e-6


def test_trimmed_film_is_encoded_and_says_how_long_it_will_be() -> None:
    result = planned(FILM, Trim(start=5, end=20))
    assert not is_picture_kept(result)
    assert not result.audio[0].is_copy
    assert result.duration == pytest.approx(15)
    assert result.did == "Encoded H.264 anew, AAC anew; kept 5 s to 20 s; saved as MP4."


def test_open_end_is_said_as_such() -> None:
    result = planned(FILM, Trim(start=5))
    assert result.duration == pytest.approx(55)
    assert "kept from 5 s on" in result.did


def test_trim_that_changes_nothing_stays_a_copy() -> None:
    assert planned(FILM, Trim(end=100)).lane == "copy"


# Sizes


@pytest.mark.parametrize(
    ("shown", "edit", "size"),
    [
        ((1920, 1080), Scale(height=720), (1280, 720)),
        ((1080, 1920), Scale(height=720), (720, 1280)),
        ((1080, 1080), Scale(height=720), (720, 720)),
        ((1920, 1080), Scale(height=2160), (1920, 1080)),
        ((1920, 1080), Scale(width=1280, height=720), (1280, 720)),
        ((1920, 1080), Scale(width=640, height=640), (640, 360)),
        ((1920, 1080), Scale(factor=0.5), (960, 540)),
        ((1920, 1080), Scale(factor=2.0), (1920, 1080)),
        ((1920, 1080), Scale(width=960), (960, 540)),
        ((720, 404), Scale(height=360), (642, 360)),
    ],
)
def test_size_keeps_the_shape_and_never_grows(shown: tuple[int, int], edit: Scale, size: tuple[int, int]) -> None:
    assert planned(picture(width=shown[0], height=shown[1]), edit).size == size


@given(
    st.tuples(st.integers(1, 8000), st.integers(1, 8000)),
    st.one_of(
        st.builds(Scale, height=st.integers(1, 5000)),
        st.builds(Scale, width=st.integers(1, 5000), height=st.integers(1, 5000)),
        st.builds(Scale, factor=st.floats(0.01, 10)),
    ),
)
def test_fitted_size_is_even_and_no_larger_than_the_picture(shown: tuple[int, int], edit: Scale) -> None:
    width, height = fitted(shown, height=edit.height, width=edit.width, factor=edit.factor)
    assert width % 2 == height % 2 == 0
    assert width <= max(2, shown[0] + 1)
    assert height <= max(2, shown[1] + 1)


@pytest.mark.parametrize(("side", "expected"), [(1, 2), (2, 2), (3, 2), (721, 720), (720.9, 720)])
def test_sides_are_even(side: float, expected: int) -> None:
    assert even(side) == expected


def test_size_that_the_picture_has_already_costs_nothing() -> None:
    assert planned(FILM, Scale(height=1080)).lane == "copy"
    assert planned(FILM, Scale(height=2160)).lane == "copy"


def test_smaller_picture_is_encoded_and_said() -> None:
    result = planned(FILM, Scale(height=720))
    assert result.lane == "encode"
    assert result.did == "Kept AAC unchanged; encoded H.264 anew; made the picture 1280x720; saved as MP4."
    assert result.notes == ()


def test_picture_that_is_smaller_than_asked_for_stays_as_it_is_and_that_is_said() -> None:
    result = planned(FILM, Scale(height=2160), Grayscale())
    assert result.size == (1920, 1080)
    assert result.notes == ("It is 1920x1080 and was not made larger.",)
    assert "made the picture" not in result.did
    assert planned(FILM, Scale(height=1080)).notes == ()
    assert planned(FILM, Scale(height=2160, upscale=True)).notes == ()


def test_turned_picture_counts_upright() -> None:
    upright = picture(width=1920, height=1080, rotation=90)
    assert planned(upright, Scale(height=720)).size == (720, 1280)


def test_pixels_that_are_not_square_count_as_shown() -> None:
    assert planned(picture(width=1440, height=1080, aspect=4 / 3), Scale(height=720)).size == (1280, 720)


def test_odd_sides_of_a_picture_that_can_be_copied_stay() -> None:
    assert planned(picture(width=321, height=241)).lane == "copy"


def test_odd_sides_are_cropped_where_the_picture_is_encoded() -> None:
    result = planned(picture(codec="mpeg4", width=321, height=241))
    assert result.size == (320, 240)
    assert result.video is not None
    assert any(link.startswith("crop=") for link in result.video.filters)


# Filters that only some pictures need


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"interlaced": True}, "bwdif"),
        ({"transfer": "smpte2084"}, "tonemap"),
        ({"transfer": "arib-std-b67"}, "tonemap"),
        ({"has_alpha": True}, "premultiply"),
        ({"width": 321}, "crop"),
    ],
)
def test_filter_stands_only_where_the_picture_needs_it(changes: dict[str, Any], word: str) -> None:
    needs = planned(picture(codec="mpeg4", **changes)).video
    plain = planned(picture(codec="mpeg4")).video
    assert needs is not None
    assert plain is not None
    assert word in ",".join(needs.filters)
    assert word not in ",".join(plain.filters)


@pytest.mark.parametrize(("codec", "decoder"), [("vp9", "libvpx-vp9"), ("vp8", "libvpx"), ("qtrle", "")])
def test_transparency_of_webm_needs_the_decoder_that_sees_it(codec: str, decoder: str) -> None:
    video = planned(picture(codec=codec, has_alpha=True)).video
    assert video is not None
    assert video.decoder == decoder


# Mute, and what cannot be done


def test_mute_leaves_the_sound_out_and_copies_the_picture() -> None:
    result = planned(FILM, Mute())
    assert result.audio == ()
    assert is_picture_kept(result)
    assert result.did == "Kept H.264 unchanged; left the sound out; saved as MP4."


def test_mute_of_a_silent_film_does_not_claim_anything() -> None:
    assert "sound" not in planned(msgspec.structs.replace(FILM, audio=()), Mute()).did


def test_gif_has_no_sound() -> None:
    assert planned(FILM, made="gif").audio == ()


@pytest.mark.parametrize("made", SOUND_FORMATS)
def test_sound_format_without_sound_is_refused(made: str) -> None:
    with pytest.raises(FinalError, match="no sound"):
        planned(msgspec.structs.replace(FILM, audio=()), made=made)
    with pytest.raises(FinalError, match="only sound"):
        planned(FILM, Mute(), made=made)


@pytest.mark.parametrize("made", [name for name in FORMATS if name not in SOUND_FORMATS])
def test_picture_format_without_a_picture_is_refused(made: str) -> None:
    with pytest.raises(FinalError, match="no picture"):
        planned(msgspec.structs.replace(FILM, video=()), made=made)


def test_picture_in_an_unknown_format_is_refused() -> None:
    with pytest.raises(FinalError, match="nobody here can decode"):
        planned(picture(codec="none"))


def test_sound_in_an_unknown_format_is_left_out_and_said() -> None:
    result = planned(sound(codec="none"))
    assert result.audio == ()
    assert result.notes == ("A sound track in an unknown format was left out.",)


def test_sound_is_taken_out_of_a_film_whose_picture_is_unknown() -> None:
    assert planned(picture(codec="none"), made="mp3").video is None


# Subtitles and notes


def with_subtitles(*codecs: str) -> MediaFacts:
    streams = tuple(SubtitleStream(index=2 + number, codec=codec) for number, codec in enumerate(codecs))
    return msgspec.structs.replace(FILM, subtitles=streams)


def test_text_subtitles_go_along_and_pictures_of_text_do_not() -> None:
    result = planned(with_subtitles("subrip", "hdmv_pgs_subtitle", "ass"))
    assert result.subtitles == (2, 4)
    assert result.notes == ("1 subtitle track(s) could not go into MP4.",)


def test_subtitles_of_a_trimmed_film_are_left_out_and_said() -> None:
    result = planned(with_subtitles("subrip"), Trim(start=5))
    assert result.subtitles == ()
    assert len(result.notes) == 1


def test_sound_format_says_nothing_of_subtitles() -> None:
    assert planned(with_subtitles("subrip"), made="mp3").notes == ()


# The command


def command(facts: MediaFacts, *edits: Edit, made: str = "mp4") -> list[str]:
    result = planned(facts, *edits, made=made)
    return arguments(result, inputs=[Input(facts.container, 7)], target=Path("/films/-out.mp4"), strict=True)


def test_demuxer_and_protocol_of_the_input_are_fixed() -> None:
    words = command(FILM)
    before = words[: words.index("-i")]
    for option, value in (
        ("-protocol_whitelist", "fd"),
        ("-format_whitelist", "mov"),
        ("-f", "mov"),
        ("-fd", "7"),
    ):
        assert before[before.index(option) + 1] == value
    assert words[words.index("-i") + 1] == "fd:"


def test_name_of_the_result_cannot_be_an_option() -> None:
    assert command(FILM)[-1] == "file:/films/-out.mp4"


def test_nothing_is_overwritten() -> None:
    assert "-n" in command(FILM)
    assert "-y" not in command(FILM)


def test_same_wish_gives_the_same_command() -> None:
    assert command(FILM, Scale(height=720), Trim(start=1)) == command(FILM, Scale(height=720), Trim(start=1))


def test_part_of_a_film_is_sought_before_it_is_opened() -> None:
    words = command(FILM, Trim(start=5, end=20))
    output = words[words.index("-i") :]
    assert words.index("-ss") < words.index("-i")
    assert words[words.index("-ss") + 1] == "5.000000"
    assert output[output.index("-t") + 1] == "15.000000"
