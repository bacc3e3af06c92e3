"""The broker's second listener: TLS, and a sign-in with either of MSK's mechanisms.

The first, in plain text and on this machine alone, stays: it is the administrator's door, through which
the access lists are made and through which Connect works, as MSK Connect has a login of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from corkboard import clients
from corkboard.errors import CorkboardError, PreflightError, WaitTimeoutError
from corkboard.kafka import lists, signing
from corkboard.settings import child_environment
from corkboard.stack import outputs
from corkboard.stack.msk_iam import rights, tls

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.stack.context import Context

KEYS = "kafka-keys.properties"
TIMEOUT_S = 30
MECHANISMS = ("oauthbearer", "aws_msk_iam")
PROPERTIES = """listener.name.iam.sasl.enabled.mechanisms=OAUTHBEARER,AWS_MSK_IAM
listener.name.iam.ssl.keystore.type=PKCS12
listener.name.iam.ssl.keystore.location={tls}/broker.p12
listener.name.iam.ssl.keystore.password={password}
listener.name.iam.ssl.key.password={password}
authorizer.class.name=corkboard.iam.IamAuthorizer
super.users=User:ANONYMOUS
allow.everyone.if.no.acl.found=false
"""
MECHANISM = """listener.name.iam.{name}.sasl.server.callback.handler.class=corkboard.iam.IamCallbackHandler
listener.name.iam.{name}.sasl.jaas.config=corkboard.iam.NoLogin required {options};
"""


def administrator(context: Context) -> Settings:
    """Return the settings of a client that comes through the plain listener and may do everything."""
    settings = context.settings
    if not settings.kafka.has_iam:
        return settings
    plain = settings.kafka.model_copy(
        update={
            "bootstrap_servers": f"127.0.0.1:{context.ports['kafka']}",
            "security": "plaintext",
            "ca_file": None,
        }
    )
    return settings.model_copy(update={"kafka": plain})


def added(context: Context, properties: str) -> str:
    """Return the broker's properties with the listener; its certificate and its file of keys are made.

    Raises:
        PreflightError: The broker's plugin is not in the cache, or the certificate cannot be made.
    """
    settings = context.settings
    if not context.parts.is_iam_intact():
        raise PreflightError("parts are missing: MSK's sign-in", hint="run 'corkboard setup --with msk-iam'")
    made = tls.make(settings, context.java_home)
    write_keys(settings)
    options = {
        "region": settings.aws.region,
        "keys": outputs.secret_file(settings, KEYS),
        "hosts": ",".join(tls.HOSTS),
    }
    words = " ".join(f'{name}="{value}"' for name, value in options.items())
    password = outputs.secret_file(settings, tls.STORE).read_text()
    lines = []
    for line in properties.splitlines():
        name, _, value = line.partition("=")
        if name in ("listeners", "advertised.listeners"):
            value = f"IAM://127.0.0.1:{context.ports['kafka_iam']},{value}"
        elif name == "listener.security.protocol.map":
            value = f"IAM:SASL_SSL,{value}"
        lines.append(f"{name}={value}\n")
    mechanisms = [MECHANISM.format(name=name, options=words) for name in MECHANISMS]
    return "".join([*lines, PROPERTIES.format(tls=made, password=password), *mechanisms])


def write_keys(settings: Settings, more: dict[str, str] | None = None) -> None:
    """Write the keys that may sign in: the stack's own, and more of them by their ids.

    Raises:
        CorkboardError: The settings name no keys.
    """
    own = signing.keys(settings)
    if own is None:
        raise CorkboardError(
            "the broker's listener with IAM has no keys", hint="bring the stack up: corkboard up"
        )
    pairs = {own[0]: own[1], **(more or {})}
    outputs.keep_secret(settings, KEYS, "".join(f"{name}={secret}\n" for name, secret in pairs.items()))


def grant(context: Context) -> None:
    """Give the stack's key the rights that the client machine's role has on AWS, and no others.

    Without the listener nothing is given. With it, before any client starts: an idempotent producer that
    lacks a right gives up for good.

    Raises:
        CorkboardError: The deployment's policy cannot be had, or Kafka refuses it.
    """
    settings = context.settings
    if settings.kafka.has_iam and (own := signing.keys(settings)):
        give(administrator(context), own[0], rights.rights(policy(settings)))


def give(administrator: Settings, access_key: str, wanted: set[rights.Right]) -> None:
    """Give a key rights, and take those that it has besides.

    Raises:
        CorkboardError: Kafka refuses.
        WaitTimeoutError: It does not answer.
    """
    permissions = [
        lists.permission(access_key, one.kind, one.name, is_prefix=one.is_prefix, operation=one.operation)
        for one in wanted
    ]
    try:
        lists.replace(clients.kafka_admin(administrator), access_key, permissions, timeout_s=TIMEOUT_S)
    except clients.KafkaException as error:
        raise CorkboardError(f"kafka refuses an access list: {error.args[0].str()}") from error
    except TimeoutError as error:
        raise WaitTimeoutError("kafka's access lists", waited_s=TIMEOUT_S, last="no answer") from error


def policy(settings: Settings) -> list[dict[str, Any]]:
    """Return the statements of the client machine's role, as the deployment would have them.

    Raises:
        PreflightError: The program that knows them failed; carries its words.
        WaitTimeoutError: It took too long.
    """
    cluster = rights.CLUSTER_ARN.format(region=settings.aws.region, name=settings.prefix)
    command = [sys.executable, "-m", "corkboard_infra", "policy", cluster]
    environment = child_environment(settings)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise WaitTimeoutError("the deployment's policy", waited_s=TIMEOUT_S, last="no answer") from error
    if done.returncode:
        raise PreflightError(f"the deployment's policy could not be had: {done.stderr.strip()}")
    statements: list[dict[str, Any]] = json.loads(done.stdout)
    return statements
