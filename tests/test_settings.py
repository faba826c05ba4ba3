"""Where things are, and what the environment says instead of the rule file."""

import os
from pathlib import Path

import pytest

from nemo_watch.errors import ConfigurationError
from nemo_watch.rules import Configuration, Rule
from nemo_watch.settings import config_path, default_state, identity, override, socket_folder

CONFIGURATION = Configuration(
    rules=(Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert",)),),
    state=Path("/state"),
)


def test_the_rule_file_is_in_the_configuration_folder():
    assert config_path({"HOME": "/home/ana"}) == Path("/home/ana/.config/nemo-watch/nemo-watch.yaml")
    there = config_path({"HOME": "/home/ana", "XDG_CONFIG_HOME": "/etc/ana"})
    assert there == Path("/etc/ana/nemo-watch/nemo-watch.yaml")


def test_the_rule_file_may_be_named():
    assert config_path({"NEMO_WATCH_CONFIG": "/srv/rules.yaml", "XDG_CONFIG_HOME": "/x"}) == Path("/srv/rules.yaml")
    assert config_path({"NEMO_WATCH_CONFIG": "rules.yaml"}) == Path.cwd() / "rules.yaml"
    assert config_path({"NEMO_WATCH_CONFIG": "~/rules.yaml"}) == Path.home() / "rules.yaml"


def test_relative_xdg_folders_are_ignored():
    environ = {"HOME": "/home/ana", "XDG_CONFIG_HOME": "conf", "XDG_STATE_HOME": "state"}
    assert config_path(environ) == config_path({"HOME": "/home/ana"})
    assert default_state(environ) == default_state({"HOME": "/home/ana"})


def test_the_state_folder_is_the_platforms_unless_named():
    assert default_state({"XDG_STATE_HOME": "/var/ana"}) == Path("/var/ana/nemo-watch")
    usual = default_state({})
    assert usual.is_absolute()
    assert usual.name == "nemo-watch"


def test_the_environment_names_other_services():
    changed = override(CONFIGURATION, {"NEMO_API_URL": "http://127.0.0.1:9000/", "NEMO_WEB_URL": "https://web.test"})
    assert (changed.cloud.url, changed.cloud.web) == ("http://127.0.0.1:9000", "https://web.test")
    assert changed.rules == CONFIGURATION.rules


@pytest.mark.parametrize("environ", [{}, {"NEMO_API_URL": "", "NEMO_WEB_URL": " "}])
def test_a_variable_that_is_empty_changes_nothing(environ: dict[str, str]):
    assert override(CONFIGURATION, environ) == CONFIGURATION


@pytest.mark.parametrize("name", ["NEMO_API_URL", "NEMO_WEB_URL"])
@pytest.mark.parametrize("url", ["http://api.example.com", "api", "https://ana:secret@api.example.com"])
def test_an_unsafe_service_is_refused_by_the_variables_name(name: str, url: str):
    with pytest.raises(ConfigurationError, match=name) as caught:
        override(CONFIGURATION, {name: url})
    assert "secret" not in caught.value.sentence


def test_the_environment_says_who_asks():
    who = identity({"NEMO_TOKEN": " nmv_usr_1\n", "NEMO_CLIENT_ID": "id", "SKILL_SOURCE": "cursor"})
    assert (who.token, who.client_id, who.skill_source) == ("nmv_usr_1", "id", "cursor")
    assert identity({"NEMO_TOKEN": ""}).token is None


def test_all_tools_share_one_client_id():
    assert identity({"HOME": "/home/ana"}).client_id_file == Path("/home/ana/.config/nemovideo/client_id")


def test_a_service_may_get_its_token_as_a_credential(tmp_path: Path):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert identity(environ).token_file is None
    (tmp_path / "nemo-token").write_text("nmv_usr_1")
    assert identity(environ).token_file == tmp_path / "nemo-token"
    assert identity({"CREDENTIALS_DIRECTORY": "."}).token_file is None
    assert identity({}).token_file is None


def test_the_token_is_never_shown():
    who = identity({"NEMO_TOKEN": "nmv_usr_1"})
    assert "nmv_usr_1" not in f"{who!r} {who}"
    with pytest.raises(ConfigurationError, match="NEMO_TOKEN") as caught:
        identity({"NEMO_TOKEN": "nmv\r\nX-Evil: 1"})
    assert "nmv\r" not in caught.value.sentence


def test_sockets_lie_in_the_state_folder_where_they_fit():
    assert socket_folder(Path("/home/ana/.local/state/nemo-watch")) == Path("/home/ana/.local/state/nemo-watch")


def test_sockets_of_a_deep_state_folder_lie_in_a_short_one(tmp_path: Path):
    deep = tmp_path / ("x" * 60) / ("ü" * 40)
    short = socket_folder(deep)
    assert len(os.fsencode(short / "control.sock")) <= 100
    assert short == socket_folder(deep)
    assert short != socket_folder(deep / "other")
    assert str(os.getuid()) in short.name


def test_the_limit_counts_bytes():
    fits = Path("/" + "x" * (100 - len("//control.sock")))
    assert socket_folder(fits) == fits
    assert socket_folder(fits.with_name(fits.name + "x")) != fits.with_name(fits.name + "x")
