"""Who reads a text out: piper with a voice for its language, espeak-ng, or one in place of the other.

Piper's own voices weigh 60 MB and more, so a program stands in for it here that takes the same options and the same
standard input. What it says is a tone, as long as the text has words.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from editing import frequency, sound

from nemo_watch.studio.explainer import scripted
from nemo_watch.studio.explainer.narration import narrated
from nemo_watch.studio.explainer.speaking import speak
from nemo_watch.studio.explainer.voices import VOICES_FOLDER, Voice, find_voice
from nemo_watch.studio.workshop import Workshop

GERMAN = "Das ist nicht ein Haus, und die Biene ist da."

SPEAKER = f"""#!{sys.executable} -IS
import json, math, sys, wave
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
if "--model" in options:
    path, tone, said = options["--output_file"], 500, sys.stdin.readline()
    rate = json.load(open(options["--model"] + ".json"))["audio"]["sample_rate"]
    said = said if not sys.stdin.readline() else ""
else:
    path, tone, rate, said = options["-w"], 250, 16000, open(options["-f"]).read()
if "unspeakable" in said or not said.isprintable():
    sys.exit(1)
with wave.open(path, "wb") as file:
    file.setparams((1, 2, rate, 0, "NONE", ""))
    samples = range(len(said.split()) * rate // 4)
    file.writeframes(b"".join(
        int(9000 * math.sin(2 * math.pi * tone * at / rate)).to_bytes(2, "little", signed=True) for at in samples
    ))
"""


class Machine:
    """Programs on the path and voices of piper in the person's own folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands, self.voices = folder / "commands", folder / "data" / VOICES_FOLDER
        self.commands.mkdir()
        self.voices.mkdir(parents=True)
        monkeypatch.setenv("PATH", str(self.commands))
        monkeypatch.setenv("XDG_DATA_HOME", str(self.voices.parent))
        monkeypatch.setenv("HOME", str(folder))

    def program(self, name: str, content: str = SPEAKER) -> Path:
        path = self.commands / name
        path.write_text(content)
        path.chmod(0o755)
        return path

    def voice(self, name: str, *, settings: bool = True) -> Path:
        path = self.voices / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a network")
        if settings:
            Path(f"{path}.json").write_text(json.dumps({"audio": {"sample_rate": 22_050}}))
        return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_piper_speaks_where_it_has_a_voice_for_the_language(machine: Machine) -> None:
    assert find_voice(GERMAN) is None
    espeak = Voice(machine.program("espeak-ng"), "de")
    piper = machine.program("piper")
    machine.voice("en_US-amy-high.onnx")
    assert find_voice(GERMAN) == espeak
    machine.voice("de_DE-thorsten-high.onnx", settings=False)
    assert find_voice(GERMAN) == espeak
    model = machine.voice("de/de_DE/thorsten/low/de_DE-thorsten-low.onnx")
    assert find_voice(GERMAN) == Voice(piper, "de", model, espeak)
    better = machine.voice("de/de_DE/thorsten/medium/de_DE-thorsten-medium.onnx")
    assert find_voice(GERMAN) == Voice(piper, "de", better, espeak)


def test_english_is_american_and_chinese_has_another_code(machine: Machine) -> None:
    machine.program("piper-tts")
    machine.voice("en_GB-alan-medium.onnx")
    american, chinese = machine.voice("en_US-amy-medium.onnx"), machine.voice("zh_CN-huayan-medium.onnx")
    assert [voice.model for text in ("It is here.", "你好世界") if (voice := find_voice(text))] == [american, chinese]


def test_piper_is_found_where_people_install_it_for_themselves(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / ".local" / "bin").mkdir(parents=True)
    piper = machine.program("piper").rename(tmp_path / ".local" / "bin" / "piper")
    model = machine.voice("en_US-amy-medium.onnx")
    assert find_voice("It is here.") == Voice(piper, "en", model)


def test_program_for_mice_is_not_taken_for_a_voice(machine: Machine, tmp_path: Path) -> None:
    machine.program("piper", "#!/usr/bin/python3\nimport gi\nfrom gi.repository import Gio, Gtk\n")
    model = machine.voice("en_US-amy-medium.onnx")
    assert find_voice("It is here.") is None
    (tmp_path / ".local" / "bin").mkdir(parents=True)
    own = machine.program("piper-of-ones-own").rename(tmp_path / ".local" / "bin" / "piper")
    assert find_voice("It is here.") == Voice(own, "en", model)


def test_folder_in_the_place_of_a_voice_does_not_hide_another_one(machine: Machine) -> None:
    piper = machine.program("piper")
    machine.voice("en_US-amy-high.onnx").unlink()
    (machine.voices / "en_US-amy-high.onnx").mkdir()
    (machine.voices / "en_US-ryan-high.onnx").symlink_to("nowhere")
    model = machine.voice("en_US-amy-low.onnx")
    assert find_voice("It is here.") == Voice(piper, "en", model)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_folder_of_voices_that_cannot_be_entered_leaves_the_other_voice(machine: Machine) -> None:
    machine.program("piper")
    espeak = machine.program("espeak-ng")
    machine.voice("en_US-amy-medium.onnx")
    machine.voices.chmod(0o744)
    assert find_voice("It is here.") == Voice(espeak, "en")


async def test_piper_hears_the_text_as_one_line(machine: Machine, ffmpeg: Path, tmp_path: Path) -> None:
    machine.program("piper")
    machine.voice("en_US-amy-medium.onnx")
    voice = find_voice("It is here.")
    assert voice is not None
    assert await speak(voice, "It is\nhere, on\r\ntwo lines.", tmp_path / "said.wav") == pytest.approx(1.5, abs=0.01)
    assert frequency(sound(ffmpeg, tmp_path / "said.wav"), 0.7) == pytest.approx(500, rel=0.02)


@pytest.mark.parametrize(("word", "tone"), [("spoken", 500), ("unspeakable", 250)])
async def test_what_piper_cannot_say_is_said_by_the_other_one_as_a_whole(
    machine: Machine, ffmpeg: Path, tmp_path: Path, word: str, tone: int
) -> None:
    machine.program("piper")
    machine.program("espeak-ng", SPEAKER.replace('"unspeakable" in said', "False"))
    machine.voice("en_US-amy-medium.onnx")
    text = f"The first of these sentences is easy to say. The second one is {word}, as it is."
    script = scripted(text, seconds=9.0, voice=True, music=False, visuals=False, size=(160, 90), pictures=0)
    assert script.voice is not None
    notes: list[str] = []
    narration = await narrated(script, folder=tmp_path, on_note=notes.append)
    heard = sound(ffmpeg, narration.path)
    assert frequency(heard, narration.script.scenes[0].begin / 30 + 0.8) == pytest.approx(tone, rel=0.02)
    assert sorted(tmp_path.glob("take*.wav")) == []
    assert notes == ([] if word == "spoken" else ["piper could not say the text, so espeak-ng did."])


async def test_result_says_that_another_voice_spoke(machine: Machine, workshop: Workshop, tmp_path: Path) -> None:
    machine.program("piper")
    machine.program("espeak-ng", SPEAKER.replace('"unspeakable" in said', "False"))
    machine.voice("en_US-amy-medium.onnx")
    text = tmp_path / "told.txt"
    text.write_text("This sentence is unspeakable, but it is said.", encoding="utf-8")
    session = workshop.sessions.create(language="en")
    await workshop.take(session, text)
    workshop.answer(session, "turn this text into a video with a voice, without music, 144p")
    assert session.draft
    render = workshop.render(session, "told", session.draft, {}, folder=str(tmp_path))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    assert "piper could not say the text, so espeak-ng did." in render.message
