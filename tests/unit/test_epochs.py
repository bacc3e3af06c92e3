"""Stream epochs: numbered from 1, one history a stream, a damaged file is never taken for an empty one."""

from __future__ import annotations

import pytest

from corkboard import epochs
from corkboard.errors import UnavailableError


def test_a_stream_without_epochs_has_no_history(tmp_path):
    """Before the first provision there is nothing, and no file is an error."""
    assert epochs.history(tmp_path / "absent", "s") == []


def test_each_stream_counts_its_own_epochs(tmp_path):
    """A stream that is made again begins the next; another stream is not touched."""
    epochs.begin(tmp_path, "pin", began_at=1.0, identity="a")
    epochs.begin(tmp_path, "geo", began_at=2.0, identity="b")
    again = epochs.begin(tmp_path, "pin", began_at=3.0, identity="c")

    assert again == epochs.Epoch(2, 3.0, "c")
    assert [one.number for one in epochs.history(tmp_path, "pin")] == [1, 2]
    assert [one.number for one in epochs.history(tmp_path, "geo")] == [1]


@pytest.mark.parametrize(("at", "number"), [(0.5, 0), (1.0, 1), (2.9, 1), (3.0, 2), (9.0, 2)])
def test_a_record_belongs_to_the_epoch_that_had_begun(at, number):
    """The beginning is the moment before the stream was made, so it counts to the new epoch."""
    past = [epochs.Epoch(1, 1.0, "a"), epochs.Epoch(2, 3.0, "b")]

    assert epochs.epoch_at(past, at) == number


def test_a_damaged_file_is_an_error(tmp_path):
    """An empty history would start every checkpoint anew."""
    (tmp_path / "epochs.json").write_text("{")

    with pytest.raises(UnavailableError, match=r"epochs\.json"):
        epochs.history(tmp_path, "s")


def test_an_epoch_without_a_stream_of_its_own_has_a_past(tmp_path):
    """It is kept, and an earlier file without the word has none."""
    (tmp_path / "epochs.json").write_text('{"s":[{"number":1,"began_at":1.0,"identity":"a"}]}')

    epochs.begin(tmp_path, "s", began_at=2.0, identity="a", has_past=True)

    assert [one.has_past for one in epochs.history(tmp_path, "s")] == [False, True]


def test_two_streams_of_one_name_differ_by_their_creation():
    """The ARN is the same for both."""
    assert epochs.identity_of("arn", 10.0) == epochs.identity_of("arn", 10)
    assert epochs.identity_of("arn", 10.0) != epochs.identity_of("arn", 10.001)
