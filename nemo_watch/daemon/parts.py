"""The parts of a daemon that do the work, built for one state folder: store, studio, client, pipeline, schedule."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from random import Random

from nemo_watch import settings
from nemo_watch.daemon.cloud import NAME as CLOUD
from nemo_watch.daemon.cloud import CloudCare, cloud_engine, cloud_tokens
from nemo_watch.events import Events
from nemo_watch.nemo.account import FixedToken
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.identity import Identity, detect_platform
from nemo_watch.nemo.wire import Endpoint
from nemo_watch.pipeline import Engine, Pipeline
from nemo_watch.rules import Configuration
from nemo_watch.schedule import Schedule
from nemo_watch.serving import SocketServer
from nemo_watch.store import STORE_NAME, Store
from nemo_watch.studio.app import create_app
from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.thumbnails import Thumbnails
from nemo_watch.studio.workshop import Workshop

STUDIO_SOCKET = "studio.sock"

_PREPARING_TURNS = 4
_STOP_SECONDS = 3.0


class Parts:
    """Everything between a stored job and a delivered file."""

    def __init__(self, configuration: Configuration, *, is_direct: bool = False) -> None:
        """Build the parts; nothing runs before `start`. Raises StoreError and ConfigurationError.

        `is_direct`: the files were named by hand. There is no rule to change, and failed ones lie where they are.
        """
        self.events = Events()
        self.store = Store(configuration.state / STORE_NAME, clock=time.time)
        ffmpeg = find_ffmpeg(configuration.local.ffmpeg)
        sockets = settings.socket_folder(configuration.state)
        self.workshop = Workshop(
            ffmpeg=ffmpeg, folder=configuration.state / "studio", compatible=configuration.local.compatible
        )
        self.thumbnails = Thumbnails(ffmpeg=ffmpeg, folder=configuration.state / "thumbnails")
        self._studio = SocketServer(create_app(self.workshop, private=True), sockets / STUDIO_SOCKET)
        identity = identity_of_install()
        self._client = NemoClient(
            Endpoint(socket=sockets / STUDIO_SOCKET), tokens=FixedToken("local"), identity=identity
        )
        tokens = cloud_tokens(configuration, identity=identity)
        self._cloud = cloud_engine(configuration, identity=identity, tokens=tokens)
        self.pipeline = Pipeline(
            store=self.store,
            engines={"local": Engine(name="local", client=self._client), CLOUD: self._cloud},
            credits_per_day=configuration.cloud.credits_per_day,
            ffmpeg=ffmpeg,
            events=self.events,
            clock=time.time,
            random=Random(),  # noqa: S311 - spreads retries, guards nothing
            is_direct=is_direct,
        )
        self.schedule = Schedule(
            store=self.store,
            step=self.pipeline.step,
            slots={
                "prepare": _PREPARING_TURNS,
                **self.workshop.lanes.slots,
                CLOUD: configuration.cloud.concurrency,
            },
            clock=time.time,
        )
        self.care = CloudCare(
            engine=self._cloud,
            tokens=tokens,
            pipeline=self.pipeline,
            schedule=self.schedule,
            store=self.store,
            budget=configuration.cloud.credits_per_day,
        )

    async def start(self) -> None:
        """Start the studio, then give jobs their turns."""
        await self._studio.start()
        self.schedule.start()
        self.care.start()

    async def stop(self) -> None:
        """Stop giving turns, end what renders, close the rest. Every job can be gone on with."""
        self.schedule.end()
        await self.workshop.renders.close()
        await self.schedule.stop(seconds=_STOP_SECONDS)
        await self._client.aclose()
        await self._cloud.client.aclose()
        await self._studio.stop()
        await self.workshop.close()
        self.store.close()


def identity_of_install() -> Identity:
    """Return who asks, in the words of the attribution headers."""
    named = settings.identity(os.environ).skill_source
    return Identity(platform=detect_platform(named, package=Path(__file__), home=Path.home()))


def temporary_state() -> Path:
    """Return a fresh state folder for one run that leaves nothing behind."""
    return Path(tempfile.mkdtemp(prefix="nemo-watch-"))


def remove_state(state: Path) -> None:
    """Remove a temporary state folder."""
    shutil.rmtree(state, ignore_errors=True)
