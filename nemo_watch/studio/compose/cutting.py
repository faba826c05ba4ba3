"""The filters of a timeline: pictures and sound of the same pieces, in step to a sample, at another speed."""

from __future__ import annotations

from nemo_watch.studio.compose.timeline import Timeline

_LOWEST_TEMPO = 0.5
_HIGHEST_TEMPO = 100.0
_TENTH_OF_A_FRAME = 0.001


def picture_cuts(timeline: Timeline, *, since: float) -> tuple[str, ...]:
    """Return the filters that keep the pictures of the pieces, each as far from the beginning as its sound.

    `since` is the second of the source at which the input begins.
    """
    if not _is_cut(timeline, since):
        return ()
    inside, gaps, clock = [], [], 0.0
    for piece in timeline.pieces:
        start = piece.start - since
        until = "" if piece.end is None else f"*lt(t,{piece.end - since - _TENTH_OF_A_FRAME:.6f})"
        inside.append(f"gte(t,{start - _TENTH_OF_A_FRAME:.6f}){until}")
        if start - clock > 0:
            gaps.append(f"gte(T,{start - _TENTH_OF_A_FRAME:.6f})*{start - clock:.6f}")
        clock = start if piece.end is None else piece.end - since
    removed = f"-({'+'.join(gaps)})/TB" if gaps else ""
    return (f"select='{'+'.join(inside)}'", f"setpts='PTS{removed}'")


def sound_cuts(timeline: Timeline, *, since: float) -> tuple[str, ...]:
    """Return the filter that keeps the sound of the pieces; none where there is but one."""
    count = len(timeline.pieces)
    if not _is_cut(timeline, since):
        return ()
    parts = []
    for number, piece in enumerate(timeline.pieces):
        end = "" if piece.end is None else f":end={piece.end - since:.6f}"
        parts.append(f"[c{number}]atrim=start={piece.start - since:.6f}{end},asetpts=PTS-STARTPTS[d{number}]")
    ins, outs = ("".join(f"[{letter}{number}]" for number in range(count)) for letter in "cd")
    return (f"asplit={count}{ins};{';'.join(parts)};{outs}concat=n={count}:v=0:a=1",)


def _is_cut(timeline: Timeline, since: float) -> bool:
    """Tell whether something is taken out behind the beginning; where the last piece ends, the result does."""
    return len(timeline.pieces) > 1 or timeline.start > since


def picture_speed(factor: float) -> tuple[str, ...]:
    """Return the filter that shows pictures so many times as fast."""
    return () if factor == 1.0 else (f"setpts=PTS/{factor:.6f}",)


def sound_speed(factor: float) -> tuple[str, ...]:
    """Return the filters that play sound so many times as fast at the same pitch."""
    links = []
    while factor < _LOWEST_TEMPO:
        links.append(f"atempo={_LOWEST_TEMPO}")
        factor /= _LOWEST_TEMPO
    return (*links, f"atempo={min(factor, _HIGHEST_TEMPO):.6f}") if factor != 1.0 or links else ()


def picture_fades(begin: float | None, end: float | None, *, duration: float) -> tuple[str, ...]:
    """Return the filters that fade a picture from and to black; `end` counts from the end of the result."""
    into = (f"fade=t=in:st=0:d={begin:.3f}",) if begin else ()
    return (*into, f"fade=t=out:st={max(0.0, duration - end):.3f}:d={end:.3f}") if end else into


def sound_fades(begin: float | None, end: float | None, *, duration: float) -> tuple[str, ...]:
    """Return the filters that fade sound in and out; `end` counts from the end of the result."""
    into = (f"afade=t=in:st=0:d={begin:.3f}",) if begin else ()
    return (*into, f"afade=t=out:st={max(0.0, duration - end):.3f}:d={end:.3f}") if end else into
