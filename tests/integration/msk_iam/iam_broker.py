"""A real broker with the listener that takes MSK's sign-in, and keys of its clients."""

from __future__ import annotations

import secrets
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent / "proxy"))

from proxy_broker import ADMIN_S, Broker, free_port

from corkboard import clients
from corkboard.settings import load
from corkboard.stack import outputs
from corkboard.stack.context import Context
from corkboard.stack.msk_iam import listener
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.stack.msk_iam.rights import Right

PREFIX = "team7"


def find_iam_context(home: Path) -> tuple[Context | None, str]:
    """Return what the broker is started from, and why there is nothing if there is not."""
    parts = Parts(load({"home": home}).cache)
    if parts.jar_set("kafka").missing() or not parts.is_iam_intact():
        return None, "the listener's parts are not in the cache: run 'corkboard setup --with msk-iam'"
    ports = {name: free_port() for name in ("kafka", "kafka_controller", "kafka_iam")}
    own = {"home": home, "name": "iamtest", "prefix": PREFIX, "kafka": {"security": "msk-iam"}}
    section = outputs.iam_section(load(own, environ={}), ports)
    settings = load({**own, "kafka": section}, environ={})
    return Context(settings, parts, ports, parts.java_home(), home), ""


class IamBroker(Broker):
    """One broker; its plain listener is the tests' own door."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.context = context
        self.administrator = listener.administrator(context)
        self._admin = clients.kafka_admin(self.administrator, log_level=0)
        self._keys: dict[str, str] = {}

    def client(self, *wanted: Right) -> Settings:
        """Return the settings of a client with a key of its own and these rights."""
        key, secret = f"test-{uuid.uuid4().hex[:12]}", secrets.token_urlsafe(24)
        self._keys[key] = secret
        listener.write_keys(self.settings, self._keys)
        if wanted:
            listener.give(self.administrator, key, set(wanted))
        return self.changed(access_key_id=key, secret_access_key=secret)

    def changed(self, *, region: str = "", **kafka: str) -> Settings:
        """Return the settings of the stack's own client, with changes."""
        section = {**self.settings.kafka.model_dump(), **kafka}
        own = self.settings
        aws = {"region": region or own.aws.region}
        return load(
            {"home": own.home, "name": own.name, "prefix": own.prefix, "kafka": section, "aws": aws},
            environ={},
        )

    def topic(self) -> str:
        """Return a new topic."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        self.create_topic(name)
        return name


__all__ = ["ADMIN_S", "IamBroker", "find_iam_context"]
