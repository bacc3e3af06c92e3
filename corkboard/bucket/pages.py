"""The pages of a list of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corkboard.bucket.store import Store

XML = "{http://s3.amazonaws.com/doc/2006-03-01/}"


def pages(store: Store, query: Mapping[str, str]) -> Iterator[bytes]:
    """Yield every page of a list, as XML.

    Raises:
        StoreError: S3 refused, or did not answer.
    """
    token = ""
    while True:
        page = store.list({**query, **({"continuation-token": token} if token else {})})
        yield page
        token = next(iter(texts(page, "NextContinuationToken")), "")
        if not token:
            return


def texts(page: bytes, path: str) -> list[str]:
    """Return the texts of a page's elements, such as those of ``CommonPrefixes/Prefix``."""
    tree = ET.fromstring(page)  # noqa: S314 - S3's own answer
    return [one.text or "" for one in tree.iterfind("/".join(XML + step for step in path.split("/")))]
