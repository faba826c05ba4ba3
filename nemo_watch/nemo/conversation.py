"""Sending one message and listening until the turn is over, so that it is known whether it was taken.

A message costs credits and doubles the work if it is sent twice. So what goes wrong is one of two things:
MessageNotTaken is certain, nothing was done; OutcomeUnknown is everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import httpx
import msgspec

from nemo_watch.errors import JobError, TransientError
from nemo_watch.nemo.answers import ANSWERS, is_server_fault
from nemo_watch.nemo.replies import code_of
from nemo_watch.nemo.stream import EventParser, StreamError
from nemo_watch.nemo.turn import Turn, TurnEvent, TurnReader
from nemo_watch.nemo.wire import Body, Reply, Unreached, Wire, plain_pieces

PATH = "/run_sse"

OnEvent = Callable[[TurnEvent], None]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long a turn may last: seconds with nothing but heartbeats, and seconds in all."""

    silence_seconds: float = 600.0
    total_seconds: float = 900.0


class MessageNotTaken(JobError):
    """The message was refused before it was taken, so it may be sent again once the cause is gone.

    `reason` is the error that says what becomes of the job.
    """

    def __init__(self, reason: JobError) -> None:
        """Take the error to act on."""
        super().__init__(reason.message, hint=reason.hint)
        self.reason = reason


class OutcomeUnknown(JobError):
    """The message may have been taken: it must not be sent again, the session's state tells.

    `turn` is what was heard before the end; its `closed` is False.
    """

    def __init__(self, message: str, *, turn: Turn) -> None:
        """Take the sentence and the turn as far as it went."""
        super().__init__(message, hint="It is not sent again; the state of the session is read instead.")
        self.turn = turn


async def converse(
    wire: Wire, message: Body, *, headers: Mapping[str, str], limits: Limits, on_event: OnEvent | None = None
) -> Turn | Reply:
    """Send a message and return its turn, or the reply that came instead of a stream: a refusal.

    Raises Unreached where nothing was sent, and OutcomeUnknown for whatever goes wrong after that.
    """
    reader = TurnReader()
    headers = {**headers, "Accept": "text/event-stream", "Accept-Encoding": "identity"}
    opened = wire.stream("POST", PATH, headers=headers, body=message, silence_seconds=limits.silence_seconds)
    try:
        async with asyncio.timeout(limits.total_seconds), opened as response:
            if not _is_stream(response):
                return _certain(await wire.read(response))
            await _listen(response, reader, limits=limits, on_event=on_event)
    except Unreached:
        raise
    except TimeoutError as error:
        message_text = "The turn took longer than a turn may take."
        raise OutcomeUnknown(message_text, turn=reader.finish(closed=False)) from error
    except (TransientError, StreamError) as error:
        raise OutcomeUnknown(
            f"The answer to the message broke off. {_sentence(error)}", turn=reader.finish(closed=False)
        ) from error
    return reader.finish(closed=True)


async def _listen(response: httpx.Response, reader: TurnReader, *, limits: Limits, on_event: OnEvent | None) -> None:
    """Read the stream to its end; raise TimeoutError where only heartbeats come for too long."""
    parser = EventParser()
    clock = asyncio.get_running_loop().time
    async with asyncio.timeout(limits.silence_seconds) as silence:
        async for piece in plain_pieces(response):
            facts = [fact for event in parser.feed(piece) for fact in reader.take(event.data)]
            if any(fact.kind != "heartbeat" for fact in facts):
                silence.reschedule(clock() + limits.silence_seconds)
            if on_event:
                for fact in facts:
                    on_event(fact)


def _is_stream(response: httpx.Response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return response.status_code == httpx.codes.OK and kind == "text/event-stream"


def _certain(reply: Reply) -> Reply:
    """Return a reply that certainly is a refusal; raise TransientError for any other.

    A server that failed (HTTP 5xx, or such a code) may have failed after it took the message.
    """
    code = code_of(reply.fields)
    has_failed = reply.status >= 500 and code not in ANSWERS
    if has_failed or is_server_fault(code) or (code == 0 and reply.status < 300):
        raise TransientError(f"It was no stream of events (HTTP {reply.status}).")
    return reply


def _sentence(error: TransientError | StreamError) -> str:
    return error.message if isinstance(error, TransientError) else f"There was too much: {error}."
