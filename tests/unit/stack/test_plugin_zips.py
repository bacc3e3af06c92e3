"""Zips in the plugin folder: unpacked, again when they change, gone when they go, and never a danger."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from corkboard.errors import PreflightError
from corkboard.stack.plugins import Room, arrange

HUB = {
    "acme-sink-1.2/manifest.json": b"{}",
    "acme-sink-1.2/lib/acme.jar": b"jar",
    "acme-sink-1.2/lib/other.jar": b"jar",
    "__MACOSX/acme-sink-1.2/lib/._acme.jar": b"no jar",
    "acme-sink-1.2/lib/._other.jar": b"no jar",
}


@pytest.fixture
def folders(tmp_path):
    """Return the plugin folder and the one for what is unpacked."""
    (tmp_path / "plugins").mkdir()
    return tmp_path / "plugins", tmp_path / "data" / "plugins"


def _zip(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _found(into):
    """Return the unpacked files below each zip's own folder."""
    files = [path.relative_to(into) for path in into.rglob("*") if path.is_file()]
    return sorted("/".join((path.parts[0].split("+")[0], *path.parts[1:])) for path in files)


def test_a_hubs_zip_becomes_a_folder_of_jars(folders):
    """As it is, without what macOS adds."""
    _zip(folders[0] / "acme.zip", HUB)

    arrange(folders[:1], folders[1])

    inside = ("lib/acme.jar", "lib/other.jar", "manifest.json")
    assert _found(folders[1]) == [f"acme/acme-sink-1.2/{name}" for name in inside]


def test_what_did_not_change_is_left_alone(folders):
    """A second start costs nothing."""
    _zip(folders[0] / "acme.zip", HUB)
    arrange(folders[:1], folders[1])
    before = {path: path.stat().st_ino for path in folders[1].rglob("*")}

    arrange(folders[:1], folders[1])

    assert {path: path.stat().st_ino for path in folders[1].rglob("*")} == before


def test_a_zip_that_changes_is_unpacked_again_and_one_that_goes_is_gone(folders):
    """Also when size and time are those of the old one."""
    acme, other = folders[0] / "acme.zip", folders[0] / "other.ZIP"
    _zip(acme, {"lib/a.jar": b"one"})
    _zip(other, {"lib/b.jar": b"b"})
    arrange(folders[:1], folders[1])
    seen = acme.stat()

    _zip(folders[0] / "new", {"lib/a.jar": b"two"}).replace(acme)
    os.utime(acme, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    other.unlink()
    arrange(folders[:1], folders[1])

    assert _found(folders[1]) == ["acme/lib/a.jar"]
    assert next(folders[1].rglob("a.jar")).read_bytes() == b"two"


def test_folders_and_jars_are_linked_and_zips_are_not(folders):
    """Connect searches each entry for seconds; what goes is not linked any more."""
    source, into = folders
    _zip(source / "acme.zip", {"lib/a.jar": b"jar"})
    (source / "own").mkdir()
    for name in ("one.jar", "notes.txt", ".hidden.jar"):
        (source / name).write_text(name)
    arrange(folders[:1], folders[1])
    first = {path.name.split("+")[0]: path.is_symlink() for path in into.iterdir()}

    (source / "own").rmdir()
    arrange(folders[:1], folders[1])

    assert first == {"acme": False, "own": True, "one.jar": True}
    assert (into / "one.jar").read_text() == "one.jar"
    assert sorted(path.name.split("+")[0] for path in into.iterdir()) == ["acme", "one.jar"]


@pytest.mark.parametrize("name", ["../evil.jar", "lib/../../evil.jar", "/evil.jar", "//evil.jar"])
def test_a_zip_never_writes_outside_its_folder(folders, tmp_path, name):
    """It is refused by name, and nothing of it is left."""
    _zip(folders[0] / "acme.zip", {"lib/a.jar": b"jar", name: b"evil"})

    with pytest.raises(PreflightError, match=r"acme\.zip would write outside its folder: .*evil"):
        arrange(folders[:1], folders[1])

    assert list(tmp_path.rglob("*evil*")) == []
    assert _found(folders[1]) == []


def test_a_link_in_a_zip_is_only_a_file(folders):
    """Nothing can be reached through it."""
    link = zipfile.ZipInfo("lib/link.jar")
    link.external_attr = 0o120777 << 16
    _zip(folders[0] / "acme.zip", {link: b"/etc/passwd"})

    arrange(folders[:1], folders[1])

    (unpacked,) = folders[1].rglob("link.jar")
    assert not unpacked.is_symlink()
    assert unpacked.read_bytes() == b"/etc/passwd"


@pytest.mark.parametrize("room", [Room(size_bytes=199_999), Room(files=3)])
def test_a_zip_that_is_too_large_is_refused_before_a_byte_is_written(folders, room):
    """A few bytes may unpack to many."""
    _zip(folders[0] / "bomb.zip", {f"lib/{number}.jar": bytes(50_000) for number in range(4)})

    with pytest.raises(PreflightError, match=r"bomb\.zip is too large: it has 4 files and 200,000 bytes"):
        arrange(folders[:1], folders[1], room)

    assert _found(folders[1]) == []


def test_a_zip_that_states_less_than_it_holds_is_broken(folders):
    """The stated sizes are what the limit counts."""
    path = _zip(folders[0] / "lie.zip", {"lib/a.jar": bytes(50_000)})
    path.write_bytes(path.read_bytes().replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    with pytest.raises(PreflightError, match=r"lie\.zip cannot be unpacked"):
        arrange(folders[:1], folders[1])

    assert _found(folders[1]) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"half a file", "cannot be unpacked: File is not a zip file"),
        (b"", "cannot be unpacked"),
        ({"readme.md": b"sources"}, "has no jar in it"),
        ({"lib": b"a file", "lib/a.jar": b"jar"}, "cannot be unpacked"),
    ],
    ids=["half", "empty", "sources", "conflict"],
)
def test_what_is_no_plugin_is_named(folders, content, words):
    """A broken download does not become a riddle in the worker's log."""
    path = folders[0] / "acme.zip"
    path.write_bytes(content) if isinstance(content, bytes) else _zip(path, content)

    with pytest.raises(PreflightError, match=words) as refused:
        arrange(folders[:1], folders[1])

    assert str(path) in refused.value.message
    assert _found(folders[1]) == []


def test_a_broken_member_leaves_nothing_half_done(folders):
    """The next start tries again, and does not load what there is."""
    buffer = io.BytesIO()
    _zip(buffer, {"lib/a.jar": b"a" * 1000, "lib/b.jar": b"b" * 1000}, zipfile.ZIP_STORED)
    broken = buffer.getvalue().replace(b"b" * 1000, b"b" * 999 + b"c")
    (folders[0] / "acme.zip").write_bytes(broken)

    with pytest.raises(PreflightError, match="Bad CRC"):
        arrange(folders[:1], folders[1])

    assert _found(folders[1]) == []
