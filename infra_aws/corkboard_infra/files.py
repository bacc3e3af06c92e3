"""What is uploaded beside the templates: the Connect plugin, and the REST proxy's wheel with its unit."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, PreflightError
from corkboard.stack.parts import Parts
from corkboard_infra import archive

if TYPE_CHECKING:
    from corkboard.settings import Settings

PLUGIN = "connect-plugin.zip"
PROXY = "rest-proxy.zip"
CHECKOUT = Path(__file__).resolve().parents[2]
LOCKED = "requirements/machine.txt"
WHEEL_TIMEOUT_S = 300
LOGIN = "aws-msk-iam-auth"


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one deployment; the CDK uploads each under a name made from its content.

    Attributes:
        plugin: The S3 sink with its jars, as MSK Connect takes a plugin.
        proxy: The REST proxy's wheel, its locked dependencies and its systemd unit.
    """

    plugin: Path
    proxy: Path

    @classmethod
    def of(cls, folder: Path) -> Files:
        """Return the files in a folder.

        Raises:
            PreflightError: One is not there.
        """
        found = cls(folder / PLUGIN, folder / PROXY)
        for path in (found.plugin, found.proxy):
            if not path.is_file():
                raise PreflightError(f"there is no {path}", hint=f"corkboard aws build --out {folder}")
        return found


def placeholders(folder: Path) -> Files:
    """Write files that hold nothing, for templates that are looked at and never deployed."""
    files = Files(folder / PLUGIN, folder / PROXY)
    for path in (files.plugin, files.proxy):
        path.write_bytes(archive.pack({"PLACEHOLDER": b"built by 'corkboard aws build'\n"}))
    return files


def built(settings: Settings, out: Path) -> Files:
    """Build the files into a folder.

    Raises:
        PreflightError: The sink was never compiled here, or this is no checkout.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = Files(out / PLUGIN, out / PROXY)
    files.plugin.write_bytes(archive.pack(plugin(Parts(settings.cache).sink_plugin)))
    files.proxy.write_bytes(archive.pack(proxy()))
    return files


def plugin(folder: Path) -> dict[str, bytes]:
    """Return the plugin's jars by their names in the zip, all in one folder.

    Raises:
        PreflightError: They are not there.
    """
    jars = {f"{folder.name}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.jar"))}
    if not jars:
        raise PreflightError(f"the S3 sink is not in {folder}", hint="run 'corkboard setup'")
    if doubled := [name for name in jars if LOGIN in name]:
        raise PreflightError(f"MSK Connect brings {doubled[0]} itself", hint=f"take it out of {folder}")
    return jars


def proxy() -> dict[str, bytes]:
    """Return what the machine's first boot installs.

    Raises:
        PreflightError: This is no checkout.
        CorkboardError: The wheel could not be built.
    """
    locked = CHECKOUT / LOCKED
    if not locked.is_file():
        raise PreflightError(f"there is no {LOCKED}", hint="the REST proxy's wheel is built in a checkout")
    machine = resources.files("corkboard_infra") / "machine"
    content = {entry.name: entry.read_bytes() for entry in machine.iterdir() if entry.is_file()}
    made = wheel()
    return {**content, made[0]: made[1], locked.name: locked.read_bytes()}


def wheel() -> tuple[str, bytes]:
    """Build this project's wheel; return its name and content.

    Raises:
        PreflightError: This is no checkout.
        CorkboardError: It could not be built.
    """
    if not (CHECKOUT / LOCKED).is_file():
        raise PreflightError(f"there is no {CHECKOUT / LOCKED}", hint="the wheel is built in a checkout")
    with tempfile.TemporaryDirectory() as folder:
        options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-w", folder]
        command = [sys.executable, "-m", "pip", "wheel", *options, str(CHECKOUT)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=WHEEL_TIMEOUT_S)
        if done.returncode:
            raise CorkboardError(f"the wheel could not be built:\n{done.stderr}", hint="run 'make dev' first")
        path = next(Path(folder).glob("*.whl"))
        return path.name, path.read_bytes()
