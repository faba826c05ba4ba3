"""What the NemoVideo API's codes mean: one table from a code to the error that is raised and its sentence.

A code stands in the JSON body, or is the HTTP status. Source: the skills' own documents and the vendor's API
reference. Codes that nobody has documented are read by their range.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec

from nemo_watch.errors import (
    EngineOffline,
    FinalError,
    HeldError,
    JobError,
    RenderRefused,
    RenderUnknown,
    SessionLost,
    TransientError,
    UnsupportedFile,
)
from nemo_watch.names import shown
from nemo_watch.skills import AUDIO, PICTURE, VIDEO

TOKEN_CODES = frozenset({401, 1001, 1010, 1011})
NOT_FOUND_CODES = frozenset({404, 1002})
DUPLICATE_CODES = frozenset({409})
CERTAIN_CODES = frozenset({401, 402, 403, 413, 1001, 1002, 1010, 1011, 2001, 4001, 4002})
"""Codes that mean, in the middle of a turn too, that nothing was done. The others may come after half the work."""

RATE_LIMIT_WAIT_SECONDS = 30.0
CREDITS_RECHECK_SECONDS = 3600.0

_FULL_DISK_RECHECK_SECONDS = 60.0
_MOST_MESSAGE_CHARACTERS = 300
_DUPLICATE_WORDS = re.compile(r"duplicate|already exists", re.IGNORECASE)
_SCOPE = re.compile(r"\b(read|write|upload|render)\b", re.IGNORECASE)


class AccountPage(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person finds the account that calls are made with: the web's address, and who they are there.

    `bind_id` is the user id of an account without registration, which a registration takes over.
    """

    web: str
    bind_id: str = ""
    is_anonymous: bool = False

    @property
    def register_url(self) -> str:
        """The page where such an account becomes a registered one."""
        bind = f"?bind={quote(self.bind_id, safe='')}" if self.bind_id else ""
        return f"{self.web}/register{bind}"


class Answer(msgspec.Struct, frozen=True):
    """What a code means: the error, what happened, and what a person can do about it.

    `anonymous_hint` is for those without a registered account; `{register}` and `{at}` stand for its pages.
    """

    error: type[JobError]
    sentence: str
    hint: str = ""
    anonymous_hint: str = ""
    cause: str = ""
    recheck_seconds: float | None = None


_TOKEN = Answer(
    HeldError,
    "NemoVideo does not accept the token: it is wrong, or it has expired.",
    "Put a valid one into NEMO_TOKEN, or unset it to work without an account.",
    anonymous_hint="Register at {register} and put the token of that account into NEMO_TOKEN.",
    cause="token",
)
_TOO_LARGE = Answer(FinalError, "The file is too large for NemoVideo.", "Compress it or trim it, then drop it again.")
_UNREACHABLE = Answer(EngineOffline, "The render service is out of order at the moment.")
_LATER = Answer(TransientError, "The render service had an error of its own.")

_NO_SESSION = Answer(SessionLost, "The render service no longer knows the session.")
_MISSING: dict[type[JobError], Answer] = {
    SessionLost: _NO_SESSION,
    RenderUnknown: Answer(RenderUnknown, "The render service no longer knows the render."),
    HeldError: Answer(
        HeldError,
        "There is no NemoVideo API at the address that is configured.",
        "Correct `cloud.url` in the rule file, or NEMO_API_URL; it is looked for again each hour.",
        recheck_seconds=CREDITS_RECHECK_SECONDS,
        cause="service",
    ),
}

ANSWERS: dict[int, Answer] = {
    **dict.fromkeys(TOKEN_CODES, _TOKEN),
    **dict.fromkeys(NOT_FOUND_CODES, _NO_SESSION),
    2001: Answer(
        HeldError,
        "No credits are left at NemoVideo.",
        "Top up the credits in your account{at}; what waits for them goes on by itself.",
        anonymous_hint="Register at {register} to get more; what waits for them goes on by itself.",
        cause="credits",
        recheck_seconds=CREDITS_RECHECK_SECONDS,
    ),
    4001: Answer(
        UnsupportedFile,
        "NemoVideo does not take this file.",
        f"It takes {', '.join((*VIDEO, *PICTURE, *AUDIO))}.",
    ),
    4002: _TOO_LARGE,
    413: _TOO_LARGE,
    400: Answer(FinalError, "The render service refused the request as malformed."),
    402: Answer(
        HeldError,
        "The plan at NemoVideo does not include exports; this is not about credits.",
        "Register or upgrade the plan{at}, then retry the job.",
        anonymous_hint="Register or upgrade the plan at {register}, then retry the job.",
        cause="plan",
    ),
    403: Answer(
        HeldError,
        "The NemoVideo token lacks a permission that this call needs.",
        "Use a token with the scopes read, write, upload and render.",
        cause="token",
    ),
    408: _LATER,
    409: Answer(FinalError, "The render service already holds something under this id."),
    429: Answer(TransientError, "The render service asks to be called less often."),
    502: _UNREACHABLE,
    503: _UNREACHABLE,
    504: _UNREACHABLE,
    507: Answer(
        HeldError,
        "The render service has no space left: it is tried again by itself.",
        recheck_seconds=_FULL_DISK_RECHECK_SECONDS,
    ),
}


def refusal(
    code: int,
    *,
    message: str = "",
    missing: type[JobError] = SessionLost,
    wait_seconds: float | None = None,
    own_words: bool = False,
    account: AccountPage | None = None,
) -> JobError:
    """Return the error to raise for a code of the API.

    `message` is what the service said; with `own_words` (our studio, which writes for the user) it is the
    sentence, else it is quoted where the table alone would not tell enough. `missing` is what a "not found"
    means for the call, `wait_seconds` what the service asked to wait, `account` where credits and plan can be had.
    """
    answer = _MISSING.get(missing, _NO_SESSION) if code in NOT_FOUND_CODES else _answer(code)
    said = cleaned(message)
    if own_words and said:
        return _build(answer, said, "", code=code, wait_seconds=wait_seconds)
    quoted = f' It said: "{said}" (code {code}).' if said and _needs_quote(code) else ""
    hint = _scope_hint(said) if code == 403 else _hint(answer, account)
    return _build(answer, answer.sentence + quoted, hint or answer.hint, code=code, wait_seconds=wait_seconds)


def turn_error(code: str, text: str, *, account: AccountPage | None = None) -> JobError | None:
    """Return the error that an agent reported inside a turn, if it is a known refusal: nothing was done.

    None for any other: work may have been done before it, so what became of the message is unknown.
    """
    number = int(code) if code.isascii() and code.isdigit() and len(code) <= 4 else 0
    return refusal(number, message=text, account=account) if number in CERTAIN_CODES else None


def failed_render(code: int, message: str) -> JobError:
    """Return the error for a render that ended as failed: held for a full disk, else refused.

    One more render, with a new id, is worth it unless the file itself is at fault.
    """
    said = cleaned(message) or "The render failed."
    if code in ANSWERS and issubclass(ANSWERS[code].error, HeldError):
        return _build(ANSWERS[code], said, _hint(ANSWERS[code], None), code=code, wait_seconds=None)
    return RenderRefused(said, retryable=code not in {4001, 4002, 413})


def is_server_fault(code: int) -> bool:
    """Tell whether a code says that the service itself failed: what it had done by then is unknown."""
    return 500 <= code < 600 or code >= 5000


def is_duplicate(code: int, message: str) -> bool:
    """Tell whether an answer says that the id is taken: the first of two equal calls has arrived."""
    return code in DUPLICATE_CODES or (code != 0 and bool(_DUPLICATE_WORDS.search(message)))


def cleaned(message: str) -> str:
    """Return a foreign text as it may be shown: one line, no control characters, not endless."""
    return shown(" ".join(message[: 4 * _MOST_MESSAGE_CHARACTERS].split()))[:_MOST_MESSAGE_CHARACTERS]


def _answer(code: int) -> Answer:
    """Return the table's answer, or for a code that is not in it what its range says."""
    if code in ANSWERS:
        return ANSWERS[code]
    if 300 <= code < 400:
        return Answer(
            TransientError, "The render service sent a redirect, which is not followed: the token stays here."
        )
    if is_server_fault(code):
        return _LATER
    return Answer(FinalError, "The render service refused the request.")


def _needs_quote(code: int) -> bool:
    return code not in ANSWERS or code in {400, 403, 409}


def _hint(answer: Answer, account: AccountPage | None) -> str:
    """Return what a person can do, with the pages of their account where they are known."""
    if account is None:
        return answer.hint.replace("{at}", "")
    hint = (account.is_anonymous and answer.anonymous_hint) or answer.hint
    return hint.replace("{register}", account.register_url).replace("{at}", f" at {account.web}")


def _scope_hint(said: str) -> str:
    """Return what to do about a scope that a token lacks, by its name where the service said it."""
    scopes = list(dict.fromkeys(scope.lower() for scope in _SCOPE.findall(said)))
    return f"Use a token that has the scope {' and '.join(scopes)}." if scopes else ""


def _build(answer: Answer, sentence: str, hint: str, *, code: int, wait_seconds: float | None) -> JobError:
    kind = answer.error
    if issubclass(kind, TransientError):
        wait = wait_seconds or (RATE_LIMIT_WAIT_SECONDS if code == 429 else None)
        return kind(sentence, hint=hint, wait_seconds=wait)
    if issubclass(kind, HeldError):
        return kind(sentence, hint=hint, recheck_seconds=answer.recheck_seconds, cause=answer.cause)
    return kind(sentence, hint=hint)
