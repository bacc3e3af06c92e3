"""The bucket, when the network is not at its best."""

from __future__ import annotations

import pickle

import pytest

from corkboard.bucket import store as module
from corkboard.bucket.store import ATTEMPTS, Store, StoreError
from corkboard_spark.landing.fetching import in_order


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Retries are tested, not waited for."""
    monkeypatch.setattr(module, "FIRST_WAIT_S", 0.0001)


@pytest.mark.parametrize("trouble", [429, 500, 502, 503, 504, "cut"])
def test_a_passing_trouble_is_tried_again(bucket, access, trouble):
    """A busy server, or a connection that ends in the middle of an object."""
    bucket.objects["x"] = b"found"
    bucket.troubles[:] = [trouble] * (ATTEMPTS - 1)

    assert Store(access).get("x") == b"found"


def test_a_lasting_trouble_ends_it(bucket, access):
    """With the last thing seen."""
    bucket.troubles[:] = [503] * ATTEMPTS

    with pytest.raises(StoreError, match=f"503.*after {ATTEMPTS} attempts"):
        Store(access).get("x")


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_not_tried_again(bucket, access, status):
    """It would be refused again."""
    bucket.troubles[:] = [status]

    with pytest.raises(StoreError, match=f"HTTP {status}") as caught:
        Store(access).get("x")
    assert caught.value.status == status
    assert len(bucket.requests) == 1


def test_an_error_travels_from_a_task():
    """Spark pickles it."""
    error = pickle.loads(pickle.dumps(StoreError("x", status=404)))  # noqa: S301 - our own

    assert str(error) == "x"


def test_objects_come_in_order_and_few_are_held():
    """However many threads fetch them."""
    asked = []

    def get(key):
        asked.append(key)
        return key.encode()

    bodies = in_order(get, (str(n) for n in range(100)), threads=4)

    assert next(bodies) == b"0"
    assert len(asked) <= 5
    assert list(bodies) == [str(n).encode() for n in range(1, 100)]


def test_the_first_error_ends_the_fetching():
    """No object is left out in silence."""

    def get(key):
        if key == "3":
            raise StoreError("gone")
        return b""

    bodies = in_order(get, (str(n) for n in range(100)), threads=2)

    with pytest.raises(StoreError, match="gone"):
        list(bodies)
