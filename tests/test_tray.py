"""The tray: what it says, how its icon looks, and that it lives in real panels beside a real daemon."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, desk
from PIL import Image
from test_daemon import ROOT, House, film, house, long_film

from nemo_watch.errors import NoTray
from nemo_watch.tray.backend import load
from nemo_watch.tray.errands import Errands
from nemo_watch.tray.icon import draw
from nemo_watch.tray.view import ATTENTION, AWAY, IDLE, PAUSED, WORKING, Item, view_of

__all__ = ["film", "house", "long_film"]  # fixtures

MOODS = {IDLE: None, WORKING: 40, ATTENTION: None, PAUSED: None, AWAY: None}
GROUNDS = {IDLE: (15, 118, 110), WORKING: (11, 92, 134), ATTENTION: (190, 44, 44), PAUSED: (98, 112, 124)}


def status(**more: Any) -> dict[str, Any]:
    inboxes = [{"rule": "films", "path": "/in", "outbox": "/out"}]
    usual = {"paused": False, "paused_until": None, "counts": {}, "active": [], "attention": [], "inboxes": inboxes}
    return {**usual, "needy": len(more.get("attention", ())), **more}


def job(name: str, state: str = "rendering", progress: int = 0, message: str = "", output: str = "") -> dict[str, Any]:
    outputs = [output] if output else []
    return {
        "id": f"id{name}",
        "name": name,
        "state": state,
        "progress": progress,
        "message": message,
        "outputs": outputs,
    }


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items if item.label]


def test_each_mood_is_said_in_words() -> None:
    def told(**more: Any) -> tuple[str, str]:
        view = view_of(status(**more), (), starts_at_login=None)
        return view.mood, view.tooltip

    assert told() == (IDLE, "nemo-watch: All is done.")
    assert told(active=[job("a.mov", progress=42)]) == (WORKING, "nemo-watch: Working on a.mov, 42%.")
    two = [job("a.mov", progress=20), job("b.mov", progress=60)]
    assert told(active=two, counts={"queued": 3}) == (WORKING, "nemo-watch: Working on 2 files, 3 waiting, 40%.")
    assert told(attention=[job("a.mov", "failed")]) == (ATTENTION, "nemo-watch: All is done. 1 job needs you.")
    assert told(paused=True, counts={"queued": 1}) == (PAUSED, "nemo-watch: Paused, 1 waiting.")
    assert view_of(None, (), starts_at_login=None).mood == AWAY


def test_menu_has_what_one_looks_for() -> None:
    results = [job(f"{n}.mov", "done", output=f"/out/{n}.mp4") for n in range(7)]
    attention = [job("bad.avi", "failed", message="It is cut off."), job("held.avi", "held", message="No credits.")]
    view = view_of(status(attention=attention), results, starts_at_login=True)
    assert labels(view.items) == [
        "Last results",
        *(f"{n}.mp4" for n in range(5)),
        "2 jobs need you",
        "bad.avi: It is cut off.",
        "held.avi: No credits.",
        "Retry all 2",
        "Pause for 1 hour",
        "Pause until resumed",
        "Status page",
        "Open the inbox",
        "Open the outbox",
        "Start at login",
        "Quit the tray",
    ]
    (held,) = [item for item in view.items if item.label.startswith("held.avi")]
    assert [(item.act, item.about) for item in held.items if item.act] == [
        ("retry", "idheld.avi"),
        ("cancel", "idheld.avi"),
    ]
    paused = view_of(status(paused=True, paused_until="2026-03-18T10:00:00Z"), (), starts_at_login=None)
    assert "Resume" in labels(paused.items)
    assert re.match(r"Paused until \d\d:\d\d", paused.head)
    assert labels(view_of(None, (), starts_at_login=False).items) == ["Start it", "Start at login", "Quit"]


def test_several_rules_have_a_row_each() -> None:
    inboxes = [{"rule": name, "path": f"/{name}", "outbox": "/out"} for name in ("films", "phone")]
    view = view_of(status(inboxes=inboxes), (), starts_at_login=None)
    (opening,) = [item for item in view.items if item.label == "Open an inbox"]
    assert [(item.label, item.about) for item in opening.items] == [("films", "/films"), ("phone", "/phone")]
    assert [item.about for item in view.items if item.label == "Open the outbox"] == ["/out"]


def test_long_names_leave_the_menu_narrow() -> None:
    view = view_of(status(active=[job("x" * 300)]), [job("y", "done", output="/" + "y" * 300)], starts_at_login=None)
    assert max(map(len, labels(view.items))) <= 60
    assert len(view.head) < 90


@pytest.mark.parametrize("size", [16, 22, 24, 32, 48, 64])
def test_icons_differ_and_are_smooth_at_each_size(size: int) -> None:
    drawn = {mood: draw(mood, percent, size=size) for mood, percent in MOODS.items()}
    assert all(image.size == (size, size) and image.mode == "RGBA" for image in drawn.values())
    shapes = {mood: image.convert("LA").tobytes() for mood, image in drawn.items()}
    assert len(set(shapes.values())) == len(MOODS), "they differ without their colours too"
    for image in drawn.values():
        assert image.getpixel((0, 0))[3] == 0, "the corners are empty"
        edges = [image.getpixel((x, size // 2))[3] for x in range(size)]
        assert max(edges) > 100
    for ground in ((255, 255, 255), (30, 30, 30)):
        for mood in GROUNDS:
            panel = Image.new("RGB", (size, size), ground)
            panel.paste(drawn[mood], (0, 0), drawn[mood])
            middle = panel.getpixel((size // 8, size // 2))
            assert sum(abs(a - b) for a, b in zip(middle, ground, strict=True)) > 90, "it stands out from the panel"


def test_ring_grows_with_the_work() -> None:
    def lit(percent: int) -> int:
        pixels = draw(WORKING, percent, size=64).tobytes()
        return sum(1 for at in range(0, len(pixels), 4) if _is_mint(*pixels[at : at + 3]))

    amounts = [lit(percent) for percent in (0, 25, 50, 75, 100)]
    assert amounts == sorted(amounts)
    assert amounts[4] > 3 * amounts[1] > 0


def _is_mint(red: int, green: int, blue: int) -> bool:
    return green > 180 and blue > 150 and red < 160


def test_machine_without_a_screen_has_no_tray(house: House) -> None:
    with pytest.raises(NoTray, match="no screen"):
        load({})
    done = house.command("tray")
    assert done.returncode == 69
    assert "There is no screen here, so there is no tray." in done.stderr


class TrayOnDesk:
    """A tray on a desktop, and what can be seen of it."""

    def __init__(self, house: House, made: Desk, folder: Path) -> None:
        self.house, self.desk, self.folder = house, made, folder
        self.process: subprocess.Popen[Any] | None = None

    def start(self, backend: str) -> None:
        environ = {
            **self.house.environ,
            **{name: value for name, value in self.desk.environ.items() if name not in {"HOME", "XDG_CONFIG_HOME"}},
            "PYTHONPATH": str(ROOT),
            "PYSTRAY_BACKEND": backend,
        }
        with (self.desk.folder / "tray.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "nemo_watch", "tray"], env=environ, stdout=log, stderr=log
            )

    def shot(self, name: str = "shot.png") -> Path:
        return self.desk.screenshot(self.folder / name)

    def place(self, mood: str) -> tuple[int, int] | None:
        """Return where an icon of a mood is on the screen, None where there is none."""
        pixels = Image.open(self.shot()).convert("RGB").crop((0, 0, 900, 60)).tobytes()
        ground = GROUNDS[mood]
        found = [
            (at // 3 % 900, at // 3 // 900)
            for at in range(0, len(pixels), 3)
            if sum(abs(a - b) for a, b in zip(pixels[at : at + 3], ground, strict=True)) < 12
        ]
        if len(found) < 20:
            return None
        xs, ys = sorted(x for x, _ in found), sorted(y for _, y in found)
        return xs[len(xs) // 2], ys[len(ys) // 2]

    def until_shown(self, mood: str) -> tuple[int, int]:
        seen: list[tuple[int, int]] = []

        def look() -> bool:
            place = self.place(mood)
            seen.extend([place] if place is not None else [])
            return bool(seen)

        self.desk.until(look, f"the icon shows {mood}")
        return seen[-1]

    def click(self, place: tuple[int, int], button: int) -> None:
        self.desk.run("xdotool", "mousemove", str(place[0]), str(place[1]), "click", str(button))

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def has_indicator() -> bool:
    code = "import gi; gi.require_version('AyatanaAppIndicator3', '0.1'); gi.require_version('Gtk', '3.0')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


@pytest.fixture
def on_panel(tmp_path: Path, house: House, request: pytest.FixtureRequest) -> Iterator[TrayOnDesk]:
    host = request.param
    with desk(tmp_path / "desk", parts=["bus", "display", "dunst", host]) as made:
        opener = made.folder / "xdg-open"
        opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{made.folder}/opened"\n')
        opener.chmod(0o755)
        house.desktop = {"PATH": f"{made.folder}:{os.environ['PATH']}", "BROWSER": "xdg-open"}
        tray = TrayOnDesk(house, made, tmp_path)
        yield tray
        tray.close()
        log = (made.folder / "tray.log").read_text() if (made.folder / "tray.log").exists() else ""
        assert "Traceback" not in log, log


@pytest.mark.skipif(not has_indicator(), reason="gi and AyatanaAppIndicator3 are not there for this Python")
@pytest.mark.parametrize("on_panel", ["xfce4-panel"], indirect=True)
def test_icon_follows_the_daemon_and_its_menu_steers(on_panel: TrayOnDesk, long_film: Path) -> None:
    house, made = on_panel.house, on_panel.desk
    daemon = house.start()
    on_panel.start("appindicator")
    on_panel.until_shown(IDLE)
    house.drop(long_film, "long.avi")
    on_panel.until_shown(WORKING)
    _picture(on_panel, "tray-working.png")
    house.wait_delivered("long.mp4")
    (house.inbox / "broken.mov").write_bytes(b"nothing of a film")
    place = on_panel.until_shown(ATTENTION)
    on_panel.click(place, 3)
    made.until(lambda: len(_colours(on_panel.shot())) > 60, "the menu is open")
    _picture(on_panel, "tray-menu.png")
    made.run("xdotool", "key", "Down", "Return")
    made.until((made.folder / "opened").exists, "a result is opened")
    assert (made.folder / "opened").read_text().strip() == str(house.outbox / "long.mp4")
    house.control.pause(None)
    on_panel.until_shown(PAUSED)
    house.control.resume()
    house.stop(daemon)
    made.until(lambda: on_panel.place(ATTENTION) is None, "the icon shows that it does not run")
    house.start()
    on_panel.until_shown(ATTENTION)
    assert on_panel.process is not None
    on_panel.process.terminate()
    assert on_panel.process.wait(timeout=20) == 0


@pytest.mark.parametrize("on_panel", ["trayer"], indirect=True)
def test_panel_without_menus_shows_the_icon_and_a_click_opens_the_page(on_panel: TrayOnDesk) -> None:
    house, made = on_panel.house, on_panel.desk
    house.listen = "127.0.0.1:0"
    house.write_rules()
    house.start()
    on_panel.start("xorg")
    place = on_panel.until_shown(IDLE)
    assert "shows no menu: a click on the icon opens the status page" in (made.folder / "tray.log").read_text()
    on_panel.click(place, 1)
    made.until((made.folder / "opened").exists, "the status page is opened")
    assert "/login?link=" in (made.folder / "opened").read_text()
    house.control.pause(None)
    on_panel.until_shown(PAUSED)
    assert on_panel.process is not None
    on_panel.process.terminate()
    assert on_panel.process.wait(timeout=20) == 0


@pytest.mark.parametrize("way", ["later", "anew", "killed"])
def test_icon_is_there_whenever_a_panel_is(house: House, tmp_path: Path, way: str) -> None:
    house.start()
    with desk(tmp_path / "desk", parts=["display"]) as made:
        tray = TrayOnDesk(house, made, tmp_path)
        said = made.folder / "tray.log"
        try:
            if way == "later":
                tray.start("xorg")
                made.until(lambda: said.exists() and "No panel shows icons here yet" in said.read_text(), "it waits")
            else:
                panel = made.add_tray("trayer")
                tray.start("xorg")
                tray.until_shown(IDLE)
                (panel.terminate if way == "anew" else panel.kill)()
                panel.wait()
                made.until(lambda: tray.place(IDLE) is None, "no icon is left on the bare screen")
            made.add_tray("trayer")
            tray.until_shown(IDLE)
            assert tray.process is not None
            tray.process.terminate()
            assert tray.process.wait(timeout=20) == 0
        finally:
            tray.close()
        assert "Traceback" not in said.read_text()


def test_tray_ends_with_its_screen(house: House, tmp_path: Path) -> None:
    house.start()
    with desk(tmp_path / "desk", parts=["display", "trayer"]) as made:
        tray = TrayOnDesk(house, made, tmp_path)
        try:
            tray.start("xorg")
            tray.until_shown(IDLE)
            made.end_display()
            assert tray.process is not None
            tray.process.wait(timeout=20)
        finally:
            tray.close()
        assert "Traceback" not in (made.folder / "tray.log").read_text()


def test_errands_are_done_by_the_loop_alone_and_nobody_waits_for_ever() -> None:
    errands = Errands()
    by: list[int] = []
    asked = [threading.Thread(target=errands.ask, args=(lambda: by.append(threading.get_ident()),)) for _ in range(8)]

    def loop() -> None:
        errands.begin()
        while not errands.is_over:
            select.select([errands.wakes], [], [])
            errands.do()

    def stumble() -> None:
        raise ValueError("of no use")

    turning = threading.Thread(target=loop)
    turning.start()
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join(timeout=20)
    assert by == [turning.ident] * 8
    with pytest.raises(ValueError, match="of no use"):
        errands.ask(stumble)
    errands.ask(errands.end)
    turning.join(timeout=20)
    errands.ask(stumble)
    assert not turning.is_alive()


def _colours(shot: Path) -> set[Any]:
    image = Image.open(shot).convert("RGB").crop((450, 30, 900, 560))
    return {colour for _, colour in image.getcolors(1 << 20) or []}


def _picture(tray: TrayOnDesk, name: str) -> None:
    if folder := os.environ.get("NEMO_WATCH_PICTURES"):
        shutil.copyfile(tray.shot(), Path(folder) / name)
