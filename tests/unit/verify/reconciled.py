"""What a reconciliation found."""

from __future__ import annotations


def failures(result):
    """Return the hop, the kind and the key of each failure."""
    return [(item.hop, item.kind, item.key) for item in result.findings]
