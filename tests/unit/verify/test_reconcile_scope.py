"""Records of nobody here and of other runs are counted apart, and fail nothing."""

from __future__ import annotations


def test_foreign_records_are_counted_apart(world):
    """Records that nobody here posted pass, in every hop."""
    world.post(0, 1)
    world.produce(b'{"ind":900,"first_name":"Eve"}')
    world.land()
    world.clean.append((900, 12345))

    result = world.result()

    assert result.passed
    assert [hop.foreign for hop in result.hops] == [1, 1, 1]
    assert [(item.key, item.place) for hop in result.hops for item in hop.foreign_records] == [
        (900, "corkboard.user[0]@2"),
        (900, "users ind=900"),
    ]


def test_a_foreign_object_is_counted_apart(world):
    """Lines that are no record of the topic."""
    world.post(0, 1)
    world.land()
    world.put(50, b"not ours", b"nor this")

    result = world.result()

    assert result.passed
    assert result.s3.foreign == 2
    assert [item.place.split()[-2:] for item in result.s3.foreign_records] == [["line", "1"], ["line", "2"]]


def test_narrowing_to_a_run_leaves_the_others_neither_foreign_nor_checked(world):
    """A failure of another run is not this run's."""
    world.post(0, 1, entries=world.others)
    world.post(2, 3)
    world.land(1)
    world.objects.pop(next(iter(world.objects)))
    world.clean = [row for row in world.clean if row[0] != 1]

    result = world.result()

    assert result.passed
    assert (result.posted, result.kafka.found, result.s3.found, result.clean.found) == (2, 2, 2, 2)
    assert [hop.foreign for hop in result.hops] == [0, 0, 0]


def test_what_retention_removed_of_another_run_is_not_checked(world):
    """It is known, and out of scope."""
    world.post(0, 1, entries=world.others)
    world.post(2, 3)
    world.land(1)
    world.lowest[0] = 1
    world.objects.pop(next(iter(world.objects)))

    result = world.result()

    assert result.passed
    assert (result.kafka.expired, result.s3.due) == (0, 2)
