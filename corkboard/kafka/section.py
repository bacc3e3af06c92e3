"""The settings of Kafka, rendered for librdkafka and for Java."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from corkboard.sections import Section, known

IAM = "msk-iam"
JAVA_IAM = {
    "security.protocol": "SASL_SSL",
    "sasl.mechanism": "AWS_MSK_IAM",
    "sasl.jaas.config": "software.amazon.msk.auth.iam.IAMLoginModule required;",
    "sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
}


class KafkaSettings(Section):
    """The Kafka cluster, and how its clients sign in.

    ``security`` is what the listener at ``bootstrap_servers`` takes: nothing, or MSK's IAM over TLS, whose
    region is ``aws.region``. ``ca_file`` is the authority of its certificate where it is not a public one;
    the same for Java lies beside it as ``.p12``. Without keys of its own it takes those of ``aws``.
    ``target pull`` asks MSK where the brokers of ``cluster_arn`` are.
    """

    bootstrap_servers: str = "127.0.0.1:9092"
    partitions: int = Field(default=1, ge=1, le=64)
    replication_factor: int = Field(default=1, ge=1, le=3)
    cluster_arn: str = ""
    security: Literal["plaintext", "msk-iam"] = "plaintext"
    ca_file: Path | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None

    @property
    def has_iam(self) -> bool:
        """Whether clients sign in with IAM."""
        return self.security == IAM

    def client_conf(self) -> dict[str, str | float | bool]:
        """Return the connection part of a librdkafka configuration; ``clients`` adds the token."""
        iam = {"security.protocol": "SASL_SSL", "sasl.mechanisms": "OAUTHBEARER"} if self.has_iam else {}
        return {
            "bootstrap.servers": known("kafka.bootstrap_servers", self.bootstrap_servers),
            "client.id": "corkboard",
            "broker.address.family": "v4",
            "socket.keepalive.enable": True,
            "reconnect.backoff.max.ms": 1000,
            **iam,
            **({"ssl.ca.location": str(self.ca_file)} if self.ca_file else {}),
        }

    def java_conf(self) -> dict[str, str]:
        """Return a Java client's properties; with IAM, what users of MSK write by hand."""
        return {"bootstrap.servers": self.bootstrap_servers, **(JAVA_IAM if self.has_iam else {})}

    def java_options(self) -> list[str]:
        """Return what a JVM is told besides, so that those properties need no trust store."""
        if not self.ca_file:
            return []
        store = "-Djavax.net.ssl.trustStore"
        return [f"{store}={self.ca_file.with_suffix('.p12')}", f"{store}Type=PKCS12"]
