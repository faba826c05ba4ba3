"""All looks, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from nemo_watch.doctor import cloud, desktop, ffmpeg, folders, machine, running, service, state, watching
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.doctor.looks import Look, within
from nemo_watch.rules import Configuration, Rule

_PROGRAM, _STUDIO, _FENCE, _FOLDERS = "Program", "Studio", "Fence around ffmpeg", "Folders"
_CLOUD, _DESKTOP = "Cloud", "Desktop"

_NOTES_SECONDS = 3.0


class Asking(msgspec.Struct, frozen=True):
    """How the daemon is asked for its status and the cloud for its credits; both raise NemoWatchError."""

    status: Callable[[], dict[str, Any]]
    balance: Callable[[], dict[str, Any]]


def looks_of(
    configuration: Configuration | None,
    of_rule_file: Iterable[Finding],
    *,
    environ: Mapping[str, str],
    asking: Asking | None = None,
) -> list[Look]:
    """Return what is to be looked at, `of_rule_file` among it; without a configuration, what needs none."""
    about_rules = list(of_rule_file)
    answer = running.ask(asking.status) if asking else running.Answer()
    looks = [
        _look(_PROGRAM, "program", machine.look_at_program),
        _look(_PROGRAM, "rule file", lambda: iter(about_rules)),
    ]
    if configuration is not None:
        looks.append(_look(_PROGRAM, "daemon", lambda: running.look_at_daemon(answer)))
    looks.append(_look(_PROGRAM, "service", service.look_at_service))
    looks += _of_machine(configuration)
    if configuration is not None:
        looks += _of_folders(configuration, answer)
        looks.append(_of_cloud(configuration, environ, asking, answer))
    looks.append(_look(_DESKTOP, "desktop", lambda: desktop.look_at_desktop(environ)))
    return looks


def _of_machine(configuration: Configuration | None) -> list[Look]:
    configured = configuration.local.ffmpeg if configuration else None
    return [
        Look(
            group=_STUDIO,
            ask=lambda: ffmpeg.look_at_ffmpeg(configured),
            late=trouble("ffmpeg", "ffmpeg does not answer.", "Install nemo-watch anew, or name another ffmpeg."),
            seconds=5 * ffmpeg.FFMPEG_SECONDS,
        ),
        _look(_STUDIO, "voice", machine.look_at_voice),
        _look(_STUDIO, "letters", machine.look_at_letters),
        _look(_FENCE, "fence", machine.look_at_fence),
    ]


def _of_folders(configuration: Configuration, answer: running.Answer) -> Iterator[Look]:
    """Yield a look for each folder: one on a server that does not answer holds up none of the others."""
    remembered = _remembered(configuration, answer)
    for rule in configuration.rules:
        yield _of_inbox(rule, remembered, configuration.inbox.watch)
    for outbox in dict.fromkeys(rule.outbox for rule in configuration.rules):
        yield _of_outbox(folders.outbox_of(outbox, configuration.rules), remembered)
    yield Look(
        group=_FOLDERS,
        ask=lambda: state.look_at_state(configuration.state),
        late=state.state_folder(configuration.state).silent(),
    )
    yield _look(_FOLDERS, "watches", lambda: watching.look_at_limits(configuration))


def _remembered(configuration: Configuration, answer: running.Answer) -> folders.Remembered:
    told = {inbox["path"]: inbox for inbox in answer.status.get("inboxes", [])}
    try:
        return folders.Remembered(within(_NOTES_SECONDS, lambda: state.notes_of(configuration)), told)
    except TimeoutError:
        return folders.Remembered({}, told)


def _of_inbox(rule: Rule, remembered: folders.Remembered, watch: str) -> Look:
    return Look(
        group=_FOLDERS,
        ask=lambda: folders.look_at_inbox(rule, remembered, watch=watch),
        late=folders.inbox_of(rule).silent(),
    )


def _of_outbox(spot: folders.Spot, remembered: folders.Remembered) -> Look:
    return Look(group=_FOLDERS, ask=lambda: folders.look_at_outbox(spot, remembered), late=spot.silent())


def _of_cloud(
    configuration: Configuration, environ: Mapping[str, str], asking: Asking | None, answer: running.Answer
) -> Look:
    if asking is None or not cloud.uses_cloud(configuration):
        unused = well("cloud", "No rule uses it: no file leaves this machine.")
        return _look(_CLOUD, "cloud", lambda: iter([unused]))
    return Look(
        group=_CLOUD,
        ask=lambda: cloud.look_at_cloud(configuration, environ, asking.balance, is_running=answer.is_running),
        late=cloud.late(configuration),
        seconds=cloud.CLOUD_SECONDS,
    )


def _look(group: str, name: str, ask: Callable[[], Iterable[Finding]]) -> Look:
    return Look(group=group, ask=ask, late=note(name, f"It took too long to find out ({name})."))
