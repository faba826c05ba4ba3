"""From a plan to the arguments of one ffmpeg run. Pure: the same plan always gives the same command."""

from __future__ import annotations

from pathlib import Path

from nemo_watch.media.containers import Container
from nemo_watch.studio import jail
from nemo_watch.studio.plan import Plan, Track


def arguments(plan: Plan, *, container: Container, descriptor: int, target: Path, strict: bool) -> list[str]:
    """Return what ffmpeg is told to do: one input by descriptor, one output file, which may not exist yet.

    `strict` lets ffmpeg give up at the first packet that cannot be decoded.
    """
    return [
        *("-v", "warning", *(("-xerror",) if strict else ())),
        *(("-filter_threads", "2") if plan.lane == "encode" else ()),
        *(("-ss", f"{plan.span.start:.6f}") if plan.span.start else ()),
        *_decoder(plan),
        *_stamps(plan, container),
        *jail.input_arguments(container, descriptor),
        *_video(plan.video),
        *_audio(plan.audio),
        *_subtitles(plan),
        *("-dn", *_metadata(plan), "-map_chapters", "0" if plan.span.is_whole else "-1"),
        *(("-t", f"{plan.span.length:.6f}") if plan.span.length is not None else ()),
        *("-abort_on", "empty_output", "-max_muxing_queue_size", "4096"),
        *plan.made.arguments,
        *("-f", plan.made.muxer, "-n", f"file:{target}"),
    ]


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


def _stamps(plan: Plan, container: Container) -> list[str]:
    """Let ffmpeg work out when to show the pictures of an AVI, which only says when to decode them."""
    is_copied = plan.video is not None and plan.video.is_copy
    return ["-fflags", "+genpts"] if container is Container.AVI and is_copied else []


def _video(track: Track | None) -> list[str]:
    if track is None:
        return ["-vn"]
    selected = ["-map", f"0:{track.source}"]
    if track.is_copy:
        return [*selected, "-c:v", "copy", *(("-tag:v", track.tag) if track.tag else ())]
    # where pictures come at no constant rate, their own stamps are kept, not those of the nearest beat
    stamps = ("-fps_mode:v", "vfr", *(() if track.has_constant_rate else ("-enc_time_base:v", "demux")))
    return [*selected, "-filter:v", ",".join(track.filters), *stamps, *track.encoding]


def _audio(tracks: tuple[Track, ...]) -> list[str]:
    options: list[str] = [] if tracks else ["-an"]
    for position, track in enumerate(tracks):
        options += ["-map", f"0:{track.source}"]
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
