"""Files from hosts that nobody trusts: fetched whole, gone on with, or refused, over real connections on loopback."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import shutil
import ssl
import stat
import subprocess
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from file_host import FileHost, file, raw

from nemo_watch.errors import FinalError, HeldError, TransientError
from nemo_watch.fetching import AddressRefused, Fetcher, NotThere, WrongContent, is_loopback_host
from nemo_watch.fetching.addresses import is_public

HEAD = b"\0\0\0\x18ftypmp42"
CONTENT = HEAD + os.urandom(900_000)
OTHER = HEAD + os.urandom(900_000)
NAME = "files.example.com"


def looks_wrong(head: bytes) -> str | None:
    return None if head.startswith(HEAD) else f"a text of {len(head)} bytes"


@pytest.fixture
async def host() -> AsyncIterator[FileHost]:
    async with FileHost().serving() as serving:
        serving.answer = file(CONTENT)
        yield serving


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(loopback_allowed=True)
    yield made
    await made.aclose()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"


async def fetch(fetcher: Fetcher, url: str, into: Path, **options: Any) -> Path:
    return await fetcher.fetch(url, into, looks_wrong=looks_wrong, **options)


async def fetch_anew(url: str, into: Path, **options: Any) -> Path:
    """Fetch as a program does that has just been started."""
    fetcher = Fetcher(loopback_allowed=True, **options)
    try:
        return await fetch(fetcher, url, into)
    finally:
        await fetcher.aclose()


def left(into: Path) -> list[str]:
    return sorted(path.name for path in into.parent.iterdir())


class Names:
    """A resolver whose answers are told, one after the other, the last for ever; `asked` are its questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers[min(len(self.asked), len(self._answers)) - 1]


# Whole files


async def test_file_is_fetched_whole_and_as_open_as_umask_says(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    seen: list[tuple[int, int]] = []
    result = await fetch(fetcher, host.url, into, progress=lambda done, total: seen.append((done, total)))
    assert result == into
    assert into.read_bytes() == CONTENT
    plain = into.with_name("plain")
    plain.touch()
    assert stat.S_IMODE(into.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    plain.unlink()
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert left(into) == ["clip.mp4"]


async def test_file_of_unknown_length_ends_with_the_connection(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answer = lambda _request: raw(200, CONTENT, announced=None)
    assert (await fetch(fetcher, host.url, into)).read_bytes() == CONTENT


async def test_host_learns_nothing_but_the_address(
    host: FileHost, fetcher: Fetcher, into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    host.answer = file(CONTENT, Set_Cookie="id=secret; Path=/")
    await fetch(fetcher, host.url, into)
    await fetch(fetcher, host.url, into.with_name("again.mp4"))
    for request in host.seen:
        assert set(request) == {"target", "host", "accept", "accept-encoding"}
        assert request["accept-encoding"] == "identity"


async def test_name_is_the_callers_whatever_the_server_says(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answer = file(CONTENT, Content_Disposition='attachment; filename="../../evil.mp4"')
    assert await fetch(fetcher, host.url, into) == into
    assert left(into) == ["clip.mp4"]


async def test_file_that_is_there_is_not_written_over(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    into.write_bytes(b"mine")
    with pytest.raises(HeldError, match=r"clip\.mp4"):
        await fetch(fetcher, host.url, into)
    assert into.read_bytes() == b"mine"
    assert host.seen == []


async def test_folder_that_is_not_there_is_held_for_a_person(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    with pytest.raises(HeldError):
        await fetch(fetcher, host.url, into.parent / "gone" / "clip.mp4")


async def test_file_that_appears_meanwhile_is_not_written_over(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    with pytest.raises(HeldError):
        await fetch(fetcher, host.url, into, progress=lambda _done, _total: into.write_bytes(b"mine"))
    assert into.read_bytes() == b"mine"
    assert left(into) == ["clip.mp4"]


# Going on


@pytest.mark.parametrize("cut", [262_144, 300_000, 899_999])
async def test_broken_download_goes_on_where_it_broke(host: FileHost, fetcher: Fetcher, into: Path, cut: int) -> None:
    host.answers.append(file(CONTENT, cut=cut))
    with pytest.raises(TransientError):
        await fetch(fetcher, host.url, into)
    assert not into.exists()
    assert (await fetch(fetcher, host.url, into)).read_bytes() == CONTENT
    start = int(host.seen[1]["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= cut
    assert host.seen[1]["if-range"] == '"v1"'
    assert left(into) == ["clip.mp4"]


async def test_download_goes_on_after_a_restart_however_often_it_breaks(host: FileHost, into: Path) -> None:
    host.answer = file(CONTENT, cut=270_000)
    broken = 0
    while not into.exists():
        try:
            await fetch_anew(host.url, into)
        except TransientError:
            broken += 1
    assert broken == 3
    assert into.read_bytes() == CONTENT


async def test_cancelled_download_goes_on(host: FileHost, into: Path) -> None:
    host.answers.append(file(CONTENT, cut=300_000))
    host.gate.clear()
    has_begun = asyncio.Event()
    fetcher = Fetcher(loopback_allowed=True)
    task = asyncio.create_task(fetch(fetcher, host.url, into, progress=lambda *_: has_begun.set()))
    await has_begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await fetcher.aclose()
    host.gate.set()
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert host.seen[1]["range"] == "bytes=262144-"


async def test_date_that_is_old_enough_lets_a_download_go_on(host: FileHost, into: Path) -> None:
    dated = {"Last_Modified": "Mon, 02 Mar 2026 10:00:00 GMT", "Date": "Mon, 02 Mar 2026 11:00:00 GMT"}
    host.answers.append(file(CONTENT, cut=300_000, etag=None, **dated))
    host.answer = file(CONTENT, etag=None, **dated)
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert host.seen[1]["if-range"] == dated["Last_Modified"]


FRESH = {"Last_Modified": "Mon, 02 Mar 2026 10:00:00 GMT", "Date": "Mon, 02 Mar 2026 10:00:30 GMT"}


@pytest.mark.parametrize(
    "version",
    [
        {"etag": None},
        {"etag": 'W/"v1"'},
        {"etag": "v1"},
        {"etag": 'W/"v1"', "Last_Modified": "Mon, 02 Mar 2026 10:00:00 GMT", "Date": "Mon, 02 Mar 2026 11:00:00 GMT"},
        {"etag": None, **FRESH},
        {"etag": None, "Last_Modified": "yesterday", "Date": "today"},
    ],
    ids=["none", "weak", "malformed", "weak-with-date", "fresh-date", "no-dates"],
)
async def test_version_that_cannot_be_told_for_certain_begins_anew(
    host: FileHost, into: Path, version: dict[str, Any]
) -> None:
    host.answers.append(file(CONTENT, cut=300_000, **version))
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    assert left(into) == []
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert "range" not in host.seen[1]


async def test_file_of_unknown_length_begins_anew(host: FileHost, into: Path) -> None:
    chunk = b"%x\r\n%s\r\n" % (300_000, CONTENT[:300_000])
    host.answers.append(lambda _request: raw(200, chunk, announced=None, Transfer_Encoding="chunked", ETag='"v1"'))
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    assert left(into) == []


def partial(start: int, end: int, total: int, content: bytes, **headers: Any) -> bytes:
    return raw(206, content[start : end + 1], Content_Range=f"bytes {start}-{end}/{total}", **headers)


LAST, SAFE = len(OTHER) - 1, 262_144
MIXERS = {
    "another etag": file(OTHER, etag='"v2"'),
    "ranges unknown": lambda _request: raw(200, OTHER, ETag='"v1"'),
    "another etag in the rest": lambda _request: partial(SAFE, LAST, LAST + 1, OTHER, ETag='"v2"'),
    "weak etag in the rest": lambda _request: partial(SAFE, LAST, LAST + 1, OTHER, ETag='W/"v1"'),
    "no etag in the rest": lambda _request: partial(SAFE, LAST, LAST + 1, OTHER),
    "another start": lambda _request: partial(SAFE - 1, LAST, LAST + 1, OTHER, ETag='"v1"'),
    "another end": lambda _request: partial(SAFE, LAST - 5, LAST + 1, OTHER, ETag='"v1"'),
    "another size": lambda _request: partial(SAFE, LAST, LAST + 9, OTHER, ETag='"v1"'),
    "no range named": lambda _request: raw(206, OTHER[SAFE:], ETag='"v1"'),
    "size unknown": lambda _request: raw(206, OTHER[SAFE:], ETag='"v1"', Content_Range=f"bytes {SAFE}-{LAST}/*"),
    "compressed": lambda _request: partial(SAFE, LAST, LAST + 1, OTHER, ETag='"v1"', Content_Encoding="gzip"),
    "parts": lambda _request: raw(206, b"--x", ETag='"v1"', Content_Type="multipart/byteranges; boundary=x"),
    "no such range": lambda _request: raw(416, Content_Range=f"bytes */{LAST}"),
}


@pytest.mark.parametrize("answer", MIXERS.values(), ids=MIXERS)
async def test_two_files_are_never_mixed(host: FileHost, into: Path, answer: Any) -> None:
    host.answers.extend([file(CONTENT, cut=300_000), answer])
    host.answer = file(OTHER, etag='"v2"')
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    assert (await fetch_anew(host.url, into)).read_bytes() == OTHER
    assert host.seen[1]["range"] == f"bytes={SAFE}-"
    assert left(into) == ["clip.mp4"]


async def test_rest_of_one_address_is_not_put_to_the_beginning_of_another(host: FileHost, into: Path) -> None:
    host.answers.append(file(CONTENT, cut=300_000))
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    host.answer = file(OTHER)
    assert (await fetch_anew(f"{host.url}?other", into)).read_bytes() == OTHER
    assert "range" not in host.seen[1]


async def damaged(host: FileHost, into: Path) -> tuple[Path, Path]:
    """Break a download off, and return its part and its mark."""
    host.answers.append(file(CONTENT, cut=300_000))
    with pytest.raises(TransientError):
        await fetch_anew(host.url, into)
    return into.with_name(".clip.mp4.part"), into.with_name(".clip.mp4.part.json")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"safe": 5}', "\udcff"])
async def test_mark_that_is_damaged_counts_for_nothing(host: FileHost, into: Path, text: str) -> None:
    _, mark = await damaged(host, into)
    mark.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert "range" not in host.seen[1]


async def test_part_that_is_shorter_than_its_mark_counts_for_nothing(host: FileHost, into: Path) -> None:
    part, _ = await damaged(host, into)
    os.truncate(part, 1000)
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert "range" not in host.seen[1]


async def test_bytes_beyond_the_mark_are_not_trusted(host: FileHost, into: Path) -> None:
    part, _ = await damaged(host, into)
    with part.open("ab") as grown:
        grown.write(bytes(50_000))
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT


async def test_part_that_is_a_link_is_not_followed(host: FileHost, into: Path) -> None:
    victim = into.with_name("victim")
    victim.write_bytes(b"mine")
    for link in (os.symlink, os.link):
        part = into.with_name(".clip.mp4.part")
        link(victim, part)
        with pytest.raises((HeldError, TransientError)):
            await fetch_anew(host.url, into)
        part.unlink()
    assert victim.read_bytes() == b"mine"


async def test_two_fetches_do_not_write_into_one_part(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answers.append(file(CONTENT, cut=300_000))
    host.gate.clear()
    has_begun = asyncio.Event()
    first = asyncio.create_task(fetch(fetcher, host.url, into, progress=lambda *_: has_begun.set()))
    await has_begun.wait()
    with pytest.raises(TransientError, match="already"):
        await fetch(fetcher, host.url, into)
    host.gate.set()
    with pytest.raises(TransientError):
        await first
    assert (await fetch(fetcher, host.url, into)).read_bytes() == CONTENT


async def test_mark_holds_no_address(host: FileHost, into: Path) -> None:
    host.answers.append(file(CONTENT, cut=300_000))
    with pytest.raises(TransientError):
        await fetch_anew(f"{host.url}?signature=secret", into)
    mark = json.loads(into.with_name(".clip.mp4.part.json").read_bytes())
    assert mark["source"] == hashlib.sha256(f"{host.url}?signature=secret".encode()).hexdigest()
    assert "secret" not in str(mark)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_part_outlives_a_server_in_trouble(host: FileHost, into: Path, status: int) -> None:
    host.answers.extend([file(CONTENT, cut=300_000), lambda _request: raw(status)])
    for _ in range(2):
        with pytest.raises(TransientError):
            await fetch_anew(host.url, into)
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert "range" in host.seen[2]


# What is no file


WRONG = {
    "page": raw(200, b"<!doctype html><title>x</title>", Content_Type="text/html"),
    "page called video": raw(200, b"<html>", Content_Type="video/mp4"),
    "message": raw(200, b'{"code": 1}', Content_Type="application/json"),
    "nothing": raw(200),
    "compressed": raw(200, gzip.compress(CONTENT), Content_Encoding="gzip"),
    "compressed oddly": raw(200, CONTENT, Content_Encoding="br, gzip"),
    "too large": raw(200, CONTENT, announced=10**12),
    "no content": raw(204, announced=None),
    "a part unasked": raw(206, CONTENT[5:], Content_Range=f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
async def test_what_is_no_such_file_leaves_nothing(host: FileHost, fetcher: Fetcher, into: Path, answer: bytes) -> None:
    host.answer = lambda _request: answer
    with pytest.raises(WrongContent):
        await fetch(fetcher, host.url, into)
    assert left(into) == []


async def test_error_says_what_came_instead(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answer = lambda _request: raw(200, b"<html>")
    with pytest.raises(WrongContent, match="a text of 6 bytes"):
        await fetch(fetcher, host.url, into)


async def test_judge_sees_the_whole_head_of_a_file_that_drips(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    drops = b"".join(b"1\r\n%c\r\n" % byte for byte in CONTENT[:5000]) + b"0\r\n\r\n"
    host.answer = lambda _request: raw(200, drops, announced=None, Transfer_Encoding="chunked")
    heads: list[bytes] = []
    await fetcher.fetch(host.url, into, looks_wrong=heads.append)
    assert heads == [CONTENT[:4096]]


@pytest.mark.parametrize("announced", [None, len(CONTENT)])
async def test_file_beyond_the_cap_is_refused(
    host: FileHost, fetcher: Fetcher, into: Path, announced: int | None
) -> None:
    host.answer = lambda _request: raw(200, CONTENT, announced=announced)
    with pytest.raises(WrongContent):
        await fetch(fetcher, host.url, into, most_bytes=500_000)
    assert left(into) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, NotThere), (401, NotThere), (403, NotThere), (404, NotThere), (410, NotThere), (500, TransientError),
     (503, TransientError), (408, TransientError), (429, TransientError)],
)  # fmt: skip
async def test_status_becomes_its_error(
    host: FileHost, fetcher: Fetcher, into: Path, status: int, kind: type[Exception]
) -> None:
    host.answer = lambda _request: raw(status, b"no", Retry_After=7)
    with pytest.raises(kind) as caught:
        await fetch(fetcher, host.url, into)
    assert type(caught.value) is kind
    assert getattr(caught.value, "wait_seconds", None) == (7 if kind is TransientError else None)
    assert left(into) == []


async def test_file_that_is_gone_takes_its_part_along(host: FileHost, into: Path) -> None:
    await damaged(host, into)
    host.answer = lambda _request: raw(410)
    with pytest.raises(NotThere):
        await fetch_anew(host.url, into)
    assert left(into) == []


async def test_silent_server_is_given_up(host: FileHost, into: Path) -> None:
    host.gate.clear()
    host.answer = lambda _request: b""
    with pytest.raises(TransientError, match="in time"):
        await fetch_anew(host.url, into, silence_seconds=0.1)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 X\r\nContent-Length: 5\r\n"])
async def test_garbled_answer_is_trouble_of_the_network(
    host: FileHost, fetcher: Fetcher, into: Path, answer: bytes
) -> None:
    host.answer = lambda _request: answer
    with pytest.raises(TransientError):
        await fetch(fetcher, host.url, into)
    assert left(into) == []


async def test_host_that_is_not_there_is_trouble_of_the_network(fetcher: Fetcher, into: Path) -> None:
    with pytest.raises(TransientError, match=r"127\.0\.0\.1"):
        await fetch(fetcher, "http://127.0.0.1:1/clip.mp4?signature=secret", into)


async def test_name_that_nobody_knows_is_trouble_of_the_network(into: Path) -> None:
    async def nobody(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    async def nothing(_host: str, _port: int) -> Sequence[str]:
        return []

    for resolve in (nobody, nothing):
        with pytest.raises(TransientError, match=NAME):
            await fetch_anew(f"https://{NAME}/clip.mp4", into, resolve=resolve)


# Redirects


async def test_redirects_are_followed_with_the_range(host: FileHost, into: Path) -> None:
    await damaged(host, into)
    hops = [raw(status, Location=f"/{status}") for status in (301, 302, 303, 307, 308)]
    host.answers.extend(lambda _request, hop=hop: hop for hop in hops)
    assert (await fetch_anew(host.url, into)).read_bytes() == CONTENT
    assert [request["target"] for request in host.seen[1:]] == ["/clip.mp4", "/301", "/302", "/303", "/307", "/308"]
    assert host.seen[-1]["range"] == "bytes=262144-"


async def test_endless_redirects_are_given_up(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answer = lambda _request: raw(302, Location="/clip.mp4")
    with pytest.raises(NotThere):
        await fetch(fetcher, host.url, into)
    assert len(host.seen) == 6
    assert left(into) == []


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "data:video/mp4,x", "javascript:1", "http://[",
     "http://user:secret@127.0.0.1/", "http://10.0.0.1/", "https://192.168.0.1/", "//169.254.169.254/x"],
)  # fmt: skip
async def test_redirect_elsewhere_is_refused(host: FileHost, fetcher: Fetcher, into: Path, target: str) -> None:
    host.answer = lambda _request: raw(302, Location=target)
    with pytest.raises(AddressRefused) as caught:
        await fetch(fetcher, host.url, into)
    assert "secret" not in caught.value.sentence
    assert len(host.seen) == 1
    assert left(into) == []


async def test_redirect_to_nowhere_is_no_file(host: FileHost, fetcher: Fetcher, into: Path) -> None:
    host.answer = lambda _request: raw(302)
    with pytest.raises(NotThere):
        await fetch(fetcher, host.url, into)


# Addresses


PUBLIC = [
    "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.32.0.1", "2606:4700::1111", "2a00:1450::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
]  # fmt: skip
PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "224.0.1.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "::", "::1", "::7f00:1", "::808:808", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::",
    "2001::1", "2001:db8::1", "3fff::1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%1", "fec0::1",
    "ff02::1", "ff0e::1", "5f00::1", "4000::1", "2001:20::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
async def test_address_that_is_not_of_the_internet_is_refused(into: Path, address: str) -> None:
    names = Names([address])
    assert not is_public(ip_address(address))
    fetcher = Fetcher(resolve=names)
    with pytest.raises(AddressRefused, match=NAME) as caught:
        await fetch(fetcher, f"https://{NAME}/clip.mp4?signature=secret", into)
    assert "secret" not in caught.value.sentence
    assert isinstance(caught.value, FinalError)
    assert left(into) == []


@pytest.mark.parametrize(
    "written",
    ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "0", "localhost",
     "LOCALHOST", "[::1]", "[::]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]",
     "[64:ff9b::7f00:1]", "[fe80::1%25lo]", "%31%32%37.0.0.1", "１２７.0.0.1", "ⓛocalhost", "127。0。0。1",
     "10.1", "0xa9fea9fe", "2852039166"],
)  # fmt: skip
async def test_no_spelling_of_a_private_address_leads_in(into: Path, written: str) -> None:
    with pytest.raises(AddressRefused):
        await fetch(Fetcher(), f"https://{written}/clip.mp4", into)
    assert left(into) == []


@pytest.mark.parametrize(
    "url",
    [f"http://{NAME}/a", f"https://user:secret@{NAME}/a", f"https://user@{NAME}/a", "file:///etc/passwd", "https:///a",
     "ftp://x/a", "", "a", "/etc/passwd", "https://", "https://[", "https://a b/", "https://a\\b/", "\0", "https:a"],
)  # fmt: skip
async def test_url_that_is_not_followed_asks_nobody(into: Path, url: str) -> None:
    names = Names(["8.8.8.8"])
    with pytest.raises(AddressRefused) as caught:
        await fetch(Fetcher(resolve=names), url, into)
    assert names.asked == []
    assert "secret" not in caught.value.sentence


async def test_one_private_address_among_public_ones_is_enough(into: Path) -> None:
    with pytest.raises(AddressRefused):
        await fetch(Fetcher(resolve=Names(["8.8.8.8", "10.0.0.1"])), f"https://{NAME}/clip.mp4", into)


async def test_http_leads_to_this_machine_only(into: Path) -> None:
    with pytest.raises(AddressRefused, match="https"):
        await fetch_anew(f"http://{NAME}/clip.mp4", into, resolve=Names(["8.8.8.8"]))


async def test_name_is_asked_for_once_and_its_answer_is_held_to(host: FileHost, into: Path) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    url = f"http://{NAME}:{host.port}/clip.mp4"
    assert (await fetch_anew(url, into, resolve=names)).read_bytes() == CONTENT
    assert names.asked == [NAME]
    assert host.seen[0]["host"] == f"{NAME}:{host.port}"


async def test_name_is_checked_again_at_every_redirect(host: FileHost, into: Path) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    host.answer = lambda _request: raw(302, Location="/other.mp4")
    with pytest.raises(AddressRefused):
        await fetch_anew(f"http://{NAME}:{host.port}/clip.mp4", into, resolve=names)
    assert (names.asked, len(host.seen)) == ([NAME, NAME], 1)


async def test_next_address_is_tried_where_one_does_not_answer(host: FileHost, into: Path) -> None:
    url = f"http://{NAME}:{host.port}/clip.mp4"
    assert (await fetch_anew(url, into, resolve=Names(["::1", "127.0.0.1"]))).read_bytes() == CONTENT


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_host_of_this_machine_is_known(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host", ["localhost.example.com", "example.com", "10.0.0.1", "127.0.0.1.example.com", "::2", ""]
)
def test_other_host_is_none_of_this_machine(host: str) -> None:
    assert not is_loopback_host(host)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for `files.example.com` that is its own authority; key and certificate in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "key", "-out", "certificate"]
    subprocess.run([openssl, *make, *names], cwd=folder, check=True, capture_output=True)
    path = folder / "both.pem"
    path.write_bytes((folder / "key").read_bytes() + (folder / "certificate").read_bytes())
    return path


@pytest.fixture
async def secure_host(certificate: Path) -> AsyncIterator[FileHost]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with FileHost().serving(tls=context) as serving:
        serving.answer = file(CONTENT)
        yield serving


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


async def test_certificate_is_held_against_the_name_and_not_the_address(
    secure_host: FileHost, certificate: Path, into: Path
) -> None:
    options = {"resolve": Names(["127.0.0.1"]), "certificates": trusting(certificate)}
    url = f"https://%s:{secure_host.port}/clip.mp4"
    for wrong in ("other.example.com", "127.0.0.1"):
        with pytest.raises(TransientError, match="certificate"):
            await fetch_anew(url % wrong, into, **options)
    assert secure_host.seen == []
    assert (await fetch_anew(url % NAME, into, **options)).read_bytes() == CONTENT


async def test_certificate_of_nobody_known_is_refused(secure_host: FileHost, into: Path) -> None:
    with pytest.raises(TransientError, match="certificate"):
        await fetch_anew(f"https://{NAME}:{secure_host.port}/clip.mp4", into, resolve=Names(["127.0.0.1"]))


async def test_redirect_away_from_https_is_refused(
    secure_host: FileHost, host: FileHost, certificate: Path, into: Path
) -> None:
    secure_host.answer = lambda _request: raw(302, Location=host.url)
    options = {"resolve": Names(["127.0.0.1"]), "certificates": trusting(certificate)}
    with pytest.raises(AddressRefused, match="https"):
        await fetch_anew(f"https://{NAME}:{secure_host.port}/clip.mp4", into, **options)
    assert host.seen == []
