"""The stack's own Connect worker, exactly as ``corkboard up`` starts it, without the rest of the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connect_kafka import ConnectWorker
from connect_processes import free_port

from corkboard import settings
from corkboard.stack import jvm, parts
from corkboard.stack.context import Context
from corkboard.stack.native import connect

if TYPE_CHECKING:
    from pathlib import Path

    from connect_fixtures import Stage

ARCHIVE = ("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=")  # the machine's own, which stacks share


class StackWorker(ConnectWorker):
    """A worker on the stage's broker and S3.

    Args:
        stage: Where it works.
        home: The stack's folder; a second worker of the same folder is the same stack, started again.
        environ: Settings, as a user's variables say them.
    """

    def __init__(self, stage: Stage, home: Path, environ: dict[str, str]) -> None:
        port = free_port()
        chosen: dict[str, Any] = {"home": home, "connect": {"url": f"http://127.0.0.1:{port}"}}
        chosen["kafka"] = {"bootstrap_servers": stage.settings.kafka.bootstrap_servers}
        chosen["aws"] = {"endpoint_url": stage.settings.aws.endpoint_url}
        own = settings.load(chosen, environ=environ)
        fetched = parts.Parts(own.cache)
        context = Context(own, fetched, {}, fetched.java_home(), home)
        component = connect.component(context)
        component.prepare()
        (context.conf_dir() / "log4j2.properties").write_text(jvm.LOG4J)
        command = [word for word in component.command if not word.startswith(ARCHIVE)]
        super().__init__(
            command, port=port, log=home / f"connect-{port}.log", environ=dict(component.environment)
        )
        self.wait_ready()
