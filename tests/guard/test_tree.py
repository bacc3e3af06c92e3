"""What must never be in the tree, and how long things may be."""

from __future__ import annotations

import re

import pytest
from tree import ROOT, body_lines, files, functions, sources, texts

SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|aws_secret_access_key\s*=\s*['\"][A-Za-z0-9/+]{40}"
)
REGISTRY = re.compile(r"://[^\s\"'<>]*(py" + r"pi|pythonhosted|npm" + r"js|ma" + r"ven|\bdeb" + r"ian)\.")
MACHINE_PATH = re.compile(r"(?<![\w.])/(wo" + r"rk|ro" + r"ot|home/[a-z]+)/")
LARGEST_FILE_BYTES = 1_000_000
LONGEST_FILE_LINES = 250
LONGEST_FUNCTION_LINES = 40


def test_no_key_file_is_in_the_tree():
    """Keys are made where they are needed, never committed."""
    names = [path.name for path in files()]

    assert [name for name in names if name.endswith((".pem", ".key", ".p12", ".jks", ".ppk"))] == []


@pytest.mark.parametrize("name", sorted(texts()))
def test_no_text_holds_a_secret_a_registry_or_a_machines_path(name):
    """The project speaks of itself alone."""
    for pattern in (SECRETS, REGISTRY, MACHINE_PATH):
        assert not pattern.search(texts()[name]), pattern.pattern


def test_no_file_is_larger_than_a_megabyte():
    """Git is not a place for data."""
    assert [path.name for path in files() if path.stat().st_size > LARGEST_FILE_BYTES] == []


@pytest.mark.parametrize("name", sorted(sources()))
def test_files_and_functions_are_short(name):
    """A file is read in one go, a function in one look; signature and docstring do not count."""
    text = texts()[name]
    long = [node.name for node in functions(text) if body_lines(node) > LONGEST_FUNCTION_LINES]

    assert text.count("\n") <= LONGEST_FILE_LINES
    assert long == []


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("requirements/*.txt")) + sorted(ROOT.glob("corkboard/stack/locks/*")),
    ids=lambda path: path.name,
)
def test_locks_hold_hashes_and_no_addresses(path):
    """What is installed is known to the byte, wherever it is fetched from."""
    text = path.read_text()

    assert "://" not in text
    assert "--index" not in text
    if path.suffix == ".txt":
        pinned = re.findall(r"^[a-zA-Z0-9._-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)
        assert len(pinned) <= text.count("--hash=sha256:")
    else:
        assert all(
            re.fullmatch(r"[\w.-]+(?::[\w.-]+){2,3} [0-9a-f]{64} \d+", line) for line in text.splitlines()
        )


def test_a_file_name_answers_one_question():
    """``utils`` answers none."""
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "base.py", "manager.py"}

    assert [name for name in sources() if name.rsplit("/", 1)[1] in vague] == []
