"""What ``up`` writes for everyone else: the addresses in use, and where the secrets are."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corkboard.errors import WaitTimeoutError
from corkboard.layers import outputs_layer
from corkboard.stack import environment, processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corkboard.settings import Settings
    from corkboard.stack.context import Context

KEPT = "records_per_object"
SECRETS = ("mysql-admin", "mysql-reader")
METASTORE = "metastore"
TOKEN = "databricks-token"  # noqa: S105 - the name of its file
ADMINISTRATOR = "airflow-admin"
KAFKA_TLS = "kafka-tls"  # a folder
FERNET, FERNET_BYTES = "airflow-fernet", 32


def path(settings: Settings) -> Path:
    """Return the outputs file."""
    return settings.state_dir / "outputs.json"


def engine(settings: Settings) -> str:
    """Return which engine brought the stack up; nothing before its first ``up``."""
    try:
        content = json.loads(path(settings).read_text())
        return str(content.get("stack", {}).get("engine", "native"))
    except (OSError, ValueError, AttributeError):
        return ""


def read_ports(settings: Settings) -> dict[str, int] | None:
    """Return the ports of the last run, or ``None`` before the first."""
    try:
        content: dict[str, int] = json.loads((settings.state_dir / "ports.json").read_text())
    except (OSError, ValueError):
        return None
    return content


def keep_ports(settings: Settings, ports: Mapping[str, int]) -> None:
    """Write the ports of this run, which the next one takes again where they are free."""
    _replace(settings.state_dir / "ports.json", json.dumps(ports))


def runtime_dir(settings: Settings) -> Path:
    """Return a short private folder for sockets (their paths end at 107 characters)."""
    key = hashlib.sha256(str(settings.state_dir).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"corkboard-{os.getuid()}-{key}"


def write(context: Context, ports: dict[str, int]) -> None:
    """Write ports and outputs; make the secrets that do not exist yet."""
    settings = context.settings
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    for name in SECRETS:
        make_secret(settings, name)
    keep_ports(settings, ports)
    spark = {
        "ui_port": ports["spark_ui"],
        "jars_dir": str(context.parts.jar_set("spark").folder),
        "java_home": str(context.parts.spark_java_home(context.java_home)),
    }
    databricks = {
        "metastore_password": f"file:{make_secret(settings, METASTORE)}",
        "socket": str(context.runtime_dir / "databricks.sock"),
        "filesystem_jar": str(context.parts.filesystem_jar),
        "url": _http(ports, "jobs"),
        "token": f"file:{make_secret(settings, TOKEN)}",
    }
    airflow = _airflow(context, ports)
    iam = {"kafka": iam_section(settings, ports)} if settings.kafka.has_iam else {}
    more: dict[str, Any] = {"spark": spark, "databricks": databricks, "airflow": airflow, **iam}
    write_addresses(settings, ports, {"connect": {"msk_url": _http(ports, "msk")}, **more})


def iam_section(settings: Settings, ports: Mapping[str, int]) -> dict[str, str]:
    """Return Kafka's section when its clients sign in with IAM; the stack's keys are the client machine's."""
    keys = {"access_key_id": "kafka-access-key", "secret_access_key": "kafka-secret-key"}
    return {
        "bootstrap_servers": f"127.0.0.1:{ports['kafka_iam']}",
        "security": settings.kafka.security,
        "ca_file": str(secret_file(settings, KAFKA_TLS) / "ca.pem"),
        **{key: f"file:{make_secret(settings, name)}" for key, name in keys.items()},
    }


def orchestration(settings: Settings, ports: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Return the sections by which this machine asks the Jobs API and Airflow that run elsewhere."""
    token, password = (f"file:{secret_file(settings, name)}" for name in (TOKEN, ADMINISTRATOR))
    airflow = {"url": _http(ports, "airflow"), "mwaa_url": _http(ports, "mwaa"), "password": password}
    return {"databricks": {"url": _http(ports, "jobs"), "token": token}, "airflow": airflow}


def _airflow(context: Context, ports: Mapping[str, int]) -> dict[str, str]:
    """Return Airflow's section; the Fernet key, which encrypts what it keeps, has a form of its own."""
    settings = context.settings
    if not secret_file(settings, FERNET).exists():
        key = base64.urlsafe_b64encode(secrets.token_bytes(FERNET_BYTES))
        keep_secret(settings, FERNET, key.decode())
    made = {
        "password": ADMINISTRATOR,
        "database_password": "airflow-database",
        "fernet_key": FERNET,
        "secret_key": "airflow-session",
    }
    return {
        "url": _http(ports, "airflow"),
        "mwaa_url": _http(ports, "mwaa"),
        "python": str(context.parts.airflow_home / environment.PYTHON),
        **{key: f"file:{make_secret(settings, name)}" for key, name in made.items()},
    }


def write_addresses(
    settings: Settings, ports: Mapping[str, int], more: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the outputs: where each stand-in is, where the secrets are, and what an engine adds.

    Args:
        settings: Which stack.
        ports: By the stand-ins' names.
        more: Further sections, in the settings' shape.
    """
    content: dict[str, Any] = {**_addresses(settings, ports), **more}
    content["connect"] = {"url": _http(ports, "connect"), **more.get("connect", {}), **_kept(settings)}
    _replace(path(settings), json.dumps(content, indent=2))


def keep(settings: Settings) -> None:
    """Keep the sink's records an object in the outputs: every later command of this stack finds it there."""
    content = outputs_layer(path(settings))
    connect = {**content.get("connect", {}), KEPT: settings.connect.records_per_object}
    _replace(path(settings), json.dumps({**content, "connect": connect}, indent=2))


def is_broken(settings: Settings) -> bool:
    """Say whether the outputs are absent or cannot be read."""
    return not outputs_layer(path(settings), is_mending=True)


def has_iam(settings: Settings) -> bool:
    """Say whether the stack was begun with a listener for MSK's sign-in."""
    kafka = outputs_layer(path(settings), is_mending=True).get("kafka", {})
    return bool(kafka.get("security") == settings.kafka.security)


def _kept(settings: Settings) -> dict[str, int]:
    """Return what ``keep`` has kept in an earlier run's outputs."""
    connect = outputs_layer(path(settings), is_mending=True).get("connect", {})
    return {KEPT: connect[KEPT]} if KEPT in connect else {}


def _replace(file: Path, text: str) -> None:
    """Write a private file whole: whoever reads it sees the old text or the new one."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)


def make_secret(settings: Settings, name: str) -> Path:
    """Return a secret's file, made with a random content if it does not exist."""
    file = secret_file(settings, name)
    if not file.exists():
        keep_secret(settings, name, secrets.token_urlsafe(24))
    return file


def keep_secret(settings: Settings, name: str, content: str) -> None:
    """Write a secret that somebody else made."""
    file = secret_file(settings, name)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _replace(file, content)


def secret_file(settings: Settings, name: str) -> Path:
    """Return where a secret is."""
    return settings.state_dir / "secrets" / name


def _http(ports: Mapping[str, int], name: str) -> str:
    return f"http://127.0.0.1:{ports[name]}"


def _addresses(settings: Settings, ports: Mapping[str, int]) -> dict[str, Any]:
    admin, reader = SECRETS
    return {
        "database": {
            "host": "127.0.0.1",
            "port": ports["mysql"],
            "password": f"file:{secret_file(settings, reader)}",
            "admin_password": f"file:{secret_file(settings, admin)}",
        },
        "kafka": {"bootstrap_servers": f"127.0.0.1:{ports['kafka']}"},
        "aws": {"endpoint_url": _http(ports, "aws")},
        "gateway": {"url": _http(ports, "gateway")},
        "rest": {"url": _http(ports, "rest")},
    }


@contextlib.contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Hold the stack's lock: one ``up``, ``down``, ``reset``, ``destroy`` or ``demo`` at a time.

    It lies beside the stack's folder, which ``destroy`` removes.

    Raises:
        WaitTimeoutError: Another command holds it.
    """
    file = settings.state_dir.with_name(f"{settings.name}.lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WaitTimeoutError(
                f"the stack {settings.name}",
                waited_s=0,
                last="another corkboard command changes it",
                hint="wait for that command, then try again",
            ) from error
        yield


def is_ours(settings: Settings, pid: int) -> bool:
    """Say whether a process is one of this stack's stand-ins, or one that such a process has started."""
    notes = (settings.state_dir / "conf").glob("*.pid.json")
    tops = [process for note in notes if (process := processes.noted(note))]
    return any(process.pid == pid for top in tops for process in processes.family(top))
