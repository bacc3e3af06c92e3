"""Following a log."""

from __future__ import annotations

from corkboard.stack.logtail import Tail


def _append(path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_only_what_comes_is_told_and_only_whole_lines(tmp_path):
    """Half a line waits for its other half."""
    log = tmp_path / "kafka.log"
    _append(log, "before\n")
    tail = Tail(log)

    _append(log, "one\ntw")
    first = tail.new_lines()
    _append(log, "o\n")

    assert (first, tail.new_lines(), tail.new_lines()) == (["one"], ["two"], [])


def test_a_rotation_loses_no_line(tmp_path):
    """What came before it and what comes after it, also when the new file is longer than the old one was."""
    log = tmp_path / "kafka.log"
    _append(log, "before\n")
    tail = Tail(log)

    _append(log, "last of the old\n")
    log.rename(tmp_path / "kafka.log.1")
    _append(log, "a first line that is longer than all of the old file\nsecond\n")

    assert tail.new_lines() == [
        "last of the old",
        "a first line that is longer than all of the old file",
        "second",
    ]
    _append(log, "third\n")
    assert tail.new_lines() == ["third"]


def test_a_log_that_comes_later_is_followed_from_its_beginning(tmp_path):
    """The stand-in had not started yet."""
    tail = Tail(tmp_path / "proxy.log")

    first = tail.new_lines()
    _append(tmp_path / "proxy.log", "hello\n")

    assert (first, tail.new_lines()) == ([], ["hello"])
