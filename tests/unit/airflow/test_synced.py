"""The last look at the DAGs' bucket, as people are told of it."""

from __future__ import annotations

import pytest

from corkboard.airflow import synced
from corkboard.airflow.synced import Synced
from corkboard.settings import load


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Synced("dags", files=1, at=1.0), "1 file from s3://dags"),
        (
            Synced("dags", files=2, at=1.0, requirements=("x is not installed", "y cannot be read")),
            "2 files from s3://dags; requirements.txt: x is not installed; y cannot be read",
        ),
        (
            Synced("dags", files=3, failure="S3 does not answer (EndpointConnectionError)"),
            "S3 does not answer (EndpointConnectionError); going on with what is there (3 files)",
        ),
    ],
)
def test_a_look_is_a_sentence(seen, told):
    """With what a person needs to know."""
    assert seen.told() == told


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"bucket": 1}', b"\xff"])
def test_a_look_that_is_lost_or_damaged_is_none(tmp_path, content):
    """The next one writes it anew."""
    settings = load({"home": tmp_path}, environ={})
    if content is not None:
        synced.path(settings).parent.mkdir(parents=True)
        synced.path(settings).write_bytes(content)

    assert synced.read(settings) is None


def test_what_is_written_is_read(tmp_path):
    """By another process."""
    settings = load({"home": tmp_path}, environ={})
    synced.write(settings, Synced("dags", files=4, requirements=("a",)))

    assert synced.read(settings) == Synced("dags", files=4, requirements=("a",))
