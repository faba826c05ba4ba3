"""500 MB uploaded to a server on loopback by the client's own multipart body, against `curl -F`.

Both send to the same server, which reads and forgets; each run of one is followed by one of the other.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench import print_table, work_folder

from nemo_watch.nemo.account import FixedToken
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.wire import Endpoint
from nemo_watch.skills import DEFAULT_SKILL

RUNS = 5
MEGABYTES = 500

_REPLY = json.dumps({"code": 0, "data": {"files": [{"filename": "a"}]}}).encode()


def main() -> None:
    """Measure and print; with arguments, be the process that uploads once."""
    if len(sys.argv) == 3:
        asyncio.run(_upload(sys.argv[1], Path(sys.argv[2])))
        return
    with work_folder() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        file = folder / "large.mp4"
        with file.open("wb") as made:
            for _ in range(MEGABYTES):
                made.write(os.urandom(1_000_000))
        ours, growth, curls = [], [], []
        for _ in range(RUNS):
            told = subprocess.run(
                [sys.executable, __file__, address, str(file)], capture_output=True, text=True, check=True
            )
            seconds, grown = map(float, told.stdout.split())
            ours.append(seconds)
            growth.append(grown)
            curls.append(_curl(address, file))
    mine, other = statistics.median(ours), statistics.median(curls)
    print_table(
        f"{MEGABYTES} MB uploaded to loopback, median of {RUNS}",
        ("", "seconds", "MB/s", "speed against curl -F", "memory grown"),
        [
            ("nemo-watch", f"{mine:.2f}", f"{MEGABYTES / mine:.0f}", f"{other / mine:.2f}", f"{max(growth):.0f} MB"),
            ("curl -F", f"{other:.2f}", f"{MEGABYTES / other:.0f}", "1.00", ""),
        ],
    )


async def _upload(address: str, file: Path) -> None:
    """Upload once; print the seconds and the megabytes by which the process has grown meanwhile."""
    client = NemoClient(Endpoint(base_url=address), tokens=FixedToken("t"), identity=Identity())
    await client.upload_urls("warm", ["http://127.0.0.1/"], skill=DEFAULT_SKILL)
    before = _peak_megabytes()
    begun = time.monotonic()
    await client.upload_files("s", [file], skill=DEFAULT_SKILL)
    print(time.monotonic() - begun, _peak_megabytes() - before)
    await client.aclose()


def _peak_megabytes() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _curl(address: str, file: Path) -> float:
    curl = shutil.which("curl")
    assert curl, "this benchmark needs curl"
    begun = time.monotonic()
    form = f"files=@{file}"
    target = f"{address}/api/upload-video/nemo_agent/me/s"
    subprocess.run([curl, "-s", "-o", os.devnull, "-H", "Expect:", "-F", form, target], check=True)
    return time.monotonic() - begun


def _serve(server: socket.socket) -> None:
    while True:
        connection, _ = server.accept()
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    """Read requests whole, forget them, and say that all is well."""
    buffer = bytearray(1 << 20)
    with connection:
        while head := _head(connection):
            lines, _, rest = head.partition(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in lines.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            left = length - len(rest)
            while left > 0:
                left -= connection.recv_into(buffer, min(left, len(buffer)))
            head_line = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head_line % len(_REPLY) + _REPLY)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


if __name__ == "__main__":
    main()
