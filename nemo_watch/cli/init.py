"""`nemo-watch init`: a first rule file and its folders."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nemo_watch.cli.printing import homely
from nemo_watch.cli.rules import config_option, load, rule_file_path
from nemo_watch.errors import ConfigurationError
from nemo_watch.names import shown


@click.command()
@config_option
@click.option("--folder", metavar="DIR", help="Where Inbox and Outbox are made (default: your videos folder).")
def command(config: str | None, folder: str | None) -> None:
    """Write a commented rule file, unless there is one, and make the folders that it names."""
    path = rule_file_path(config)
    if path.exists():
        click.echo(f"The rule file {homely(shown(path))} is there already and stays as it is.")
    else:
        _write(path, Path(folder).expanduser().absolute() if folder else _videos())
        click.echo(f"Wrote {homely(shown(path))}: open it to say what you want done.")
    for rule in load(path).rules:
        _make_folder(rule.inbox)
        _make_folder(rule.outbox)
        count = sum(1 for entry in rule.inbox.iterdir() if rule.takes(entry.name))
        lying = f", where {count} file{'s' if count > 1 else ''} lie{'' if count > 1 else 's'} already" if count else ""
        click.echo(f"Drop files into {homely(shown(rule.inbox))}{lying}.")
        click.echo(f"Results come to {homely(shown(rule.outbox))}.")


def _videos() -> Path:
    import platformdirs

    home = Path(os.environ.get("HOME") or Path.home())
    videos = Path(platformdirs.user_videos_dir())
    return videos if videos != home else home / "Videos"


def _write(path: Path, videos: Path) -> None:
    from nemo_watch.rule_file import starter_text

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(starter_text(videos))
    except OSError as error:
        raise ConfigurationError(f"The rule file {shown(path)} cannot be written: {error.strerror}.") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The folder {shown(folder)} cannot be made: {error.strerror}.") from error
