"""Records that keep coming while workers are harmed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connect_fixtures import Stage


class Stream:
    """Produces to a topic's partitions in a thread until it is ended, ten records a batch."""

    def __init__(self, stage: Stage, topic: str, *, partitions: int = 1, most_batches: int = 300) -> None:
        self._stage, self._topic = stage, topic
        self._partitions, self._most_batches = partitions, most_batches
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for batch in range(self._most_batches):
            values = [b'{"n": %d}' % (10 * batch + n) for n in range(10)]
            self._stage.produce(self._topic, values, partition=batch % self._partitions)
            if self._ended.wait(0.05):
                return

    def end(self) -> None:
        """Stop producing; a second call does nothing."""
        self._ended.set()
        self._thread.join(30)
