"""What one run of ffmpeg may reach: its own program with the libraries of it, fonts, and what its caller names.

The source needs no right: it comes as an open descriptor. Without a caller's word, nothing can be written.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nemo_watch.studio.fence import landlock, seccomp
from nemo_watch.studio.fence.landlock import READ, RUN, WRITE, Right

_LIBRARIES = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"),
    *("/etc/ld.so.cache", "/etc/ld.so.preload"),
)
_FONTS = (
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/var/cache/fontconfig",
)
_MACHINE = ("/dev/urandom", "/sys/devices/system/cpu", "/sys/devices/system/node", "/proc/cpuinfo", "/proc/meminfo")
"""How many processors there are: encoders ask the system itself."""
_NOWHERE = "/dev/null"
_STORES = (Path("/nix/store"), Path("/gnu/store"), Path("/home/linuxbrew/.linuxbrew"))
"""Where a program's libraries lie in folders of their own, readable by everybody, and its loader as well."""
_COMMANDS = ("/bin", "/usr/bin", "/usr/local/bin")

_HEAD_BYTES = 65_536
_NAMED_PATH = re.compile(rb"/[^\s'\"\\$`|&;<>()#]+")
_ELF_64 = b"\x7fELF\x02"
_LOADER_ENTRY = 3
_MOST_LOADER_BYTES = 4096


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A path and what may be done with it, or below it; `is_needed` says that a run without it makes no sense."""

    path: Path
    rights: Right
    is_needed: bool = False


class Fence(msgspec.Struct, frozen=True, kw_only=True):
    """What the launcher hands to the kernel; an empty `ruleset` or `calls` stands for what the kernel has not."""

    ruleset: bytes
    rules: tuple[tuple[bytes, int, bool], ...]
    calls: bytes


def fence_around(program: Path, *, readable: Sequence[Path] = (), writable: Sequence[Path] = ()) -> Fence:
    """Return the fence of one run; `readable` and `writable` are files, or folders with all below them."""
    abi = landlock.support().abi
    if not abi:
        return Fence(ruleset=b"", rules=(), calls=seccomp.filter_program())
    known = landlock.known(abi)
    grants = [
        *_granted(_LIBRARIES + _FONTS + _MACHINE, READ),
        *_granted((_NOWHERE,), READ | Right.WRITE_FILE),
        *_program(program),
        *(Grant(path=path, rights=READ, is_needed=True) for path in readable),
        *(Grant(path=path, rights=WRITE, is_needed=True) for path in writable),
    ]
    rules = ((os.fsencode(grant.path), int(grant.rights & known), grant.is_needed) for grant in grants)
    return Fence(ruleset=landlock.ruleset(abi), rules=tuple(rules), calls=seccomp.filter_program())


def _granted(paths: Sequence[str], rights: Right) -> Iterator[Grant]:
    return (Grant(path=Path(path), rights=rights) for path in paths)


def _program(program: Path) -> Iterator[Grant]:
    """Yield what a program needs to begin, and, of a script that stands in its place, what it may start.

    A wrapper was put there by the person whose machine this is: it may start the commands of the system, and the
    programs that it names by absolute paths. They all stay inside the same fence.
    """
    yield from _executable(program)
    head = _head(program)
    if not head.startswith(b"#!"):
        return
    yield from _granted(_COMMANDS, RUN)
    for name in sorted(set(_NAMED_PATH.findall(head))):
        named = Path(os.fsdecode(name))
        if named.is_file() and os.access(named, os.X_OK):
            yield from _executable(named)


def _executable(program: Path) -> Iterator[Grant]:
    """Yield a program itself, its loader, and the libraries that were installed along with it."""
    real = program.resolve()
    yield Grant(path=real, rights=RUN)
    loader = _loader(_head(real))
    if loader:
        yield Grant(path=loader, rights=RUN)
    yield from (Grant(path=store, rights=RUN) for store in _STORES if real.is_relative_to(store))
    if real.parent.name == "bin":
        yield from (Grant(path=real.parents[1] / name, rights=READ) for name in ("lib", "lib64"))


def _head(path: Path) -> bytes:
    """Return the beginning of a file; nothing of one that cannot be read: starting it will say so."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""


def _loader(head: bytes) -> Path | None:
    """Return what loads a dynamic program, as its program header names it (elf(5), PT_INTERP)."""
    if not head.startswith(_ELF_64):
        return None
    try:
        (begin,) = struct.unpack_from("=Q", head, 32)
        size, count = struct.unpack_from("=HH", head, 54)
        for place in range(begin, begin + size * count, size or 1):
            kind, _, at = struct.unpack_from("=IIQ", head, place)
            (length,) = struct.unpack_from("=Q", head, place + 32)
            if kind == _LOADER_ENTRY and length <= _MOST_LOADER_BYTES:
                return Path(os.fsdecode(head[at : at + length].rstrip(b"\0")))
    except struct.error:
        pass
    return None
