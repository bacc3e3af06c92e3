"""Options that hold for every verb, wherever on the line they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corkboard.errors import CorkboardError
from corkboard.settings import DEFAULT_NAME, Settings, load

NAMES = ("--target", "--engine", "--name", "--home", "--prefix")


@dataclass(frozen=True, slots=True)
class Globals:
    """What the person said about which stack.

    Attributes:
        target: ``local`` or ``aws``.
        name: Which local stack.
        home: The folder that holds ``.corkboard`` and ``corkboard.toml``.
        prefix: The prefix of topics, streams and bucket.
        engine: ``native`` or ``docker``; by default the one that brought the stack up.
        build_images: Whether the docker engine makes every image here; an option of ``up`` only.
        no_build: Whether the docker engine takes the images that are here; an option of ``up`` only.
        records_per_object: How many records the sink puts into an object; an option of some verbs only.
        kafka_security: How Kafka's clients sign in; an option of ``up`` only.
    """

    target: str | None = None
    name: str | None = None
    home: Path | None = None
    prefix: str | None = None
    engine: str | None = None
    build_images: bool | None = None
    no_build: bool = False
    records_per_object: int | None = None
    kafka_security: str | None = None

    def overrides(self) -> dict[str, Any]:
        """Return what was said, in the settings' shape."""
        said = {"target": self.target, "name": self.name, "home": self.home, "prefix": self.prefix}
        chosen: dict[str, Any] = {key: value for key, value in said.items() if value is not None}
        if self.engine is not None:
            chosen["stack"] = {"engine": self.engine}
        if self.records_per_object is not None:
            chosen["connect"] = {"records_per_object": self.records_per_object}
        if self.kafka_security is not None:
            chosen["kafka"] = {"security": self.kafka_security}
        return chosen

    def settings(self, *, is_mending: bool = False) -> Settings:
        """Return the settings with these options on top; mending, a broken outputs file is none."""
        return load(self.overrides(), is_mending=is_mending)

    def stack_settings(self) -> Settings:
        """Return the settings of a stack that was brought up.

        Raises:
            CorkboardError: It never was. Its addresses would be the conventional ones: another stack's.
        """
        settings = self.settings()
        is_given = settings.stack.engine == "given"  # its addresses are in the settings
        is_known = is_given or settings.name == DEFAULT_NAME or (settings.state_dir / "outputs.json").exists()
        if settings.has_stand_ins and not is_known:
            raise CorkboardError(
                f"the stack {settings.name} was never brought up in {settings.home}",
                hint="bring it up: corkboard up",
            )
        return settings


def said(arguments: list[str]) -> dict[str, Any]:
    """Return what hoisted arguments say about which stack, in the settings' shape."""
    found: dict[str, Any] = {}
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option, has_value, value = word.partition("=")
        if option in ("--name", "--home"):
            found[option.removeprefix("--")] = value if has_value else following
    return found


def hoist(arguments: list[str]) -> list[str]:
    """Return the arguments with global options moved before the verb; nothing after ``--`` is touched.

    ``client`` passes everything behind it to a program of its own, so there they stay as well.
    """
    front: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if word in ("--", "client"):
            return front + rest + arguments[index:]
        if word in NAMES and index + 1 < len(arguments):
            front += [word, arguments[index + 1]]
            index += 1
        elif word.startswith(tuple(f"{name}=" for name in NAMES)):
            front.append(word)
        else:
            rest.append(word)
        index += 1
    return front + rest
