"""One broker for the whole room; keys and topics are each test's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from iam_broker import IamBroker, find_iam_context

from corkboard.stack.msk_iam import listener


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    """Return a broker that takes MSK's sign-in; the stack's own key has the rights of the CDK's policy."""
    context, missing = find_iam_context(tmp_path_factory.mktemp("iam"))
    if context is None:
        pytest.skip(missing)
    with IamBroker(context) as running:
        listener.grant(context)
        yield running
