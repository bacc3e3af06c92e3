"""Objects in order, a bounded number fetched ahead by a bounded number of threads."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future


def in_order(get: Callable[[str], bytes], keys: Iterable[str], *, threads: int) -> Iterator[bytes]:
    """Yield the bodies of ``keys``; an error of ``get`` ends it.

    At most one body more than there are threads is held at a time.
    """
    waiting: deque[Future[bytes]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for key in keys:
            waiting.append(pool.submit(get, key))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
