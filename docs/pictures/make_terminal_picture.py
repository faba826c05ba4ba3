# ruff: noqa: INP001 - a script, and no package

"""Record `nemo-watch run` in a terminal of its own, and write the last screen as terminal.svg.

    python docs/pictures/make_terminal_picture.py FILE[=NAME] ...

Each file is dropped (as NAME) when the one before it is over. The picture is taken when the last one is half done.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

TARGET = Path(__file__).with_name("terminal.svg")
PACKAGE = Path(__file__).resolve().parent.parent.parent
COLUMNS = 88
SECONDS = 60.0

_OVER = re.compile(r"[✓✗!–] ")
_HALF_DONE = re.compile(r"\b([4-8]\d)%")
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_INK, _PAPER = (201, 209, 217), (22, 27, 34)
_GREY, _RED, _GREEN, _YELLOW = (110, 118, 129), (255, 123, 114), (86, 211, 100), (227, 179, 65)
_BLUE, _PINK, _CYAN = (121, 192, 255), (210, 168, 255), (86, 212, 221)
_THEME = TerminalTheme(_PAPER, _INK, [_GREY, _RED, _GREEN, _YELLOW, _BLUE, _PINK, _CYAN, _INK])


class Screen:
    """What a terminal shows after some output: the few movements of the cursor that progress bars need."""

    def __init__(self) -> None:
        """Begin with an empty line."""
        self.lines = [""]
        self._row = 0

    def write(self, output: str) -> None:
        """Take output as it comes from the program."""
        for piece in re.split(r"(\r\n|\n|\r|\x1b\[\d*[A-Z]|\x1b\[\?\d+[hl]|\x1b\[\d*K)", output):
            if piece in ("\n", "\r\n"):
                self._row += 1
                self.lines += [""] * (self._row + 1 - len(self.lines))
            elif match := re.fullmatch(r"\x1b\[(\d*)A", piece):
                self._row = max(0, self._row - int(match[1] or 1))
            elif re.fullmatch(r"\x1b\[\d*K", piece):
                self.lines[self._row] = ""
            elif piece and not piece.startswith(("\r", "\x1b[?")):
                self.lines[self._row] += piece

    @property
    def text(self) -> str:
        """What can be read there, without colours."""
        return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(self.lines))


class Recording:
    """A program that runs in a terminal, and the screen that it has filled so far."""

    def __init__(self, command: list[str], home: Path) -> None:
        """Start the program with `home` as its home folder."""
        self.screen = Screen()
        self._terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            command,
            cwd=home,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**environment, "PYTHONPATH": str(PACKAGE), "COLORTERM": "truecolor"},
        )
        os.close(inner)

    def watch(self, is_reached: Callable[[str], bool]) -> None:
        """Follow the program until its screen shows what is waited for. Raises TimeoutError."""
        deadline = time.monotonic() + SECONDS
        while not is_reached(self.screen.text):
            if time.monotonic() > deadline:
                raise TimeoutError(self.screen.text)
            if select.select([self._terminal], [], [], 0.1)[0]:
                self.screen.write(os.read(self._terminal, 65536).decode("utf-8", "replace"))

    def end(self) -> None:
        """Stop the program."""
        self._process.terminate()
        self._process.wait(SECONDS)


def main() -> None:
    """Record, and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "nemo_watch"]
        quiet = {"HOME": folder, "PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE)}
        subprocess.run([*command, "init"], env=quiet, check=True, stdout=subprocess.DEVNULL)
        recording = Recording([*command, "run"], home)
        try:
            _drop_all(recording, home / "Videos" / "Inbox", sys.argv[1:])
        finally:
            recording.end()
    lines = [line for line in recording.screen.lines if line.strip()]
    TARGET.write_text(_drawn(lines), encoding="utf-8")


def _drop_all(recording: Recording, inbox: Path, files: list[str]) -> None:
    recording.watch(lambda text: "Ctrl+C" in text)
    for number, file in enumerate(files, 1):
        path, _, name = file.partition("=")
        shutil.copyfile(path, inbox / (name or Path(path).name))
        if number < len(files):
            recording.watch(lambda text, number=number: len(_OVER.findall(text)) >= number)
    recording.watch(lambda text: _HALF_DONE.search(text) is not None)


def _drawn(lines: list[str]) -> str:
    """Return a terminal window with these lines, as SVG that needs no fonts from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bright_black"), ("nemo-watch run", "bold")))
    for line in lines:
        console.print(Text.from_ansi(line), soft_wrap=True)
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    own_fonts = own_fonts.replace("Fira Code, monospace", _FONTS)
    return console.export_svg(title="nemo-watch", theme=_THEME, code_format=own_fonts, unique_id="terminal")


if __name__ == "__main__":
    main()
