"""Who may call the API: it has no login, so it must never be open to the world."""

from __future__ import annotations

import ipaddress

from corkboard.errors import UsageError

WIDEST = 8
HINT = "name your own address, such as --clients 203.0.113.7/32"


def checked(given: str) -> str:
    """Return a range of IPv4 addresses as API Gateway compares it.

    Raises:
        UsageError: It is no such range, or nearly everybody's.
    """
    try:
        network = ipaddress.IPv4Network(given)
    except ValueError as error:
        raise UsageError(f"--clients {given}: {error}", hint=HINT) from error
    if network.prefixlen < WIDEST:
        raise UsageError(f"--clients {given}: the API has no login and would be open to the world", hint=HINT)
    return str(network)
