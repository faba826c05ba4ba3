"""Files that hold an address on the web: `.url` as Windows and browsers write them, `.webloc` of macOS.

Whoever may write into an inbox may write an address into such a file, so only http and https are taken from it. Nothing
is fetched here.
"""

from __future__ import annotations

import configparser
import plistlib
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

from nemo_watch.errors import FinalError
from nemo_watch.inbox.looks import Refusal, read_at_most
from nemo_watch.names import shown

MOST_BYTES = 64_000
_MOST_CHARACTERS = 8_000
_HINT = "Save the link once more in the browser, or drop the file itself."


def read_link(path: Path, *, inbox: Path | None = None) -> str:
    """Return the http or https address in a link file, which lies below `inbox`, or in the folder that it is in.

    Raises FinalError for a file that is gone, refused, too large, or holds no such address.
    """
    content = read_at_most(path, inbox=inbox or path.parent, most_bytes=MOST_BYTES)
    if content is None:
        raise FinalError(f"The link {shown(path.name)} is gone.")
    if isinstance(content, Refusal):
        raise FinalError(f"The link {shown(path.name)} cannot be read: {content.sentence}")
    if len(content) > MOST_BYTES:
        raise FinalError(f"The link {shown(path.name)} is too large to be one.", hint=_HINT)
    address = _of_webloc(content) if path.suffix.lower() == ".webloc" else _of_shortcut(content)
    if not address:
        raise FinalError(f"There is no address in the link {shown(path.name)}.", hint=_HINT)
    if not _is_web_address(address):
        raise FinalError(
            f"The link {shown(path.name)} does not lead to the web.", hint="Only http and https addresses are taken."
        )
    return address


def _of_shortcut(content: bytes) -> str:
    """Return the address in an INI file, `[InternetShortcut]` and `URL=`; empty where there is none."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
    try:
        parser.read_string(_decoded(content))
        section = next(name for name in parser.sections() if name.casefold() == "internetshortcut")
        return (parser.get(section, "url", fallback="") or "").strip().strip('"')
    except (configparser.Error, StopIteration):
        return ""


def _of_webloc(content: bytes) -> str:
    """Return the address in a property list, as XML or binary; empty where there is none."""
    try:
        found = plistlib.loads(content)
    except (plistlib.InvalidFileException, ExpatError, ValueError, OverflowError, RecursionError, LookupError):
        return ""
    address = found.get("URL") if isinstance(found, dict) else None
    return address.strip() if isinstance(address, str) else ""


def _decoded(content: bytes) -> str:
    """Return the text of a shortcut: Windows writes its own code page, or UTF-16; browsers write UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _is_web_address(address: str) -> bool:
    """Tell whether an address leads to a host on the web, and holds nothing that could be read in another way."""
    if len(address) > _MOST_CHARACTERS or not address.isprintable() or any(mark in address for mark in ' "<>\\'):
        return False
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for one that is no number
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
