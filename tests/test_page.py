"""The status page: who gets in, what it refuses, what it shows; asked over HTTP, without a browser."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from test_daemon import House, film, house

from nemo_watch.control.feed import Feeds
from nemo_watch.control.page.board import Board
from nemo_watch.control.page.gate import Hosts
from nemo_watch.control.page.keys import COOKIE_SECONDS, LINK_SECONDS, Keys
from nemo_watch.control.page.password import Password
from nemo_watch.control.page.queue import WIDTH, drawing
from nemo_watch.control.page.views import Views
from nemo_watch.control.shapes import Status
from nemo_watch.errors import ConfigurationError
from nemo_watch.events import Events
from nemo_watch.store.spans import Span

__all__ = ["film", "house"]  # fixtures

EVIL = "<img src=x onerror=alert(1)>.avi"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class Visitor(httpx.Client):
    """A browser, as far as HTTP goes: it says where its requests come from."""

    def __init__(self, address: str, **options: object) -> None:
        limits = httpx.Limits(max_connections=None)
        headers = {"Accept": "text/html", **SAME_SITE}
        super().__init__(base_url=address, headers=headers, timeout=30, limits=limits, **options)  # type: ignore[arg-type]


@pytest.fixture
def served(house: House) -> House:
    """Return a house whose daemon serves its page."""
    house.listen = "127.0.0.1:0"
    house.write_rules()
    house.start()
    return house


@pytest.fixture
def visitor(served: House) -> Iterator[Visitor]:
    """Return a browser that has been let in."""
    with Visitor(str(served.control.status()["page"])) as visitor:
        assert visitor.get(served.control.page_link()).status_code == 200
        yield visitor


class Attributes(HTMLParser):
    """What a browser sees in a page: its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def said(response: httpx.Response) -> str:
    return str(response.json()["message"])


def test_nobody_gets_in_unasked(served: House) -> None:
    with Visitor(served.control.status()["page"]) as stranger:
        assert (stranger.get("/").status_code, stranger.get("/").headers["location"]) == (303, "/login")
        assert "nemo-watch page" in stranger.get("/login").text
        for path in ("/events", "/jobs/x", "/jobs/x/result", "/jobs/x/thumbnail/source", "/older"):
            assert stranger.get(path, headers={"Accept": "*/*"}).status_code == 401
        for path in ("/pause", "/resume", "/jobs/x/retry", "/jobs/x/cancel", "/jobs/x/undo"):
            assert stranger.post(path, json={}).status_code == 401
        assert stranger.put("/inboxes/films/a.mov", content=b"x").status_code == 401
    assert not served.control.status()["paused"]
    assert served.lying(served.inbox) == []


def test_link_works_once(served: House) -> None:
    link, page = served.control.page_link(), served.control.status()["page"]
    with Visitor(page) as first, Visitor(page) as second:
        assert first.head(link).status_code == 200, "a look at it does not spend it"
        response = first.get(link)
        cookie = response.headers["set-cookie"].lower()
        assert response.status_code == 200
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert second.get(link).status_code == 403
        assert first.get("/").status_code == 200


def test_open_page_outlasts_a_restart(house: House) -> None:
    house.listen = "127.0.0.1:0"
    house.write_rules()
    daemon = house.start()
    with Visitor(house.control.status()["page"]) as visitor:
        visitor.get(house.control.page_link())
        cookies = visitor.cookies
        house.listen = visitor.base_url.netloc.decode()
    house.stop(daemon)
    house.write_rules()
    house.start()
    with Visitor(house.control.status()["page"], cookies=cookies) as visitor:
        assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example.com", "127.0.0.1.evil.example.com", "127.0.0.1", "localhost:1", "127.0.0.1:", "", "0:8630"]
)
def test_forged_host_gets_403(visitor: Visitor, host: str) -> None:
    assert visitor.get("/", headers={"Host": host}).status_code == 403
    assert visitor.post("/pause", json={}, headers={"Host": host}).status_code == 403


def test_all_names_of_loopback_are_served(visitor: Visitor) -> None:
    port = visitor.base_url.port
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert visitor.get("/", headers={"Host": f"{name}:{port}"}).status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"])
def test_whoever_speaks_for_others_gets_403(visitor: Visitor, name: str) -> None:
    assert visitor.get("/", headers={name: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
    ids=str,
)
def test_other_websites_change_nothing(visitor: Visitor, served: House, headers: dict[str, str]) -> None:
    assert visitor.post("/pause", json={}, headers=headers).status_code == 403
    assert visitor.put("/inboxes/films/a.mov", content=b"x", headers=headers).status_code == 403
    assert not served.control.status()["paused"]


def test_browser_without_fetch_metadata_is_known_by_its_origin(visitor: Visitor, served: House) -> None:
    del visitor.headers["sec-fetch-site"]
    own = str(visitor.base_url).rstrip("/")
    for origin in ("http://evil.example.com", "null", own.replace("http:", "https:"), f"{own}0"):
        assert visitor.post("/pause", json={}, headers={"Origin": origin}).status_code == 403
    assert visitor.post("/pause", json={}).status_code == 403
    assert visitor.post("/pause", json={}, headers={"Origin": own}).status_code == 200
    assert served.control.status()["paused"]


def test_other_websites_can_neither_embed_nor_read_but_link(visitor: Visitor) -> None:
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert visitor.get("/jobs/x/thumbnail/source", headers=embedded).status_code == 403
    assert visitor.get("/", headers=framed).status_code == 403
    assert visitor.get("/", headers=followed).status_code == 200
    answer = visitor.get("/")
    assert "access-control-allow-origin" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_form_of_another_kind_is_not_taken(visitor: Visitor, served: House) -> None:
    assert visitor.post("/pause", data={"seconds": "60"}).status_code == 415
    assert visitor.post("/pause", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert not served.control.status()["paused"]


def test_file_names_are_text_and_nothing_else_comes_from_elsewhere(visitor: Visitor, served: House) -> None:
    (served.inbox / EVIL).write_bytes(b"nothing of a film")
    job = served.job("failed")
    for path in ("/", f"/jobs/{job['id']}"):
        page = visitor.get(path).text
        seen = Attributes(page)
        assert EVIL in seen.text
        addresses = [value for name, value in seen.found if name in {"src", "href", "action", "poster"}]
        assert addresses
        assert [address for address in addresses if not address.startswith(("/", "#"))] == []
        assert [name for name, _ in seen.found if name.startswith("on") or name == "style"] == []


def test_result_is_played_in_parts_and_downloaded_whole(visitor: Visitor, served: House, film: Path) -> None:
    served.drop(film, "naïve %41 “film”.mov")
    served.wait_delivered("naïve %41 “film”.mp4")
    job, content = served.job("done"), (served.outbox / "naïve %41 “film”.mp4").read_bytes()
    whole = visitor.get(f"/jobs/{job['id']}/result")
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/mp4", content)
    part = visitor.get(f"/jobs/{job['id']}/result", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    saved = visitor.get(f"/jobs/{job['id']}/result?download=1")
    assert saved.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('naïve %41 “film”.mp4')}"
    (served.outbox / "naïve %41 “film”.mp4").unlink()
    assert visitor.get(f"/jobs/{job['id']}/result").status_code == 404
    (served.outbox / "naïve %41 “film”.mp4").symlink_to("/etc/hostname")
    assert visitor.get(f"/jobs/{job['id']}/result").status_code == 404
    assert visitor.get("/jobs/nothing/result").status_code == 404


def test_thumbnails_show_what_the_film_shows(visitor: Visitor, served: House, ffmpeg: Path, tmp_path: Path) -> None:
    red = tmp_path / "red.mov"
    source = [
        "-f",
        "lavfi",
        "-i",
        "color=red:size=320x180:rate=25",
        "-t",
        "1",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
    ]
    subprocess.run([ffmpeg, "-v", "error", *source, "-pix_fmt", "yuv420p", red], check=True)
    served.drop(red)
    served.wait_delivered("clip.mp4")
    job = served.job("done")
    for which in ("source", "result"):
        answer = visitor.get(f"/jobs/{job['id']}/thumbnail/{which}")
        assert answer.headers["content-type"] == "image/jpeg"
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-vf", "scale=1:1", "-"]
        shot = subprocess.run(
            [ffmpeg, "-v", "error", "-f", "mjpeg", "-i", "-", *raw],
            input=answer.content,
            capture_output=True,
            check=True,
        ).stdout
        assert shot[0] > 200
        assert max(shot[1:]) < 60
    (served.inbox / "no film.avi").write_bytes(b"nothing of a film")
    failed = served.job("failed")
    assert visitor.get(f"/jobs/{failed['id']}/thumbnail/source").headers["content-type"] == "image/svg+xml"


def test_file_dropped_on_the_page_is_delivered(visitor: Visitor, served: House, film: Path) -> None:
    name = "Ferien & <b>Meer 100%.mov"
    answer = visitor.put(f"/inboxes/films/{quote(name)}", content=film.read_bytes())
    assert (answer.status_code, said(answer)) == (201, f"{name} is in the inbox.")
    served.wait_delivered("Ferien & <b>Meer 100%.mp4")
    served.job("done")  # the file is put away after its result is delivered
    assert (served.inbox / "done" / name).read_bytes() == film.read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("notes.pdf", "takes *.avi, *.mov, *.mkv, *.webm, and not notes.pdf"),
        ("..%2F..%2Fescaped.mov", ""),
        ("%2e%2e", ""),
        (".hidden.mov", "would be left alone"),
        ("clip.mov.part", "would be left alone"),
        (f"{'x' * 300}.mov", "is no name for a file"),
        ("a%00b.mov", "is no name for a file"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_file_that_no_rule_takes_is_refused_at_the_door(visitor: Visitor, served: House, name: str, words: str) -> None:
    before = served.lying(served.folder)
    answer = visitor.put(f"/inboxes/films/{name}", content=b"x")
    assert answer.status_code in {404, 405, 409}
    if words:
        assert words in said(answer)
    assert [path for path in served.lying(served.folder) if path not in before and "state" not in path] == []


def test_file_that_is_cut_off_on_its_way_leaves_nothing(visitor: Visitor, served: House) -> None:
    def half() -> Iterator[bytes]:
        yield b"x" * 1000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        visitor.put("/inboxes/films/clip.mov", content=half(), headers={"Content-Length": "5000"})
    served.until(lambda: served.lying(served.inbox) == [], "nothing is left of it")
    assert said(visitor.put("/inboxes/nothing/clip.mov", content=b"x")) == "There is no such inbox any more."


def test_second_file_of_a_name_gets_a_number(visitor: Visitor, served: House, film: Path) -> None:
    served.control.pause(None)
    for expected in ("clip.mov", "clip (2).mov"):
        answer = visitor.put("/inboxes/films/clip.mov", content=film.read_bytes())
        assert said(answer) == f"{expected} is in the inbox."


def test_page_steers_as_commands_do(visitor: Visitor, served: House, film: Path) -> None:
    (served.inbox / "no film.avi").write_bytes(b"nothing of a film")
    failed = served.job("failed")
    assert said(visitor.post("/pause", json={"seconds": 3600})).startswith("Paused")
    assert served.control.status()["paused_until"] is not None
    assert said(visitor.post(f"/jobs/{failed['id']}/retry", json={})) == "no film.avi is tried again."
    assert served.control.job(failed["id"])["state"] == "queued"
    assert said(visitor.post(f"/jobs/{failed['id']}/cancel", json={})) == "no film.avi is being stopped."
    assert said(visitor.post("/resume", json={})) == "Work goes on."
    refused = visitor.post(f"/jobs/{failed['id']}/undo", json={})
    assert refused.status_code == 409
    assert "only what is delivered can be undone" in said(refused)
    assert visitor.post("/jobs/nothing/retry", json={}).status_code == 404
    served.drop(film)
    served.wait_delivered("clip.mp4")
    job = served.job("done")
    visitor.post(f"/jobs/{job['id']}/refine", json={"text": "mute it"})
    served.wait_delivered("clip (2).mp4", "clip.mp4")
    for strange in (b"[]", b"{", b'{"text": 3}', b"\xff"):
        answer = visitor.post(
            f"/jobs/{job['id']}/refine", content=strange, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 409


def test_older_jobs_come_page_by_page(visitor: Visitor, served: House, film: Path) -> None:
    for number in range(35):
        served.drop(film, f"clip {number}.mov")
    served.until(lambda: served.control.status()["counts"].get("done") == 35, "all are delivered")
    ids = re.findall(r'<li class="job" id="job-(\w+)"', visitor.get("/").text)
    assert len(ids) == 30
    last = served.control.job(ids[-1])["updated_at"]
    older = re.findall(r'<li class="job" id="job-(\w+)"', visitor.get(f"/older?before={quote(last)}").text)
    assert len({*ids, *older}) == 35
    assert visitor.get("/older?before=yesterday").status_code == 400


def test_events_bring_the_parts_of_the_board(visitor: Visitor, served: House, film: Path) -> None:
    told: dict[str, list[dict[str, str]]] = {}
    with visitor.stream("GET", "/events") as stream:
        lines = stream.iter_lines()
        name = ""
        for line in lines:
            if line.startswith("event: "):
                name = line[7:]
                if name == "hello":
                    served.drop(film)
            elif line.startswith("data: "):
                told.setdefault(name, []).append(json.loads(line[6:]))
                if name == "job" and told["job"][-1]["group"] == "recent":
                    break
    assert {"hello", "state", "inboxes", "numbers", "queue", "job"} <= told.keys()
    assert "clip.mov" in told["job"][-1]["html"]


def test_daemon_with_open_pages_ends_at_once(visitor: Visitor, house: House) -> None:
    (daemon,) = house._running
    with visitor.stream("GET", "/events") as stream:
        next(stream.iter_lines())
        assert house.stop(daemon) == 0


def test_port_that_is_taken_stops_no_daemon(served: House, tmp_path: Path, film: Path) -> None:
    (tmp_path / "second").mkdir()
    second = House(tmp_path / "second")
    second.listen = urlsplit(served.control.status()["page"]).netloc
    second.write_rules()
    second.start()
    try:
        status = second.control.status()
        assert status["page"] == ""
        assert "another program has that port" in status["page_message"]
        assert "another program has that port" in second.command("status").stdout
        assert "another program has that port" in second.command("page").stderr
        second.drop(film)
        second.wait_delivered("clip.mp4")
    finally:
        second.close()


def test_key_that_others_may_read_is_refused(house: House) -> None:
    house.listen = "127.0.0.1:0"
    house.write_rules()
    house.state.mkdir()
    (house.state / "page.key").write_bytes(b"k" * 32)
    (house.state / "page.key").chmod(0o644)
    done = house.command("run")
    assert done.returncode == 2
    assert "page.key holds a secret, and others may use it too (mode 644)" in done.stderr
    assert "chmod 600" in done.stderr


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (b"secret\n", 0o644, "others may use it too"),
        (b"\n", 0o600, "holds no password"),
        (None, 0, "holds no password"),
    ],
    ids=["readable", "empty", "missing"],
)
def test_password_file_that_does_not_protect_is_refused(
    house: House, content: bytes | None, mode: int, words: str
) -> None:
    path = house.folder / "password"
    house.listen = f"127.0.0.1:0, password_file: {path}"
    house.write_rules()
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    done = house.command("run")
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_page_beyond_this_machine_needs_a_password(house: House) -> None:
    house.listen = "0.0.0.0:0"
    house.write_rules()
    done = house.command("run")
    assert done.returncode == 2
    assert "add `password_file`" in done.stderr


def test_password_lets_in_and_wrong_ones_are_slowed(house: House) -> None:
    path = house.folder / "password"
    path.write_text("correct horse\n")
    path.chmod(0o600)
    house.listen = f"0.0.0.0:0, password_file: {path}"
    house.write_rules()
    house.start()
    with Visitor(house.control.status()["page"]) as visitor:
        assert 'type="password"' in visitor.get("/login").text
        assert visitor.post("/login", data={"password": "wrong"}).status_code == 403
        assert visitor.get("/").status_code == 303
        assert visitor.post("/login", data={"password": "correct horse"}).status_code == 200
        assert visitor.get("/").status_code == 200
        assert visitor.get("/login").headers["location"] == "/"
        assert "correct horse" not in house.log_text()
        visitor.cookies.clear()
        codes = [visitor.post("/login", data={"password": f"wrong {n}"}).status_code for n in range(6)]
        assert codes == [403, 403, 403, 403, 429, 429]
        assert visitor.post("/login", data={"password": "correct horse"}).status_code == 429


def test_wrong_passwords_are_forgiven_after_a_minute() -> None:
    now = [0.0]
    password = Password(b"right", clock=lambda: now[0])
    assert not any(password.takes("wrong", address="10.0.0.5") for _ in range(5))
    assert not password.takes("right", address="10.0.0.5")
    assert password.takes("right", address="10.0.0.6"), "who guesses keeps nobody else out"
    now[0] = 61.0
    assert password.takes("right", address="10.0.0.5")
    for number in range(100):
        password.takes("wrong", address=f"10.0.1.{number}")
    assert not password.takes("right", address="10.0.0.5"), "nor does it help to come from many places"


def test_links_and_cookies_grow_old(tmp_path: Path) -> None:
    now = [1000.0]
    keys = Keys.kept_in(tmp_path, clock=lambda: now[0])
    link, cookie = keys.new_link(), keys.new_cookie()
    now[0] += LINK_SECONDS
    assert not keys.redeem(link)
    assert keys.knows(cookie)
    assert Keys.kept_in(tmp_path, clock=lambda: now[0]).knows(cookie)
    assert not Keys.kept_in(tmp_path, clock=lambda: now[0], password=b"new").knows(cookie)
    for forged in ("", ".", cookie + "0", cookie.replace("1000", "2000"), "1000.", "x.y", "²." + "0" * 64):
        assert not keys.knows(forged)
    now[0] += COOKIE_SECONDS
    assert not keys.knows(cookie)


def test_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    Keys.kept_in(tmp_path, clock=lambda: 0.0)
    assert (tmp_path / "page.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "page.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="others may use it too"):
        Keys.kept_in(tmp_path, clock=lambda: 0.0)


def test_beyond_loopback_addresses_and_own_names_are_known() -> None:
    hosts = Hosts("0.0.0.0:8630", 8630)
    name = os.uname().nodename.lower()
    for good in ("192.168.1.5:8630", "[fe80::1]:8630", "localhost:8630", f"{name}:8630"):
        assert hosts.know(good)
    for bad in ("evil.example.com:8630", "192.168.1.5", "192.168.1.5:80", "192.168.1.5.nip.example.com:8630"):
        assert not hosts.know(bad)
    assert not Hosts("127.0.0.1:8630", 8630).know("192.168.1.5:8630")
    assert Hosts("127.0.0.1:80", 80).know("localhost")


def span(begun: float, started: float | None, ended: float | None) -> Span:
    return Span(job_id="a", name="a", state="done", begun_at=begun, started_at=started, ended_at=ended)


def test_queue_is_drawn_to_scale() -> None:
    now = 10_000.0
    drawn = drawing([span(now - 600, now - 300, now), span(now - 200, None, None)], now)
    long, waiting = drawn.bars
    assert (drawn.minutes, drawn.scale) == (20, ("20 min ago", "15", "10", "5", "now"))
    assert (long.begin, long.work, long.end) == (WIDTH / 2, WIDTH * 0.75, WIDTH)
    assert waiting.work == waiting.end == WIDTH
    assert long.y != waiting.y
    apart = drawing([span(now - 3000, now - 2900, now - 2000), span(now - 1000, now - 900, now)], now)
    assert {bar.y for bar in apart.bars} == {0.0}
    assert drawing([], now).bars == ()
    far = drawing([span(now - 90_000, now - 80_000, now)], now).bars[0]
    assert (far.begin, far.end) == (0.0, WIDTH)


def test_cookies_of_other_programs_and_ports_do_no_harm(visitor: Visitor) -> None:
    port = visitor.base_url.port
    (own,) = [cookie for cookie in visitor.cookies.jar if cookie.name == f"nemo-watch-{port}"]
    for beside in ('prefs={"a":1,"b":"x y"}', "naïve=ü", "a b=c", f"nemo-watch-{port}=forged", "nemo-watch-1=other"):
        header = f"{beside}; {own.name}={own.value}".encode()
        with Visitor(str(visitor.base_url)) as other:
            assert other.get("/", headers={"Cookie": header}).status_code == 200


def test_visitor_who_says_nothing_is_hung_up_on_and_many_are_not_heard(served: House) -> None:
    port = urlsplit(served.control.status()["page"]).port
    silent = [socket.create_connection(("127.0.0.1", port or 0)) for _ in range(150)]
    try:
        for connection in silent:
            connection.settimeout(30)
        ends = [_is_hung_up(connection) for connection in silent[:10] + silent[-10:]]
        assert all(ends)
        assert served.control.status()["running"]
    finally:
        for connection in silent:
            connection.close()


def _is_hung_up(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_other_users_of_the_machine_are_not_heard(served: House) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can ask as somebody else")
    link = served.control.page_link()
    code = (
        "import os, socket\nos.setuid(65534)\nasking = socket.socket()\n"
        f"asking.connect(('127.0.0.1', {urlsplit(link).port}))\n"
        f"wish = 'GET {link[link.index('/login') :]} HTTP/1.1\\r\\nHost: {urlsplit(link).netloc}\\r\\n\\r\\n'\n"
        "try:\n    asking.sendall(wish.encode())\n    print(asking.recv(100) or 'hung up')\n"
        "except ConnectionError: print('hung up')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "hung up\n", done.stderr
    with Visitor(served.control.status()["page"]) as owner:
        assert owner.get(link).status_code == 200, "the link is not spent"


def test_inbox_that_is_away_takes_no_file(visitor: Visitor, served: House, film: Path) -> None:
    served.inbox.rename(served.folder / "elsewhere")
    served.until(lambda: served.control.status()["inboxes"][0]["state"] == "away", "the inbox is away")
    answer = visitor.put("/inboxes/films/clip.mov", content=film.read_bytes())
    assert answer.status_code == 409
    assert said(answer).startswith("The inbox of films is away.")
    assert not served.inbox.exists()


def test_files_that_come_at_once_do_not_hinder_each_other(visitor: Visitor, served: House, film: Path) -> None:
    served.control.pause(None)
    (served.inbox / ".nemo-watch-dropped-folder").mkdir()
    content, cookies, page = film.read_bytes(), visitor.cookies, str(visitor.base_url)

    def send(number: int) -> int:
        with Visitor(page, cookies=cookies) as sender:
            return sender.put(f"/inboxes/films/clip {number}.mov", content=content).status_code

    with ThreadPoolExecutor(8) as senders:
        assert set(senders.map(send, range(40))) == {201}


def test_result_that_is_swapped_for_a_link_is_not_followed(visitor: Visitor, served: House, film: Path) -> None:
    served.drop(film)
    served.wait_delivered("clip.mp4")
    job, result = served.job("done"), served.outbox / "clip.mp4"
    secret, content = served.folder / "secret", result.read_bytes()
    secret.write_bytes(b"secret")
    codes = set()
    for _ in range(100):
        result.unlink(missing_ok=True)
        result.symlink_to(secret)
        answer = visitor.get(f"/jobs/{job['id']}/result")
        assert b"secret" not in answer.content
        codes.add(answer.status_code)
        result.unlink()
        result.write_bytes(content)
        codes.add(visitor.get(f"/jobs/{job['id']}/result").status_code)
    assert codes == {200, 404}


def test_download_that_is_broken_off_leaves_nothing_open(visitor: Visitor, served: House, film: Path) -> None:
    served.drop(film)
    served.wait_delivered("clip.mp4")
    job, result = served.job("done"), served.outbox / "clip.mp4"
    with result.open("ab") as file:
        file.truncate(200_000_000)
    (daemon,) = served._running

    def held() -> int:
        links = [path.readlink() for path in Path(f"/proc/{daemon.pid}/fd").iterdir() if path.is_symlink()]
        return links.count(result)

    for _ in range(5):
        with visitor.stream("GET", f"/jobs/{job['id']}/result") as answer:
            next(answer.iter_raw())
    served.until(lambda: held() == 0, "nothing holds the result open")


def test_pages_beyond_twenty_are_not_served(visitor: Visitor) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(visitor.stream("GET", "/events")) for _ in range(21)]
        assert [stream.status_code for stream in streams] == [200] * 20 + [503]


def test_strange_numbers_are_refused(visitor: Visitor) -> None:
    as_json = {"Content-Type": "application/json"}
    for strange in (b'{"seconds": %s}' % (b"9" * 400), b'{"seconds": "3600"}', b'{"seconds": NaN}', b"null"):
        answer = visitor.post("/pause", content=strange, headers=as_json)
        assert (answer.status_code, bool(said(answer))) == (409, True)


async def test_page_that_fails_once_lets_its_browsers_come_again() -> None:
    class Failing:
        """A daemon whose disk is full for a moment."""

        calls = 0

        def status(self) -> Status:
            self.calls += 1
            raise sqlite3.OperationalError("disk I/O error")

    daemon = Failing()
    board = Board(daemon, Feeds(Events()), Views())  # type: ignore[arg-type]
    for visits in (1, 2):
        told = [chunk async for chunk in board.stream()]
        assert told == [b"event: hello\ndata: {}\n\n"], "the stream ends, and is not left open without a word"
        assert daemon.calls == visits
