"""Who plays which part: which of a session's files is shown, heard, laid under, drawn in a corner, written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.names import natural_key
from nemo_watch.studio.language.edits import Concat, Edit, Explain, Merge, Music, Slideshow, Subtitles, Watermark
from nemo_watch.studio.sessions import Document, Session, Upload

_STILLS = frozenset({Container.PNG, Container.JPEG, Container.WEBP, Container.GIF})
COMPOSING = (Concat, Slideshow, Explain)
"""Edits that make a film of several files, or of a text; all others work on what comes of that."""


File = TypeVar("File", Upload, Document)


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one result. `main` is the film, or the clips or pictures that one is made of, in their order."""

    main: tuple[Upload, ...] = ()
    text: Document | None = None
    merged: Upload | None = None
    music: Upload | None = None
    mark: Upload | None = None
    subtitles: Document | None = None

    def to_draft(self) -> dict[str, Any]:
        """Return the ids that stand for the files in a draft."""
        parts = {name: getattr(self, name) for name in ("text", "merged", "music", "mark", "subtitles")}
        return {"main": [upload.id for upload in self.main], **{name: part.id for name, part in parts.items() if part}}

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """All media that play a part."""
        return (*self.main, *(upload for upload in (self.merged, self.music, self.mark) if upload is not None))


def is_still(upload: Upload) -> bool:
    """Tell whether an upload is a picture; a GIF may be taken for one."""
    return upload.facts.container in _STILLS


def from_draft(session: Session, listed: object) -> Cast:
    """Return the cast that a draft names. Raises FinalError where it names what is not in the session."""
    if not isinstance(listed, dict) or not isinstance(main := listed.get("main"), list):
        raise _strange()
    uploads = [_found(session.upload, one) for one in main]
    return Cast(
        main=tuple(upload for upload in uploads if upload),
        text=_found(session.document, listed.get("text")),
        merged=_found(session.upload, listed.get("merged")),
        music=_found(session.upload, listed.get("music")),
        mark=_found(session.upload, listed.get("mark")),
        subtitles=_found(session.document, listed.get("subtitles")),
    )


def _found(find: Callable[[str], File | None], wanted: object) -> File | None:
    if wanted is None:
        return None
    found = find(str(wanted))
    if found is None:
        raise _strange()
    return found


def _strange() -> FinalError:
    return FinalError("The draft is not one of this session.")


def cast(session: Session, edits: Sequence[Edit]) -> Cast:
    """Give the files of a session their parts. Raises FinalError where one is missing, or nobody could choose."""
    mark = _named_picture(session, edits)
    music = _music(session, edits)
    left = [upload for upload in session.uploads if upload not in (mark, music)]
    merged = _merged(left) if _asks(edits, Merge) else None
    left = [upload for upload in left if upload is not merged]
    return Cast(
        main=_main(left, edits),
        text=_text(session) if _asks(edits, Explain) else None,
        merged=merged,
        music=music,
        mark=mark,
        subtitles=_subtitles(session, edits),
    )


def _asks(edits: Sequence[Edit], *kinds: type[Edit]) -> bool:
    return any(isinstance(edit, kinds) for edit in edits)


def _main(uploads: list[Upload], edits: Sequence[Edit]) -> tuple[Upload, ...]:
    composing = next((edit for edit in edits if isinstance(edit, COMPOSING)), None)
    films = [upload for upload in uploads if upload.facts.picture and not is_still(upload)]
    stills = [upload for upload in uploads if is_still(upload)]
    match composing:
        case Concat():
            return _clips([*films, *stills], order=composing.order)
        case Slideshow():
            if not stills:
                raise FinalError("There are no pictures for a slideshow.", hint="Drop a folder of pictures.")
            return _in_order([*films, *stills])
        case Explain():
            return _in_order([*films, *stills])
    if not uploads:
        raise FinalError("There is no file that this could be done to.", hint="Upload one.")
    return ((films or uploads)[0],)


def _clips(clips: list[Upload], *, order: str) -> tuple[Upload, ...]:
    if not clips:
        raise FinalError("There are no clips to join.", hint="Drop a folder of videos.")
    if order == "time":
        return tuple(sorted(clips, key=lambda upload: upload.captured))
    return _in_order(clips)


def _in_order(uploads: list[Upload]) -> tuple[Upload, ...]:
    return tuple(sorted(uploads, key=lambda upload: natural_key(upload.path.name)))


def _merged(uploads: list[Upload]) -> Upload | None:
    """Return the one sound file that is laid into the one film. Raises FinalError where there are more of a kind."""
    shown = [upload for upload in uploads if upload.facts.picture]
    heard = [upload for upload in uploads if not upload.facts.picture]
    if len(shown) > 1 or len(heard) > 1:
        kind = "videos" if len(shown) > 1 else "sound files"
        count = max(len(shown), len(heard))
        raise FinalError(f"There are {count} {kind}: one video and one sound file can be merged.")
    return heard[0] if shown and heard else None


def _named_picture(session: Session, edits: Sequence[Edit]) -> Upload | None:
    names = [edit.file for edit in edits if isinstance(edit, Watermark) and edit.file]
    if not names:
        return None
    found = session.named(names[-1])
    if not isinstance(found, Upload) or found.facts.picture is None:
        raise FinalError(f"The picture {names[-1]} is not there.", hint="Put it beside the video.")
    return found


def _music(session: Session, edits: Sequence[Edit]) -> Upload | None:
    """Return the file that is to be laid under: the named one, else a sound that was dropped along; None: our own."""
    asked = next((edit for edit in reversed(edits) if isinstance(edit, Music)), None)
    if asked is None:
        return None
    if asked.file:
        found = session.named(asked.file)
        if not isinstance(found, Upload) or not found.facts.audio:
            raise FinalError(f"The music {asked.file} is not there.", hint="Put it beside the video.")
        return found
    heard = [upload for upload in session.uploads if not upload.facts.picture and upload.facts.audio]
    is_free = len(heard) == 1 and len(session.uploads) > 1 and not _asks(edits, Merge)
    return heard[0] if is_free else None


def _text(session: Session) -> Document:
    texts = [document for document in session.documents if document.kind == "text"]
    if not texts:
        raise FinalError("There is no text to make a video of.", hint="Drop a .txt file.")
    return texts[0]


def _subtitles(session: Session, edits: Sequence[Edit]) -> Document | None:
    """Return the subtitles that are to be drawn; None where none are, or where the film's own are meant."""
    asked = next((edit for edit in reversed(edits) if isinstance(edit, Subtitles)), None)
    if asked is None:
        return None
    if asked.file:
        found = session.named(asked.file)
        if not isinstance(found, Document) or found.kind != "subtitles":
            raise FinalError(f"The subtitles {asked.file} are not there.", hint="Put them beside the video.")
        return found
    return next((document for document in session.documents if document.kind == "subtitles"), None)
