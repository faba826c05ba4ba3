"""A message that costs: it is sent at most once, whatever happens, and what became of it is read from the session.

That it is about to be sent is written down first. From then on only the session's state tells whether it arrived;
nothing but a refusal that says so, or a person, lets it be sent again. Sources: protocol.md on the event stream.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable

import msgspec
import structlog
from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch.aside import Asides
from nemo_watch.errors import HeldError, SessionLost
from nemo_watch.jobs import Job, State, Turn
from nemo_watch.nemo.answers import turn_error
from nemo_watch.nemo.conversation import MessageNotTaken, OutcomeUnknown
from nemo_watch.nemo.routing import Route, route
from nemo_watch.nemo.shapes import SessionState
from nemo_watch.nemo.turn import Turn as Spoken
from nemo_watch.nemo.turn import TurnEvent
from nemo_watch.nemo.wording import Call, heard
from nemo_watch.pipeline.budget import Budget
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.messages import message_of
from nemo_watch.pipeline.sources import check_unchanged
from nemo_watch.store import Store
from nemo_watch.units import format_duration

MOST_READS = 5
"""So many looks at an unchanged session, each after twice the pause of the last, and a person is asked."""

MOST_CHANGES = 60
"""A draft that has changed with so many looks is taken as it is."""

ALIVE_SECONDS = 120.0
"""How often a turn that takes long is told to be alive."""

log = structlog.get_logger()

Told = Callable[[Job, str], None]
"""Takes a job and what it is at, for whoever watches; nothing of it is kept."""


class MessageOnce:
    """From an uploaded job to an instructed one, for a service that charges for each message."""

    def __init__(
        self, *, store: Store, asides: Asides, budget: Budget, clock: Callable[[], float], on_told: Told
    ) -> None:
        """Keep jobs in `store`, spend within `budget`; `on_told` hears what a long turn is at.

        `clock` gives seconds since the epoch.
        """
        self._store = store
        self._asides = asides
        self._budget = budget
        self._clock = clock
        self._on_told = on_told

    async def instruct(self, job: Job, engine: Engine) -> Job:
        """Take a job one step further through its message: send it, find out what became of it, or wait for it."""
        if job.turn is Turn.HEARD:
            return await self._settled(job, engine)
        if job.turn is Turn.SENDING:
            return await self._found_out(job, engine)
        wish = route(job.instructions[job.said])
        if wish is not Route.MESSAGE:
            return await self._routed(job, engine, wish)
        return await self._said(job, engine)

    async def _said(self, job: Job, engine: Engine) -> Job:
        """Send the message, having written down that it is sent and how the session was before.

        What was uploaded may be on its way to the timeline, so the session must have come to rest first.
        """
        if job.said == 0:
            await self._asides.at(job.rule.inbox).run(check_unchanged, job)
        text = await self._asides.at(job.rule.inbox).run(message_of, job, number=job.said, with_texts=True)
        state = await engine.client.read_state(job.session_id, skill=job.rule.skill)
        before = _digest(state)
        if job.turn is Turn.ASKED and before != job.before:
            return self._heard(job, engine, state, reply="")
        if job.turn is Turn.NONE and before != job.before and job.reads < MOST_READS:
            due_at = engine.settle_seconds(job.rule.skill) / 3
            return replace(job, before=before, reads=job.reads + 1, due_at=due_at)
        await self._budget.admit(job, engine)
        now, draft = self._clock(), bytes(state.draft_json)
        job = replace(job, turn=Turn.SENDING, before=before, reads=0, draft=draft, message="", trying_since=now)
        job = self._store.save(job)
        try:
            turn = await self._sent(job, engine, text)
        except MessageNotTaken as refused:
            self._store.save(replace(job, turn=Turn.NONE, trying_since=None))
            raise refused.reason from refused
        except OutcomeUnknown as unknown:
            return _unsure(job, engine, unknown.message)
        return await self._understood(job, engine, turn)

    async def _sent(self, job: Job, engine: Engine, text: str) -> Spoken:
        def watch(event: TurnEvent) -> None:
            if event.kind == "tool_call" and event.name:
                self._on_told(job, f"NemoVideo is at work: {event.name}.")

        async with self._signs_of_life(job):
            return await engine.client.send_message(
                job.session_id, text, skill=job.rule.skill, user_id=job.user_id, on_event=watch
            )

    @contextlib.asynccontextmanager
    async def _signs_of_life(self, job: Job) -> AsyncIterator[None]:
        """Say every two minutes that the turn goes on."""

        async def tell() -> None:
            seconds = 0.0
            while True:
                await asyncio.sleep(ALIVE_SECONDS)
                seconds += ALIVE_SECONDS
                log.info("turn.alive", job_id=job.id, seconds=seconds)
                self._on_told(job, f"NemoVideo has been at work for {format_duration(seconds)}.")

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            telling.cancel()

    async def _understood(self, job: Job, engine: Engine, turn: Spoken) -> Job:
        """Return what a turn that came to its end makes of the job."""
        state = await engine.client.read_state(job.session_id, skill=job.rule.skill)
        is_unchanged = _digest(state) == job.before
        account = engine.client.account_page(job.user_id)
        refusal = turn_error(turn.error_code, turn.error, account=account) if turn.error else None
        if is_unchanged and refusal is not None:
            self._store.save(replace(job, turn=Turn.NONE, trying_since=None))
            raise refusal
        if is_unchanged and (turn.error or not turn.text or not turn.closed):
            return _unsure(job, engine, "The answer to the instruction does not say what was done.")
        return self._heard(job, engine, state, reply=await self._answered(job, engine, state, turn.text))

    async def _answered(self, job: Job, engine: Engine, state: SessionState, text: str) -> str:
        """Return what the service said about the content, and what it would have had a person look up.

        The export that it speaks of follows anyway, and so does a look at the state.
        """
        talk = heard(text)
        looked_up = []
        if Call.CREDITS in talk.calls:
            looked_up.append(await self._told(job, engine, Route.CREDITS, state))
        if Call.SUMMARY in talk.calls:
            looked_up.append(f"{drafts.summary(state.draft)}.")
        return " ".join(part for part in (talk.content, *looked_up) if part)

    async def _found_out(self, job: Job, engine: Engine) -> Job:
        """Look whether the message arrived: the session has changed, or has not changed yet."""
        state = await self._state(job, engine)
        if _digest(state) != job.before:
            return self._heard(job, engine, state, reply="")
        if job.reads + 1 >= MOST_READS:
            raise HeldError(
                f"It is not known whether NemoVideo took the instruction: {MOST_READS} looks at the session "
                "showed no change.",
                hint=f"To send it again, which may cost twice: nemo-watch retry {job.id}",
                cause="outcome",
            )
        reads = job.reads + 1
        return replace(job, reads=reads, due_at=engine.recovery_seconds * 2**reads)

    def _heard(self, job: Job, engine: Engine, state: SessionState, *, reply: str) -> Job:
        """Return a job whose message was taken: what it leads to is waited for until it changes no more."""
        changes = drafts.changes(drafts.parsed(job.draft), state.draft)
        reply = reply or changes
        is_changed = _digest(state) != job.before
        if not is_changed and reply.endswith(("?", "？")):
            raise HeldError(
                f'NemoVideo asks: "{reply}"',
                hint=f"Answer in the instruction of the rule, then: nemo-watch retry {job.id}",
            )
        return replace(
            job,
            turn=Turn.HEARD,
            before=_digest(state),
            reads=0,
            reply=reply,
            message="",
            due_at=engine.settle_seconds(job.rule.skill) if is_changed else None,
        )

    async def _settled(self, job: Job, engine: Engine) -> Job:
        """Go on once the draft has stopped changing: a generated video gets its music and titles by and by."""
        state = await self._state(job, engine)
        now = _digest(state)
        pause = engine.settle_seconds(job.rule.skill)
        if now != job.before and job.reads < MOST_CHANGES:
            return replace(job, before=now, reads=job.reads + 1, due_at=pause)
        await self._budget.settle(job, engine)
        if job.said + 1 < len(job.instructions) or drafts.is_ready(state.draft):
            return _next(job, state)
        waited = self._clock() - (job.trying_since or 0.0)
        if waited < engine.recovery_seconds * 2**MOST_READS:
            return replace(job, due_at=max(pause, waited))  # each look after twice the time
        raise HeldError(
            f'NemoVideo said: "{job.reply}"' if job.reply else "The instruction led to nothing that could be rendered.",
            hint=f"Change the instruction of the rule, then: nemo-watch retry {job.id}",
        )

    async def _routed(self, job: Job, engine: Engine, wish: Route) -> Job:
        """Do what an instruction asks for that needs no message."""
        state = await engine.client.read_state(job.session_id, skill=job.rule.skill)
        if job.said + 1 < len(job.instructions) or drafts.is_ready(state.draft):
            told = await self._told(job, engine, wish, state)
            return _next(replace(job, reply=f"{job.reply} {told}".strip()), state)
        if job.reads + 1 < MOST_READS:  # what was uploaded may still be on its way into the draft
            return replace(job, reads=job.reads + 1, due_at=engine.settle_seconds(job.rule.skill))
        raise HeldError(
            "There is nothing on the timeline that could be exported.",
            hint=f"Say in the instruction of the rule what is to be made, then: nemo-watch retry {job.id}",
        )

    async def _told(self, job: Job, engine: Engine, wish: Route, state: SessionState) -> str:
        """Return what an instruction wants to be told."""
        if wish is Route.CREDITS:
            balance = await engine.client.credits(skill=job.rule.skill)
            return f"NemoVideo has {balance.available:g} credits left."
        return drafts.summary(state.draft) if wish is Route.STATUS else ""

    async def _state(self, job: Job, engine: Engine) -> SessionState:
        """Read the session's state. Raises HeldError where the service has forgotten what it was paid for."""
        try:
            return await engine.client.read_state(job.session_id, skill=job.rule.skill)
        except SessionLost as lost:
            raise session_forgotten(job) from lost


def session_forgotten(job: Job) -> HeldError:
    """Return the error for a session that is gone together with what a message in it led to."""
    return HeldError(
        "NemoVideo no longer knows the session in which the instruction was carried out.",
        hint=f"To begin anew, which costs again: nemo-watch retry {job.id}",
        cause="session",
    )


def _unsure(job: Job, engine: Engine, sentence: str) -> Job:
    message = f"{sentence} It is not sent again; whether it arrived shows in the session."
    return replace(job, message=message, due_at=engine.recovery_seconds)


def _next(job: Job, state: SessionState) -> Job:
    """Return a job whose instruction is carried out: on to the next, or to the render."""
    said = job.said + 1
    job = replace(job, said=said, turn=Turn.NONE, before="", reads=0, draft=bytes(state.draft_json))
    return replace(job, state=State.UPLOADED if said < len(job.instructions) else State.INSTRUCTED)


def _digest(state: SessionState) -> str:
    """Return what tells two states of a session apart: what a message can change, however it is spelled."""
    told = (state.draft, state.generated_media, state.canvas_config)
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()[:32]
