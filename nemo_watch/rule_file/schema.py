"""Every key of a rule file: how it is read, what it means, what holds without it.

The one table of keys; reading, `KEYS` and the documentation's tests come from it. A new key is one entry here
and a field in `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nemo_watch.rule_file.readers import Key, location, one, section, sections, several, switch
from nemo_watch.rule_file.values import (
    address,
    choice,
    duration,
    encoder,
    instruction,
    language,
    listen,
    pattern,
    result_name,
    rule_name,
    whole,
    word,
    workers,
)
from nemo_watch.rules import ENGINES
from nemo_watch.skills import DEFAULT_SKILL, SKILLS
from nemo_watch.units import parse_hours

REQUIRED = "required"
FORMATS = ("mp4", "mov", "mkv", "webm", "gif", "mp3", "wav", "m4a", "aac")
QUALITIES = ("lossless", "high", "medium", "low")


def _group(name: str, meaning: str, *keys: Key) -> Key:
    """Return a key that holds a section."""
    return Key(name, section(keys, label=f"`{name}`", prefix=f"{name}."), meaning, "", keys)


_OUTPUT = _group(
    "output",
    "what the result is",
    Key("format", one(choice(*FORMATS)), "the kind of file", "mp4"),
    Key("quality", one(choice(*QUALITIES)), "how much may be lost", "high"),
    Key("name", one(result_name), "how the result is named", '"{stem}.{format}"'),
)

RULE = (
    Key(
        "name",
        one(rule_name),
        "what the rule is called: small letters, digits, dashes",
        REQUIRED,
        required=True,
    ),
    Key("inbox", location, "the folder that files are dropped into", REQUIRED, required=True),
    Key("outbox", location, "the folder that results appear in", REQUIRED, required=True),
    Key(
        "instruction",
        several(instruction, lines=True),
        "what to do, in plain words; a list is done one after the other",
        REQUIRED,
        required=True,
    ),
    Key("skill", one(choice(*SKILLS)), "what kind of work it is", DEFAULT_SKILL),
    Key("files", several(pattern), "which file names are taken, in any case", "by skill"),
    Key("recursive", switch, "whether subfolders of the inbox count too", "true"),
    Key("group", one(choice("each", "pair", "folder")), "which files make one job", "by skill"),
    Key("session", one(choice("own", "shared")), "whether files of one subfolder share a cloud session", "own"),
    Key(
        "existing",
        one(choice("take", "leave")),
        "what becomes of files that lie there at the first start",
        "take",
    ),
    Key("verify", one(choice("quick", "full")), "how much of a result is checked", "quick"),
    Key("metadata", one(choice("keep", "strip")), "what becomes of capture time, place and title", "keep"),
    Key("companion_wait", one(duration()), "how long half a pair waits for the other", "10m"),
    Key("engine", one(choice(*ENGINES)), "where the work is done", "as at the top"),
    Key(
        "after",
        one(choice("archive", "keep", "trash", "delete")),
        "what becomes of the source once the result is delivered",
        "archive",
    ),
    Key("archive_keep", one(word("forever", duration())), "how long archived sources are kept", "forever"),
    _OUTPUT,
    Key("language", one(language), "the language of the cloud session", "en"),
    Key("hours", one(word("always", parse_hours)), "the time of day in which it works", "always"),
    Key("priority", one(whole(least=-1000, most=1000)), "which rule goes first: higher before lower", "0"),
)

_CLOUD = _group(
    "cloud",
    "how the NemoVideo cloud is used",
    Key("url", one(address), "where the service is", "https://mega-api-prod.nemovideo.ai"),
    Key("web", one(address), "where its website is", "https://nemovideo.com"),
    Key("poll", one(duration()), "how often a render is asked after", "30s"),
    Key("concurrency", one(whole(least=1, most=1000)), "how many jobs are there at a time", "4"),
    Key("recovery_wait", one(duration()), "how long to wait before asking what became of a message", "30s"),
    Key(
        "credits_per_day",
        one(whole(least=0, most=1_000_000)),
        "how many credits may be spent in a day",
        "100",
    ),
)

_LOCAL = _group(
    "local",
    "how this machine does the work",
    Key("workers", one(word("none", workers)), "a Dask scheduler that encodes elsewhere", "none"),
    Key("encoder", one(word("auto", encoder)), "the encoder to use, by ffmpeg's name", "auto"),
    Key("ffmpeg", partial(location, none="built-in"), "the ffmpeg to use", "built-in"),
    Key("compatible", one(choice("wide", "modern")), "what results must play on", "wide"),
)

_INBOX = _group(
    "inbox",
    "how inboxes are watched",
    Key("watch", one(choice("auto", "native", "poll")), "whether the system reports new files", "auto"),
    Key("settle", one(duration(may_be_none=True)), "how long a file must be quiet before it is taken", "2s"),
    Key("sweep", one(duration()), "how often inboxes are looked through", "60s"),
    Key("give_up", one(duration()), "when an incomplete file that nobody writes is reported", "10m"),
)

_NOTIFY = _group(
    "notify",
    "which notices the desktop shows",
    Key("done", switch, "a result is there", "true"),
    Key("failed", switch, "a file could not be done", "true"),
    Key("held", switch, "a job needs an answer", "true"),
    Key("quiet", one(word("never", parse_hours)), "the time of day without notices", "never"),
)

_WEB = _group(
    "web",
    "where the status page is",
    Key("listen", one(word("off", listen)), "host and port, or off", "127.0.0.1:8630"),
    Key("password_file", partial(location, none="none"), "a file that holds the page's password", "none"),
)

_LOG = _group(
    "log",
    "what is written down",
    Key("level", one(choice("debug", "info", "warning", "error")), "how much", "info"),
    Key("format", one(choice("auto", "text", "json")), "text for people, json for programs", "auto"),
)

TOP = (
    Key(
        "engine",
        one(choice(*ENGINES)),
        "where the work is done: here, in the cloud, or where it can be",
        "local",
    ),
    Key("state", location, "the folder of the job list and the sockets", "by platform"),
    Key(
        "rules",
        sections(section(RULE, label="a rule"), example="- name: …"),
        "the list of rules, each with a name, an inbox, an outbox and an instruction",
        REQUIRED,
        keys=RULE,
        required=True,
    ),
    _CLOUD,
    _LOCAL,
    _INBOX,
    _NOTIFY,
    _WEB,
    _LOG,
)

read_file = section(TOP, label="the rule file")


def walk(keys: tuple[Key, ...] = TOP, prefix: str = "") -> Iterator[tuple[str, Key]]:
    """Yield every key with its dotted name, such as ``rules.output.format``, in the order of the table."""
    for key in keys:
        yield prefix + key.name, key
        yield from walk(key.keys, f"{prefix}{key.name}.")


def homes() -> dict[str, tuple[str, ...]]:
    """Return for every key the sections that know it, as sentences call them."""
    found: dict[str, tuple[str, ...]] = {}
    for dotted, key in walk():
        *_, parent = ("", *dotted.split(".")[:-1])
        label = {"": "the rule file", "rules": "a rule"}.get(parent, f"`{parent}`")
        found[key.name] = (*found.get(key.name, ()), label)
    return found
