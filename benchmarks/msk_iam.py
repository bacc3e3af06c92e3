"""What MSK's sign-in with IAM costs, against the same broker's plain listener in the same run.

``python benchmarks/msk_iam.py --rounds 5`` brings up a broker with both listeners. In each round one
producer a listener, acknowledged by all replicas and idempotent, sends 33,462 records of 600 bytes to three
topics; its own start is timed apart. Then come 1,000 connections one after the other, as after a broker's
restart: each makes a token, opens TLS and signs in. The contenders take turns.
``--write`` puts the result into ``benchmarks/results/msk_iam.md``. Needs ``corkboard setup --with msk-iam``.
"""

from __future__ import annotations

import argparse
import socket
import ssl
import statistics
import struct
import time
from typing import TYPE_CHECKING, NamedTuple

from measuring import report
from measuring.stack import own_stack

from corkboard import catalogue, clients
from corkboard.kafka import signing
from corkboard.stack import outputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

RECORDS = 33_462
VALUE = b"x" * 600
RECONNECTS = 1000
ANSWER_S = 60
HANDSHAKE, AUTHENTICATE = (17, 1), (36, 0)


class Sent(NamedTuple):
    """One producer: seconds until it was there, and until all was acknowledged after that."""

    start_s: float
    send_s: float


class SignIn(NamedTuple):
    """One connection: milliseconds to make a token, and then to be signed in."""

    token_ms: float
    sign_in_ms: float


def plain(settings: Settings) -> Settings:
    """Return the settings of the same broker's other listener."""
    port = (outputs.read_ports(settings) or {})["kafka"]
    changes = {"security": "plaintext", "bootstrap_servers": f"127.0.0.1:{port}", "ca_file": None}
    return settings.model_copy(update={"kafka": settings.kafka.model_copy(update=changes)})


def produce(settings: Settings) -> Sent:
    """Send every record; it ends if one is refused."""
    began = time.perf_counter()
    producer = clients.kafka_producer(settings, **{"queue.buffering.max.messages": 2 * RECORDS})
    there, refused, topics = time.perf_counter(), [], list(catalogue.topics(settings.prefix))
    for number in range(RECORDS):
        topic = topics[number % len(topics)]
        producer.produce(topic, VALUE, on_delivery=lambda error, _: refused.append(error) if error else None)
        if not number % 1000:
            producer.poll(0)
    if producer.flush(ANSWER_S) or refused:
        raise SystemExit(f"not everything was sent: {[error.str() for error in refused[:1]]}")
    return Sent(there - began, time.perf_counter() - there)


def sign_ins(settings: Settings, count: int) -> list[SignIn]:
    """Connect and sign in, one after the other."""
    host, _, port = settings.kafka.bootstrap_servers.partition(":")
    make = signing.token_maker(settings)
    context = ssl.create_default_context(cafile=str(settings.kafka.ca_file))
    return [_sign_in(make, context, host, int(port)) for _ in range(count)]


def _sign_in(make: Callable[[str], signing.Token], context: ssl.SSLContext, host: str, port: int) -> SignIn:
    began = time.perf_counter()
    token, _ = make("")
    made = time.perf_counter()
    with (
        socket.create_connection((host, port), ANSWER_S) as plain_socket,
        context.wrap_socket(plain_socket, server_hostname=host) as connection,
    ):
        _ask(connection, HANDSHAKE, struct.pack(">h", 11) + b"OAUTHBEARER")
        message = f"n,,\x01auth=Bearer {token}\x01\x01".encode()
        _ask(connection, AUTHENTICATE, struct.pack(">i", len(message)) + message)
    return SignIn((made - began) * 1000, (time.perf_counter() - made) * 1000)


def _ask(connection: ssl.SSLSocket, what: tuple[int, int], body: bytes) -> None:
    """Send a request of Kafka's protocol; the answer's error code must be 0."""
    request = struct.pack(">hhih", *what, 1, 0) + body  # correlation 1, an empty client id
    connection.sendall(struct.pack(">i", len(request)) + request)
    with connection.makefile("rb") as answer:
        (size,) = struct.unpack(">i", answer.read(4))
        content = answer.read(size)
    _, code = struct.unpack(">ih", content[:6])
    if code:
        raise SystemExit(f"refused with {code}: {content[6:]!r}")


def document(sent: dict[str, list[Sent]], signed: list[SignIn]) -> str:
    """Return the result with its method."""
    send = {name: statistics.median(one.send_s for one in rounds) for name, rounds in sent.items()}
    start = {name: statistics.median(one.start_s for one in rounds) for name, rounds in sent.items()}
    fastest = send[next(iter(send))]
    rows = [
        [
            name,
            f"{start[name]:.2f}",
            f"{seconds:.2f}",
            f"{RECORDS / seconds:,.0f}",
            f"{fastest / seconds:.2f}",
        ]
        for name, seconds in send.items()
    ]
    parts = {"token": [one.token_ms for one in signed], "TLS and sign-in": [one.sign_in_ms for one in signed]}
    times = [
        [name, f"{statistics.median(values):.2f}", f"{statistics.quantiles(values, n=100)[98]:.2f}"]
        for name, values in parts.items()
    ]
    return f"""# MSK's sign-in

{report.method(__doc__, until="``--write``")}

Medians over {len(next(iter(sent.values())))} rounds; {report.machine()}.

{report.table(("listener", "start, s", "33,462 records, s", "records/s", "ratio"), rows)}

{report.table((f"{len(signed):,} connections", "p50, ms", "p99, ms"), times)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--reconnects", type=int, default=RECONNECTS)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    sent: dict[str, list[Sent]] = {"PLAINTEXT": [], "MSK IAM": []}
    with own_stack("--only", "kafka", "--with", "msk-iam") as stack:
        settings = stack.settings()
        listeners = dict(zip(sent, (plain(settings), settings), strict=True))
        admin = clients.kafka_admin(listeners["PLAINTEXT"], log_level=0)
        topics = [clients.new_topic(name, 1, 1) for name in catalogue.topics(settings.prefix)]
        for made in admin.create_topics(topics).values():
            made.result(ANSWER_S)
        for number in range(given.rounds + 1):
            for name, one in listeners.items():
                took = produce(one)
                report.progress(f"round {number}, {name}", f"{took.send_s:.2f} s")
                sent[name] += [took] if number else []  # round 0 warms the broker up
        signed = sign_ins(settings, given.reconnects)
    report.write("msk_iam", document(sent, signed), is_wanted=given.write)


if __name__ == "__main__":
    main()
