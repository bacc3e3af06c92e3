"""Pages of a list, in the order of names."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from corkboard_proxy.msk.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 100


def page(key: str, entries: Mapping[str, Any], asked: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Return one page of a list.

    Args:
        key: The list's name in the answer.
        entries: By name.
        asked: May hold ``maxResults`` and ``nextToken``, whatever the case of their first letters.
        prefix: What names begin with.
    """
    given = {name[0].lower() + name[1:]: value for name, value in asked.items()}
    after, most = _name(given.get("nextToken", "")), given.get("maxResults", MOST)
    names = sorted(name for name in entries if name.startswith(prefix) and name > after)
    shown: dict[str, Any] = {key: [entries[name] for name in names[:most]]}
    if len(names) > most:
        shown["nextToken"] = base64.urlsafe_b64encode(names[most - 1].encode()).decode()
    return shown


def _name(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise BadRequestError("nextToken is none of ours", parameter="nextToken") from error
