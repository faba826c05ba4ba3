"""The status page over many jobs: its first paint, how soon it shows what happens; and how long `jobs --json` takes.

Needs Chromium, and Playwright (`pip install -e '.[browser]'`); without them, only the command is measured.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from pathlib import Path

from bench import Daemon, command, environment, print_table, work_folder

from nemo_watch.control.client import ControlClient
from nemo_watch.jobs import Delivery, Fingerprint, Job, Source, State, new_job_id
from nemo_watch.rules import Rule
from nemo_watch.settings import CONTROL_SOCKET, socket_folder
from nemo_watch.store import STORE_NAME, Store

RUNS = 15
_CHANGES = 30
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_WATCH = """() => {
    window.changes = [];
    new MutationObserver(() => window.changes.push(Date.now()))
        .observe(document.getElementById("state"), { childList: true, subtree: true });
}"""


def main() -> None:
    """Measure and print."""
    rows = []
    for jobs in (1_000, 10_000):
        with work_folder() as folder:
            prepared = Daemon(folder / "daemon")
            fill(folder / "daemon" / "state", prepared, jobs=jobs)
            with prepared as daemon:
                rows.append((f"`jobs --json`, {jobs:,} jobs", _listed(daemon), "clock, median"))
                rows += [(f"{name}, {jobs:,} jobs", seconds, how) for name, seconds, how in _page(folder / "daemon")]
    print_table("The status page", ("what", "milliseconds", "how"), rows)


def fill(state: Path, daemon: Daemon, *, jobs: int) -> None:
    """Store jobs that are done, as a daemon would have."""
    state.mkdir(mode=0o700)
    store = Store(state / STORE_NAME, clock=time.time)
    rule = Rule(name="benchmark", inbox=daemon.inbox, outbox=daemon.outbox, instructions=("convert to MP4",))
    now = time.time()
    for number in range(jobs):
        moment = now - (jobs - number)
        path = daemon.inbox / f"Holiday {number}.mov"
        print_of = Fingerprint(device=1, inode=number + 1, size=14_000_000, mtime_ns=number, ctime_ns=number)
        job = Job(
            id=new_job_id(),
            rule=rule,
            engine="local",
            instructions=rule.instructions,
            sources=(Source(path=path, fingerprint=print_of),),
            created_at=moment,
            updated_at=moment,
            state=State.DONE,
            message="Kept H.264 and AAC unchanged; saved as MP4. 14.0 MB became 14.0 MB.",
            deliveries=(
                Delivery(path=daemon.outbox / f"Holiday {number}.mp4", inode=1, size=14_000_000, is_published=True),
            ),
            result_seconds=60.0,
        )
        store.add(job)
    store.close()


def _listed(daemon: Daemon) -> str:
    taken = []
    for _ in range(RUNS):
        begun = time.monotonic()
        call = command("jobs", "--json", "--config", str(daemon.rule_file))
        subprocess.run(call, stdout=subprocess.DEVNULL, env=environment(), check=True)
        taken.append(time.monotonic() - begun)
    return f"{1000 * statistics.median(taken):.0f}"


def _page(folder: Path) -> list[tuple[str, str, str]]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        return []
    control = ControlClient(socket_folder(folder / "state") / CONTROL_SOCKET)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(control.page_link())
        page.wait_for_selector("body[data-live='1']")
        paints = []
        for _ in range(RUNS):
            page.reload()
            page.wait_for_selector("body[data-live='1']")
            while (paint := page.evaluate(_PAINT)) is None:
                page.wait_for_timeout(10)
            paints.append(paint)
        page.evaluate(_WATCH)
        shown = []
        for number in range(_CHANGES):
            page.evaluate("() => { window.changes = []; }")
            page.wait_for_timeout(120)
            changed_at = 1000 * time.time()
            control.pause(None) if number % 2 == 0 else control.resume()
            while not (changes := page.evaluate("window.changes")):
                page.wait_for_timeout(5)
            shown.append(changes[0] - changed_at)
        browser.close()
    return [
        ("first paint", f"{statistics.median(paints):.0f} ({max(paints):.0f})", "reloaded, median (worst)"),
        ("a change, shown", f"{statistics.median(shown):.0f} ({max(shown):.0f})", "from the call on, median (worst)"),
    ]


if __name__ == "__main__":
    main()
