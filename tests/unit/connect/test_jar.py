"""The jar depends on its content alone."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_connect import jar

FILES = st.dictionaries(st.text("abc/", min_size=1), st.binary(), max_size=5)


@given(files=FILES)
def test_the_same_files_give_the_same_bytes(files: dict[str, bytes]) -> None:
    """Whatever order they come in."""
    backwards = dict(reversed(files.items()))

    assert jar.pack(files, version="1") == jar.pack(backwards, version="1")


@given(files=FILES)
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    """Every file, and the manifest first."""
    with zipfile.ZipFile(io.BytesIO(jar.pack(files, version="1"))) as archive:
        assert archive.namelist() == [jar.MANIFEST, *sorted(files)]
        assert {name: archive.read(name) for name in files} == files


def test_the_manifest_says_the_version() -> None:
    """Java reads it as the package's implementation version; its lines end with a carriage return."""
    assert b"\r\nImplementation-Version: 1.2.3\r\n" in jar.manifest("1.2.3")


def test_a_version_too_long_for_a_manifest_is_refused() -> None:
    """A manifest's line has 72 bytes."""
    with pytest.raises(ValueError, match="too long"):
        jar.manifest("1" * 72)
