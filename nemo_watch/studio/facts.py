"""What is known of a media file before anything is done with it: its streams, as the container declares them.

Headers lie: a duration may be missing or absurd, so nothing that matters is decided by one number alone.
"""

from __future__ import annotations

import msgspec

from nemo_watch.media.containers import Container

HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})
"""Transfer characteristics of HDR video: PQ (SMPTE ST 2084) and HLG (ARIB STD-B67)."""

STILL_CONTAINERS = frozenset({Container.JPEG, Container.PNG, Container.WEBP})
_TWO_PICTURES = 1.5


class VideoStream(msgspec.Struct, frozen=True, kw_only=True):
    """One picture stream. Sides are coded pixels, before rotation; `rotation` is degrees clockwise to apply.

    `has_constant_rate` says that the average number of pictures a second is also the one that all time stamps fit.
    `mirrored` says that it is to be mirrored left to right before it is turned. `setup` is a digest of what its decoder
    must know beforehand, empty where that is not known for all of it; `end` is when it ends, where the index says so.
    """

    index: int
    codec: str
    profile: str = ""
    tag: str = ""
    pixel_format: str = ""
    full_range: bool = False
    transfer: str = ""
    primaries: str = ""
    matrix: str = ""
    interlaced: bool = False
    width: int = 0
    height: int = 0
    aspect: float = 1.0
    frame_rate: float | None = None
    has_constant_rate: bool = False
    bit_rate: int | None = None
    start: float = 0.0
    rotation: int = 0
    mirrored: bool = False
    has_alpha: bool = False
    attached_picture: bool = False
    setup: str = ""
    end: float | None = None

    @property
    def is_hdr(self) -> bool:
        """Tell whether the picture needs tone mapping to be shown as SDR."""
        return self.transfer in HDR_TRANSFERS

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height as shown: square pixels, upright."""
        width, height = round(self.width * self.aspect), self.height
        return (height, width) if self.rotation % 180 else (width, height)


class AudioStream(msgspec.Struct, frozen=True, kw_only=True):
    """One sound stream; `sample_rate` is Hz, `setup` and `end` as of a picture."""

    index: int
    codec: str
    profile: str = ""
    sample_rate: int = 0
    channels: int = 2
    sample_format: str = ""
    bit_rate: int | None = None
    start: float = 0.0
    language: str = ""
    setup: str = ""
    end: float | None = None


class SubtitleStream(msgspec.Struct, frozen=True, kw_only=True):
    """One subtitle stream."""

    index: int
    codec: str
    language: str = ""


class MediaFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A media file as its container describes it. `duration` is seconds, None where the header says nothing.

    `truncated` holds a reason where the container's own sizes do not add up to the file's length. `key_frames_tell`
    says that ffmpeg learned all this from key frames: to copy the packets, it need not decode what lies between them.
    """

    container: Container
    size: int
    duration: float | None = None
    start: float = 0.0
    video: tuple[VideoStream, ...] = ()
    audio: tuple[AudioStream, ...] = ()
    subtitles: tuple[SubtitleStream, ...] = ()
    chapters: int = 0
    truncated: str = ""
    key_frames_tell: bool = False

    @property
    def picture(self) -> VideoStream | None:
        """The stream that is meant by "the video": the first that is no cover picture."""
        return next((stream for stream in self.video if not stream.attached_picture), None)

    @property
    def is_still(self) -> bool:
        """Tell whether the file is one picture, which lasts no time of its own."""
        if self.container in STILL_CONTAINERS:
            return True
        picture = self.picture if self.container is Container.GIF else None
        return picture is not None and (self.duration or 0.0) * (picture.frame_rate or 1.0) < _TWO_PICTURES
