"""Which tests one worker has together: those of a file, and of rooms that share what is costly to start."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = (
    ("tests/integration/airflow/",),  # Airflow
    (
        "tests/integration/databricks/",
        "tests/integration/jobs/",
        "tests/integration/notebook/",
    ),  # the cluster
)


def group(file: str) -> str:
    """Return the group of a file's tests: the first of the rooms that are together, or the file."""
    return next((rooms[0] for rooms in TOGETHER if file.startswith(rooms)), file)


class RoomScheduling(LoadFileScheduling):
    """Gives each worker whole groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group(super()._split_scope(nodeid))
