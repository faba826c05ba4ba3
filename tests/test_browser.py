"""The status page in a real browser: it moves by itself, its buttons work, everybody can use it.

With `NEMO_WATCH_PICTURES` set to a folder, the pictures of the documentation are made there.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stage import lay_out
from test_daemon import House, film, house, long_film

pytest.importorskip("playwright", reason="playwright is not installed")
axe_core = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright  # noqa: E402

__all__ = ["film", "house", "long_film"]  # fixtures

CHROMIUM = os.environ.get("NEMO_WATCH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ALONE = [  # it is to talk to nobody but the page
    *("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-gpu", "--disable-dev-shm-usage"),
]
EVIL = "<img src=x onerror=alert(1)>.avi"
MILLISECONDS = 30_000.0

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ALONE, *as_root])
        yield launched
        launched.close()


@pytest.fixture
def served(house: House) -> House:
    house.listen = "127.0.0.1:0"
    house.write_rules()
    house.start()
    return house


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 860})
    made.set_default_timeout(MILLISECONDS)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, served: House) -> Iterator[Page]:
    """Return the page as it stands open in a browser; whatever it complains of fails the test."""
    opened, complaints, asked = context.new_page(), list[str](), list[str]()
    opened.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(served.control.page_link())
    expect(opened.locator("body")).to_have_attribute("data-live", "1", timeout=MILLISECONDS)
    yield opened
    home = str(served.control.status()["page"])
    assert complaints == []
    assert [url for url in asked if not url.startswith((home, "data:"))] == []


def is_complaint(message: ConsoleMessage) -> bool:
    """Tell whether a browser complains of the page; that something was refused with 409 is an answer."""
    return message.type == "error" and "status of 409" not in message.text


def job_named(page: Page, name: str) -> Any:
    return page.locator("li.job", has=page.get_by_role("heading", name=name))


def until(page: Page, condition: str) -> None:
    """Wait for a condition, asked from outside: the page's policy lets nobody evaluate a text in it."""
    deadline = time.monotonic() + MILLISECONDS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(20)


def check_accessible(page: Page) -> None:
    result = axe_core.Axe().run(page)
    found = [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}"
        for one in result.response["violations"]
    ]
    assert found == []


def picture(page: Page, name: str) -> None:
    """Take a picture for the documentation, where that is asked for."""
    if folder := os.environ.get("NEMO_WATCH_PICTURES"):
        page.screenshot(path=Path(folder) / name, animations="disabled")


def test_dropped_file_appears_moves_on_and_is_played(page: Page, served: House, long_film: Path) -> None:
    served.drop(long_film, "Holiday.avi")
    job = job_named(page, "Holiday.avi")
    active = page.locator("#active").get_by_role("progressbar", name="Progress of Holiday.avi")
    expect(active).to_be_visible()
    until(page, "document.querySelector('#active progress')?.value > 5")
    first = page.evaluate("document.querySelector('#active progress').value")
    until(page, f"(document.querySelector('#active progress')?.value ?? 100) > {first}")
    expect(page.locator("#recent").locator(job)).to_be_visible()
    expect(page.locator("#active")).to_be_hidden()
    expect(page.locator("#state")).to_contain_text("All is done")
    expect(page.locator("#numbers tbody tr").first).to_contain_text("Delivered1")
    job.get_by_role("link", name="Play").click()
    expect(page.locator("video")).to_be_visible()
    until(page, "document.querySelector('video').readyState >= 1")
    assert page.evaluate("document.querySelector('video').duration") == pytest.approx(10, abs=0.2)
    assert page.evaluate("document.querySelector('video').videoWidth") == 640
    page.evaluate("document.querySelector('video').muted = true; document.querySelector('video').play()")
    until(page, "document.querySelector('video').currentTime > 0.3")


def test_failed_job_is_retried_by_its_button(page: Page, served: House, film: Path) -> None:
    (served.inbox / "broken.mov").write_bytes(b"nothing of a film")
    job = page.locator("#needy").locator(job_named(page, "broken.mov"))
    expect(job).to_contain_text("no video or sound")
    shutil.copyfile(film, served.inbox / "failed" / "broken.mov")
    job.get_by_role("button", name="Retry broken.mov").click()
    expect(page.locator("#said")).to_have_text("broken.mov is tried again.")
    expect(page.locator("#recent").locator(job_named(page, "broken.mov"))).to_contain_text("Kept H.264")
    expect(page.locator("#needy")).to_be_hidden()


def test_file_named_like_a_script_is_text(page: Page, served: House) -> None:
    (served.inbox / EVIL).write_bytes(b"nothing of a film")
    expect(job_named(page, EVIL)).to_be_visible()
    page.reload()
    expect(job_named(page, EVIL)).to_be_visible()
    assert page.locator("img[src='x']").count() == 0
    page.get_by_role("link", name=EVIL).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
    assert page.locator("img[src='x']").count() == 0


def test_pause_and_resume_by_keyboard(page: Page, served: House) -> None:
    page.get_by_role("button", name="Pause for 1 h").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("Paused until")
    assert served.control.status()["paused"]
    page.get_by_role("button", name="Resume").focus()
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_contain_text("All is done")
    assert not served.control.status()["paused"]


def test_slow_press_counts_while_the_page_moves(page: Page, served: House, long_film: Path) -> None:
    served.drop(long_film, "long.avi")
    button = page.get_by_role("button", name="Cancel long.avi")
    expect(button).to_be_visible()
    until(page, "document.querySelector('#active progress')?.value > 3")
    button.focus()
    box = button.bounding_box()
    assert box is not None
    first = page.evaluate("document.querySelector('#active progress').value")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    until(page, f"document.querySelector('#active progress').value > {first}")
    assert page.evaluate("document.activeElement.dataset.act") == "cancel", "what moves takes no focus away"
    page.mouse.up()
    expect(page.locator("#recent").locator(job_named(page, "long.avi"))).to_contain_text("It was cancelled.")


def test_focus_stays_with_its_button(page: Page, served: House, film: Path) -> None:
    page.get_by_role("button", name="Pause", exact=True).focus()
    served.drop(film)
    expect(job_named(page, "clip.mov")).to_be_visible()
    expect(page.locator("#numbers tbody tr").first).to_contain_text("Delivered1")
    assert page.evaluate("document.activeElement.textContent") == "Pause"


def test_list_that_is_longer_than_shown_says_so_and_is_filled_again(page: Page, served: House) -> None:
    served.control.pause(None)
    for number in range(70):
        (served.inbox / f"clip {number}.mov").write_bytes(b"nothing of a film" * 10)
    served.until(lambda: served.control.status()["counts"].get("queued") == 70, "all wait")
    page.reload()
    expect(page.locator("#waiting li.job")).to_have_count(50)
    expect(page.locator("#waiting .rest")).to_have_text("and 20 more")
    for job in served.control.jobs(states=("queued",))[-60:]:
        served.control.cancel(job["id"])
    expect(page.locator("#waiting li.job")).to_have_count(10)
    expect(page.locator("#waiting .rest")).to_be_empty()


def test_link_from_another_website_lets_in(context: BrowserContext, served: House) -> None:
    link = served.control.page_link()
    mail = context.new_page()
    html = f"<a href='{link}'>open</a>"
    mail.route("http://mail.example.com/", lambda route: route.fulfill(body=html, content_type="text/html"))
    mail.goto("http://mail.example.com/")
    mail.get_by_text("open").click()
    expect(mail.locator("body")).to_have_attribute("data-live", "1")


def test_first_key_leads_past_the_head(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_files_are_chosen_and_delivered(page: Page, served: House, film: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    paths = [shutil.copyfile(film, chosen / name) for name in ("one.mov", "two & <b>.mov")]
    (chosen / "notes.pdf").write_bytes(b"%PDF")
    page.set_input_files("#drop-files", [*paths, chosen / "notes.pdf"])
    expect(page.locator("#drop-list")).to_contain_text("two & <b>.mov is in the inbox.")
    expect(page.locator("#drop-list li[data-outcome=refused]")).to_contain_text("and not notes.pdf")
    served.wait_delivered("one.mp4", "two & <b>.mp4")


def test_files_are_dropped_anywhere_on_the_page(page: Page) -> None:
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["nothing of a film"], "dropped.mov"));
            document.querySelector("main").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#drop-list")).to_contain_text("dropped.mov is in the inbox.")
    expect(page.locator("#needy").locator(job_named(page, "dropped.mov"))).to_be_visible()


def test_job_is_refined_and_undone_on_its_page(page: Page, served: House, film: Path) -> None:
    served.drop(film)
    job_named(page, "clip.mov").get_by_role("link", name="clip.mov").first.click()
    page.get_by_label("Change something about it").fill("mute it")
    page.get_by_role("button", name="Refine").click()
    served.wait_delivered("clip (2).mp4", "clip.mp4")
    expect(page.locator("#details")).to_contain_text("clip (2).mp4")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".verdict")).to_contain_text("It was undone.")
    served.until(lambda: served.lying(served.outbox) == [], "the results are in the trash")


def test_page_says_that_the_daemon_is_gone_and_goes_on_when_it_is_back(
    context: BrowserContext, served: House, film: Path
) -> None:
    page = context.new_page()
    (daemon,) = served._running
    address = str(served.control.status()["page"])
    page.goto(served.control.page_link())
    expect(page.locator("body")).to_have_attribute("data-live", "1")
    served.stop(daemon)
    expect(page.locator("#trouble")).to_contain_text("cannot be heard")
    served.listen = address.removeprefix("http://").rstrip("/")
    served.write_rules()
    served.drop(film)
    served.start()
    expect(page.locator("body")).to_have_attribute("data-live", "1")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#recent").locator(job_named(page, "clip.mov"))).to_be_visible()


def test_website_elsewhere_cannot_drive_it(page: Page, context: BrowserContext, served: House) -> None:
    home = str(served.control.status()["page"])
    evil = context.new_page()
    evil.route("http://evil.example.com/", lambda route: route.fulfill(body="<p>evil</p>", content_type="text/html"))
    evil.goto("http://evil.example.com/")
    evil.evaluate(
        """home => {
            const form = document.createElement("form");
            form.method = "post"; form.action = home + "pause"; form.enctype = "text/plain";
            document.body.append(form); form.submit();
        }""",
        home,
    )
    expect(evil.locator("body")).to_contain_text("another website")
    evil.goto("http://evil.example.com/")
    outcome = evil.evaluate(
        """home => fetch(home + "pause", { method: "POST", credentials: "include", body: "{}",
            headers: { "Content-Type": "application/json" } }).then(() => "answered", () => "refused")""",
        home,
    )
    assert outcome == "refused"
    assert not served.control.status()["paused"]
    evil.close()
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-live", "1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_it(page: Page, served: House, film: Path, long_film: Path, scheme: Any, width: int) -> None:
    served.drop(film)
    served.wait_delivered("clip.mp4")
    (served.inbox / "broken.mov").write_bytes(b"nothing of a film")
    served.job("failed")
    served.drop(long_film, "long.avi")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.get_by_role("progressbar", name="Progress of long.avi")).to_be_visible()
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out at the side"
    page.goto(f"{served.control.status()['page']}jobs/{served.job('done')['id']}")
    expect(page.locator("body")).to_have_attribute("data-live", "1")
    page.locator("summary").click()
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_door_can_be_used_by_everybody(context: BrowserContext, served: House) -> None:
    door = context.new_page()
    door.goto(str(served.control.status()["page"]))
    expect(door.get_by_role("heading")).to_have_text("This page is not open to everybody")
    check_accessible(door)


def test_pictures_of_the_documentation(browser: Browser, house: House, ffmpeg: Path) -> None:
    """The page as the documentation shows it: work of several kinds, all of it real."""
    lay_out(house, ffmpeg)
    house.start()
    house.until(lambda: house.control.status()["counts"].get("done", 0) >= 4, "four are delivered")
    for scheme, name in (("light", "page.png"), ("dark", "page-dark.png")):
        context = browser.new_context(viewport={"width": 1280, "height": 820}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(house.control.page_link())
        expect(page.locator("body")).to_have_attribute("data-live", "1")
        expect(page.locator("#recent li.job").nth(3)).to_be_visible()
        expect(page.locator("#needy li.job")).to_have_count(1)
        expect(page.locator("#active .pace")).to_contain_text("left")
        until(
            page,
            "[...document.querySelectorAll('.thumbs img')].filter(i => i.getBoundingClientRect().top < innerHeight)"
            ".every(i => i.complete && i.naturalWidth)",
        )
        picture(page, name)
        context.close()
