"""The cache: cheap to check, healed when it is damaged, enough without a network."""

from __future__ import annotations

import os

import pytest
from rich.console import Console

from corkboard.errors import PreflightError
from corkboard.stack import download, install, lockfile
from corkboard.stack.lockfile import parse
from corkboard.stack.parts import JAR_SETS, JarSet, Parts


@pytest.fixture
def one_set(tmp_path, monkeypatch):
    """Return a cache with one verified set of one jar, and no way to the network."""
    content = b"class file"
    jar = parse(f"org.example:part:1 {_sha256(content)} {len(content)}")[0]
    store = tmp_path / "store"
    store.mkdir()
    (store / jar.sha256).write_bytes(content)
    monkeypatch.setattr(download, "fetch_all", _no_network)
    jars = JarSet("example", tmp_path / "example", (jar,))
    install._fetch_sets(Parts(tmp_path), [jars], Console(quiet=True))
    return Parts(tmp_path), jars


def _sha256(content: bytes) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(content).hexdigest()


def _no_network(*_: object, **__: object) -> None:
    raise AssertionError("asked the network")


def test_a_verified_set_misses_nothing(one_set):
    """A second run compares sizes and times only."""
    _, jars = one_set

    assert jars.missing() == []


def test_a_changed_jar_is_missed_and_linked_again_from_the_store(one_set):
    """The store keeps a good copy; no network is needed."""
    parts, jars = one_set
    (jars.folder / "part-1.jar").unlink()
    (jars.folder / "part-1.jar").write_bytes(b"broken")

    assert [jar.artifact for jar in jars.missing()] == ["part"]
    install._fetch_sets(parts, [jars], Console(quiet=True))

    assert (jars.folder / "part-1.jar").read_bytes() == b"class file"


def test_a_jar_that_is_corrupt_in_the_store_too_is_fetched_again(one_set):
    """A flipped byte behind a hard link is in both places, and neither is trusted."""
    parts, jars = one_set
    path = jars.folder / "part-1.jar"
    path.write_bytes(b"class fila")
    os.utime(path, ns=(1, 1))

    with pytest.raises(AssertionError, match="asked the network"):
        install._fetch_sets(parts, [jars], Console(quiet=True))


def test_what_is_missing_is_named_with_the_remedy(tmp_path):
    """Starting without parts says which, and what to run."""
    with pytest.raises(PreflightError, match=r"(?s)kafka, sink, spark, .*ministack.*corkboard setup"):
        Parts(tmp_path).require()


def test_a_disk_that_is_too_small_is_refused_before_anything_is_fetched(tmp_path, monkeypatch):
    """The error names the folder, what is free and what is needed."""
    monkeypatch.setattr(install, "UNPACKED_MB", 1 << 40)

    with pytest.raises(PreflightError, match=r"MB free and needs .* MB"):
        install.install(Parts(tmp_path), Console(quiet=True))


@pytest.mark.parametrize("name", [*JAR_SETS, "junit"])
def test_every_lock_can_be_read(name):
    """Each names jars by coordinate, hash and size, sorted so that a change is easy to see."""
    text = lockfile.lock_text(f"{name}.lock")
    assert text is not None
    jars = parse(text)

    assert jars
    assert len({jar.file_name for jar in jars}) == len(jars)
