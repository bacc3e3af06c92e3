"""Which mounts there are, over a bucket in memory."""

from __future__ import annotations

import threading

import pytest
from memory_bucket import MemoryBucket

from corkboard.folders import remove_folder
from corkboard.settings import load
from corkboard_databricks.dbfs import mounts as module
from corkboard_databricks.dbfs.mounts import Mounts

SOURCE, POINT = "s3a://bucket", "/mnt/x"
WAIT_S = 10


class OpenBucket(MemoryBucket):
    """One that everybody may list."""

    def __init__(self, settings, source):
        super().__init__({"topics/a.json": b"{}"})

    def check(self):
        """Let it pass."""


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A stack without servers, whose buckets are in memory."""
    monkeypatch.setattr(module, "RemoteFolder", OpenBucket)
    return load({"home": tmp_path}, environ={})


def test_a_look_for_a_reset_leaves_a_first_mount_alone(settings):
    """The cluster looks every moment, and the file of mounts is not there before the first of them."""
    looks = []

    def look_meanwhile(folders):
        if folders:
            look = threading.Thread(target=mounts.follow)
            look.start()
            look.join(WAIT_S / 10)
            looks.append(look)

    mounts = Mounts(settings, look_meanwhile)
    mounts.mount(SOURCE, POINT)
    for look in looks:
        look.join(WAIT_S)

    assert looks
    assert [point for point, _, _ in mounts.shown()["mounts"]] == [POINT]


def test_a_reset_forgets_the_mounts(settings):
    """Their folders went with the rest of DBFS; the bucket may be mounted again."""
    told = []
    mounts = Mounts(settings, told.append)
    mounts.mount(SOURCE, POINT)

    remove_folder(settings.dbfs_dir)
    mounts.follow()

    assert mounts.shown() == {"mounts": []}
    assert told[-1] == []
    mounts.mount(SOURCE, POINT)
    assert [point for point, _, _ in mounts.shown()["mounts"]] == [POINT]
