"""The settings: the only reader of the environment, and the one field that says where we are.

Layers, the strongest first: command line, ``CORKBOARD_*`` variables (``__`` between section and field), the
target's outputs file, its table in ``corkboard.toml``, the secrets that ``up`` made, defaults.
"""

from __future__ import annotations

import difflib
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import EnvSettingsSource

from corkboard.errors import SettingsError
from corkboard.layers import (
    defaults,
    find_home,
    merge,
    outputs_layer,
    outputs_path,
    split_secrets,
    toml_layer,
)
from corkboard.model import DEFAULT_NAME, DEFAULT_PREFIX, PREFIX, SECRETS_MANAGER, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

__all__ = [
    "DEFAULT_NAME",
    "PREFIX",
    "Layers",
    "Settings",
    "child_environment",
    "export",
    "export_java",
    "layers",
    "load",
    "reveal",
    "run_environment",
    "setting_keys",
]
AWS_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def reveal(secret: SecretStr, environ: Mapping[str, str] = os.environ) -> str:
    """Return a secret's value, following ``file:PATH`` and ``env:NAME``; for AWS' see ``clients.reveal``.

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
    if scheme == SECRETS_MANAGER:
        raise SettingsError(f"{reference} is known to AWS alone", hint="only target aws may refer to it")
    return reference


def export_java(settings: Settings, *, spark_home: Path | None = None) -> None:
    """Set what this process's JVM needs: homes (a ``SPARK_HOME`` that is set stays), address, Python.

    On AWS whoever submits the program may name the Python: on other machines it lies elsewhere.
    """
    submitted = None if settings.has_stand_ins else os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = submitted or sys.executable
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
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        f"{PREFIX}TARGET": settings.target,
        f"{PREFIX}NAME": settings.name,
        f"{PREFIX}HOME": str(settings.home),
        f"{PREFIX}PREFIX": settings.prefix,
    }
    _take_profile(settings, environment)
    return environment


def _take_profile(settings: Settings, environment: MutableMapping[str, str]) -> None:
    """Have whatever finds credentials by itself, Spark above all, find those whose account was asked for."""
    if settings.aws.profile and not settings.has_stand_ins:
        for name in AWS_KEYS:  # they would beat the profile
            environment.pop(name, None)
        environment["AWS_PROFILE"] = settings.aws.profile


@dataclass(frozen=True, slots=True)
class Layers:
    """What is said about the settings, and where.

    Attributes:
        target: The target that holds.
        home: The folder of ``corkboard.toml`` and ``.corkboard``.
        by_origin: What each origin says in the settings' shape, the weakest first.
    """

    target: str
    home: Path
    by_origin: dict[str, dict[str, Any]]


def layers(
    overrides: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
    is_mending: bool = False,
) -> Layers:
    """Return every layer, unchecked; for the arguments and errors see ``load``."""
    given = dict(overrides or {})
    from_environment = _environment_layer(environ)
    top = {**from_environment, **given}
    home = Path(top.get("home") or find_home(cwd or Path.cwd())).resolve()
    from_file, default_target = toml_layer(home / "corkboard.toml", top.get("target"))
    target = top.get("target") or default_target
    said = {"name": DEFAULT_NAME, "prefix": DEFAULT_PREFIX, **from_file, **top}
    outputs = outputs_layer(
        outputs_path(home, str(said["name"]), target),
        prefix=str(said["prefix"]),
        is_mending=is_mending,
        remedy="corkboard up" if target == "local" else f"corkboard target pull {target}",
    )
    made_secrets, addresses = split_secrets(outputs) if target == "local" else ({}, outputs)
    by_origin = {
        "default": defaults(target),
        "made secret": made_secrets,
        "corkboard.toml": from_file,
        "outputs file": addresses,
        "environment": from_environment,
        "command line": given,
    }
    return Layers(target, home, by_origin)


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
    found = layers(overrides, environ=environ, cwd=cwd, is_mending=is_mending)
    merged: dict[str, Any] = {}
    for layer in found.by_origin.values():
        merged = merge(merged, layer)
    try:
        return Settings(**{**merged, "target": found.target, "home": found.home})
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
