"""From the files of a result to what a plan needs of them: read, measured, and composed into one film where asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemo_watch.errors import FinalError
from nemo_watch.names import shown as shown_name
from nemo_watch.studio.casting import Cast
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.geometry import ratio_of
from nemo_watch.studio.explainer.film import film
from nemo_watch.studio.explainer.given import Given, Telling
from nemo_watch.studio.explainer.narration import OnNote
from nemo_watch.studio.explainer.script import MOST_LETTERS, scripted
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.filters import Size, even
from nemo_watch.studio.joining.join import OnShare, join
from nemo_watch.studio.joining.joint import Joint, joined
from nemo_watch.studio.joining.show import Show, shown
from nemo_watch.studio.joining.showing import show
from nemo_watch.studio.language.edits import Aspect, Concat, Edit, Explain, Scale, Slideshow
from nemo_watch.studio.subtitles import Cue, read_cues
from nemo_watch.studio.task import Beside
from nemo_watch.studio.tracks import Composed, Wish
from nemo_watch.texts import read_text

_SHORT_SIDE = 1080
_SHORTEST, _LONGEST = 144, 2160
_PLAIN = ("Films play among the pictures, and so nothing zooms or fades into the next.",)


def materials(cast: Cast, wish: Wish) -> tuple[MediaFacts, Beside]:
    """Return what is known of the film, and what goes into the result beside it. It reads texts and subtitles.

    Raises FinalError where there is nothing to make a film of, or a file cannot be read.
    """
    composed = _composed(cast, wish.edits)
    if composed is None and not cast.main:
        raise FinalError("There is no file that this could be done to.", hint="Upload one.")
    beside = Beside(
        composed=composed,
        merged=cast.merged.facts if cast.merged else None,
        music=cast.music.facts if cast.music else None,
        mark=cast.mark.facts if cast.mark else None,
        cues=_cues(cast),
    )
    return (composed.facts if composed else cast.main[0].facts), beside


def _cues(cast: Cast) -> tuple[Cue, ...]:
    if cast.subtitles is None:
        return ()
    try:
        cues = read_cues(cast.subtitles.path)
    except OSError as error:
        name = shown_name(cast.subtitles.path)
        raise FinalError(f"The subtitles {name} cannot be read: {error.strerror}.") from error
    if not cues:
        raise FinalError(f"The file {shown_name(cast.subtitles.path.name)} holds no subtitles: no times, or no words.")
    return cues


def canvas(edits: Sequence[Edit]) -> Size:
    """Return the size of a film that is made from nothing: 1080p, 16:9, or what is asked for."""
    ratio = next((ratio_of(edit.ratio) for edit in edits if isinstance(edit, Aspect)), 16 / 9)
    asked = next((edit for edit in edits if isinstance(edit, Scale)), None)
    if asked and asked.width and asked.height:
        return even(asked.width), even(asked.height)
    short = min(_LONGEST, max(_SHORTEST, asked.height if asked and asked.height else _SHORT_SIDE))
    return (even(short * ratio), even(short)) if ratio >= 1 else (even(short), even(short / ratio))


def _composed(cast: Cast, edits: Sequence[Edit]) -> Composed | None:
    facts = [upload.facts for upload in cast.main]
    for edit in edits:
        match edit:
            case Concat():
                return _joined(joined(facts, size=canvas(edits)))
            case Slideshow() if any(not one.is_still for one in facts):
                return _joined(joined(facts, still_seconds=edit.seconds), *_PLAIN)
            case Slideshow():
                pictures = shown(facts, seconds=edit.seconds, transition=edit.transition, size=canvas(edits))
                return Composed(recipe=pictures, facts=pictures.facts)
            case Explain():
                telling = _telling(cast, edit, canvas(edits))
                return Composed(recipe=telling, facts=telling.script.facts, notes=telling.notes, is_smooth=True)
    return None


def _joined(joint: Joint, *notes: str) -> Composed:
    return Composed(
        recipe=joint,
        facts=joint.facts,
        notes=(*joint.notes, *notes),
        copies_picture=joint.copies_picture,
        copies_sound=joint.copies_sound,
    )


def _telling(cast: Cast, edit: Explain, size: Size) -> Telling:
    assert cast.text is not None
    try:
        text = read_text(cast.text.path, most_characters=2 * MOST_LETTERS)
    except OSError as error:
        raise FinalError(f"The text {shown_name(cast.text.path)} cannot be read: {error.strerror}.") from error
    script = scripted(
        text,
        seconds=edit.seconds,
        voice=bool(edit.voice),
        music=bool(edit.music),
        visuals=edit.visuals is not False,
        size=size,
        pictures=len(cast.main),
    )
    given = tuple(Given(name=shown_name(upload.path.name), facts=upload.facts) for upload in cast.main)
    return Telling(script=script, given=given)


async def make(
    ffmpeg: Path,
    composed: Composed,
    files: Sequence[Input],
    *,
    folder: Path,
    threads: int,
    on_share: OnShare,
    on_note: OnNote,
) -> Path:
    """Make a composed film of its files, in a folder, and return where it is. Raises JobError where that fails."""
    match composed.recipe:
        case Joint() as joint:
            return await join(ffmpeg, joint, files, folder=folder, threads=threads, on_share=on_share)
        case Show() as pictures:
            return await show(ffmpeg, pictures, files, folder=folder, threads=threads, on_share=on_share)
        case Telling() as telling:
            return await film(
                ffmpeg, telling, files, folder=folder, threads=threads, on_share=on_share, on_note=on_note
            )
    raise TypeError(composed.recipe)
