"""Imports go downward only, room by room, as the design draws them; and what a command must not load."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "nemo_watch"

ROWS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("daemon", "tray"),
    ("control", "doctor", "notices"),
    ("service",),
    ("schedule", "intake", "pipeline", "recovery", "steering"),
    ("inbox", "nemo", "studio", "store", "outbox"),
    ("settings", "rule_file"),
    ("jobs",),
    ("rules",),
    (
        "skills",
        "draft",
        "events",
        "media",
        "log",
        "placing",
        "serving",
        "fetching",
        "texts",
        "aside",
        "asking",
        "content",
        "private_file",
        "session",
        "pace",
        "writeback",
    ),
    ("units", "names", "mounts"),
    ("errors",),
)
"""Top to bottom. A room may import what stands in a row below its own; a row's rooms do not know each other."""

ROW_OF = {room: number for number, row in enumerate(ROWS) for room in row}

HEAVY = ("httpx", "apscheduler", "starlette", "uvicorn", "rich", "watchdog", "yaml")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    """Return the room of a module; the package's own `__init__` is in none."""
    first = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported_names(module: Path) -> Iterator[str]:
    """Yield every dotted name that a module imports anywhere in it, `from a import b` as `a.b`."""
    for node in ast.walk(ast.parse(module.read_bytes(), filename=str(module))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} is a relative import"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_rooms(module: Path) -> set[str]:
    """Return the rooms that a module imports from; the package's version counts as none."""
    parts = [name.split(".") for name in imported_names(module)]
    return {part[1] for part in parts if part[0] == "nemo_watch" and len(part) > 1 and part[1] in ROW_OF}


def titled(module: Path) -> str:
    return str(module.relative_to(ROOT))


def test_every_module_lies_in_a_room_of_the_drawing() -> None:
    strange = [titled(module) for module in modules() if room_of(module) and room_of(module) not in ROW_OF]
    assert strange == []


def test_every_import_of_the_package_names_a_room() -> None:
    names = {(titled(module), name) for module in modules() for name in imported_names(module)}
    ours = {(where, name) for where, name in names if name.split(".")[0] == "nemo_watch"}
    strange = {(where, name) for where, name in ours if name.split(".")[1] not in {*ROW_OF, "__version__"}}
    assert strange == set()


@pytest.mark.parametrize("module", modules(), ids=titled)
def test_imports_go_downward(module: Path) -> None:
    room = room_of(module)
    others = imported_rooms(module) - {room}
    upward = sorted(other for other in others if room and ROW_OF[other] <= ROW_OF[room])
    assert upward == [], f"{room} imports from {', '.join(upward)}, which stands beside or above it"


def test_the_package_itself_imports_no_room() -> None:
    assert imported_rooms(PACKAGE / "__init__.py") == set()


def test_no_module_but_the_tray_imports_a_tray_library() -> None:
    for module in modules():
        if room_of(module) != "tray":
            libraries = {name.split(".")[0] for name in imported_names(module)}
            assert not libraries & {"pystray", "PIL"}, titled(module)


def test_no_room_but_the_commands_imports_the_tray() -> None:
    users = {room_of(module) for module in modules() if "tray" in imported_rooms(module)}
    assert users <= {"cli", "tray"}


def run_python(code: str, folder: Path) -> str:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()[-1]


def loaded_by(command: list[str], folder: Path) -> set[str]:
    """Return which of the heavy libraries a command has loaded when it ends."""
    code = (
        "import sys\nfrom nemo_watch.cli import run_command\n"
        f"code = run_command({command!r})\n"
        f"print(code, *sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    return set(run_python(code, folder).split()[1:])


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    assert loaded_by(["--help"], tmp_path) == set()


@pytest.mark.parametrize("command", [["status"], ["status", "--json"]], ids=" ".join)
def test_asking_for_a_daemon_that_does_not_run_loads_only_what_reads_the_rule_file(
    command: list[str], tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        f"rules:\n  - name: a\n    inbox: {tmp_path}/in\n    outbox: {tmp_path}/out\n    instruction: convert\n"
    )
    assert loaded_by(["--config", str(rules), *command], tmp_path) <= {"yaml"}


def test_the_daemon_loads_no_library_that_needs_a_display(tmp_path: Path) -> None:
    code = (
        "import sys\nimport nemo_watch.daemon.daemon, nemo_watch.daemon.running\n"
        "print('loaded:', *sorted(set(sys.modules) & {'pystray', 'PIL', 'tkinter', 'gi'}))"
    )
    assert run_python(code, tmp_path) == "loaded:"
