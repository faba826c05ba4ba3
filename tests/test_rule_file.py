"""The rule file: nothing is guessed, nothing is hidden, every problem has a line and says what to write."""

import os
import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_watch.errors import ConfigurationError
from nemo_watch.rule_file import DEFAULTS, KEYS, load, read, starter_text
from nemo_watch.rule_file.problems import MOST_PROBLEMS
from nemo_watch.rules import Configuration, Rule
from nemo_watch.skills import SKILLS

RULE = """\
  - name: {name}
    inbox: {inbox}
    outbox: {outbox}
    instruction: convert to MP4
"""


@dataclass(frozen=True)
class Desk:
    """A folder with one rule file in it."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "nemo-watch.yaml"

    def load(self, text: str | bytes) -> Configuration:
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(self.path, default_state=self.folder / "state")

    def problems(self, text: str | bytes) -> list[str]:
        """Return the problems without the file's name: `LINE:COLUMN: sentence`."""
        with pytest.raises(ConfigurationError) as caught:
            self.load(text)
        prefix = f"{self.path}:"
        assert all(problem.startswith(prefix) for problem in caught.value.problems)
        return [problem.removeprefix(prefix) for problem in caught.value.problems]

    def problem(self, text: str | bytes) -> str:
        """Return the only problem."""
        (only,) = self.problems(text)
        return only


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rule(*extra: str, name: str = "a", inbox: str = "in", outbox: str = "out") -> str:
    """Return one rule, with further lines of its own."""
    return RULE.format(name=name, inbox=inbox, outbox=outbox) + "".join(f"    {line}\n" for line in extra)


def one_rule(*extra: str) -> str:
    return "rules:\n" + rule(*extra)


def with_top(line: str) -> str:
    return f"{line}\n{one_rule()}"


def test_four_keys_make_a_rule_and_the_rest_is_as_documented(desk: Desk):
    configuration = desk.load(one_rule())
    expected = Rule(name="a", inbox=desk.folder / "in", outbox=desk.folder / "out", instructions=("convert to MP4",))
    assert configuration == Configuration(rules=(expected,), state=desk.folder / "state")


def test_every_kind_of_value_is_read(desk: Desk):
    configuration = desk.load(
        "engine: auto\nstate: s\nnotify: {done: false}\ninbox: {settle: 500ms}\nweb: {listen: off}\n"
        "local: {ffmpeg: bin/ffmpeg, workers: tcp://render.lan:8786}\ncloud: {poll: 1m, concurrency: 2}\n"
        + one_rule(
            "files: '*.MOV'",
            "hours: 22:00-07:00",
            "archive_keep: 30d",
            "output: {format: gif}",
            "priority: -3",
        )
    )
    (only,) = configuration.rules
    assert (only.files, only.hours) == (("*.MOV",), (time(22), time(7)))
    assert (only.archive_keep, only.priority, only.engine) == (30 * 86400, -3, "auto")
    assert (only.output.format, only.output.quality) == ("gif", "high")
    assert configuration.state == desk.folder / "s"
    assert configuration.local.ffmpeg == desk.folder / "bin/ffmpeg"
    assert (configuration.notify.done, configuration.notify.held) == (False, True)
    assert (configuration.inbox.settle, configuration.cloud.poll, configuration.web.listen) == (0.5, 60, None)


@pytest.mark.parametrize("skill", SKILLS)
def test_files_and_group_come_from_the_skill(desk: Desk, skill: str):
    (only,) = desk.load(one_rule(f"skill: {skill}")).rules
    assert (only.files, only.group) == (SKILLS[skill].patterns, SKILLS[skill].group)


def test_a_rule_may_have_an_engine_of_its_own(desk: Desk):
    configuration = desk.load("engine: cloud\n" + one_rule("engine: local"))
    assert (configuration.engine, configuration.rules[0].engine) == ("cloud", "local")


def test_instructions_may_be_a_list_or_several_lines(desk: Desk):
    text = one_rule().replace("convert to MP4", "[trim the first 5 seconds, 导出为MP4]")
    assert desk.load(text).rules[0].instructions == ("trim the first 5 seconds", "导出为MP4")
    text = one_rule().replace("convert to MP4", "|\n      cut it\n      convert it\n")
    assert desk.load(text).rules[0].instructions == ("cut it\nconvert it",)


@pytest.mark.parametrize("dotted", [key for key, text in DEFAULTS.items() if text != "required"])
def test_every_documented_default_is_the_real_one(desk: Desk, dotted: str):
    """Writing a default into the file changes nothing; those in words are no values."""
    if DEFAULTS[dotted] in {"by skill", "by platform", "as at the top"}:
        return
    *parents, key = dotted.removeprefix("rules.").split(".")
    line = f"{key}: {DEFAULTS[dotted]}"
    line = f"{parents[0]}: {{{line}}}" if parents else line
    text = one_rule(line) if dotted.startswith("rules.") else with_top(line)
    assert desk.load(text) == desk.load(one_rule())


def test_every_key_has_a_meaning(desk: Desk):
    assert len(KEYS) > 50
    assert all(meaning and "\n" not in meaning for meaning in KEYS.values())
    assert desk.load(one_rule()).rules  # and a table of keys that reads a file


def test_no_stays_text(desk: Desk):
    (only,) = desk.load(one_rule("language: NO").replace("name: a", "name: no")).rules
    assert (only.name, only.language) == ("no", "NO")


@pytest.mark.parametrize(("written", "advice"), [("yes", "true"), ("On", "true"), ("no", "false"), ("off", "false")])
def test_only_true_and_false_are_switches(desk: Desk, written: str, advice: str):
    problem = desk.problem(one_rule(f"recursive: {written}"))
    assert problem == f'6:16: `recursive`: "{written}" is neither true nor false: write {advice}, without quotes'


def test_quoted_true_is_text(desk: Desk):
    assert "without quotes" in desk.problem(one_rule("recursive: 'true'"))


def test_paths_begin_at_home_or_in_the_folder_of_the_rule_file(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(desk.folder / "home"))
    text = "rules:\n" + rule(inbox="~/in", outbox=str(desk.folder / "far")) + rule(name="b", inbox="near/../in")
    first, second = desk.load(text).rules
    assert (first.inbox, first.outbox) == (desk.folder / "home/in", desk.folder / "far")
    assert (second.inbox, second.outbox) == (desk.folder / "in", desk.folder / "out")


@pytest.mark.parametrize("path", ["$HOME/Videos", "~nobody-of-this-name/Videos"])
def test_a_path_that_would_be_taken_literally_is_refused(desk: Desk, path: str):
    assert "whole path" in desk.problem("rules:\n" + rule(inbox=path))


def test_five_different_mistakes_give_five_lines(desk: Desk):
    problems = desk.problems(
        "engine: locl\n"
        "rules:\n"
        "  - name: Ana's\n"
        "    inbox: in\n"
        "    instruction: ''\n"
        "    outboks: out\n"
        "web: {listen: 8630}\n"
    )
    assert [problem.split(":")[0] for problem in problems] == ["1", "3", "5", "6", "7"]
    assert 'did you mean "local"?' in problems[0]
    assert "`outboks` is no key of a rule: did you mean `outbox`?" in problems[3]


def test_problems_stand_in_the_order_of_the_file(desk: Desk):
    problems = desk.problems("web: {listen: x}\nrules:\n" + rule("outbox: again", "group: none") + "enigne: local\n")
    assert [int(problem.split(":")[0]) for problem in problems] == [1, 7, 8, 9]


def test_a_rule_with_an_unreadable_key_still_has_its_folders_checked(desk: Desk):
    problems = desk.problems("rules:\n" + rule("verify: maybe", outbox="in/side"))
    assert [problem.split(":")[0] for problem in problems] == ["4", "6"]


def test_what_is_missing_is_named(desk: Desk):
    assert desk.problems("rules:\n  - name: a\n    instruction: x\n") == [
        "2:5: `inbox` is missing in a rule: the folder that files are dropped into",
        "2:5: `outbox` is missing in a rule: the folder that results appear in",
    ]


def test_a_key_in_the_wrong_section_is_sent_home(desk: Desk):
    assert "it belongs in `cloud`" in desk.problem(with_top("poll: 3s"))
    assert "it belongs in a rule" in desk.problem(with_top("archive_keep: 3d"))


@pytest.mark.parametrize(
    ("line", "place", "advice"),
    [
        ("output: {format: mp5}", "6:22", 'did you mean "mp4"?'),
        ("output: {quality: best}", "6:23", "write lossless, high, medium or low"),
        ("output: {name: '{format}'}", "6:20", "write {stem}"),
        ("output: {name: '{stem}{stem.x}'}", "6:20", "other braces"),
        ("output: {name: 'a/{stem}'}", "6:20", "slash"),
        ("output: mp4", "6:13", "`format:`, `quality:` or `name:`"),
        ("skill: audio-video", "6:12", 'did you mean "audio-video-to"?'),
        ("hours: night", "6:12", "22:00-07:00"),
        ("companion_wait: 10", "6:21", "10m"),
        ("companion_wait: 0s", "6:21", "no time at all"),
        ("companion_wait: 9999999999d", "6:21", "ten years"),
        ("priority: high", "6:15", "from -1000 to 1000"),
        ("files: []", "6:12", "at least one"),
        ("files: [a/*.mov]", "6:13", "file names"),
        ("language: Deutsch, bitte", "6:15", "en, de or zh-CN"),
        ("recursive:", "6:15", "needs a value"),
        ("recursive: [true]", "6:16", "no list"),
        ("group: {a: b}", "6:12", "no list and no keys"),
    ],
)
def test_each_wrong_value_is_told_what_to_write(desk: Desk, line: str, place: str, advice: str):
    problem = desk.problem(one_rule(line))
    assert problem.startswith(f"{place}: ")
    assert advice in problem


@pytest.mark.parametrize("null", ["", "~", "null"])
@pytest.mark.parametrize("key", ["name", "inbox", "instruction"])
def test_nothing_is_not_a_value(desk: Desk, key: str, null: str):
    text = re.sub(rf"(?m)^(.*\b{key}:).*$", rf"\1 {null}", one_rule())
    assert f"`{key}`: needs a value" in desk.problem(text)


@pytest.mark.parametrize("empty", ["rules:", "rules: []", "rules: {}", "rules: none"])
def test_a_file_without_rules_is_refused(desk: Desk, empty: str):
    assert "`rules`: " in desk.problem(empty)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_is_refused(desk: Desk, text: str):
    assert desk.problem(text)


def test_rule_names_are_unique(desk: Desk):
    problem = desk.problem("rules:\n" + rule() + rule(inbox="in2"))
    assert problem == "6:11: the rule on line 2 is called `a` too: give each a name of its own"


def test_a_time_to_keep_archives_needs_archives(desk: Desk):
    """Who writes both expects thirty days' grace; `delete` gives none."""
    assert "`after: archive`" in desk.problem(one_rule("after: delete", "archive_keep: 30d"))


# Folders


def test_two_rules_on_one_inbox_are_refused(desk: Desk):
    problem = desk.problem("rules:\n" + rule() + rule(name="b", inbox="./in/"))
    assert problem == "7:12: this is the inbox of `a` (line 3) too: give each rule an inbox of its own"


def test_a_symlinked_inbox_is_the_same_inbox(desk: Desk):
    (desk.folder / "in").mkdir()
    (desk.folder / "link").symlink_to("in")
    assert "the inbox of `a`" in desk.problem("rules:\n" + rule() + rule(name="b", inbox="link"))


def test_an_inbox_yet_to_be_made_is_known_through_a_link_above_it(desk: Desk):
    (desk.folder / "videos").mkdir()
    (desk.folder / "link").symlink_to("videos")
    text = "rules:\n" + rule(inbox="videos/in") + rule(name="b", inbox="link/in")
    assert "the inbox of `a`" in desk.problem(text)


def test_an_inbox_in_another_is_refused_where_both_would_take_the_file(desk: Desk):
    inner = rule(name="b", inbox="in/side")
    assert "`recursive: false`" in desk.problem("rules:\n" + rule() + inner)
    assert len(desk.load("rules:\n" + rule("recursive: false") + inner).rules) == 2


@pytest.mark.parametrize("outbox", ["in", "in/deep/er", "link/deep"])
def test_an_outbox_where_files_are_taken_from_is_refused(desk: Desk, outbox: str):
    (desk.folder / "in").mkdir()
    (desk.folder / "link").symlink_to("in")
    assert desk.problem("rules:\n" + rule(outbox=outbox)).startswith("4:13: the outbox ")
    other = rule(inbox="other", outbox="out") + rule(name="b", outbox=outbox)
    assert "the inbox of `b`" in desk.problem("rules:\n" + other)


def test_an_inbox_in_an_outbox_is_fine(desk: Desk):
    assert desk.load("rules:\n" + rule(inbox="out/in")).rules


def test_folders_that_only_look_alike_are_two(desk: Desk):
    assert len(desk.load("rules:\n" + rule(outbox="in-done") + rule(name="b", inbox="in2")).rules) == 2


def test_a_file_is_no_folder(desk: Desk):
    (desk.folder / "in").write_text("")
    assert "is a file: name a folder" in desk.problem(one_rule())


def test_the_state_folder_lies_in_no_inbox(desk: Desk):
    assert desk.problem("state: in/state\n" + one_rule()).startswith("1:8: the state folder ")


def test_the_usual_state_folder_lies_in_no_inbox_either(tmp_path: Path):
    desk = Desk(tmp_path)
    text = "rules:\n" + rule(inbox="state", outbox="out")
    assert desk.problem(text).startswith("3:12: the state folder ")


# Addresses


@pytest.mark.parametrize("listen", ["0.0.0.0:8630", "'[::]:8630'", "nas.lan:80", "192.168.1.2:8630"])
def test_listening_beyond_this_machine_needs_a_password(desk: Desk, listen: str):
    assert "`password_file`" in desk.problem(with_top(f"web: {{listen: {listen}}}"))
    assert "`password_file`" in desk.problem(with_top(f"web: {{listen: {listen}, password_file: none}}"))
    assert desk.load(with_top(f"web: {{listen: {listen}, password_file: secret}}")).web.password_file


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "localhost:8630", "'[::1]:8630'", "127.0.0.9:1"])
def test_listening_on_this_machine_needs_none(desk: Desk, listen: str):
    assert desk.load(with_top(f"web: {{listen: {listen}}}")).web.listen == listen.strip("'")


@pytest.mark.parametrize("listen", ["8630", ":8630", "localhost", "127.0.0.1:99999", "::1:8630", "true"])
def test_half_an_address_is_refused(desk: Desk, listen: str):
    assert "or off" in desk.problem(with_top(f'web: {{listen: "{listen}"}}'))


@pytest.mark.parametrize("url", ["http://api.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1"])
def test_the_cloud_is_spoken_to_in_secret(desk: Desk, url: str):
    assert "write https" in desk.problem(with_top(f"cloud: {{url: '{url}'}}"))


@pytest.mark.parametrize("url", ["ftp://a.b", "https://", "a.b", "https://u:p@a.b", "https://a.b?c", "https://a:99999"])
def test_other_addresses_are_refused(desk: Desk, url: str):
    problem = desk.problem(with_top(f"cloud: {{url: '{url}'}}"))
    assert "https://api.example.com" in problem
    assert "u:p" not in problem


def test_an_address_on_this_machine_may_be_plain(desk: Desk):
    assert desk.load(with_top("cloud: {url: 'http://127.0.0.1:9000/'}")).cloud.url == "http://127.0.0.1:9000"


# YAML, the part that is used


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("engine: local\nengine: cloud\n", "2:1", "first on line 1"),
        ("rules:\n\t- name: a\n", "2:1", "a tab stands here"),
        ("engine:\tlocal\n", "1:8", "a tab stands here"),
        ("engine: &e local\n", "1:9", "anchors"),
        ("engine: *e\n", "1:9", "write the value itself"),
        ("engine: !!str local\n", "1:9", "tags"),
        ("<<: {engine: local}\n", "1:1", "merge keys"),
        ("? [engine]\n: local\n", "1:3", "one word"),
        ("~: local\n", "1:1", "a key is missing"),
        ("engine: local\n---\nengine: cloud\n", "2:1", "second document"),
        ("- engine\n", "1:1", "must begin with keys"),
        ("engine: a: b\n", "1:10", "in quotes"),
        ("engine: 'local\n", "1:9", "never closed"),
        ("engine: [local\n", "1:9", "not closed"),
        ("log: {}\nengine\nrules: a\n", "2:1", "colon is missing"),
        ("rules:\n  - a: b\n   c: d\n", "3:4", "indented otherwise"),
        ('log: "a "b" c"\n', "1:10", "other kind of quotes"),
        ("engine: @local\n", "1:9", "in quotes"),
        ('engine: "\\UFFFFFFFF"\n', "1:7", "stands for no character"),
        ('engine: "\\q"\n', "1:11", "backslash"),
        ('engine: "\\0"\n', "1:9", "control character"),
        ("engine: lo\x00cal\n", "1:11", "U+0000"),
        ("engine: local\n# \u2028\n", "2:3", "U+2028"),
        (b"engine: local\n# na\xefve\n", "2:5", "UTF-8"),
        ("engine: local\n".encode("utf-16"), "1:1", "UTF-8"),
        ("a: " + "[" * 50_000, "1:11", "deep"),
        (b"#" * 1_000_001, "1:1", "larger than 1 MB"),
    ],
)
def test_yaml_that_could_mislead_is_refused_in_its_place(desk: Desk, text: str | bytes, place: str, advice: str):
    problems = desk.problems(text)
    assert any(problem.startswith(f"{place}: ") and advice in problem for problem in problems), problems


def test_an_alias_bomb_is_refused_unexpanded(desk: Desk):
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    problems = desk.problems("\n".join(lines))
    assert any("anchors" in problem for problem in problems)
    assert any("points to another value" in problem for problem in problems)


def test_a_merge_bomb_is_refused_unexpanded(desk: Desk):
    lines = ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 9)]
    assert any("merge keys" in problem for problem in desk.problems("\n".join(lines)))


def test_a_file_full_of_mistakes_is_given_up_soon(desk: Desk):
    assert len(desk.problems("".join(f"key{n}: x\n" for n in range(50_000)))) == MOST_PROBLEMS


def test_files_of_other_editors_are_read(desk: Desk):
    expected = desk.load(one_rule())
    assert desk.load(b"\xef\xbb\xbf" + one_rule().encode()) == expected
    assert desk.load(one_rule().replace("\n", "\r\n")) == expected


def test_a_problem_is_one_line_whatever_is_written(desk: Desk):
    problem = desk.problem(one_rule('skill: "a\\nb\\u202e"', "").replace("\n    \n", "\n"))
    assert problem.isprintable()


# The file itself


def test_a_missing_file_leads_to_init(tmp_path: Path):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "none.yaml", default_state=tmp_path)
    assert "nemo-watch init" in caught.value.hint


def test_a_folder_is_no_rule_file(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="is a folder"):
        load(tmp_path, default_state=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_says_so(desk: Desk):
    desk.path.write_text(one_rule())
    desk.path.chmod(0)
    with pytest.raises(ConfigurationError, match="Permission denied"):
        load(desk.path, default_state=desk.folder)


@pytest.mark.parametrize("name", ["x" * 300, "nul\x00", "file/below"])
def test_an_impossible_path_says_so(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / name, default_state=tmp_path)


@pytest.mark.parametrize("folder", ["Videos", "My Videos: 2026 # all", 'The "best"', "影片"])
def test_the_starter_can_be_loaded(desk: Desk, folder: str):
    (only,) = desk.load(starter_text(desk.folder / folder)).rules
    assert (only.inbox, only.outbox) == (desk.folder / folder / "Inbox", desk.folder / folder / "Outbox")
    assert (only.engine, only.instructions) == ("local", ("convert to MP4 without losing quality",))


def test_the_starter_writes_the_home_folder_as_people_do():
    assert "inbox: ~/Videos/Inbox\n" in starter_text(Path.home() / "Videos")


def test_what_the_starter_has_in_store_can_be_loaded_too(desk: Desk):
    """Its commented lines are rules and keys; with the # taken away they are still right."""
    text = re.sub(r"(?m)^(\s*)# ((?:- |  )?[a-z_]+: .*|notify:)$", r"\1\2", starter_text(desk.folder / "Videos"))
    configuration = desk.load(re.sub(r"(?m)^# .*\n", "", text))
    assert [each.name for each in configuration.rules] == ["convert", "phone", "dubbing", "explainers"]
    assert configuration.rules[0].after == "keep"
    assert configuration.notify.quiet


# Anything at all

VALID = (Path(__file__).parent.parent / "config" / "everything.yaml").read_bytes()


def judged(data: bytes) -> None:
    """Read bytes as a rule file: the outcome is a configuration or a list of problems, nothing else."""
    path = Path("/nowhere/nemo-watch.yaml")
    try:
        configuration = read(data, path=path, default_state=Path("/nowhere/state"))
    except ConfigurationError as error:
        problems = error.problems
    else:
        assert configuration.rules
        return
    assert all(re.match(r"/nowhere/nemo-watch.yaml:\d+:\d+: .", problem) for problem in problems)
    assert all(len(problem.splitlines()) == 1 for problem in problems)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=3000)
def test_no_bytes_bring_the_reading_down(data: bytes):
    judged(data)


@given(st.text(alphabet="[]{}:,-#&*!|>'\"%@`?~<= \n\t\\aU0xé", max_size=200))
@settings(max_examples=500, deadline=3000)
def test_no_syntax_brings_the_reading_down(text: str):
    judged(text.encode())


@given(st.data())
@settings(max_examples=150, deadline=3000)
def test_no_change_of_a_good_file_brings_the_reading_down(data: st.DataObject):
    changed = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 5))):
        begin = data.draw(st.integers(0, len(changed)))
        end = begin + data.draw(st.integers(0, 30))
        changed[begin:end] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"\n", b": ", b"~", b"&a ", b"*a", b"- "])
        )
    judged(bytes(changed))


@given(st.dictionaries(st.sampled_from(sorted({key.split(".")[-1] for key in KEYS})), st.text(max_size=30)))
@settings(max_examples=200, deadline=3000)
def test_no_value_brings_the_reading_down(values: dict[str, str]):
    lines = [f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in values.items()]
    judged("\n".join([*lines, ""]).encode("utf-8", "surrogatepass"))
    judged(("rules:\n  -\n" + "".join(f"    {line}\n" for line in lines)).encode("utf-8", "surrogatepass"))
