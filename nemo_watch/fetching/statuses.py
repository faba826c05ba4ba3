"""What a status means for a file that is fetched: nothing there, or later again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from nemo_watch.errors import JobError, TransientError
from nemo_watch.fetching.addresses import host_of
from nemo_watch.fetching.refusals import NotThere, WrongContent

_LATER = frozenset({408, 425, 429})
_MOST_WAIT_SECONDS = 3600.0


def refusal(response: httpx.Response, url: httpx.URL) -> JobError:
    """Return the error for a response from the host of `url` that brings no file.

    Signed addresses that have run out are answered by 400, 401 or 403: all of them mean that nothing is there for us.
    """
    status, host = response.status_code, host_of(url)
    if status in _LATER or status >= 500:
        wait = retry_after(response.headers.get("Retry-After", ""), now=datetime.now(UTC))
        return TransientError(f"The file at {host} cannot be had just now (HTTP {status}).", wait_seconds=wait)
    if 400 <= status < 500:
        return NotThere(f"The server {host} does not give the file (HTTP {status}).")
    return WrongContent(f"The server {host} sent no whole file (HTTP {status}).")


def retry_after(value: str, *, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header (RFC 9110, 10.2.3) asks for, at most an hour."""
    if value.isascii() and value.isdigit():
        return min(float(value), _MOST_WAIT_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), _MOST_WAIT_SECONDS)
