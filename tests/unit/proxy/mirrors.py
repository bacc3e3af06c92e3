"""Backends that tell their caller what they were sent."""

from __future__ import annotations

import json

from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.body import read_body
from corkboard_proxy.limits import Limits


def mirror_of(*headers, status_of=lambda path: 200):
    """Return an application that answers with what arrived.

    Args:
        headers: Those of its answers.
        status_of: From a request's path to the answer's status.
    """

    async def mirror(scope, receive, send):
        body = await read_body(receive, Limits())
        seen = {
            "method": scope["method"],
            "path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
            "body": body.decode(),
        }
        await send_answer(Answer(status_of(scope["path"]), json.dumps(seen).encode(), headers=headers), send)

    return mirror
