"""The NemoVideo cloud, where a rule uses it: a token, an answer, credits. Neither is a token shown nor asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nemo_watch import settings
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.errors import EngineOffline, NemoWatchError, TransientError
from nemo_watch.names import shown
from nemo_watch.rules import Configuration

CLOUD_SECONDS = 10.0

_REPLY_SECONDS = 8.0
_LATER = "Look at this machine's network; jobs in the cloud wait, and go on by themselves."


def uses_cloud(configuration: Configuration) -> bool:
    """Tell whether a rule may send files there."""
    return any(rule.engine != "local" for rule in configuration.rules)


def look_at_cloud(
    configuration: Configuration,
    environ: Mapping[str, str],
    balance: Callable[[], dict[str, Any]],
    *,
    is_running: bool,
) -> Iterator[Finding]:
    """Ask the cloud; `balance` returns what `credits --json` prints, or raises NemoWatchError.

    A daemon that runs is asked, which has a token of its own. `NEMO_TOKEN` and the like are read from `environ`.
    """
    try:
        yield from _asked(configuration, environ, balance, is_running=is_running)
    except NemoWatchError as error:
        passes = isinstance(error, TransientError) and not isinstance(error, EngineOffline)
        yield (note if passes else trouble)("cloud", error.message, error.hint or _LATER)


def late(configuration: Configuration) -> Finding:
    """Return what is to be said where no answer comes."""
    return trouble("cloud", f"NemoVideo ({_host(configuration)}) gave no answer in {CLOUD_SECONDS:.0f} s.", _LATER)


def _asked(
    configuration: Configuration,
    environ: Mapping[str, str],
    balance: Callable[[], dict[str, Any]],
    *,
    is_running: bool,
) -> Iterator[Finding]:
    """Say where the token comes from, and what the cloud answers. Raises NemoWatchError."""
    if not is_running:
        finding = _token(configuration, environ)
        yield finding
        if finding.level == "trouble":
            return
        if finding.level == "note":
            yield _reached(configuration)
            return
    yield from _credits(balance(), configuration)


def _token(configuration: Configuration, environ: Mapping[str, str]) -> Finding:
    """Return where the token comes from: a note where there is none yet, trouble where it cannot be had."""
    from nemo_watch.nemo.account import TOKEN_FILE, token_source
    from nemo_watch.nemo.identity import Identity
    from nemo_watch.nemo.wire import Endpoint

    known = settings.identity(environ)
    endpoint = Endpoint(base_url=configuration.cloud.url)
    source = token_source(endpoint, environment=known, identity=Identity(), state=configuration.state)
    if source.fingerprint:
        if not source.is_anonymous:
            where = "NEMO_TOKEN" if known.token is not None else shown(known.token_file or "")
            return well("token", f"The token is the one in {where}.")
        return well("token", f"Without an account: the token lies in {shown(configuration.state / TOKEN_FILE)}.")
    if source.is_anonymous:
        return note(
            "token",
            "There is no token yet: one without an account is asked for with the first job.",
            "To use your account, put its token into NEMO_TOKEN.",
        )
    return trouble(
        "token",
        f"There is no token in {shown(known.token_file or '')}, or others may read it too.",
        "Put the token there, in one line, and let nobody else read it: chmod 600.",
    )


def _reached(configuration: Configuration) -> Finding:
    """Return that something answers at the address, without a token. Raises JobError."""
    from nemo_watch.nemo.wire import Endpoint, Wire

    async def ask() -> int:
        wire = Wire(Endpoint(base_url=configuration.cloud.url))
        try:
            return (await wire.exchange("GET", "/", headers={}, reply_seconds=_REPLY_SECONDS)).status
        finally:
            await wire.aclose()

    asyncio.run(ask())
    return well("cloud", f"NemoVideo ({_host(configuration)}) answers.")


def _credits(balance: Mapping[str, Any], configuration: Configuration) -> Iterator[Finding]:
    account = "without an account" if balance["is_anonymous"] else "on your account"
    said = f"NemoVideo ({_host(configuration)}) answers; {balance['available']:g} credits are left {account}."
    if balance["available"] > 0:
        yield well("cloud", said)
    else:
        yield trouble("cloud", said, f"Top up, or register, at {configuration.cloud.web}; jobs that wait go on then.")
    if balance["spent_today"] >= balance["credits_per_day"]:
        yield note(
            "budget",
            f"Today's budget of {balance['credits_per_day']:g} credits is spent: jobs wait for tomorrow.",
            "Raise `cloud.credits_per_day` in the rule file, if they are not to wait.",
        )


def _host(configuration: Configuration) -> str:
    return configuration.cloud.url.partition("://")[2].partition("/")[0]
