"""What the documentation says is true: its rule files load, its examples give what it says, nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from nemo_watch import __version__
from nemo_watch.cli import commands
from nemo_watch.rule_file import DEFAULTS, KEYS, read
from nemo_watch.studio.language import explain
from nemo_watch.studio.language import read as understand

ROOT = Path(__file__).parent.parent
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "benchmarks").glob("*.md")),
)
PICTURE = ROOT / "docs" / "pictures" / "terminal.svg"

_NAMED_HOSTS = frozenset(
    {
        "keepachangelog.com",
        "semver.org",
        "nemovideo.com",
        "mega-api-prod.nemovideo.ai",
        "www.w3.org",
        "www.textualize.io",
    }
)
_PRIVATE_PATH = re.compile(r"(?<![\w~.])/(?:home|Users|root|work)/")
_SAID = re.compile(r"^\| (?P<said>[^|]+) \| (?P<does>[^|]+\.) \|$", re.MULTILINE)
_ASKED = re.compile(r'^\$ nemo-watch understand "(?P<said>[^"]+)"\n(?P<does>.+)$', re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str


def blocks(language: str) -> Iterator[Block]:
    """Yield the fenced blocks of all pages that are in a language."""
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", content, re.MULTILINE | re.DOTALL):
            if match[1] == language:
                yield Block(page, content.count("\n", 0, match.start()) + 1, match[1], match[2])


def title(block: Block) -> str:
    return f"{block.page.relative_to(ROOT)}:{block.line}"


def page_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def documented_keys() -> dict[str, str]:
    """Return the keys that the page on rules describes, by their dotted names, each with its default."""
    chapters = re.split(r"^## ", page_text("docs/rules.md"), flags=re.MULTILINE)
    found = {}
    for chapter in chapters:
        prefix = "rules." if chapter.startswith("A rule\n") else ""
        for key, default in re.findall(r"^\| `([a-z_.]+)` \|([^|]*)\|", chapter, re.MULTILINE):
            found[prefix + key] = default.strip().replace("`", "")
    return found


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def every_command() -> dict[str, click.Command]:
    context = click.Context(commands)
    found = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


@pytest.mark.parametrize("block", list(blocks("yaml")), ids=title)
def test_every_rule_file_shown_can_be_used(block: Block, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    configuration = read(block.text.encode(), path=tmp_path / "rules.yaml", default_state=tmp_path / "state")
    local = [rule for rule in configuration.rules if rule.engine == "local"]
    unknown = [understand(text).unknown for rule in local for text in rule.instructions]
    assert not any(unknown)


def test_readme_shows_a_short_rule_file():
    (shown,) = [block for block in blocks("yaml") if block.page.name == "README.md"]
    assert len(shown.text.splitlines()) == 10


def test_every_key_of_the_rule_file_is_described_with_its_default_and_no_other():
    assert documented_keys() == {key: DEFAULTS.get(key, "").strip('"') for key in KEYS}


def test_every_command_stands_in_readme_and_has_a_chapter():
    readme, manual = page_text("README.md"), page_text("docs/commands.md")
    for name in every_command():
        assert f"`nemo-watch {name}" in readme, name
        assert f"\n## {name}\n" in manual, name


def options_of(command: click.Command) -> set[str]:
    """Return the options of a command and of those below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {flag for one in command.params for flag in (*one.opts, *one.secondary_opts) if flag.startswith("-")}
    return own.union(*map(options_of, below))


def test_every_chapter_on_a_command_names_its_options_and_no_others():
    chapters = dict(
        re.findall(r"^## ([a-z]+)\n(.*?)(?=^## |\Z)", page_text("docs/commands.md"), re.MULTILINE | re.DOTALL)
    )
    for name, command in every_command().items():
        options = options_of(command)
        named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", chapters[name]))
        assert options <= named, name
        assert named - {"--once", "--config"} <= options | {"-h", "--help"}, name


@pytest.mark.parametrize(
    "match", list(_SAID.finditer(page_text("docs/instructions.md"))), ids=lambda match: match["said"]
)
def test_instructions_are_read_as_the_page_says(match: re.Match[str]):
    assert explain(understand(match["said"])) == match["does"]


def test_answers_of_understand_are_what_it_says():
    shown = [match for page in PAGES for match in _ASKED.finditer(page.read_text(encoding="utf-8"))]
    assert len(shown) >= 2
    for match in shown:
        assert explain(understand(match["said"])) == match["does"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", [*PAGES, PICTURE], ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_an_unknown_host_or_a_place_on_one_machine(page: Path):
    content = page.read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([a-z0-9.-]*[a-z0-9])", content.lower()))
    assert {host for host in hosts if not host.startswith("127.")} <= _NAMED_HOSTS
    assert _PRIVATE_PATH.search(content) is None


def test_the_picture_needs_nothing_from_elsewhere():
    content = PICTURE.read_text(encoding="utf-8")
    assert re.findall(r"url\(\s*[\"']?https?:|<image|<script|@import", content) == []


def test_the_changelog_speaks_of_this_version():
    assert f"## [{__version__}]" in page_text("CHANGELOG.md")


def test_every_table_and_column_of_the_store_is_described():
    from nemo_watch.store.schema import MIGRATIONS

    architecture = page_text("docs/architecture.md")
    for script in MIGRATIONS:
        for table, columns in re.findall(r"CREATE TABLE (\w+) \((.*?)\n    \)", script, re.DOTALL):
            assert f"**{table}**" in architecture
            for column in re.findall(r"^        ([a-z_]+) [A-Z]", columns, re.MULTILINE):
                assert f"`{column}`" in architecture, f"{table}.{column}"


def test_every_function_that_the_architecture_names_exists():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "nemo_watch").rglob("*.py"))
    steps = page_text("docs/architecture.md").partition("## The way of a file")[2].partition("## Rooms")[0]
    for owner, name in re.findall(r"`([A-Z]\w+)\.(\w+)`", steps):
        assert re.search(rf"class {owner}\b", sources), owner
        assert re.search(rf"def {name}\b", sources), f"{owner}.{name}"
