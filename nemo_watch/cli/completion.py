"""`nemo-watch completion SHELL`: commands, options, jobs and rules completed by the shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_VARIABLE = "_NEMO_WATCH_COMPLETE"
"""What click itself looks at when a shell asks."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what a shell needs to complete commands, options, jobs and rules.

    bash: nemo-watch completion bash > ~/.local/share/bash-completion/completions/nemo-watch

    zsh: nemo-watch completion zsh > a file named _nemo-watch in a folder of $fpath

    fish: nemo-watch completion fish > ~/.config/fish/completions/nemo-watch.fish
    """
    from nemo_watch.cli import commands

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(commands, {}, "nemo-watch", _VARIABLE).source())
