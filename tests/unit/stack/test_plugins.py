"""The plugin folder: what lies in it is loaded."""

from __future__ import annotations

import zipfile

import pytest

from corkboard.errors import PreflightError
from corkboard.stack.native.connect import _has_manifest


def _jar(path, *names: str):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_a_jar_with_a_manifest_needs_no_scan(tmp_path):
    """The quick way is taken only where it finds everything."""
    assert _has_manifest(
        _jar(tmp_path / "a.jar", "META-INF/services/org.apache.kafka.connect.sink.SinkConnector")
    )


def test_a_jar_without_a_manifest_is_scanned(tmp_path):
    """Older plugin zips still load."""
    assert not _has_manifest(_jar(tmp_path / "a.jar", "com/example/Sink.class"))


def test_what_is_no_jar_is_named(tmp_path):
    """A broken download in the plugin folder does not become a riddle in the worker's log."""
    (tmp_path / "a.jar").write_text("half a file")

    with pytest.raises(PreflightError, match=r"a\.jar is not a jar"):
        _has_manifest(tmp_path / "a.jar")
