"""The studio's own music: a calm piece of sixteen bars for a felt piano, a warm pad and a soft bass, played in a loop.

The piece stands below, as notes. ffmpeg makes its tones, lays them where they belong, and plays them in a room of
filtered noise; the same length always gives the same samples. It belongs to nobody else, so it may go along with any
film.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nemo_watch.studio import complaints
from nemo_watch.studio.fence import jail, process

SAMPLE_RATE = 48_000
LOUDNESS = -20.0
"""What it measures (ITU-R BS.1770), in LUFS."""

_BEAT_SECONDS = 0.75
_BAR_BEATS = 4
_BAR_SECONDS = _BAR_BEATS * _BEAT_SECONDS
_GAIN = 0.405
_FADE_IN, _FADE_OUT = 0.6, 3.0


class _Chord(msgspec.Struct, frozen=True):
    """What sounds in a bar: a bass and four voices, as MIDI numbers (69 is the A of 440 Hz)."""

    bass: int
    voices: tuple[int, int, int, int]


_CHORDS = (
    _Chord(38, (57, 61, 64, 66)),  # D major, with its seventh and ninth
    _Chord(35, (57, 61, 62, 66)),  # B minor, with its seventh and ninth
    _Chord(43, (59, 62, 66, 69)),  # G major, with its seventh
    _Chord(45, (57, 62, 64, 71)),  # A, the third held back
    _Chord(42, (57, 61, 64, 69)),  # F sharp minor
    _Chord(35, (57, 61, 62, 66)),  # B minor
    _Chord(40, (55, 59, 62, 66)),  # E minor, with its seventh and ninth
    _Chord(45, (55, 59, 62, 64)),  # A, the third held back, with its seventh
)
_BARS = 2 * len(_CHORDS)
_TURN_SECONDS = _BARS * _BAR_SECONDS

_ARPEGGIO = ((0.0, 0), (0.5, 2), (1.0, 1), (1.52, 3), (2.0, 2), (2.52, 4), (3.0, 1), (3.52, 3))
"""Beat within a bar, and which voice of the chord (the fifth is the first, an octave up) the piano plays there."""
_FULL_ARPEGGIO_ONLY = frozenset({2.52, 3.52})
_MELODY: dict[int, tuple[tuple[float, int], ...]] = {
    8: ((0.0, 81), (1.5, 78), (3.0, 76)),
    9: ((0.0, 78), (2.0, 74)),
    10: ((0.0, 76), (1.5, 74), (3.0, 71)),
    11: ((0.0, 76),),
    12: ((0.0, 81), (1.5, 83), (3.0, 81)),
    13: ((0.0, 78), (2.5, 76)),
    14: ((0.0, 79), (1.5, 78), (3.0, 74)),
    15: ((0.0, 76), (2.0, 71)),
}
"""What the piano sings above it in the second half: beat within a bar, and MIDI number, by bar."""


class _Note(msgspec.Struct, frozen=True):
    """A stroke of the piano: when, which key, how strong, and from where (-1 is left, 1 is right)."""

    beat: float
    key: int
    strength: float
    side: float


class _Graph:
    """A filter graph that grows link by link."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self._pads = 0

    def pad(self) -> str:
        """Return a label that nothing has yet."""
        self._pads += 1
        return f"[n{self._pads}]"

    def placed(self, source: str, places: Sequence[tuple[float, str]]) -> list[str]:
        """Play a source at some seconds, each time through filters of its own; return what comes out."""
        inner = [self.pad() for _ in places]
        outer = [self.pad() for _ in places]
        self.links.append(f"{source},asplit={len(places)}{''.join(inner)}")
        for (seconds, filters), begin, end in zip(places, inner, outer, strict=True):
            delay = f"adelay={round(seconds * SAMPLE_RATE)}S:all=1"
            self.links.append(f"{begin}{filters},{delay}{end}")
        return outer

    def mixed(self, inputs: Sequence[str], filters: str) -> str:
        """Add some sounds up, filter the sum, and return its label."""
        made = self.pad()
        self.links.append(f"{''.join(inputs)}amix=inputs={len(inputs)}:normalize=0,{filters}{made}")
        return made


async def make_bed(ffmpeg: Path, seconds: float, path: Path, *, on_progress: process.Progress | None = None) -> Path:
    """Write so many seconds of music as a WAV file (48 kHz, stereo, 16 bits) that may not exist yet; return its path.

    It fades in and out, and is as loud as `LOUDNESS` says. Raises JobError where it cannot be made.
    """
    target = ["-map", "[bed]", "-c:a", "pcm_s16le", "-f", "wav", "-bitexact", "-n", f"file:{path}"]
    finished = await process.run(
        ffmpeg,
        ["-v", "error", "-filter_complex_threads", "1", "-filter_complex", bed_graph(seconds), *target],
        writable=[path.parent],
        limits=jail.ENCODING,
        deadline_seconds=process.deadline_seconds(seconds),
        on_progress=on_progress,
    )
    if finished.code != 0:
        raise complaints.explain(finished.errors, code=finished.code)
    return path


def bed_graph(seconds: float) -> str:
    """Return the graph that plays so many seconds of music, to a label `[bed]`."""
    graph = _Graph()
    dry = graph.mixed([_piano(graph), _pad(graph), _bass(graph), _brush(graph)], "anull")
    played = _looped(graph, dry) if seconds > _TURN_SECONDS else dry
    fade_in, fade_out = min(_FADE_IN, seconds / 6), min(_FADE_OUT, seconds / 3)
    graph.links.append(
        f"{_in_a_room(graph, played)}highpass=f=35,volume={_GAIN},"
        "alimiter=limit=0.7:level=0:attack=5:release=80,"
        f"afade=t=in:d={fade_in:.3f},afade=t=out:st={seconds - fade_out:.3f}:d={fade_out:.3f}:curve=qsin,"
        f"apad,atrim=end_sample={round(seconds * SAMPLE_RATE)}[bed]"
    )
    return ";".join(graph.links)


def _looped(graph: _Graph, dry: str) -> str:
    """Play a turn again and again: what still sounds behind its last bar is heard in its first."""
    turn = round(_TURN_SECONDS * SAMPLE_RATE)
    whole, rest, head, tail = (graph.pad() for _ in range(4))
    graph.links += [
        f"{dry}asplit{whole}{rest}",
        f"{whole}apad,atrim=end_sample={turn}{head}",
        f"{rest}atrim=start_sample={turn},asetpts=PTS-STARTPTS,apad,atrim=end_sample={turn}{tail}",
    ]
    return graph.mixed([head, tail], f"asetpts=N/SR/TB,aloop=loop=-1:size={turn}")


def _in_a_room(graph: _Graph, dry: str) -> str:
    """Add what a room answers: noise that dies away, another on each side."""
    left, right, answer, direct, sent, room = (graph.pad() for _ in range(6))
    decay = ",afade=t=out:d=2.4:curve=exp,afade=t=in:d=0.02"
    graph.links += [
        f"anoisesrc=r={SAMPLE_RATE}:d=2.4:seed=7{left}",
        f"anoisesrc=r={SAMPLE_RATE}:d=2.4:seed=11{right}",
        f"{left}{right}amerge=inputs=2{decay},lowpass=f=4500,highpass=f=180,volume=0.06{answer}",
        f"{dry}asplit{direct}{sent}",
        f"{sent}{answer}afir=dry=1:wet=1:irnorm=-1:irgain=1,volume=0.35{room}",
    ]
    return graph.mixed([direct, room], "anull")


def _piano(graph: _Graph) -> str:
    """Play the arpeggios and the melody: each key is struck once, and that sound is heard wherever it is due."""
    keys: dict[int, list[_Note]] = {}
    for note in _notes():
        keys.setdefault(note.key, []).append(note)
    heard: list[str] = []
    for key, notes in sorted(keys.items()):
        places = [(note.beat * _BEAT_SECONDS, _sided(note)) for note in notes]
        heard += graph.placed(_source(_struck(key), rate=24_000, seconds=2.4), places)
    return graph.mixed(heard, "lowpass=f=5600")


def _notes() -> Iterator[_Note]:
    for bar in range(_BARS):
        voices = _CHORDS[bar % len(_CHORDS)].voices
        keys = [*(voice + 12 for voice in voices), voices[0] + 24]
        for number, (beat, voice) in enumerate(_ARPEGGIO):
            if bar in _MELODY or beat not in _FULL_ARPEGGIO_ONLY:
                strength = (0.30, 0.26, 0.34, 0.24)[number % 4]
                yield _Note(bar * _BAR_BEATS + beat, keys[voice], strength, (0.35, -0.45, 0.1, -0.25)[number % 4])
        for beat, key in _MELODY.get(bar, ()):
            yield _Note(bar * _BAR_BEATS + beat, key, 0.46, 0.0)


def _sided(note: _Note) -> str:
    angle = (note.side + 1) * math.pi / 4
    left, right = note.strength * math.cos(angle), note.strength * math.sin(angle)
    return f"pan=stereo|c0={left:.3f}*c0|c1={right:.3f}*c0"


def _pad(graph: _Graph) -> str:
    """Hold each chord for its bar and into the next."""
    heard: list[str] = []
    for number, chord in enumerate(_CHORDS):
        sides = f"{_held(chord, 0.9985)}|{_held(chord, 1.0015)}"
        source = _source(sides, rate=8_000, seconds=_BAR_SECONDS + 1.5, layout="stereo")
        heard += graph.placed(source, _bars_of(number, "anull"))
    return graph.mixed(heard, "lowpass=f=1800,volume=0.072")


def _bass(graph: _Graph) -> str:
    heard: list[str] = []
    for number, chord in enumerate(_CHORDS):
        source = _source(_plucked_low(chord.bass), rate=8_000, seconds=_BAR_SECONDS)
        heard += graph.placed(source, _bars_of(number, "pan=stereo|c0=c0|c1=c0"))
    return graph.mixed(heard, "volume=0.2")


def _brush(graph: _Graph) -> str:
    """Brush a little noise on each beat, stronger on the second and the fourth."""
    stroke = f"exp(-mod(t,{_BEAT_SECONDS})*26)*(0.55+0.45*gt(mod(t,{2 * _BEAT_SECONDS}),{_BEAT_SECONDS}))"
    noise = f"aevalsrc=exprs='(random(0)-0.5)*{stroke}|(random(1)-0.5)*{stroke}':s={SAMPLE_RATE}:c=stereo"
    made = graph.pad()
    graph.links.append(f"{noise}:d={_TURN_SECONDS},highpass=f=5200,lowpass=f=11000,volume=0.05{made}")
    return made


def _bars_of(chord: int, filters: str) -> list[tuple[float, str]]:
    return [(bar * _BAR_SECONDS, filters) for bar in range(chord, _BARS, len(_CHORDS))]


def _source(tone: str, *, rate: int, seconds: float, layout: str = "mono") -> str:
    """Return a source of a tone, worked out at a low rate where it has no high parts: that takes most of the time."""
    return f"aevalsrc=exprs='{tone}':s={rate}:d={seconds}:c={layout},aresample={SAMPLE_RATE}"


def _turns(key: int) -> float:
    """Return how fast a key's tone turns, in radians a second."""
    return 2 * math.pi * 440 * 2 ** ((key - 69) / 12)


def _struck(key: int) -> str:
    """Return a piano's tone: high parts die away sooner, high keys as well, and felt softens the stroke."""
    speed, decay = _turns(key), 2.2 + max(0, key - 60) * 0.05
    tone = (
        f"sin({speed:.4f}*t)+0.42*exp(-t*3)*sin({2 * speed:.4f}*t)"
        f"+0.22*exp(-t*6)*sin({3 * speed:.4f}*t)+0.12*exp(-t*8)*sin({4.02 * speed:.4f}*t)"
    )
    return f"(1-exp(-t*300))*exp(-t*{decay:.3f})*({tone})"


def _held(chord: _Chord, tuning: float) -> str:
    """Return a pad's chord, a little out of tune: another `tuning` on each side makes it wide."""
    swell = f"(0.5-0.5*cos(PI*clip(t/1.4,0,1)))*(0.5+0.5*cos(PI*clip((t-{_BAR_SECONDS})/1.5,0,1)))"
    tones = []
    for number, key in enumerate(chord.voices):
        speed = _turns(key)
        tones += [
            f"sin({speed * tuning:.4f}*t+{number})",
            f"0.3*sin({2 * speed / tuning:.4f}*t+{2 * number})",
            f"0.12*sin({3 * speed * tuning:.4f}*t)",
        ]
    return f"{swell}*({'+'.join(tones)})"


def _plucked_low(key: int) -> str:
    speed = _turns(key)
    tone = f"sin({speed:.4f}*t)+0.35*exp(-t*1.5)*sin({2 * speed:.4f}*t)+0.08*sin({3 * speed:.4f}*t)"
    return f"(1-exp(-t*60))*exp(-t*0.9)*({tone})*clip(({_BAR_SECONDS}-0.2-t)*5,0,1)"
