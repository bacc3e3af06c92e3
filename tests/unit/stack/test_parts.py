"""The cache: cheap to check, healed when it is damaged, enough without a network."""

from __future__ import annotations

import os

import pytest
from rich.console import Console

from corkboard.errors import PreflightError
from corkboard.stack import download, install, lockfile, manifest
from corkboard.stack.lockfile import parse
from corkboard.stack.parts import IAM_SET, JAR_SETS, TEST_SETS, JarSet, Parts


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


def test_a_set_is_healed_when_the_store_has_lost_what_the_set_still_has(one_set):
    """Only what a set misses is linked anew."""
    parts, jars = one_set
    jar = jars.jars[0]
    other = parse(f"org.example:second:1 {_sha256(b'second')} 6")[0]
    (parts.cache / "store" / jar.sha256).unlink()
    (parts.cache / "store" / other.sha256).write_bytes(b"second")

    install._fetch_sets(parts, [JarSet("example", jars.folder, (jar, other))], Console(quiet=True))

    assert sorted(path.name for path in jars.folder.glob("*.jar")) == ["part-1.jar", "second-1.jar"]


@pytest.fixture
def made(tmp_path):
    """Return a folder that was made, verified, and is used."""
    (tmp_path / "share").mkdir()
    for name in ("program", "share/messages", "share/cached.pyc"):
        (tmp_path / name).write_bytes(b"content")
    (tmp_path / "link").symlink_to("program")
    manifest.remember(tmp_path)
    return tmp_path


def test_a_made_folder_stays_intact_while_it_is_used(made):
    """Compiled Python comes and goes; that is no damage."""
    (made / "share" / "cached.pyc").unlink()
    (made / "share" / "new.pyc").write_bytes(b"new")

    assert manifest.is_intact(made)


@pytest.mark.parametrize("name", ["program", "share/messages"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"CONTENT"),
    ],
)
def test_a_removed_truncated_or_changed_file_is_noticed(made, name, harm):
    """Every file counts, not only the program."""
    os.utime(made / name, ns=(1, 1))
    manifest.remember(made)
    harm(made / name)

    assert manifest.damaged(made) == [name]
    assert not manifest.is_intact(made)


def test_a_folder_whose_making_was_interrupted_is_not_intact(tmp_path):
    """The record is written last."""
    (tmp_path / "program").write_bytes(b"half")

    assert not manifest.is_intact(tmp_path)


@pytest.fixture
def made_parts(tmp_path):
    """Return parts whose server, emulator, sink and file system are there, tiny, and recorded."""
    parts = Parts(tmp_path)
    files = {
        parts.database_home: ("bin/mariadbd", "share/errmsg.sys"),
        parts.ministack_home: ("bin/python", "lib/ministack.py"),
        parts.sink_plugin.parent: (f"{parts.sink_plugin.name}/sink.jar",),
        parts.filesystem_jar.parent: (parts.filesystem_jar.name,),
    }
    for home, names in files.items():
        for name in names:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(b"content")
        manifest.remember(home)
    return parts


def test_parts_as_they_were_made_need_nothing(made_parts):
    """A second setup makes nothing."""
    assert made_parts.unmade() == []


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("mariadb", lambda parts: parts.database_home / "share" / "errmsg.sys"),
        ("ministack", lambda parts: parts.ministack_home / "lib" / "ministack.py"),
        ("S3 sink", lambda parts: parts.sink_plugin / "sink.jar"),
        ("DBFS", lambda parts: parts.filesystem_jar),
    ],
)
def test_damage_anywhere_in_a_made_part_makes_setup_make_it_again(made_parts, part, damage):
    """``setup`` heals it, and starting without that says which part is damaged."""
    damage(made_parts).write_bytes(b"")

    assert made_parts.unmade() == [part]
    assert part in install.plan(made_parts)
    with pytest.raises(PreflightError, match=part):
        made_parts.require()


def test_what_is_missing_is_named_with_the_remedy(tmp_path):
    """Starting without parts says which, and what to run."""
    with pytest.raises(PreflightError, match=r"(?s)kafka, sink, spark, .*ministack.*corkboard setup"):
        Parts(tmp_path).require()


def test_a_disk_that_is_too_small_is_refused_before_anything_is_fetched(tmp_path, monkeypatch):
    """The error names the folder, what is free and what is needed."""
    monkeypatch.setattr(install, "UNPACKED_MB", 1 << 40)

    with pytest.raises(PreflightError, match=r"MB free and needs .* MB"):
        install.install(Parts(tmp_path), Console(quiet=True))


@pytest.mark.parametrize("name", [*JAR_SETS, *TEST_SETS])
def test_every_lock_can_be_read(name):
    """Each names jars by coordinate, hash and size, sorted so that a change is easy to see."""
    text = lockfile.lock_text(f"{name}.lock")
    assert text is not None
    jars = parse(text)

    assert jars
    assert len({jar.file_name for jar in jars}) == len(jars)


def test_a_jar_with_a_classifier_has_it_in_its_name_and_address():
    """As Maven writes it: a jar that holds what it needs, beside the one that does not."""
    [jar] = parse(f"a.b:c:1.0:all {'0' * 64} 7")

    assert (jar.coordinate, jar.file_name) == ("a.b:c:1.0:all", "c-1.0-all.jar")
    assert jar.repository_path == "a/b/c/1.0/c-1.0-all.jar"


def test_msks_sign_in_is_fetched_only_where_it_is_asked_for(tmp_path):
    """The default setup stays as large as it was."""
    parts = Parts(tmp_path)

    assert IAM_SET not in install.plan(parts)
    assert {IAM_SET, "MSK IAM"} <= set(install.plan(parts, with_iam=True))
