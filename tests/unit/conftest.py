"""A bucket on loopback that checks every signature and goes wrong on request."""

from __future__ import annotations

import threading

import pytest
from signed_bucket import SignedBucket, access_to


@pytest.fixture
def bucket():
    """An empty bucket; put objects in ``bucket.objects``, and troubles in ``bucket.troubles``."""
    with SignedBucket() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def access(bucket):
    """The right keys to it."""
    return access_to(bucket)
