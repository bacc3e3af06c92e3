"""The identities that every answer of the gateway carries."""

from __future__ import annotations

from itertools import count

from corkboard_proxy.answers import Answer


class Identities:
    """Numbers the answers of one process: a random part, and a counter, which is far cheaper than randomness.

    Args:
        seed: At least 18 hexadecimal digits, different in every process.
    """

    def __init__(self, seed: str) -> None:
        self._uuid = f"{seed[:8]}-{seed[8:12]}-4{seed[12:15]}-8{seed[15:18]}-".encode()
        self._short = seed[:3].encode()
        self._numbers = count(1)

    def sign(self, answer: Answer) -> Answer:
        """Return the answer with ``x-amzn-RequestId`` and ``x-amz-apigw-id``."""
        number = next(self._numbers)
        identity = (
            (b"x-amzn-RequestId", b"%s%012x" % (self._uuid, number)),
            (b"x-amz-apigw-id", b"%s%012x=" % (self._short, number)),
        )
        return Answer(answer.status, answer.body, answer.media_type, identity + answer.headers)
