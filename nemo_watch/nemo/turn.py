"""One turn of the conversation: from the data of stream events to what was said, done and went wrong.

Two shapes of events occur: typed ones (`{"type": "text", "content": …}`) and those of an agent server built
with Google's Agent Development Kit (`{"content": {"parts": […]}, "partial": …}`, in camelCase or snake_case).
Whatever else comes is passed over: a stream never fails because of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from nemo_watch.nemo.speech import Speech

MOST_TOOLS = 1_000
MOST_ERROR_CHARACTERS = 500

_GARBLED_ERROR = '{"error":'

_TEXT, _CALL, _RESULT, _HEARTBEAT, _ERROR, _OTHER = (
    "text",
    "tool_call",
    "tool_result",
    "heartbeat",
    "error",
    "other",
)


class TurnEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What one event tells: `kind` is text, tool_call, tool_result, heartbeat, error or other.

    `name` is the tool's, `code` the error's; `is_delta` marks a piece of a text whose whole may follow.
    """

    kind: str
    text: str = ""
    name: str = ""
    code: str = ""
    is_delta: bool = False


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A finished turn: the reply, the tools used in order, and the error that was reported ("" if none).

    `closed` says that the server ended the stream; False means that it was dropped, given up or interrupted, so that
    what became of the message is unknown. `invalid` counts the events that were no JSON.
    """

    text: str = ""
    tools: tuple[str, ...] = ()
    error: str = ""
    error_code: str = ""
    closed: bool = True
    invalid: int = 0


class TurnReader:
    """Takes the data of each event of a stream and keeps the turn so far."""

    def __init__(self) -> None:
        self._speech = Speech()
        self._tools: list[str] = []
        self._error = TurnEvent(kind=_ERROR)
        self._invalid = 0
        self._is_interrupted = False

    def take(self, data: str) -> list[TurnEvent]:
        """Return what the data of one event tell; for what is no JSON nothing, or an error."""
        if not data.strip():
            return [TurnEvent(kind=_HEARTBEAT)]
        try:
            event = msgspec.json.decode(data)
        except (msgspec.DecodeError, RecursionError):
            self._invalid += 1
            facts = list(_garbled_error(data))
        else:
            facts = list(read_event(event))
            self._is_interrupted |= isinstance(event, dict) and event.get("interrupted") is True
        for fact in facts:
            self._keep(fact)
        return facts

    def finish(self, *, closed: bool) -> Turn:
        """Return the turn as it stands at the end of the stream."""
        text, complaint = self._speech.finish()
        return Turn(
            text=text,
            tools=tuple(self._tools),
            error=self._error.text or complaint,
            error_code=self._error.code,
            closed=closed and not self._is_interrupted,
            invalid=self._invalid,
        )

    def _keep(self, fact: TurnEvent) -> None:
        if fact.kind == _TEXT and fact.is_delta:
            self._speech.add_delta(fact.text)
        elif fact.kind == _TEXT:
            self._speech.add(fact.text)
        elif fact.kind == _CALL and len(self._tools) < MOST_TOOLS:
            self._tools.append(fact.name)
        elif fact.kind == _ERROR:
            self._error = fact


def read_event(event: object) -> Iterator[TurnEvent]:
    """Yield what one parsed event tells, at least one `other` for an event of unknown shape."""
    if not isinstance(event, dict):
        yield TurnEvent(kind=_OTHER)
        return
    facts = [*_errors(event), *_typed(event), *_parts(event)]
    yield from facts or [TurnEvent(kind=_HEARTBEAT if _is_heartbeat(event) else _OTHER)]


def _typed(event: dict[str, Any]) -> Iterator[TurnEvent]:
    """Yield what a typed event tells."""
    kind = event.get("type")
    if kind == _TEXT and (text := _text(event, "content", "text")):
        yield TurnEvent(kind=_TEXT, text=text)
    elif kind in (_CALL, _RESULT):
        yield TurnEvent(kind=kind, name=_text(event, "name"))


def _parts(event: dict[str, Any]) -> Iterator[TurnEvent]:
    """Yield what an event of the Agent Development Kit tells: the shown texts as one, then the tools.

    Thoughts are not for the user, texts in the user's role are an echo, calls in a partial event come
    again whole.
    """
    content = event.get("content")
    if not isinstance(content, dict) or not isinstance(content.get("parts"), list):
        return
    is_delta = event.get("partial") is True
    parts = [part for part in content["parts"] if isinstance(part, dict)]
    shown = "".join(_text(part, "text") for part in parts if part.get("thought") is not True)
    if shown and content.get("role") != "user":
        yield TurnEvent(kind=_TEXT, text=shown, is_delta=is_delta)
    for part in () if is_delta else parts:
        if isinstance(call := _either(part, "functionCall", "function_call"), dict):
            yield TurnEvent(kind=_CALL, name=_text(call, "name"))
        if isinstance(result := _either(part, "functionResponse", "function_response"), dict):
            yield TurnEvent(kind=_RESULT, name=_text(result, "name"))


def _errors(event: dict[str, Any]) -> Iterator[TurnEvent]:
    """Yield the error that an event reports, in any of the ways in which errors are spelled."""
    error = event.get("error")
    inner = error if isinstance(error, dict) else {}
    code = _either(event, "errorCode", "error_code") or _either(inner, "code", "type")
    if event.get("type") in (None, _ERROR) and code is None:
        code = event.get("code")
    message = (
        _text(event, "errorMessage", "error_message")
        or _text(inner, "message")
        or (error if isinstance(error, str) else "")
        or (_text(event, "message", "content") if code or event.get("type") == _ERROR else "")
    )
    if message or code:
        code_text = "" if code is None else str(code)[:MOST_ERROR_CHARACTERS]
        text = (message or f"error {code_text}")[:MOST_ERROR_CHARACTERS]
        yield TurnEvent(kind=_ERROR, text=text, code=code_text)


def _garbled_error(data: str) -> Iterator[TurnEvent]:
    """Yield the error that data report which are no JSON: the Agent Development Kit 1.18 escapes none."""
    if data.startswith(_GARBLED_ERROR):
        text = data.removeprefix(_GARBLED_ERROR).strip(' "}')[:MOST_ERROR_CHARACTERS]
        yield TurnEvent(kind=_ERROR, text=text or "error")


def _is_heartbeat(event: dict[str, Any]) -> bool:
    """Tell whether an event says only that the server is alive."""
    metadata = _either(event, "customMetadata", "custom_metadata")
    named = metadata.get("type") if isinstance(metadata, dict) else None
    return _HEARTBEAT in (event.get("type"), named)


def _either(mapping: dict[str, Any], *names: str) -> Any:
    """Return the value under the first of the names that has one."""
    return next((mapping[name] for name in names if mapping.get(name) is not None), None)


def _text(mapping: dict[str, Any], *names: str) -> str:
    """Return the text under the first of the names that has a value, "" for anything but a text."""
    value = _either(mapping, *names)
    return value if isinstance(value, str) else ""
