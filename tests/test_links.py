"""Files that hold an address on the web, as systems and browsers write them, and as nobody should."""

from __future__ import annotations

import os
import plistlib
from pathlib import Path

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.inbox.links import MOST_BYTES, read_link

ADDRESS = "https://example.com/films/clip.mp4?part=1%202&x=y#t=3"


@pytest.mark.parametrize(
    "content",
    [
        f"[InternetShortcut]\r\nURL={ADDRESS}\r\n".encode(),
        f"[{{000214A0-0000-0000-C000-000000000046}}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nIDList=\r\nURL={ADDRESS}\r\n".encode(),
        f"\ufeff[internetshortcut]\nurl = {ADDRESS}\n".encode(),
        f"[InternetShortcut]\r\nURL={ADDRESS}\r\n".encode("utf-16"),
        f"[InternetShortcut]\r\nIconFile=C:\\Bücher\\x.ico\r\nURL={ADDRESS}\r\n".encode("cp1252"),
    ],
    ids=["plain", "windows", "byte-order-mark", "utf-16", "code-page"],
)
def test_a_shortcut_of_windows_holds_its_address(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "Clip.URL"
    path.write_bytes(content)
    assert read_link(path) == ADDRESS


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY], ids=["xml", "binary"])
def test_a_webloc_of_macos_holds_its_address(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    path = tmp_path / "clip.webloc"
    path.write_bytes(plistlib.dumps({"URL": ADDRESS}, fmt=form))
    assert read_link(path, inbox=tmp_path) == ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.com/clip.mp4",
        "javascript:alert(1)",
        "smb://nas/share",
        "https://",
        "http:///clip.mp4",
        "example.com/clip.mp4",
        "https://example.com/a b.mp4",
        "https://example.com:port/",
        "https://example.com/\x1b[2J",
        "https://exam\\ple.com/",
        "https://example.com/" + "x" * 9000,
    ],
)
def test_other_addresses_are_refused_with_a_sentence_that_does_not_repeat_them(tmp_path: Path, address: str) -> None:
    path = tmp_path / "clip.url"
    path.write_bytes(b"[InternetShortcut]\nURL=" + address.encode())
    with pytest.raises(FinalError, match="does not lead to the web") as refused:
        read_link(path)
    assert address not in refused.value.sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("clip.url", b""),
        ("clip.url", b"https://example.com/clip.mp4"),
        ("clip.url", b"[InternetShortcut]\nURL=\n"),
        ("clip.url", b"[InternetShortcut]\nURL\n"),
        ("clip.url", b"[Other]\nURL=https://example.com/\n"),
        ("clip.url", b"\x00\x01\x02" * 100),
        ("clip.webloc", b""),
        ("clip.webloc", b"<plist><dict><key>URL</key>"),
        ("clip.webloc", b"bplist00" + b"\xff" * 60),
        ("clip.webloc", plistlib.dumps({"Other": ADDRESS})),
        ("clip.webloc", plistlib.dumps([ADDRESS])),
        ("clip.webloc", plistlib.dumps({"URL": 7})),
        (
            "clip.webloc",
            b'<!DOCTYPE plist [<!ENTITY a "aaaa">]><plist><dict><key>URL</key><string>&a;</string></dict></plist>',
        ),
    ],
)
def test_a_file_without_an_address_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FinalError, match="no address"):
        read_link(path)


def test_a_large_file_is_no_link(tmp_path: Path) -> None:
    path = tmp_path / "clip.url"
    path.write_bytes(f"[InternetShortcut]\nURL={ADDRESS}\n".encode() + b";" * MOST_BYTES)
    with pytest.raises(FinalError, match="too large"):
        read_link(path)


def test_a_link_to_another_file_and_a_pipe_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(f"[InternetShortcut]\nURL={ADDRESS}\n".encode())
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "clip.url").symlink_to(tmp_path / "secret")
    os.mkfifo(inbox / "pipe.url")
    (inbox / "folder").symlink_to(tmp_path)
    (tmp_path / "inner.url").write_bytes(f"[InternetShortcut]\nURL={ADDRESS}\n".encode())
    for name, reason in (("clip.url", "symbolic link"), ("pipe.url", "pipe"), ("folder/inner.url", "symbolic link")):
        with pytest.raises(FinalError, match=reason):
            read_link(inbox / name, inbox=inbox)


def test_a_link_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FinalError, match="is gone"):
        read_link(tmp_path / "clip.url")
