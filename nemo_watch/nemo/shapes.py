"""What the NemoVideo API tells: sessions, uploads, balances, states and renders, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from nemo_watch.draft import Draft

PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED = (
    "pending",
    "processing",
    "completed",
    "failed",
    "cancelled",
)

NOTHING = msgspec.Raw(b"null")


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session of the service; `user_id` is "" where the service names none."""

    session_id: str
    task_id: str = ""
    user_id: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Leave to take over a session on the web; `claim_token` is good for that alone, for `expires_in` seconds."""

    claim_token: str
    expires_in: float | None = None

    def __repr__(self) -> str:
        return f"Claim(expires_in={self.expires_in})"


class UploadedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the service says of a file that it took. Duration in seconds, sizes in pixels; None is unknown."""

    filename: str = ""
    file_type: str = ""
    cdn_url: str = ""
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    hash: str = ""


class Credits(msgspec.Struct, frozen=True, kw_only=True):
    """The balance; `frozen` credits are held for work under way."""

    available: float = 0
    frozen: float = 0
    total: float = 0


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """What a session holds.

    `draft` is the parsed timeline (None without one), `draft_json` the very text of it, to be sent back as it
    came. `lane` ("copy" or "encode") and `unknown` (words that were not understood) come from our studio.
    """

    draft: Draft | None = None
    draft_json: msgspec.Raw = NOTHING
    video_infos: tuple[Mapping[str, Any], ...] = ()
    canvas_config: Mapping[str, Any] = {}
    generated_media: Any = None
    lane: str = ""
    unknown: tuple[str, ...] = ()


class RenderStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How far a render is: pending, processing, completed, failed or cancelled; `progress` is 0 to 100.

    `url` is where a completed one lies, None where the service names no place; `seconds` is its length, which
    our studio tells. `message` and `code` are what the service said of it, for a failed one the reason.
    """

    status: str
    progress: int = 0
    url: str | None = None
    seconds: float | None = None
    message: str = ""
    code: int = 0

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self.status in {COMPLETED, FAILED, CANCELLED}
