"""The answer to a produce request, from what became of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corkboard_proxy.answers import Answer
from corkboard_proxy.rest.errors import UNAUTHENTICATED, UNAUTHORIZED, record_code
from corkboard_proxy.rest.media import ANSWER_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAIL = b'],"key_schema_id":null,"value_schema_id":null}'
_STORED = '{"partition":%d,"offset":%d,"error_code":null,"error":null}'
_STATUS = {UNAUTHENTICATED.code: UNAUTHENTICATED.status, UNAUTHORIZED.code: UNAUTHORIZED.status}

# Where Kafka put a record: partition and offset (-1 when the broker was not asked, acks=0).
# A plain tuple: one is made for every record.
Stored = tuple[int, int]


class Refused(msgspec.Struct, frozen=True):
    """Why Kafka has no record: the error's name in librdkafka, and its text."""

    name: str
    text: str


Outcome = Stored | Refused


def produce_answer(outcomes: Sequence[Outcome], refused: int) -> Answer:
    """Return one entry a record, in the request's order.

    Args:
        outcomes: What became of each record.
        refused: How many of them Kafka does not have.

    Returns:
        Status 200 even if every record failed, except that the first refusal by authentication
        makes it 401 and by authorization 403.
    """
    entries = (
        [_entry(outcome) for outcome in outcomes] if refused else [_STORED % place for place in outcomes]
    )
    status = _status(outcomes) if refused else 200
    return Answer(status, b'{"offsets":[' + ",".join(entries).encode() + _TAIL, ANSWER_TYPE)


def _entry(outcome: Outcome) -> str:
    if not isinstance(outcome, Refused):
        return _STORED % outcome
    error = msgspec.json.encode(outcome.text).decode()
    return f'{{"partition":null,"offset":null,"error_code":{record_code(outcome.name)},"error":{error}}}'


def _status(outcomes: Sequence[Outcome]) -> int:
    codes = (record_code(outcome.name) for outcome in outcomes if isinstance(outcome, Refused))
    return next((_STATUS[code] for code in codes if code in _STATUS), 200)
