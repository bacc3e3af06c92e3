"""The settings: the only reader of the environment, and the one field that says where we are.

Layers, the strongest first: command line, ``CORKBOARD_*`` variables (``__`` between section and field), the
target's outputs file, its table in ``corkboard.toml``, the passwords that ``up`` made, defaults.
"""

from __future__ import annotations

import difflib
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import platformdirs
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from corkboard import catalogue
from corkboard.airflow.section import AirflowSettings
from corkboard.errors import SettingsError
from corkboard.layers import defaults, find_home, merge, outputs_layer, split_secrets, state_dir, toml_layer
from corkboard.sections import (
    AwsSettings,
    ConnectSettings,
    DatabaseSettings,
    DatabricksSettings,
    GatewaySettings,
    KafkaSettings,
    KinesisSettings,
    RestSettings,
    StackSettings,
)
from corkboard.spark.section import SparkSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "CORKBOARD_"
DEFAULT_NAME = "default"  # the stack on the conventional ports


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
    prefix: str = Field(default="corkboard", pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
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
    def reader_is_no_administrator(self) -> Self:
        """Refuse a reader that is the local server's administrator: it would not be read-only."""
        if self.target == "local" and self.database.user in (self.database.admin_user, "root"):
            raise ValueError("database.user must be another account than the administrator's")
        return self

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

    def clean_table(self, table: str) -> str:
        """Return where a clean Delta table is: a path here, an ``s3://`` address on AWS."""
        if self.target == "aws":
            return f"{catalogue.lake(self.prefix)}/clean/{table}"
        return str(self.dbfs_dir / "user" / "hive" / "warehouse" / table)

    def checkpoint(self, stream: str, epoch: int, table: str) -> str:
        """Return where Spark notes how far a table has read one life of a stream."""
        place = f"checkpoints/stream/{stream}/{epoch}/{table}"
        base = catalogue.lake(self.prefix) if self.target == "aws" else self.state_dir
        return f"{base}/{place}"


def reveal(secret: SecretStr, environ: Mapping[str, str] = os.environ) -> str:
    """Return a secret's value, following ``file:PATH`` and ``env:NAME``.

    Raises:
        SettingsError: The file or variable does not exist.
    """
    reference = secret.get_secret_value()
    scheme, _, rest = reference.partition(":")
    if scheme == "file":
        try:
            return Path(rest).read_text().rstrip("\n")
        except OSError as error:
            raise SettingsError(f"the secret file {rest} cannot be read: {error.strerror}") from error
    if scheme == "env":
        if rest not in environ:
            raise SettingsError(f"the secret's variable {rest} is not set")
        return environ[rest]
    return reference


def export_java(settings: Settings, *, spark_home: Path | None = None) -> None:
    """Set what this process's JVM needs: homes (a ``SPARK_HOME`` that is set stays), address, Python."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    if spark_home:
        os.environ.setdefault("SPARK_HOME", str(spark_home))
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc keeps memory for each thread of a JVM otherwise
    if settings.spark.java_home:
        os.environ["JAVA_HOME"] = str(settings.spark.java_home)


def export(variables: Mapping[str, str]) -> None:
    """Set variables for what this process starts."""
    os.environ.update(variables)


@contextmanager
def run_environment(settings: Settings, port: int, secret: str) -> Iterator[None]:
    """Set what a run finds on Databricks, and for the moment what opens the JVM that runs already."""
    os.environ.update(PYSPARK_PYTHON=sys.executable, DATABRICKS_RUNTIME_VERSION=settings.databricks.runtime)
    os.environ.update(PYSPARK_GATEWAY_PORT=str(port), PYSPARK_GATEWAY_SECRET=secret)
    yield
    del os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"]


def child_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a program of ours: this process's own, and which stack it serves."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        f"{PREFIX}TARGET": settings.target,
        f"{PREFIX}NAME": settings.name,
        f"{PREFIX}HOME": str(settings.home),
        f"{PREFIX}PREFIX": settings.prefix,
    }


def load(
    overrides: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
    is_mending: bool = False,
) -> Settings:
    """Merge the layers and check them.

    Args:
        overrides: What the command line says, in the settings' own shape.
        environ: The environment.
        cwd: Where to look for ``corkboard.toml``; the working directory by default.
        is_mending: Take a broken outputs file for an absent one.

    Raises:
        SettingsError: Names the setting, what is wrong with it and what would be right.
    """
    given = dict(overrides or {})
    from_environment = _environment_layer(environ)
    top = {**from_environment, **given}
    home = Path(top.get("home") or find_home(cwd or Path.cwd())).resolve()
    from_file, default_target = toml_layer(home / "corkboard.toml", top.get("target"))
    target = top.get("target") or default_target
    name = top.get("name") or from_file.get("name") or DEFAULT_NAME
    outputs = outputs_layer(state_dir(home, str(name)) / "outputs.json", target, is_mending=is_mending)
    made_secrets, addresses = split_secrets(outputs)
    merged: dict[str, Any] = {}
    for layer in (defaults(target), made_secrets, from_file, addresses, from_environment, given):
        merged = merge(merged, layer)
    try:
        return Settings(**{**merged, "target": target, "home": home})
    except ValidationError as error:
        raise SettingsError(_explain(error), hint="see .env.example for every setting") from error


def _environment_layer(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the ``CORKBOARD_*`` variables in the settings' shape, refusing unknown ones."""
    known = {PREFIX + key.upper() for key in setting_keys()}
    for variable in environ:
        if variable.startswith(PREFIX) and variable.upper() not in known:
            raise SettingsError(f"unknown setting {variable}", hint=_suggestion(variable, known))
    source = EnvSettingsSource(Settings)
    source.env_vars = {key.lower(): value for key, value in environ.items()}
    return source()


def setting_keys() -> Iterator[str]:
    """Yield every setting as its variable's name without the prefix, such as ``kafka__partitions``."""
    for name, field in Settings.model_fields.items():
        fields = getattr(field.annotation, "model_fields", None)
        yield from [f"{name}__{inner}" for inner in fields] if fields else [name]


def _suggestion(word: str, known: set[str]) -> str:
    close = difflib.get_close_matches(word.upper(), sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else "see .env.example for every setting"


def _explain(error: ValidationError) -> str:
    found = ((".".join(map(str, one["loc"])) or "settings", one["msg"]) for one in error.errors())
    return "; ".join(f"{where}: {words}" for where, words in found)
