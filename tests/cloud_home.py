"""One user's folders with a rule for the cloud, and nemo-watch run in them as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from backend import Backend

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 90.0

RULES = """\
engine: {engine}
state: {folder}/state
web: {{listen: off}}
inbox: {{settle: 100ms}}
cloud: {{poll: 90ms, recovery_wait: 50ms, credits_per_day: {budget}}}
rules:
  - name: films
    skill: {skill}
    inbox: {folder}/in
    outbox: {folder}/out
    instruction: {instruction}
"""


class CloudHome:
    """Folders and a rule file; `run` takes what lies there and ends."""

    def __init__(self, folder: Path, backend: Backend, **rule: Any) -> None:
        self.folder, self.inbox, self.outbox = folder, folder / "in", folder / "out"
        self.backend = backend
        self.inbox.mkdir(parents=True)
        self.write_rules(**rule)

    def write_rules(
        self,
        *,
        skill: str = "data-format-converter-free",
        instruction: str = "convert to MP4",
        budget: int = 1000,
        engine: str = "cloud",
        more: str = "",
    ) -> None:
        text = RULES.format(folder=self.folder, skill=skill, instruction=instruction, budget=budget, engine=engine)
        (self.folder / "rules.yaml").write_text(text + more)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "NEMO_API_URL": self.backend.address,
        }

    def command(self, *arguments: str, crash_at: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command; with `crash_at` it is killed at that moment, 0 only counts the moments."""
        program = ["-m", "nemo_watch"] if crash_at is None else [str(ROOT / "tests" / "crashing.py"), str(crash_at)]
        return subprocess.run(
            [sys.executable, *program, "--config", str(self.folder / "rules.yaml"), *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def run(self, *, crash_at: int | None = None) -> subprocess.CompletedProcess[str]:
        done = self.command("run", "--once", crash_at=crash_at)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def jobs(self) -> list[dict[str, Any]]:
        return list(json.loads(self.command("jobs", "--json").stdout))

    def delivered(self) -> list[str]:
        """Return what lies in the outbox, below it, without what is being made."""
        return sorted(str(path.relative_to(self.outbox)) for path in self.outbox.rglob("*") if path.is_file())
