"""Reading the NemoVideo API's replies, in either of the shapes in which they come.

The sources differ: the same fields stand at the top level or inside `data`, in camelCase or snake_case.
Nothing else of the package sees that difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from nemo_watch.errors import TransientError
from nemo_watch.nemo.shapes import (
    CANCELLED,
    COMPLETED,
    FAILED,
    NOTHING,
    PENDING,
    PROCESSING,
    Claim,
    Credits,
    RenderStatus,
    Session,
    SessionState,
    UploadedFile,
)
from nemo_watch.nemo.wire import Reply

T = TypeVar("T")

_STATUS_WORDS = {
    **dict.fromkeys(("pending", "queued", "submitted"), PENDING),
    **dict.fromkeys(("processing", "running", "rendering", "in_progress"), PROCESSING),
    **dict.fromkeys(("completed", "succeeded", "done"), COMPLETED),
    **dict.fromkeys(("failed", "timeout"), FAILED),
    **dict.fromkeys(("cancelled", "canceled"), CANCELLED),
}


class _State(msgspec.Struct):
    draft: msgspec.Raw = NOTHING
    video_infos: Any = None
    canvas_config: Any = None
    generated_media: Any = None
    lane: Any = None
    unknown: Any = None


class _StateData(msgspec.Struct):
    state: _State


class _StateReply(msgspec.Struct):
    data: _StateData


def read_session(fields: Mapping[str, Any]) -> Session:
    """Return the session that a reply names; raise TransientError where it names none."""
    return _converted(inner(fields), Session)


def read_claim(fields: Mapping[str, Any]) -> Claim:
    """Return the leave to take over a session; raise TransientError where the reply gives none."""
    claim = _converted(inner(fields), Claim)
    if not claim.claim_token:
        raise _misshapen()
    return claim


def read_uploads(fields: Mapping[str, Any]) -> tuple[UploadedFile, ...]:
    """Return the files that a reply names; raise TransientError where it names none."""
    files = inner(fields).get("files")
    if not isinstance(files, list):
        raise _misshapen()
    return tuple(_uploaded(file) for file in files if isinstance(file, dict))


def read_credits(fields: Mapping[str, Any]) -> Credits:
    """Return the balance; raise TransientError for numbers that are none."""
    return _converted(inner(fields), Credits)


def read_state(reply: Reply) -> SessionState:
    """Return the state of a session; raise TransientError where the reply holds none."""
    try:
        state = msgspec.json.decode(reply.body, type=_StateReply).data.state
        draft = msgspec.json.decode(state.draft)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _misshapen() from error
    return SessionState(
        draft=draft if isinstance(draft, dict) else None,
        draft_json=state.draft.copy(),
        video_infos=tuple(info for info in _list(state.video_infos) if isinstance(info, dict)),
        canvas_config=state.canvas_config if isinstance(state.canvas_config, dict) else {},
        generated_media=state.generated_media,
        lane=_string(state.lane),
        unknown=tuple(word for word in _list(state.unknown) if isinstance(word, str)),
    )


def has_status(fields: Mapping[str, Any]) -> bool:
    """Tell whether a reply describes a render, even one that failed."""
    return _status(inner(fields)) is not None


def read_render(fields: Mapping[str, Any]) -> RenderStatus:
    """Return how a render stands; raise TransientError where the reply does not say."""
    render = inner(fields)
    status = _status(render)
    if status is None:
        raise _misshapen()
    return RenderStatus(
        status=status,
        progress=100 if status == COMPLETED else _percent(render.get("progress")),
        url=_render_url(render),
        seconds=_render_seconds(render),
        message=message_of(render) or message_of(fields),
        code=code_of(render) or code_of(fields),
    )


def inner(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stands inside `data`, or the fields themselves where there is no such thing."""
    data = fields.get("data")
    return data if isinstance(data, dict) else fields


def code_of(fields: Mapping[str, Any]) -> int:
    """Return the code of a reply, or of its error; 0 for success or none."""
    error = fields.get("error")
    places = [
        fields.get("code"),
        error.get("code") if isinstance(error, dict) else None,
        fields.get("errorCode"),
    ]
    for code in places:
        if isinstance(code, bool):
            continue
        if isinstance(code, int) or (isinstance(code, str) and code.isascii() and code.isdigit()):
            return int(code)
    return 0


def message_of(fields: Mapping[str, Any]) -> str:
    """Return what a reply says for a reader, "" if nothing."""
    error = fields.get("error")
    if isinstance(error, dict):
        error = error.get("message")
    places = [error, *(fields.get(name) for name in ("errorMessage", "message", "msg", "detail"))]
    return next((text for text in places if isinstance(text, str) and text), "")


def _uploaded(file: dict[str, Any]) -> UploadedFile:
    """Return one uploaded file; details that nobody can read are left unknown."""
    width, height = _number(file.get("width")), _number(file.get("height"))
    return UploadedFile(
        filename=_string(file.get("filename")),
        file_type=_string(file.get("file_type")),
        cdn_url=_string(file.get("cdn_url")),
        duration=_number(file.get("duration")),
        width=None if width is None else int(width),
        height=None if height is None else int(height),
        fps=_number(file.get("fps")),
        hash=_string(file.get("hash")),
    )


def _status(render: Mapping[str, Any]) -> str | None:
    word = render.get("status")
    return _STATUS_WORDS.get(word.lower()) if isinstance(word, str) else None


def _render_url(render: Mapping[str, Any]) -> str | None:
    output = render.get("output")
    places = [
        output.get("url") if isinstance(output, dict) else None,
        render.get("outputUrl"),
        render.get("output_url"),
    ]
    return next((url for url in places if isinstance(url, str) and url), None)


def _render_seconds(render: Mapping[str, Any]) -> float | None:
    output = render.get("output")
    return _number(output.get("duration")) if isinstance(output, dict) else None


def _percent(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(min(100.0, max(0.0, value)))


def _number(value: object) -> float | None:
    try:
        return msgspec.convert(value, float, strict=False)
    except msgspec.ValidationError:
        return None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _converted(fields: Mapping[str, Any], kind: type[T]) -> T:
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _misshapen() from error


def _misshapen() -> TransientError:
    return TransientError("The render service answered in a shape that nobody has documented.")
