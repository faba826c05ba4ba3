"""The example rule files: each can be used as it is, and together they show every key."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from nemo_watch.rule_file import KEYS, load
from nemo_watch.rules import Configuration
from nemo_watch.skills import SKILLS

EXAMPLES = Path(__file__).parent.parent / "config"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Configuration:
    """Load an example for somebody whose home folder is new."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return load(EXAMPLES / request.param, default_state=tmp_path / "state")


@pytest.mark.parametrize("loaded", sorted(path.name for path in EXAMPLES.glob("*.yaml")), indirect=True)
def test_every_example_can_be_loaded_and_stays_below_the_videos_folder(loaded: Configuration, tmp_path: Path):
    for rule in loaded.rules:
        assert rule.inbox.is_relative_to(tmp_path / "Videos")
        assert rule.outbox.is_relative_to(tmp_path / "Videos")


@pytest.mark.parametrize("skill", SKILLS)
def test_every_skill_has_an_example(skill: str, tmp_path: Path):
    rules = load(EXAMPLES / f"{skill}.yaml", default_state=tmp_path).rules
    assert {rule.skill for rule in rules} == {skill}


def dotted(node: Any, prefix: str = "") -> list[str]:
    """Return the dotted names of all keys, as often as they occur."""
    if isinstance(node, list):
        return [name for item in node for name in dotted(item, prefix)]
    if not isinstance(node, dict):
        return []
    names = [f"{prefix}{key}" for key in node]
    return names + [name for key, value in node.items() for name in dotted(value, f"{prefix}{key}.")]


def test_everything_shows_every_key_once():
    text = (EXAMPLES / "everything.yaml").read_text(encoding="utf-8")
    assert sorted(dotted(yaml.load(text, Loader=yaml.BaseLoader))) == sorted(KEYS)


def test_everything_explains_every_key():
    """A comment stands above each key."""
    lines = (EXAMPLES / "everything.yaml").read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if line.strip() and not line.strip().startswith(("#", "- trim", "- convert")):
            assert before.strip().startswith("#"), line
