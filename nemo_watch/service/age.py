"""Whether a unit is still what would be written today, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nemo_watch import __version__, rule_file, settings
from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown
from nemo_watch.service.folders import on_servers
from nemo_watch.service.manager import Remark
from nemo_watch.service.unit import Fence, Service, read_unit, unit_text


def remarks_on(text: str, environ: Mapping[str, str]) -> Iterator[Remark]:
    """Yield what is amiss with a unit; nothing for one that is as it would be written now."""
    unit = read_unit(text)
    if unit.rule_file is None:
        yield Remark("The unit was not written by nemo-watch service install, so nobody knows what it lacks.")
        return
    try:
        configuration = rule_file.load(unit.rule_file, default_state=settings.default_state(environ))
        service = Service(configuration=configuration, rule_file=unit.rule_file, environ=environ, fence=unit.fence)
        expected = unit_text(service)
    except NemoWatchError as error:
        yield Remark(f"Its rule file cannot be used: {error.message}", f"nemo-watch check --config {unit.rule_file}")
        return
    if unit.fence is Fence.FOLDERS and (closed := _closed(service.folders, unit.folders)):
        yield Remark(f"The rule file names folders that the service may not write: {closed}.")
    elif unit.fence is Fence.FOLDERS and (servers := on_servers(configuration)):
        named = ", ".join(map(shown, servers))
        yield Remark(f"It would not start while the server of {named} does not answer.")
    elif unit.version != __version__:
        yield Remark(f"The unit was written by nemo-watch {unit.version}, and this is {__version__}.")
    elif text != expected:
        yield Remark("The unit is not what this nemo-watch would write.")


def _closed(folders: Iterable[Path], opened: Iterable[Path]) -> str:
    """Return which folders lie in none that is open to the service."""
    places = tuple(opened)
    return ", ".join(shown(folder) for folder in folders if not any(folder.is_relative_to(place) for place in places))
