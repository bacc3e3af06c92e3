"""``corkboard env``: the variables that a shell on this machine needs to talk to the stack."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from corkboard import catalogue
from corkboard.cli.output import emit_json
from corkboard.settings import reveal

if TYPE_CHECKING:
    from corkboard.settings import Settings


def env(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print export lines for a shell: eval "$(corkboard env)"."""
    values = variables(context.obj.settings())
    if as_json:
        emit_json("env", values)
        return
    for name, value in values.items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def variables(settings: Settings) -> dict[str, str]:
    """Return the variables: those of AWS' tools, those of MySQL's, and the addresses of the rest."""
    keys = settings.aws.client_kwargs()
    return {
        "AWS_ENDPOINT_URL": keys.get("endpoint_url", ""),
        "AWS_REGION": keys["region_name"],
        "AWS_DEFAULT_REGION": keys["region_name"],
        "AWS_ACCESS_KEY_ID": keys.get("aws_access_key_id", ""),
        "AWS_SECRET_ACCESS_KEY": keys.get("aws_secret_access_key", ""),
        "BOOTSTRAP_SERVERS": settings.kafka.bootstrap_servers,
        "KAFKA_REST_URL": settings.rest.url,
        "API_URL": f"{settings.gateway.url}/{settings.gateway.stage}",
        "CONNECT_URL": settings.connect.url,
        "BUCKET": catalogue.bucket(settings.prefix),
        "DAGS_BUCKET": catalogue.dags_bucket(settings.prefix),
        "RDS_HOST": settings.database.host,
        "RDS_PORT": str(settings.database.port),
        "RDS_DATABASE": settings.database.name,
        "RDS_USER": settings.database.user,
        "RDS_PASSWORD": _password(settings),
        "AWS_ENDPOINT_URL_KAFKA": settings.connect.msk_url,
        "AWS_ENDPOINT_URL_KAFKACONNECT": settings.connect.msk_url,
        "AWS_ENDPOINT_URL_MWAA": settings.airflow.mwaa_url if settings.has_stand_ins else "",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true" if settings.has_stand_ins else "",
        **_databricks(settings),
        **_kafka(settings),
    }


def _kafka(settings: Settings) -> dict[str, str]:
    """Return what signs in to Kafka: keys that the emulated AWS takes too, and whom to trust."""
    if not settings.kafka.has_iam:
        return {}
    from corkboard.kafka import signing

    trust = {"KAFKA_CA_FILE": str(settings.kafka.ca_file)} if settings.kafka.ca_file else {}
    options = {"KAFKA_OPTS": " ".join(settings.kafka.java_options())} if trust else {}
    return {**signing.key_environment(settings), **trust, **options}


def _password(settings: Settings) -> str:
    """Return the reader's password; on AWS, Secrets Manager has it, or nobody yet."""
    secret = settings.database.password
    if settings.has_stand_ins or not secret.get_secret_value():
        return reveal(secret)
    from corkboard.targets import guards

    return guards.reveal(settings, secret)


def _databricks(settings: Settings) -> dict[str, str]:
    """Return the variables of Databricks' tools, where the stack has a Jobs API."""
    token = reveal(settings.databricks.token)
    return {"DATABRICKS_HOST": settings.databricks.url, "DATABRICKS_TOKEN": token} if token else {}
