"""What of ``kafka-rest.properties`` takes effect; every other key is named once, none dropped in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corkboard.errors import SettingsError, UsageError
from corkboard_proxy.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corkboard.settings import Settings

Value = str | int | float | bool

VARIABLE = re.compile(r"[A-Za-z0-9_]+")
LONGEST_DELIVERY_MS = 28_000
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SECURE = (
    "the broker of a local stack speaks PLAINTEXT; "
    "remove the key, or keep the file for the machine that reaches the cluster"
)

# Java's client options that librdkafka has too; a name is given where librdkafka's differs.
CLIENT_OPTIONS = {
    "client.id": "client.id",
    "connections.max.idle.ms": "connections.max.idle.ms",
    "metadata.max.age.ms": "metadata.max.age.ms",
    "receive.buffer.bytes": "socket.receive.buffer.bytes",
    "reconnect.backoff.max.ms": "reconnect.backoff.max.ms",
    "reconnect.backoff.ms": "reconnect.backoff.ms",
    "retry.backoff.max.ms": "retry.backoff.max.ms",
    "retry.backoff.ms": "retry.backoff.ms",
    "send.buffer.bytes": "socket.send.buffer.bytes",
}
PRODUCER_OPTIONS = {
    **CLIENT_OPTIONS,
    "acks": "acks",
    "batch.size": "batch.size",
    "compression.type": "compression.type",
    "delivery.timeout.ms": "delivery.timeout.ms",
    "enable.idempotence": "enable.idempotence",
    "linger.ms": "linger.ms",
    "max.in.flight.requests.per.connection": "max.in.flight.requests.per.connection",
    "max.request.size": "message.max.bytes",
    "request.timeout.ms": "request.timeout.ms",
    "retries": "retries",
}


@dataclass(frozen=True, slots=True)
class ProxyOptions:
    """Everything the proxy's parts are built from.

    Attributes:
        rest_port: The REST proxy's port.
        gateway_port: The gateway's port.
        limits: What one client may ask.
        client_conf: librdkafka's options of every client.
        producer_conf: librdkafka's options of the producer, on top.
        plain_json: ``binary`` if a plain ``application/json`` body means the binary format.
        proxy_id: The proxy's name in ``/health``.
        host_name: The host under which clients know it.
        notes: What the operator should know about the file: a key and what became of it.
    """

    rest_port: int
    gateway_port: int
    limits: Limits = field(default_factory=Limits)
    client_conf: dict[str, Value] = field(default_factory=dict)
    producer_conf: dict[str, Value] = field(default_factory=dict)
    plain_json: str = "refuse"
    proxy_id: str = ""
    host_name: str = "127.0.0.1"
    notes: tuple[tuple[str, str], ...] = ()


def options_from(settings: Settings, properties: Mapping[str, str]) -> ProxyOptions:
    """Return the settings with the file's keys on top.

    Raises:
        SettingsError: A key asks for what would be unsafe to leave out, or has an impossible value.
    """
    options = ProxyOptions(
        rest_port=settings.rest.port,
        gateway_port=settings.gateway.port,
        limits=replace(Limits(), body_bytes=settings.rest.max_body_bytes),
        plain_json=settings.rest.plain_json,
    )
    _refuse_security(properties)
    for key, value in sorted(properties.items()):  # client.* before producer.*, which wins
        if key == "port" and "listeners" in properties:
            options = _noted(options, key, "listeners says it")
        else:
            options = _apply(options, key, value)
    return options


def stage_variables_from(given: Iterable[str]) -> dict[str, str]:
    """Return stage variables given as ``NAME=VALUE``.

    Raises:
        UsageError: One has another form.
    """
    variables = {}
    for one in given:
        name, found, value = one.partition("=")
        if not found or not VARIABLE.fullmatch(name):
            raise UsageError(
                f"--stage-variable {one}: expected NAME=VALUE", hint="names are letters, digits, _"
            )
        variables[name] = value
    return variables


def _apply(options: ProxyOptions, key: str, value: str) -> ProxyOptions:
    if key in TOP_LEVEL:
        return TOP_LEVEL[key](options, value)
    prefix, _, name = key.partition(".")
    if key == "producer.buffer.memory":
        return replace(options, limits=replace(options.limits, queued_bytes=_number(key, value)))
    if prefix == "client" and name in CLIENT_OPTIONS:
        return replace(options, client_conf={**options.client_conf, CLIENT_OPTIONS[name]: value})
    if prefix in ("client", "producer") and name in PRODUCER_OPTIONS:
        return _with_producer_option(options, name, value)
    is_checked = key.endswith("security.protocol")
    return options if is_checked else _noted(options, key, "not used by this proxy")


def _with_producer_option(options: ProxyOptions, name: str, value: str) -> ProxyOptions:
    conf: dict[str, Value] = {**options.producer_conf, PRODUCER_OPTIONS[name]: value}
    if name == "acks" and value not in ("all", "-1"):
        conf.setdefault("enable.idempotence", False)
        options = _noted(options, "producer.acks", f"{value}: an acknowledged record may be lost")
    if name == "delivery.timeout.ms" and _number(name, value) > LONGEST_DELIVERY_MS:
        conf["delivery.timeout.ms"] = LONGEST_DELIVERY_MS
        options = _noted(options, "producer.delivery.timeout.ms", f"{value} cut to {LONGEST_DELIVERY_MS}")
    return replace(options, producer_conf=conf)


def _refuse_security(properties: Mapping[str, str]) -> None:
    """Refuse what cannot be left out: a file that asks for TLS must not end in a plain connection."""
    for key, value in properties.items():
        if not key.endswith("security.protocol") or value.upper() == "PLAINTEXT":
            continue
        mechanism = properties.get(key.replace("security.protocol", "sasl.mechanism"), "")
        if mechanism == "AWS_MSK_IAM":
            raise SettingsError(
                f"{key}={value} with AWS_MSK_IAM (MSK with IAM) is not supported yet", hint=SECURE
            )
        raise SettingsError(f"{key}={value} is not supported yet", hint=SECURE)


def _listeners(options: ProxyOptions, value: str) -> ProxyOptions:
    addresses = [address.strip() for address in value.split(",") if address.strip()]
    plain = [address for address in addresses if address.startswith("http://")]
    if not plain:
        raise SettingsError(
            f"listeners={value}: no http:// listener", hint="name one such as http://127.0.0.1:8082"
        )
    first = plain[0]
    for address in addresses:
        if address != first:
            options = _noted(
                options, "listeners", f"{address} is not opened; only the first http listener is"
            )
    host, _, port = first.removeprefix("http://").rpartition(":")
    if host not in LOOPBACK:
        options = _noted(options, "listeners", "only the port is taken; the proxy listens on 127.0.0.1")
    return replace(options, rest_port=_number("listeners", port))


def _bootstrap(options: ProxyOptions, value: str) -> ProxyOptions:
    for address in value.split(","):
        if "://" in address and urlsplit(address.strip()).scheme.upper() != "PLAINTEXT":
            raise SettingsError(f"bootstrap.servers={address} is not supported yet", hint=SECURE)
    return replace(options, client_conf={**options.client_conf, "bootstrap.servers": value})


def _limit(key: str, attribute: str, divisor: int = 1) -> Callable[[ProxyOptions, str], ProxyOptions]:
    def apply(options: ProxyOptions, value: str) -> ProxyOptions:
        amount = max(1, _number(key, value) // divisor)
        changed: dict[str, int] = {attribute: amount}
        return replace(options, limits=replace(options.limits, **changed))

    return apply


def _noted(options: ProxyOptions, key: str, fate: str) -> ProxyOptions:
    return replace(options, notes=(*options.notes, (key, fate)))


def _number(key: str, value: str) -> int:
    try:
        number = int(value.strip().rstrip("/"))
    except ValueError:
        number = 0
    if number < 1:
        raise SettingsError(f"{key}: expected a positive number, got {value!r}")
    return number


TOP_LEVEL: dict[str, Callable[[ProxyOptions, str], ProxyOptions]] = {
    "bootstrap.servers": _bootstrap,
    "connector.connection.limit": _limit("connector.connection.limit", "connections"),
    "host.name": lambda options, value: replace(options, host_name=value),
    "id": lambda options, value: replace(
        options, proxy_id=value, client_conf={"client.id": value, **options.client_conf}
    ),
    "idle.timeout.ms": _limit("idle.timeout.ms", "idle_timeout_s", 1000),
    "listeners": _listeners,
    "port": lambda options, value: replace(options, rest_port=_number("port", value)),
    "shutdown.graceful.ms": _limit("shutdown.graceful.ms", "stop_timeout_s", 1000),
}
