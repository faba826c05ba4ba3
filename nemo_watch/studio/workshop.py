"""The workshop behind both doors of the studio: ffmpeg, lanes, sessions and renders in one place."""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.fetching import Fetcher
from nemo_watch.names import shown
from nemo_watch.studio import agent
from nemo_watch.studio.casting import Cast, from_draft
from nemo_watch.studio.composing import materials
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.formats import CRF, FORMATS
from nemo_watch.studio.lanes import Lanes
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.plan import Beside, Findings, Plan, Wish, plan
from nemo_watch.studio.probe import open_source, probe
from nemo_watch.studio.render import Render, Replan
from nemo_watch.studio.renders import Renders
from nemo_watch.studio.sessions import KINDS, Document, Session, Sessions, Upload, identity_of
from nemo_watch.studio.uploads import fetched_name, not_media

_MOST_FETCHED_BYTES = 10_000_000_000


class Workshop:
    """All that renders on this machine. `folder` holds what the public door takes in and makes."""

    def __init__(self, *, ffmpeg: Path, folder: Path, compatible: str = "wide", fetcher: Fetcher | None = None) -> None:
        """Work with `ffmpeg`; `compatible` is `wide` (plays everywhere) or `modern`.

        `fetcher` brings what is uploaded by URL; without one, it comes from the internet only.
        """
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._compatible = compatible
        self._fetcher = fetcher or Fetcher()
        self.lanes = Lanes()
        self.sessions = Sessions(on_forgotten=self._forget)
        self.renders = Renders(ffmpeg=ffmpeg, lanes=self.lanes)

    async def close(self) -> None:
        """Stop all renders and remove what the public door took in."""
        await self.renders.close()
        await self._fetcher.aclose()
        shutil.rmtree(self._folder, ignore_errors=True)

    def folder_of(self, session: Session) -> Path:
        """Return the folder of a session's own files, made when needed."""
        folder = self._folder / session.id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _forget(self, session: Session) -> None:
        """Remove what a forgotten session had uploaded and made here."""
        shutil.rmtree(self._folder / session.id, ignore_errors=True)

    async def fetch(self, session: Session, url: str) -> Path:
        """Bring the file at an http(s) URL into the folder of a session, and return where it is.

        An address that the session has been given before is not fetched again: who asks twice has missed the answer.
        Raises AddressRefused, NotThere, WrongContent, TransientError, HeldError.
        """
        folder = self.folder_of(session) / hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        folder.mkdir(mode=0o700, exist_ok=True)
        into = folder / fetched_name(url)
        if into.exists():
            return into
        return await self._fetcher.fetch(url, into, looks_wrong=not_media, most_bytes=_MOST_FETCHED_BYTES)

    async def take(self, session: Session, path: Path) -> Upload | Document:
        """Look into a file and make it part of a session. Raises FinalError where it is no media and no text."""
        if path.suffix.lower() in KINDS:
            return _taken(session, path)
        facts = await probe(self._ffmpeg, path)
        upload = Upload(id=identity_of(path.stat()), path=path, facts=facts)
        if session.upload(upload.id) is None:
            session.uploads.append(upload)
        return upload

    def answer(self, session: Session, text: str) -> list[agent.Event]:
        """Let the agent take a message and return the events of its reply.

        A text that comes behind an instruction, as it does to the service, is laid into the session as a file.
        """
        text, story = agent.parted(session, text)
        if story:
            path = self.folder_of(session) / "message.txt"
            path.write_text(story, encoding="utf-8")
            _taken(session, path)
        return agent.answer(session, text, planner=self.planner)

    def planner(self, cast: Cast, wish: Wish) -> Replan:
        """Return the function that plans what a wish makes of some files, given what was found by looking."""
        facts, beside = materials(cast, wish)
        return partial(_planned, facts, wish, beside=beside, compatible=self._compatible, threads=self.lanes.threads)

    def render(
        self,
        session: Session,
        render_id: str,
        draft: dict[str, Any],
        output: dict[str, Any],
        *,
        folder: str | None,
    ) -> Render:
        """Begin the render of a draft. Raises FinalError where the draft or the output cannot be made."""
        studio = draft.get("studio")
        if not isinstance(studio, dict):
            raise FinalError("The draft is not one of this session.")
        cast = from_draft(session, studio.get("cast"))
        wish = _wish(studio.get("edits"), output)
        replan = self.planner(cast, wish)
        render = Render(
            render_id=_safe(render_id),
            cast=cast,
            plan=replan(Findings()),
            replan=replan,
            folder=Path(folder) if folder else self.folder_of(session),
        )
        if render.path.exists():  # ffmpeg's -n leaves such a file alone, but ends as if it had made it
            raise FinalError(f"A file {shown(render.path)} lies there already.", hint="Ask under another render id.")
        self.renders.start(render)
        return render


def _planned(
    facts: MediaFacts, wish: Wish, findings: Findings, *, beside: Beside, compatible: str, threads: int
) -> Plan:
    return plan(facts, wish, compatible=compatible, threads=threads, findings=findings, beside=beside)


def _taken(session: Session, path: Path) -> Document:
    """Make a text or subtitles part of a session. Raises FinalError where the file cannot be read."""
    os.close(open_source(path))
    seen = path.stat()
    document = Document(id=identity_of(seen), path=path, kind=KINDS[path.suffix.lower()], size=seen.st_size)
    if session.document(document.id) is None:
        session.documents.append(document)
    return document


def _wish(edits: object, output: dict[str, Any]) -> Wish:
    try:
        said = msgspec.convert(edits, tuple[Edit, ...])
    except msgspec.ValidationError as error:
        raise FinalError(f"The draft holds an edit that is not known: {error}.") from error
    made, quality = str(output.get("format") or "mp4"), str(output.get("quality") or "high")
    if made not in FORMATS or quality not in CRF:
        raise FinalError(
            f"The output {made}, {quality} is not known.",
            hint=f"Formats: {', '.join(FORMATS)}. Qualities: {', '.join(CRF)}.",
        )
    return Wish(edits=said, format=made, quality=quality, keeps_metadata=output.get("metadata") != "strip")


def _safe(render_id: str) -> str:
    """Return a render id that may be a file's name. Raises FinalError for any other."""
    if not render_id.replace("_", "").replace("-", "").isalnum() or not render_id.isascii() or len(render_id) > 80:
        raise FinalError("A render id consists of letters, digits, - and _.")
    return render_id
