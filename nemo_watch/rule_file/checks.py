"""What single values cannot show: keys that contradict one another."""

from __future__ import annotations

from pathlib import Path

from nemo_watch.rule_file.folders import check_folders
from nemo_watch.rule_file.problems import Place, Problems
from nemo_watch.rule_file.readers import Found
from nemo_watch.rules import is_loopback


def check(found: Found, default_state: Path, problems: Problems) -> None:
    """Report every contradiction among the values that could be read."""
    rules: list[Found] = list(found.values.get("rules", ()))
    _check_names(rules, problems)
    _check_archives(rules, problems)
    _check_web(found.values.get("web"), problems)
    check_folders(rules, found.values.get("state", default_state), found.places.get("state"), problems)


def _check_names(rules: list[Found], problems: Problems) -> None:
    first: dict[str, Place] = {}
    for rule in rules:
        if (name := rule.values.get("name")) is None:
            continue
        place = rule.places["name"]
        if (other := first.setdefault(name, place)) is not place:
            problems.add(place, f"the rule on line {other.line} is called `{name}` too: give each a name of its own")


def _check_archives(rules: list[Found], problems: Problems) -> None:
    """Report sources that are thought to be kept for a time, and are not archived at all."""
    for rule in rules:
        after = rule.values.get("after", "archive")
        if rule.values.get("archive_keep") is not None and after != "archive":
            problems.add(
                rule.places["archive_keep"],
                f"`archive_keep` needs `after: archive`, not `after: {after}`: take one of the two out",
            )


def _check_web(web: Found | None, problems: Problems) -> None:
    """Report a status page that everyone in the network could use."""
    if web is None or (listen := web.values.get("listen")) is None:
        return
    host = listen.rpartition(":")[0]
    asks = "password_file" in web.places and web.values.get("password_file", "unread") is not None
    if not is_loopback(host) and not asks:
        problems.add(
            web.places["listen"],
            f"`web.listen`: others can reach {host}: add `password_file`, or write 127.0.0.1 instead",
        )
