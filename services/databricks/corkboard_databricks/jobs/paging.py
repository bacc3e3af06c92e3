"""Long lists in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from corkboard_databricks.jobs.errors import INVALID, ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")
BY_ITSELF = 20


def page(
    items: Sequence[Item], limit: int, offset: int, token: str | None
) -> tuple[Sequence[Item], dict[str, Any]]:
    """Return a page of a list, and what says where the next one begins.

    Args:
        items: All.
        limit: The most that are wanted; 0 for as many as is usual.
        offset: How many come before the page.
        token: What the page before said; goes before the offset.

    Raises:
        ApiError: The token is none of ours.
    """
    if token is not None:
        if not (token.isascii() and token.isdigit() and len(token) < BY_ITSELF):
            raise ApiError(INVALID, "page_token: it is none that this server gave")
        offset = int(token)
    end = offset + (limit or BY_ITSELF)
    has_more = end < len(items)
    after = {"next_page_token": str(end)} if has_more else {}
    before = {"prev_page_token": str(max(0, offset - (limit or BY_ITSELF)))} if offset else {}
    return items[offset:end], {"has_more": has_more, **after, **before}
