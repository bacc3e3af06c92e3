"""A bucket in memory, which can refuse, and its mirror."""

from __future__ import annotations

import hashlib
import os

from corkboard.bucket.store import StoreError
from corkboard_databricks.dbfs.mirror import Mirror
from corkboard_databricks.dbfs.plan import Remote

LONG_AGO = 1_500_000_000


class MemoryBucket:
    """What a mirror sees of a bucket.

    Attributes:
        objects: Bodies by key.
        fetched: Keys in the order in which they were fetched.
        refuses: Keys that cannot be fetched.
    """

    def __init__(self, objects=()):
        self.objects, self.fetched, self.refuses = dict(objects), [], set()

    def listed(self):
        """Yield every object."""
        for key, body in self.objects.items():
            yield key, Remote(_etag(body), len(body), 1_600_000_000.0)

    def fetch(self, key, remote, into):
        """Write an object to a file."""
        if key in self.refuses:
            raise StoreError(f"{key}: HTTP 503")
        self.fetched.append(key)
        into.write_bytes(self.objects[key])

    def put(self, key, file):
        """Store a file."""
        self.objects[key] = file.read_bytes()
        return _etag(self.objects[key])

    def remove(self, key):
        """Remove an object."""
        self.objects.pop(key, None)


class Mirrored:
    """A bucket and its mirror.

    Attributes:
        bucket: The bucket.
        folder: The mirror's folder.
        mirror: The mirror.
    """

    def __init__(self, home):
        self.home, self.bucket, self.folder = home, MemoryBucket(), home / "mnt" / "x"
        self.mirror = self.again()

    def again(self):
        """Return the mirror as after a restart."""
        own = self.home / ".corkboard"
        self.mirror = Mirror(self.bucket, self.folder, own / "x.json", own / "incoming")
        return self.mirror

    def files(self):
        """Return the mirror's files by name."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    def write(self, key, body, at=LONG_AGO):
        """Write a file that nobody is writing any more."""
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        os.utime(path, (at, at))
        return path


def _etag(body):
    return hashlib.md5(body).hexdigest()  # noqa: S324 - as S3 does
