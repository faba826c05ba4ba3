"""From a plan to the arguments of one ffmpeg run. Pure: the same plan always gives the same command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from nemo_watch.media.containers import Container
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.fence import jail
from nemo_watch.studio.plan import Plan, Track
from nemo_watch.studio.tracks import LETTERING, Role

_PICTURES_OF_A_LOOK = 10


class Input(msgspec.Struct, frozen=True):
    """A file that is open under a descriptor, and what kind of file it is."""

    container: Container
    descriptor: int


def arguments(
    plan: Plan,
    *,
    inputs: Sequence[Input],
    target: Path,
    strict: bool,
    lettering: str = "",
    passing: tuple[int, Path] | None = None,
    index_bytes: int | None = None,
) -> list[str]:
    """Return what ffmpeg is told to do: inputs by descriptor, one output file, which may not exist yet.

    `inputs` are the file and, behind it, those that the plan names. `strict` lets ffmpeg give up at the first packet
    that cannot be decoded. `lettering` is the filter that writes the plan's words into the picture. `passing` is the
    number of a pass and where passes leave their notes; the first of two makes no file. `index_bytes` are kept free for
    the index that the result begins with; without them, the media are moved back to make room for it.
    """
    is_first_pass = passing is not None and passing[0] == 1
    return [
        *("-v", "warning", *(("-xerror",) if strict else ())),
        *(("-filter_threads", "2") if plan.lane == "encode" else ()),
        *_inputs(plan, inputs),
        *_video(plan.video, lettering, passing),
        *(["-an"] if is_first_pass else _audio(plan.audio)),
        *(["-sn"] if is_first_pass else _subtitles(plan)),
        *("-dn", *_metadata(plan), "-map_chapters", "0" if plan.order.is_untouched else "-1"),
        *(("-t", f"{plan.seconds:.6f}") if plan.seconds is not None else ()),
        # the first pass of VP9 makes no packets, only notes
        *(() if is_first_pass else ("-abort_on", "empty_output")),
        *("-max_muxing_queue_size", "4096"),
        *(("-f", "null", "-") if is_first_pass else _target(plan, target, index_bytes)),
    ]


def _target(plan: Plan, target: Path, index_bytes: int | None) -> list[str]:
    made = plan.made
    front = ["-movflags", "+faststart"] if index_bytes is None else ["-moov_size", str(index_bytes)]
    return [*made.arguments, *(front if made.begins_with_index else ()), "-f", made.muxer, "-n", f"file:{target}"]


def _inputs(plan: Plan, inputs: Sequence[Input]) -> list[str]:
    first, *further = inputs
    return [
        *(("-stream_loop", str(plan.order.repeats - 1)) if plan.order.repeats > 1 else ()),
        *(("-ss", f"{plan.span.start:.6f}") if plan.span.start else ()),
        *_decoder(plan),
        *_stamps(plan, first.container),
        *_looking(plan),
        *jail.input_arguments(first.container, first.descriptor),
        *(word for role, one in zip(plan.inputs, further, strict=True) for word in _further(role, one)),
    ]


def _further(role: Role, given: Input) -> list[str]:
    """Return the options of a further input; music begins anew until the film has ended."""
    again = ["-stream_loop", "-1"] if role == "music" else []
    return [*again, *jail.input_arguments(given.container, given.descriptor)]


def look(plan: Plan, wanted: Look, *, inputs: Sequence[Input], place: float | None) -> list[str]:
    """Return what ffmpeg is told to look at: a few pictures from a `place` on, all of a sound, or the subtitles."""
    head = ["-v", "info", "-nostats"]
    filters = ",".join(wanted.filters)
    first = jail.input_arguments(inputs[0].container, inputs[0].descriptor)
    if wanted.kind == "cues":
        return ["-v", "error", *first, "-map", f"0:{wanted.stream}", "-f", "srt", "-"]
    if place is not None:
        sought = [*(("-ss", f"{place:.3f}") if place else ()), *first]
        seen = ["-map", f"0:{wanted.stream}", "-filter:v", filters, "-frames:v", str(_PICTURES_OF_A_LOOK)]
        return [*head, *sought, *seen, "-f", "null", "-"]
    if wanted.kind == "silences":
        heard = ["-map", f"0:{wanted.stream}", "-filter:a", filters]
        return [*head, *first, *heard, "-f", "null", "-"]
    read = _inputs(plan, inputs)
    ends = [] if plan.seconds is None else ["-t", f"{plan.seconds:.6f}"]
    if filters.startswith("["):
        return [*head, *read, "-filter_complex", f"{filters}[mixed]", "-map", "[mixed]", *ends, "-f", "null", "-"]
    heard = ["-map", f"{wanted.input}:{wanted.stream}", "-filter:a", filters]
    return [*head, *read, *heard, *ends, "-f", "null", "-"]


def _metadata(plan: Plan) -> list[str]:
    """Take along what the camera wrote, or nothing, of the file and of each stream."""
    if plan.keeps_metadata:
        return ["-map_metadata", "0"]
    return ["-map_metadata", "-1", "-map_metadata:s", "-1", "-fflags", "+bitexact"]


def _decoder(plan: Plan) -> list[str]:
    """Name the decoder of a picture with transparency: ffmpeg's own VP8 and VP9 decoders lose it."""
    if plan.video is None or not plan.video.decoder:
        return []
    return [f"-c:{plan.video.source}", plan.video.decoder]


def _looking(plan: Plan) -> list[str]:
    """Let ffmpeg look at key frames only before it copies, where those told all there is to know of the file.

    Decoding the first pictures would take as long as copying some tens of megabytes. An MP4 or MOV says of each picture
    when it is decoded and when it is shown; of other files, ffmpeg learns from those pictures how they are reordered.
    """
    is_the_file = plan.composed is None and not plan.order.preparations and plan.base.container is Container.MOV
    is_told = plan.base.key_frames_tell and bool(plan.base.video) and is_the_file
    return ["-skip_frame:v", "nokey"] if is_told and (plan.video is None or plan.video.is_copy) else []


def _stamps(plan: Plan, container: Container) -> list[str]:
    """Let ffmpeg work out when to show the pictures of an AVI, which only says when to decode them."""
    is_copied = plan.video is not None and plan.video.is_copy
    return ["-fflags", "+genpts"] if container is Container.AVI and is_copied else []


def _video(track: Track | None, lettering: str, passing: tuple[int, Path] | None) -> list[str]:
    if track is None:
        return ["-vn"]
    if track.is_copy:
        return ["-map", f"0:{track.source}", "-c:v", "copy", *(("-tag:v", track.tag) if track.tag else ())]
    # where pictures come at no constant rate, their own stamps are kept, not those of the nearest beat
    stamps = ("-fps_mode:v", "vfr", *(() if track.has_constant_rate else ("-enc_time_base:v", "demux")))
    noted = ("-pass:v", str(passing[0]), "-passlogfile:v", str(passing[1])) if passing else ()
    made = [*stamps, *track.encoding, *noted]
    if track.graph:
        graph = track.graph.replace(LETTERING, lettering)
        return ["-filter_complex", f"{graph}[shown]", "-map", "[shown]", *made]
    filters = ",".join(lettering if one == LETTERING else one for one in track.filters)
    return ["-map", f"0:{track.source}", "-filter:v", filters, *made]


def _audio(tracks: tuple[Track, ...]) -> list[str]:
    options: list[str] = [] if tracks else ["-an"]
    for position, track in enumerate(tracks):
        if track.graph:
            options += ["-filter_complex", f"{track.graph}[mixed]", "-map", "[mixed]", *track.encoding]
            continue
        options += ["-map", f"{track.input}:{track.source}"]
        if track.is_copy:
            options += [f"-c:a:{position}", "copy"]
        else:
            options += [f"-filter:a:{position}", ",".join(track.filters), *track.encoding]
    return options


def _subtitles(plan: Plan) -> list[str]:
    if not plan.subtitles:
        return ["-sn"]
    maps = [option for index in plan.subtitles for option in ("-map", f"0:{index}")]
    return [*maps, "-c:s", plan.made.subtitle_codec]
