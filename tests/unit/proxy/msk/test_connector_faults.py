"""Connectors while the worker fails, forgets to answer, or answers late."""

from __future__ import annotations

import asyncio
import stat
from types import SimpleNamespace

import pytest

from corkboard_proxy.msk.connectors import Connectors
from corkboard_proxy.msk.state import Book
from corkboard_proxy.msk.worker import Seen


@pytest.fixture
def client(api):
    return api.client()


def test_a_connector_whose_answer_was_lost_is_made_once(api, client, asked):
    """It is asked for again, and what is there is ours."""
    api.worker.lost = 1

    arn = client.create_connector(**asked())["connectorArn"]

    assert client.describe_connector(connectorArn=arn)["connectorState"] == "RUNNING"
    assert list(api.worker.configs) == ["mine"]


def test_a_worker_that_fails_is_no_bad_request(api, client):
    """It is not the caller's fault that a question of ours fails."""
    api.worker.fault = 500

    with pytest.raises(client.exceptions.ServiceUnavailableException, match="answers 500: out of order"):
        client.list_connectors()


def test_a_configuration_is_kept_for_its_owner_alone(api, client, asked):
    """It may hold passwords."""
    client.create_connector(**asked())

    file = api.home / ".corkboard" / "default" / "msk" / "state.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


class HeldWorker:
    """A worker whose first list is answered late, and as it was when it was asked."""

    def __init__(self):
        self.there, self.released, self.lists = {}, asyncio.Event(), 0

    async def connectors(self):
        self.lists += 1
        seen, is_first = dict(self.there), self.lists == 1
        if is_first:
            await self.released.wait()
        return seen

    async def create(self, name, config):
        self.there[name] = Seen(config, ("RUNNING", "RUNNING"), "")


def test_a_look_from_before_does_not_undo_a_connector(tmp_path, asked):
    """Whoever lists while another creates."""
    nothing = SimpleNamespace(require_active=lambda _: None, properties_for=lambda _: {})

    async def run():
        worker = HeldWorker()
        connectors = Connectors(None, Book(tmp_path, "us-east-1"), worker, nothing, nothing)
        look = asyncio.create_task(connectors.listed({}))
        await asyncio.sleep(0)
        made = await connectors.create(asked())
        worker.released.set()
        return made, await look, await connectors.describe(made)

    made, listed, found = asyncio.run(run())

    assert [one["connectorArn"] for one in listed["connectors"]] == [made["connectorArn"]]
    assert found["connectorState"] == "RUNNING"
