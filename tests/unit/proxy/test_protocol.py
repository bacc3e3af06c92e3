"""What HTTP's edge does with clients that send too much, too slowly, or no HTTP at all."""

from __future__ import annotations

import asyncio
import json

import pytest
from proxy_ports import exchange, open_port, read_answer, until

from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.body import read_body
from corkboard_proxy.limits import Limits

LIMITS = Limits(header_bytes=2000, header_count=10, connections=3, header_timeout_s=0.1, idle_timeout_s=1)
GOOD = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok"


async def echo(scope, receive, send):
    """Answer with the body that was sent."""
    await send_answer(Answer(200, await read_body(receive, Limits())), send)


def _serve(act, limits=LIMITS, application=echo):
    async def run():
        async with open_port(application, limits) as (server, port):
            return await act(server, port)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (GOOD, 200, None),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 11 + b"\r\n", 431, "more than 10 headers"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 2000 + b"\r\n\r\n", 431, "longer than 2000 bytes"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 5000, 431, "longer than 2000 bytes"),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", 431, "longer than 2000 bytes"),
        (b"nonsense\r\n\r\n", 400, "Invalid HTTP"),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400, "Invalid HTTP"),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "Invalid HTTP"),
        (b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 1900 + b"\r\n\r\n", 400, "Invalid HTTP"),
        (
            b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 1900 + b"\r\n",
            400,
            "Invalid HTTP",
        ),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400, "Invalid HTTP"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "Invalid HTTP",
        ),
    ],
    ids=[
        "good",
        "count",
        "line",
        "endless",
        "url",
        "nonsense",
        "tls",
        "length",
        "digits",
        "chunk",
        "path",
        "smuggled",
    ],
)
def test_a_request_is_served_or_refused_with_its_reason(request_, status, words):
    """The answer arrives whole, in the shape of the API's errors."""
    answered, body = _serve(lambda _, port: exchange(port, request_))

    assert answered == status
    if words:
        assert json.loads(body)["error_code"] == status
        assert words in json.loads(body)["message"]


def test_a_body_in_the_same_packet_does_not_count_as_headers():
    """Only the head is limited here."""
    head = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"

    assert _serve(lambda _, port: exchange(port, head + b"b" * 9000)) == (200, b"b" * 9000)


def test_headers_that_do_not_end_are_given_up():
    """408 after the time is over, whether a byte came or many."""

    async def act(server, port):
        asking = asyncio.create_task(exchange(port, b"GET / HTTP/1.1\r\nX: "))
        await asyncio.sleep(0.2)
        server.sweep(asyncio.get_running_loop().time())
        return await asking

    status, body = _serve(act)

    assert status == 408
    assert "more than 0.1 s" in json.loads(body)["message"]


def test_a_connection_too_many_is_refused():
    """429, while those that are open go on."""

    async def act(_, port):
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        refused = await exchange(port)
        opened[0][1].write(GOOD)
        served = await read_answer(opened[0][0])
        for _, writer in opened:
            writer.close()
        return refused, served

    refused, served = _serve(act)

    assert refused[0] == 429
    assert "the limit is 3" in json.loads(refused[1])["message"]
    assert served == (200, b"ok")


def test_a_silent_connection_is_closed():
    """Nobody may hold a connection for nothing."""

    async def act(_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        content = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        return content

    assert _serve(act) == b""


def test_a_client_that_never_reads_is_cut():
    """Its answers would fill the memory."""

    async def flood(scope, receive, send):
        await read_body(receive, Limits())
        await send_answer(Answer(200, b"x" * 50_000_000), send)

    async def act(server, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(GOOD)
        await until(lambda: any(connection.blocked_at for connection in server.server_state.connections))
        server.sweep(asyncio.get_running_loop().time() + LIMITS.write_timeout_s + 1)
        await until(lambda: not server.connection_count())
        writer.close()
        return True

    assert _serve(act, application=flood)


def test_requests_on_one_connection_are_answered_in_turn():
    """Also when they arrive at once, and also after an upgrade that is not offered."""
    upgrade = b"POST /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nup"

    async def act(_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GOOD + GOOD)
        answers = [await read_answer(reader), await read_answer(reader)]
        for request in (upgrade, GOOD):
            writer.write(request)
            answers.append(await asyncio.wait_for(read_answer(reader), 5))
        writer.close()
        return answers

    assert [body for _, body in _serve(act)] == [b"ok", b"ok", b"up", b"ok"]


def test_a_stop_finishes_what_was_begun_and_what_is_on_its_way():
    """A request in flight, and one that an idle connection sends a moment after the stop."""
    held = asyncio.Event()

    async def slow(scope, receive, send):
        body = await read_body(receive, Limits())
        if body == b"ok":
            await held.wait()
        await send_answer(Answer(200, body), send)

    async def act(server, port):
        idle_reader, idle_writer = await asyncio.open_connection("127.0.0.1", port)
        idle_writer.write(GOOD.replace(b"ok", b"hi"))
        assert (await read_answer(idle_reader))[0] == 200
        running = asyncio.create_task(exchange(port, GOOD))
        await asyncio.sleep(0.05)
        server.should_exit = True
        await asyncio.sleep(0.2)
        idle_writer.write(GOOD.replace(b"ok", b"yo"))
        late = await asyncio.wait_for(read_answer(idle_reader), 5)
        held.set()
        return late, await running

    assert _serve(act, application=slow) == ((200, b"yo"), (200, b"ok"))
