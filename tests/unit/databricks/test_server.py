"""What the cluster knows of those who call it."""

from __future__ import annotations

import os
import socket

from corkboard_databricks.server import peer_pid


def test_the_process_at_the_other_end_is_known_whatever_it_says():
    """A number means another process in another container: the cluster would end a stranger."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_pid(ours, said=1) == os.getpid()
