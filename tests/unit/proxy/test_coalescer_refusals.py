"""Calls that Kinesis refuses or does not answer: what is repeated, and what each caller is told."""

from __future__ import annotations

import json

import pytest
from coalescing import put_all
from kinesis_fakes import FakeKinesis, error, record_of

from corkboard_proxy.gateway.errors import BACKEND_FAILED, GatewayError
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.calls import NotSentError
from corkboard_proxy.streams.replies import Reply


def test_what_is_throttled_is_repeated_and_the_rest_is_not():
    """Only the refused records of a call go again."""
    seen = set()

    def fate(_, entries):
        failing = {index for index, entry in enumerate(entries) if index % 2 and entry["Data"] not in seen}
        seen.update(entry["Data"] for entry in entries)
        return failing

    kinesis, counts = FakeKinesis(fate), Counts()
    replies = put_all(kinesis, [record_of(n, f"k{n}") for n in range(4)], counts=counts)

    assert [reply.status for reply in replies] == [200] * 4
    assert sorted(number for _, number in kinesis.stored) == [0, 1, 2, 3]
    assert counts.repeated_puts == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_throttling_that_does_not_end_is_the_callers_when_its_time_is_nearly_over(count):
    """In the words of a PutRecord."""
    kinesis = FakeKinesis(lambda _, entries: set(range(len(entries))))
    replies = put_all(kinesis, [record_of(n, f"k{n}") for n in range(count)], within_s=0.15)

    assert {reply.status for reply in replies} == {400}
    assert {json.loads(reply.body)["__type"] for reply in replies} == {
        "ProvisionedThroughputExceededException"
    }
    assert len(kinesis.calls) > 1
    assert kinesis.stored == []


def test_a_missing_stream_is_told_to_everyone_at_once():
    """Kinesis' own answer, and no repetition."""
    kinesis = FakeKinesis(lambda *_: error("ResourceNotFoundException"))
    replies = put_all(kinesis, [record_of(n, f"k{n}") for n in range(3)])

    assert replies == [error("ResourceNotFoundException")] * 3
    assert len(kinesis.calls) == 1


def test_one_bad_record_does_not_refuse_the_others():
    """A call that was refused for one of its records is taken apart."""

    def fate(action, entries):
        bad = any(entry["PartitionKey"] == "bad" for entry in entries)
        return error("ValidationException", message=action) if bad else None

    kinesis = FakeKinesis(fate)
    replies = put_all(kinesis, [record_of(0, "a"), record_of(1, "bad"), record_of(2, "c")])

    assert [reply.status for reply in replies] == [200, 400, 200]
    assert json.loads(replies[1].body)["message"] == "PutRecord"
    assert sorted(kinesis.stored) == [("a", 0), ("c", 2)]


@pytest.mark.parametrize(
    "outcome",
    [
        GatewayError(BACKEND_FAILED, "connection lost"),
        Reply(200, b"{}"),
        Reply(200, b'{"Records":[{}]}'),
        Reply(200, b'{"Records":[{"ShardId":"s"},{"ShardId":"s"}]}'),
        Reply(200, b"<html>"),
    ],
    ids=["lost", "no-records", "too-few", "no-places", "no-json"],
)
def test_what_nobody_knows_is_told_and_not_repeated(outcome):
    """A repetition might store the record twice."""
    kinesis = FakeKinesis(lambda *_: outcome)
    errors = put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert [error.failure.status for error in errors] == [504, 504]
    assert len(kinesis.calls) == 1


def test_a_failure_of_kinesis_itself_is_not_repeated():
    """A 500 of the whole call does not say what is stored."""
    kinesis = FakeKinesis(lambda *_: error("InternalFailure", 500))
    replies = put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert replies == [error("InternalFailure", 500)] * 2
    assert len(kinesis.calls) == 1


def test_what_was_never_sent_is_sent_when_kinesis_is_back():
    """Nothing can double."""
    away = [NotSentError(BACKEND_FAILED, "refused")] * 2
    kinesis = FakeKinesis(lambda *_: away.pop() if away else None)
    replies = put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert [reply.status for reply in replies] == [200, 200]
    assert len(kinesis.stored) == 2


def test_what_could_never_be_sent_is_a_504():
    """When the caller's time is nearly over."""
    kinesis = FakeKinesis(lambda *_: NotSentError(BACKEND_FAILED, "refused"))
    [failed] = put_all(kinesis, [record_of(0)], within_s=0.15)

    assert failed.failure is BACKEND_FAILED
    assert len(kinesis.calls) > 1
