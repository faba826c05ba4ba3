"""Server-sent events from bytes, as WHATWG HTML 9.2 parses them, within bounds.

The parser knows lines and fields, not what an event means. An event is out as soon as the blank line that
ends it is in. What it holds is bounded, whatever a server sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

MOST_LINE_BYTES = 1_000_000
MOST_EVENT_BYTES = 1_000_000
MOST_EVENTS = 100_000

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class StreamError(ValueError):
    """A line, an event or the number of events is beyond what a stream may hold."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One dispatched event; `id` is the last event id at that moment, which outlives its event."""

    event: str = "message"
    data: str = ""
    id: str = ""


class EventParser:
    """Takes a stream in chunks of any size and gives its events.

    What stands after the last blank line when the stream ends is no event. `retry_milliseconds` is the
    reconnection time that the stream asked for, None without one.
    """

    def __init__(
        self,
        *,
        most_line_bytes: int = MOST_LINE_BYTES,
        most_event_bytes: int = MOST_EVENT_BYTES,
        most_events: int = MOST_EVENTS,
    ) -> None:
        self.retry_milliseconds: int | None = None
        self._most_line_bytes = most_line_bytes
        self._most_event_bytes = most_event_bytes
        self._most_events = most_events
        self._tail = bytearray()
        self._is_after_cr = False
        self._is_first_line = True
        self._event = ""
        self._data: list[str] = []
        self._data_bytes = 0
        self._id = ""
        self._events = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """Return the events that end within `chunk`; raise StreamError beyond a bound."""
        events = []
        for line in self._lines(chunk):
            if line:
                self._take_field(line)
            elif (event := self._dispatch()) is not None:
                events.append(event)
        return events

    def _lines(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the lines that end within `chunk`; a CRLF split over two chunks ends one line, not two."""
        if not chunk:
            return
        if self._is_after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._is_after_cr = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        for piece in ended:
            self._extend(piece)
            line = bytes(self._tail)
            self._tail.clear()
            yield self._without_mark(line)
        self._extend(rest)

    def _extend(self, piece: bytes) -> None:
        if len(self._tail) + len(piece) > self._most_line_bytes:
            raise StreamError(f"a line of the stream is longer than {self._most_line_bytes} bytes")
        self._tail += piece

    def _without_mark(self, line: bytes) -> bytes:
        """Return the line without the byte order mark, which only the very first may begin with."""
        if not self._is_first_line:
            return line
        self._is_first_line = False
        return line.removeprefix(_BYTE_ORDER_MARK)

    def _take_field(self, line: bytes) -> None:
        """Keep what a line says; a comment (no name before the colon) and an unknown field say nothing."""
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._take_data(value, size_bytes=len(line))
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_milliseconds = int(value[:9])

    def _take_data(self, value: str, *, size_bytes: int) -> None:
        self._data_bytes += size_bytes
        if self._data_bytes > self._most_event_bytes:
            raise StreamError(f"an event of the stream is larger than {self._most_event_bytes} bytes")
        self._data.append(value)

    def _dispatch(self) -> Event | None:
        """Return the event that a blank line ends; without data there is none."""
        name, data = self._event, self._data
        self._event, self._data, self._data_bytes = "", [], 0
        if not data:
            return None
        self._events += 1
        if self._events > self._most_events:
            raise StreamError(f"the stream holds more than {self._most_events} events")
        return Event(event=name or "message", data="\n".join(data), id=self._id)
