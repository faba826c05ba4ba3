"""Why a file is where it is, and what becomes of it: one sentence for any path."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from nemo_watch.aside import Aside
from nemo_watch.control.shapes import Explanation
from nemo_watch.daemon.inbox import AWAY, Inbox
from nemo_watch.daemon.pausing import Pausing
from nemo_watch.inbox.grouping import is_sidecar_name, reason_not_alone
from nemo_watch.inbox.ignoring import is_unfinished, reason_ignored
from nemo_watch.jobs import Fingerprint, Job, State
from nemo_watch.names import shown
from nemo_watch.rules import OUR_FOLDERS, PROBLEM_SUFFIX, WORK_FOLDER, Rule
from nemo_watch.store import Store

_ENDS = {State.DONE: "is done", State.FAILED: "failed", State.CANCELLED: "was cancelled", State.HELD: "is held"}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a path. `rule` and `job` are what has to do with it, empty for nothing."""

    path: Path
    sentence: str
    rule: str = ""
    job: str = ""

    def to_explanation(self) -> Explanation:
        """Return the answer as it is told."""
        return Explanation(path=shown(self.path), message=self.sentence, rule=self.rule, job=self.job)


class Why:
    """Answers from what the store and the inboxes know."""

    def __init__(
        self,
        *,
        store: Store,
        inboxes: Callable[[], Iterable[Inbox]],
        message_of: Callable[[Job], str],
        pausing: Pausing,
    ) -> None:
        """Ask `inboxes` for those that the rules have now, and `message_of` for what is said of a job now."""
        self._pausing = pausing
        self._store = store
        self._inboxes = inboxes
        self._message_of = message_of

    async def of(self, *spellings: Path) -> Answer:
        """Return why a file or folder is where it is, or what became of one that is not there any more.

        Its path may be spelled in more than one way: as it was typed, and without links.
        """
        inboxes = list(self._inboxes())
        path, inbox = _found(spellings, inboxes)
        if inbox is not None and inbox.state == AWAY:
            return _answer(path, inbox.rule, f"Its inbox is away. {inbox.reason}")
        status = await (inbox.look(path) if inbox is not None else _look(path))
        if known := self._of_job(path, status):
            return known
        if inbox is not None:
            return await self._in_inbox(path, inbox, status)
        return _elsewhere(path, status, [one.rule for one in inboxes])

    def _of_job(self, path: Path, status: os.stat_result | None) -> Answer | None:
        """Answer for what a job made, or put away."""
        if made_by := self._store.files.made_by(path):
            job = self._store.get(made_by)
            gone = "" if status else " It has been moved away since, or deleted."
            return _answer(path, job.rule, f"It is what job {job.id} made of {shown(job.name)}.{gone}", job)
        is_problem = path.name.endswith(PROBLEM_SUFFIX)
        place = path.with_name(path.name.removesuffix(PROBLEM_SUFFIX)) if is_problem else path
        if put_away_by := self._store.files.put_away_by(place):
            job = self._store.get(put_away_by)
            what = "It tells of" if is_problem else "It was dropped for"
            return _answer(path, job.rule, f"{what} job {job.id}, which {self._state_of(job)}", job)
        return None

    async def _in_inbox(self, path: Path, inbox: Inbox, status: os.stat_result | None) -> Answer:
        rule, relative = inbox.rule, path.relative_to(inbox.rule.inbox)
        if not relative.parts:
            state = inbox.reason or "What is dropped here is taken."
            return _answer(path, rule, f"It is the inbox of the rule {rule.name}. {state}")
        is_folder = status is not None and stat.S_ISDIR(status.st_mode)
        if relative.parts[0] in OUR_FOLDERS and (is_folder or len(relative.parts) > 1):
            return _answer(path, rule, "It lies in a folder of nemo-watch's own: nothing is taken from there.")
        if status is not None and (sentence := inbox.intake.sentence_on(path)):
            return _answer(path, rule, sentence)
        if taken := self._taken(path, rule, status):
            return taken
        if status is None:
            return _answer(path, rule, "There is no such file, and no job was made of one.")
        return await _not_taken(path, inbox, is_folder=is_folder)

    def _taken(self, path: Path, rule: Rule, status: os.stat_result | None) -> Answer | None:
        """Answer for a file that a job was made of, or that was left alone; None for a new one."""
        if status is not None:
            return self._lying_there(path, rule, status)
        last = self._store.last_job_of(path)
        if last is None:
            return None
        now = next((source.place for source in last.sources if source.path == path), path)
        lies = f" It lies in {shown(now)} now." if now != path else ""
        return _answer(path, rule, f"It was taken for job {last.id}, which {self._state_of(last)}{lies}", last)

    def _lying_there(self, path: Path, rule: Rule, status: os.stat_result) -> Answer | None:
        known = self._store.files.taken(rule.name, path)
        if known is None or known.fingerprint is None or not known.fingerprint.is_same_content(Fingerprint.of(status)):
            return None
        if not known.job_id:
            return _answer(path, rule, "It lay there when the rule began, which leaves such files alone (existing).")
        job = self._store.get(known.job_id)
        if path in {source.path for source in job.sources}:
            return _answer(path, rule, f"It was taken for job {job.id}, which {self._state_of(job)}", job)
        return _answer(path, rule, f"It is what job {job.id} made, and a rule does not take its own results.", job)

    def _state_of(self, job: Job) -> str:
        """Return the end of a sentence on a job, and what it says of itself."""
        waits = "waits until the pause is over" if self._pausing.is_paused else "waits for its turn"
        state = _ENDS.get(job.state) or (waits if job.state is State.QUEUED else "is under way")
        return f"{state}. {self._message_of(job)}".rstrip()


async def _not_taken(path: Path, inbox: Inbox, *, is_folder: bool) -> Answer:
    """Answer for what lies in an inbox, and no job knows."""
    rule, relative = inbox.rule, path.relative_to(inbox.rule.inbox)
    if reason := reason_ignored(relative, is_folder=is_folder):
        waits = " It is taken once it has its final name." if is_unfinished(path.name) else ""
        return _answer(path, rule, f"{shown(path.name)} looks like {reason}, and is left alone.{waits}")
    if len(relative.parts) > 1 and not rule.recursive:
        return _answer(path, rule, "The rule does not look into subfolders (recursive: false).")
    if is_folder:
        return _answer(path, rule, "It is a folder: what lies in it is looked at, file by file.")
    if is_sidecar_name(path.name) and (owners := (await inbox.neighbours(path.parent)).owners_of(path.name)):
        return _answer(path, rule, f"It belongs to {shown(owners[0])}, and goes with it.")
    if not rule.takes(path.name):
        return _answer(path, rule, f"The rule {rule.name} takes {', '.join(rule.files)}, and no {_kind(path)}.")
    return _answer(path, rule, reason_not_alone(rule, path.name) or "It has just come, and is about to be looked at.")


def _elsewhere(path: Path, status: os.stat_result | None, rules: list[Rule]) -> Answer:
    """Answer for what lies in no inbox, and no job knows."""
    for rule in rules:
        if path.is_relative_to(rule.outbox / WORK_FOLDER):
            return _answer(path, rule, "Results are made here, and appear in the outbox once they are whole.")
    if status is None:
        return Answer(path=path, sentence="There is no such file, and no job knows of one.")
    for rule in rules:
        if path == rule.outbox:
            return _answer(path, rule, f"It is the outbox of the rule {rule.name}: results come here.")
        if path.is_relative_to(rule.outbox):
            return _answer(path, rule, f"It lies in the outbox of the rule {rule.name}, and no job made it.")
    inboxes = ", ".join(shown(rule.inbox) for rule in rules)
    return Answer(path=path, sentence=f"It lies in no inbox, so nobody looks at it. Inboxes: {inboxes}.")


def _answer(path: Path, rule: Rule, sentence: str, job: Job | None = None) -> Answer:
    return Answer(path=path, sentence=sentence, rule=rule.name, job=job.id if job else "")


def _kind(path: Path) -> str:
    return f"*{path.suffix.lower()}" if path.suffix else "files without an ending"


def _found(spellings: Iterable[Path], inboxes: Iterable[Inbox]) -> tuple[Path, Inbox | None]:
    """Return a path as the inbox that it lies in spells it, and that inbox; as it was typed where it lies in none."""
    paths = [Path(os.path.normpath(path)) for path in spellings]
    for path in paths:
        for inbox in inboxes:
            for folder in (inbox.rule.inbox, inbox.real_folder):
                if path.is_relative_to(folder):
                    return inbox.rule.inbox / path.relative_to(folder), inbox
    return paths[0], None


async def _look(path: Path) -> os.stat_result | None:
    """Return what lies at any path; None for nothing."""
    aside = Aside(path)
    try:
        return await aside.run(path.lstat)
    except OSError:
        return None
    finally:
        aside.close()
