"""The settings' shape: every section, what may not be together, and where things lie."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

import platformdirs
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from corkboard import catalogue
from corkboard.airflow.section import AirflowSettings
from corkboard.kafka.section import KafkaSettings
from corkboard.layers import state_dir
from corkboard.sections import (
    ConnectSettings,
    DatabaseSettings,
    DatabricksSettings,
    GatewaySettings,
    KinesisSettings,
    RestSettings,
    Section,
    StackSettings,
)
from corkboard.spark.section import SparkSettings
from corkboard.targets.section import AwsSettings

PREFIX = "CORKBOARD_"
DEFAULT_NAME = "default"  # the stack on the conventional ports
DEFAULT_PREFIX = "corkboard"
SECRETS_MANAGER = "secretsmanager"
REFERENCES = ("env:", "file:", f"{SECRETS_MANAGER}:")


class Settings(BaseSettings):
    """Everything that may differ between two machines or two targets."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
    )

    target: Literal["local", "aws"] = "local"
    name: str = Field(default=DEFAULT_NAME, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    prefix: str = Field(default=DEFAULT_PREFIX, pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    home: Path = Field(default_factory=Path.cwd)
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("corkboard"))
    java_home: Path | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    database: DatabaseSettings = DatabaseSettings()
    kafka: KafkaSettings = KafkaSettings()
    aws: AwsSettings = AwsSettings()
    kinesis: KinesisSettings = KinesisSettings()
    gateway: GatewaySettings = GatewaySettings()
    rest: RestSettings = RestSettings()
    connect: ConnectSettings = ConnectSettings()
    spark: SparkSettings = SparkSettings()
    databricks: DatabricksSettings = DatabricksSettings()
    airflow: AirflowSettings = AirflowSettings()
    stack: StackSettings = StackSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing behind the caller's back: ``load`` merges the layers itself."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @model_validator(mode="after")
    def target_and_endpoint_agree(self) -> Self:
        """Refuse a local target without an endpoint, and a real one with it."""
        endpoint = self.aws.endpoint_url
        if self.target == "local" and (not endpoint or "amazonaws.com" in endpoint):
            raise ValueError("aws.endpoint_url must name an emulator when target is 'local'")
        if self.target == "aws" and endpoint:
            raise ValueError("aws.endpoint_url must be empty when target is 'aws'")
        return self

    @model_validator(mode="after")
    def secrets_of_aws_are_references(self) -> Self:
        """Refuse a password in plain words where it would open something real."""
        if self.has_stand_ins:
            return self
        for key, secret in self._secrets().items():
            if key in ("aws.access_key_id", "aws.secret_access_key"):
                raise ValueError(
                    f"{key} must be empty when target is 'aws': name aws.profile, or take a role"
                )
            if not secret.get_secret_value().startswith(REFERENCES):
                raise ValueError(f"{key} must be env:NAME, file:PATH or secretsmanager:ID#KEY on AWS")
        return self

    @model_validator(mode="after")
    def reader_is_no_administrator(self) -> Self:
        """Refuse a reader that is the local server's administrator: it would not be read-only."""
        if self.target == "local" and self.database.user in (self.database.admin_user, "root"):
            raise ValueError("database.user must be another account than the administrator's")
        return self

    @property
    def has_stand_ins(self) -> bool:
        """Whether stand-ins play AWS: on this machine, small, without TLS, and nobody pays."""
        return self.target == "local"

    @property
    def machine(self) -> str:
        """The EC2 client, where it alone reaches Kafka and the database; empty where this machine does."""
        return "" if self.has_stand_ins else self.rest.machine

    @property
    def state_dir(self) -> Path:
        """This stack's own folder: ledger, outputs, logs, data, dbfs."""
        return state_dir(self.home, self.name)

    @property
    def ledger_dir(self) -> Path:
        """One file a posting run."""
        return self.state_dir / "ledger"

    @property
    def dbfs_dir(self) -> Path:
        """What notebooks see as ``dbfs:/``."""
        return self.state_dir / "dbfs"

    def _secrets(self) -> dict[str, SecretStr]:
        """Return every secret that is set, by its setting's name."""
        sections = {name: value for name, value in self if isinstance(value, Section)}
        return {
            f"{name}.{key}": value
            for name, section in sections.items()
            for key, value in section
            if isinstance(value, SecretStr) and value.get_secret_value()
        }

    def storage_options(self) -> dict[str, str] | None:
        """Return what deltalake needs to know beside a table's address: nothing for a path here."""
        return None if self.has_stand_ins else {"AWS_REGION": self.aws.region}

    def clean_table(self, table: str) -> str:
        """Return where a clean Delta table is: a path here, an ``s3://`` address on AWS."""
        if not self.has_stand_ins:
            return f"{catalogue.lake(self.prefix)}/clean/{table}"
        return str(self.dbfs_dir / "user" / "hive" / "warehouse" / table)

    def checkpoint(self, stream: str, epoch: int, table: str) -> str:
        """Return where Spark notes how far a table has read one life of a stream."""
        place = f"checkpoints/stream/{stream}/{epoch}/{table}"
        base = self.state_dir if self.has_stand_ins else catalogue.lake(self.prefix)
        return f"{base}/{place}"
