"""The outputs and the lock of a stack."""

from __future__ import annotations

import json
import shutil

import pytest

from corkboard.errors import SettingsError, WaitTimeoutError
from corkboard.settings import load
from corkboard.stack import outputs


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a stack that was brought up once."""
    file = tmp_path / ".corkboard" / "own" / "outputs.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"connect": {"url": "http://127.0.0.1:1"}}))
    return load({"name": "own", "home": tmp_path, "connect": {"records_per_object": 7}}, environ={})


def test_outputs_are_replaced_whole_and_stay_private(settings):
    """A reader never sees half a file, and no draft is left."""
    before = outputs.path(settings).stat().st_ino

    outputs.keep(settings)

    content = json.loads(outputs.path(settings).read_text())
    assert content == {"connect": {"url": "http://127.0.0.1:1", "records_per_object": 7}}
    assert outputs.path(settings).stat().st_ino != before
    assert outputs.path(settings).stat().st_mode & 0o077 == 0
    assert [file.name for file in settings.state_dir.iterdir()] == ["outputs.json"]


@pytest.mark.parametrize("content", ["", '{"kafka": ', "[]", '{"kafka": 1}', "\udcff"])
def test_broken_outputs_are_named_with_the_fix(settings, content):
    """And whoever writes them anew takes them for absent."""
    file = outputs.path(settings)
    file.write_text(content, errors="surrogateescape")

    with pytest.raises(SettingsError, match=r"outputs\.json is broken") as caught:
        load({"name": "own", "home": settings.home}, environ={})

    assert "corkboard up" in caught.value.hint
    assert outputs.is_broken(load({"name": "own", "home": settings.home}, environ={}, is_mending=True))


def test_one_command_at_a_time_changes_a_stack(settings):
    """Also when the first one has just removed the stack's folder."""
    with outputs.lock(settings):
        shutil.rmtree(settings.state_dir)
        with pytest.raises(WaitTimeoutError, match="another corkboard command"), outputs.lock(settings):
            pytest.fail("both hold it")
    with outputs.lock(settings):
        pass
