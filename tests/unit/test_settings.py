"""The settings: layers, and what is said about wrong ones."""

from __future__ import annotations

import json

import pytest

from corkboard.errors import SettingsError
from corkboard.settings import child_environment, load, reveal


def test_without_anything_the_target_is_local_with_an_endpoint(tmp_path):
    """A missing variable never means real AWS."""
    settings = load(environ={}, cwd=tmp_path)

    assert settings.target == "local"
    assert settings.aws.client_kwargs()["endpoint_url"].startswith("http://127.0.0.1")


def test_layers_win_in_their_order(tmp_path):
    """Options beat variables, which beat outputs, which beat the file, which beats defaults."""
    (tmp_path / "corkboard.toml").write_text(
        '[targets.local]\nprefix = "file"\n[targets.local.kafka]\npartitions = 3\n'
    )
    state = tmp_path / ".corkboard" / "default"
    state.mkdir(parents=True)
    (state / "outputs.json").write_text(
        json.dumps({"kafka": {"bootstrap_servers": "127.0.0.1:7"}, "rest": {"url": "http://127.0.0.1:1"}})
    )
    environ = {"CORKBOARD_REST__URL": "http://127.0.0.1:2", "CORKBOARD_PREFIX": "variable"}

    settings = load({"prefix": "option"}, environ=environ, cwd=tmp_path)

    assert settings.kafka.partitions == 3
    assert settings.kafka.bootstrap_servers == "127.0.0.1:7"
    assert settings.rest.url == "http://127.0.0.1:2"
    assert settings.prefix == "option"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"CORKBOARD_KAFKA__PARTITION": "3"}, "did you mean CORKBOARD_KAFKA__PARTITIONS?"),
        ({"CORKBOARD_KAFKA__PARTITIONS": "many"}, "kafka.partitions"),
        ({"CORKBOARD_TARGET": "moon"}, "target"),
        ({"CORKBOARD_NAME": "Not a name"}, "name"),
        ({"CORKBOARD_TARGET": "aws", "CORKBOARD_AWS__ENDPOINT_URL": "http://127.0.0.1:1"}, "must be empty"),
        ({"CORKBOARD_DATABASE__USER": "root"}, "another account"),
        ({"CORKBOARD_DATABASE__NAME": ""}, "database.name"),
        ({"CORKBOARD_AWS__ENDPOINT_URL": "https://s3.amazonaws.com"}, "must name an emulator"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(tmp_path, environ, words):
    """Unknown keys, wrong types, unknown targets and contradictions each get a clear error."""
    with pytest.raises(SettingsError) as caught:
        load(environ=environ, cwd=tmp_path)

    assert words in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("targets = [", "not TOML"),
        ("color = 1", "unknown key color"),
        ('default_target = "moon"', "unknown target moon"),
        ("[targets.local]\ncolor = 1", "color"),
        ("[targets.moon]", "unknown target moon"),
        ("targets = 1", "not a table of tables"),
        ("[targets]\nlocal = 1", "not a table of tables"),
    ],
)
def test_a_wrong_file_is_named_with_its_remedy(tmp_path, content, words):
    """The file is held to the same rules as the environment."""
    (tmp_path / "corkboard.toml").write_text(content)

    with pytest.raises(SettingsError, match=words):
        load(environ={}, cwd=tmp_path)


def test_a_rejected_value_is_not_shown(tmp_path):
    """A password in the wrong place must not end up in a log."""
    with pytest.raises(SettingsError) as caught:
        load({"database": {"port": "hunter2"}}, environ={}, cwd=tmp_path)

    assert "hunter2" not in str(caught.value)


def test_secrets_are_followed_to_files_and_variables(tmp_path):
    """A reference is resolved when it is used, not when it is read."""
    (tmp_path / "word").write_text("from file\n")
    settings = load(
        {"database": {"password": f"file:{tmp_path / 'word'}", "admin_password": "env:WORD"}},
        environ={},
        cwd=tmp_path,
    )

    assert reveal(settings.database.password) == "from file"
    assert reveal(settings.database.admin_password, {"WORD": "from variable"}) == "from variable"
    with pytest.raises(SettingsError, match="WORD"):
        reveal(settings.database.admin_password, {})


def test_a_child_is_told_which_stack_it_serves(tmp_path):
    """Programs of ours find the same stack as the command that started them."""
    settings = load({"name": "other", "home": tmp_path}, environ={})

    environment = child_environment(settings)

    assert (
        load(environ={key: value for key, value in environment.items() if key.startswith("CORKBOARD_")}).name
        == "other"
    )
    assert environment["CORKBOARD_HOME"] == str(tmp_path)


def test_a_child_takes_the_profile_whose_account_was_asked_for(tmp_path, monkeypatch):
    """Keys in the environment would beat it, and may be of another account."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.setenv(name, "another")

    environment = child_environment(
        load({"target": "aws", "aws": {"profile": "work"}, "home": tmp_path}, environ={})
    )

    assert {name: value for name, value in environment.items() if name.startswith("AWS_")}.items() >= {
        "AWS_PROFILE": "work"
    }.items()
    assert "another" not in environment.values()


def test_the_nearest_folder_with_a_stack_is_home(tmp_path):
    """The command works from any folder below the one that holds the stack."""
    (tmp_path / ".corkboard").mkdir()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)

    assert load(environ={}, cwd=inner).home == tmp_path


def test_a_password_that_the_file_names_beats_the_one_that_up_made_up(tmp_path):
    """Addresses come from the outputs, passwords from whoever names one."""
    (tmp_path / "corkboard.toml").write_text('[targets.local.database]\nport = 1\npassword = "chosen"\n')
    state = tmp_path / ".corkboard" / "default"
    state.mkdir(parents=True)
    made = {"port": 7, "password": "file:made", "admin_password": "file:admin"}
    (state / "outputs.json").write_text(json.dumps({"database": made}))

    section = load(environ={}, cwd=tmp_path).database

    assert section.port == 7
    assert section.password.get_secret_value() == "chosen"
    assert section.admin_password.get_secret_value() == "file:admin"


def test_a_token_that_the_file_names_beats_the_one_that_up_made_up(tmp_path):
    """The Jobs API's address still comes from the outputs."""
    (tmp_path / "corkboard.toml").write_text(
        '[targets.local.databricks]\ntoken = "env:MY_TOKEN"\nurl = "http://x"\n'
    )
    state = tmp_path / ".corkboard" / "default"
    state.mkdir(parents=True)
    made = {"url": "http://127.0.0.1:7", "token": "file:made"}
    (state / "outputs.json").write_text(json.dumps({"databricks": made}))

    section = load(environ={}, cwd=tmp_path).databricks

    assert (section.port, section.token.get_secret_value()) == (7, "env:MY_TOKEN")
