"""Edits in words for a person: "keep from 0:05 on"."""

from __future__ import annotations

from nemo_watch.studio.language.edits import (
    SOUND_FORMATS,
    Aspect,
    Compress,
    Concat,
    Crop,
    Cut,
    Deinterlace,
    Denoise,
    DenoiseSound,
    Edit,
    Explain,
    Export,
    Fade,
    Flip,
    Fps,
    Grayscale,
    Limit,
    Loop,
    Merge,
    Music,
    Mute,
    Normalize,
    Reverse,
    Rotate,
    Scale,
    Silence,
    Slideshow,
    Speed,
    Stabilize,
    Subtitles,
    Thumbnail,
    Title,
    Trim,
    Volume,
    Watermark,
)

_PLAIN: dict[type[Edit], str] = {
    Mute: "remove the sound",
    Normalize: "even out the loudness",
    Compress: "make the file smaller",
    Deinterlace: "deinterlace it",
    Denoise: "reduce the picture's noise",
    DenoiseSound: "reduce the sound's noise",
    Stabilize: "stabilize the picture",
    Reverse: "play it backwards",
    Grayscale: "make it black and white",
}
_TURNS = {90: "turn it 90° clockwise", 180: "turn it upside down", 270: "turn it 90° counterclockwise"}
_FITS = {"pad": "with bars", "crop": "by cropping", "blur": "with blurred edges"}


def describe(edit: Edit) -> str:
    """Return an edit as a fragment that begins with a verb: "keep from 0:05 on"."""
    return _PLAIN.get(type(edit)) or _of_picture(edit) or _of_time(edit) or _of_sound(edit) or _of_the_rest(edit)


def _of_picture(edit: Edit) -> str | None:
    match edit:
        case Scale():
            return _describe_scale(edit)
        case Aspect():
            return f"make it {edit.ratio} {_FITS[edit.fit]}"
        case Rotate():
            return _TURNS[edit.degrees]
        case Flip():
            return "mirror it" if edit.axis == "horizontal" else "flip it top to bottom"
        case Crop():
            at = f" at {edit.x or 0},{edit.y or 0}" if edit.x or edit.y else ""
            return "remove the black bars" if edit.bars else f"crop it to {edit.width}x{edit.height} pixels{at}"
        case Fps():
            return f"show {edit.rate:g} frames per second"
    return None


def _of_time(edit: Edit) -> str | None:
    match edit:
        case Trim():
            return _describe_trim(edit)
        case Cut():
            return f"cut out {_clock(edit.start)} to {'the end' if edit.end is None else _clock(edit.end)}"
        case Speed():
            return f"play it at {edit.factor:g}x speed"
        case Silence():
            return f"cut out silences longer than {edit.longer:g} s"
        case Loop():
            return f"play it {_times(edit.times)}"
        case Thumbnail():
            return f"save a picture of it at {_clock(edit.at)}"
    return None


def _of_sound(edit: Edit) -> str | None:
    match edit:
        case Volume():
            return f"set the volume to {edit.factor * 100:g}%"
        case Fade():
            return _describe_fade(edit)
        case Music():
            return f"add {f'“{edit.file}”' if edit.file else 'music'} at {edit.volume * 100:g}% volume"
        case Merge():
            return "put the sound file under it" if edit.mode == "replace" else "mix the sound file into its sound"
    return None


def _of_the_rest(edit: Edit) -> str:
    match edit:
        case Export():
            return _describe_export(edit)
        case Limit():
            return f"keep the file under {_weight(edit.bytes)}"
        case Title():
            span = f"from {_clock(edit.start)} to {'the end' if edit.end is None else _clock(edit.end)}"
            place = "in the middle" if edit.position == "center" else f"at the {edit.position}"
            return f"show “{edit.text}” {place} {span}"
        case Subtitles():
            return f"draw the subtitles{f' of “{edit.file}”' if edit.file else ''} into the picture"
        case Watermark():
            return f"put “{edit.text or edit.file}” in the {edit.position.replace('-', ' ')} corner"
        case Concat():
            return f"join the clips by {edit.order}"
        case Slideshow():
            seams = "faded" if edit.transition == "fade" else "without transitions"
            return f"make a slideshow, {edit.seconds:g} s for each picture, {seams}"
        case Explain():
            return _describe_explain(edit)
    raise AssertionError(f"{type(edit).__name__} has no description.")


def _describe_export(edit: Export) -> str:
    name = "WebM" if edit.format == "webm" else edit.format.upper()
    verb = f"save the sound as {name}" if edit.format in SOUND_FORMATS else f"convert to {name}"
    if edit.quality is None:
        return verb
    return f"{verb} without losing quality" if edit.quality == "lossless" else f"{verb} in {edit.quality} quality"


def _describe_scale(edit: Scale) -> str:
    verb = "enlarge it to" if edit.upscale else "make it"
    if edit.factor is not None:
        return f"{verb} {edit.factor * 100:g}% of its size"
    if edit.width is not None:
        return f"{verb} {edit.width}x{edit.height} pixels"
    return f"{verb} {edit.height} pixels high"


def _describe_trim(edit: Trim) -> str:
    start, end = edit.start, edit.end
    begin = f"{_clock(start)} before the end" if start < 0 else _clock(start)
    if end is None:
        return f"keep the last {_clock(start)}" if start < 0 else f"keep from {_clock(start)} on"
    if start == 0:
        return f"remove the last {_clock(end)}" if end < 0 else f"keep the first {_clock(end)}"
    return f"keep from {begin} to {_clock(end)} before the end" if end < 0 else f"keep from {begin} to {_clock(end)}"


def _describe_fade(edit: Fade) -> str:
    if edit.begin is not None and edit.end is not None:
        return f"fade in over {edit.begin:g} s and out over {edit.end:g} s"
    return f"fade in over {edit.begin:g} s" if edit.begin is not None else f"fade out over {edit.end or 0:g} s"


def _describe_explain(edit: Explain) -> str:
    parts = {"a voice": edit.voice, "music": edit.music, "visuals": edit.visuals}
    asked = [name for name, said in parts.items() if said]
    refused = [name for name, said in parts.items() if said is False]
    length = f" of {edit.seconds:g} s" if edit.seconds else ""
    wanted = f" with {_listed(asked)}" if asked else ""
    unwanted = f" without {_listed(refused)}" if refused else ""
    return f"make an explainer video{length}{wanted}{unwanted} of the text"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _weight(count: int) -> str:
    for name, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:g} {name}"
    return f"{count} bytes"


def _clock(seconds: float) -> str:
    """Return a time as 0:05, 1:02:03 or 0:01.5, without its sign."""
    minutes, rest = divmod(round(abs(seconds), 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    shown = f"{rest:06.3f}".rstrip("0").rstrip(".")
    return f"{hours}:{minutes:02d}:{shown}" if hours else f"{minutes}:{shown}"
