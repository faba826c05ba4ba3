"""What a shell may complete: ids of jobs, names of rules, states. Nothing is said where nothing is known."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import click

from nemo_watch.errors import NemoWatchError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST = 40


def jobs_begun(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the newest jobs whose id begins so, each with the name of its file."""
    from click.shell_completion import CompletionItem  # heavy, and wanted by a shell alone

    with contextlib.suppress(NemoWatchError):
        from nemo_watch.cli.asking import all_jobs

        known = all_jobs(_configuration(context), most=_MOST)
        return [
            CompletionItem(job["id"], help=f"{job['state']}: {os.path.basename(job['sources'][0])}")  # noqa: PTH119
            for job in known
            if job["id"].startswith(begun)
        ]
    return []


def rules_begun(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the rules whose name begins so."""
    from click.shell_completion import CompletionItem

    with contextlib.suppress(NemoWatchError):
        rules = _configuration(context).rules
        return [CompletionItem(rule.name, help=rule.instructions[0]) for rule in rules if rule.name.startswith(begun)]
    return []


def states_begun(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the states that begin so."""
    from click.shell_completion import CompletionItem

    from nemo_watch.jobs import State

    return [CompletionItem(state.value) for state in State if state.startswith(begun)]


def _configuration(context: click.Context) -> Any:
    from nemo_watch.cli.rules import load, path_named

    return load(path_named(context.params.get("config") or context.find_root().params.get("config")))
