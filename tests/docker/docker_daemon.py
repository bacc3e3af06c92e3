"""Whether containers can run here, and from which images."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def why_not() -> str:
    """Return an empty string when a daemon answers and can have images, else what is lacking."""
    if not shutil.which("docker"):
        return "there is no docker command here"
    done = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        return "no Docker daemon answers; compose/build/daemon.sh starts one on Debian"
    if not has_bases() and not _has_registry():
        return "no image registry answers; compose/build/bases.sh makes bases on Debian"
    return ""


def has_bases() -> bool:
    """Say whether compose/build/bases.sh has run, which it has where no registry is reachable."""
    command = ["docker", "image", "inspect", "corkboard/debian:trixie"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_registry() -> bool:
    """Say whether the official images can be had, by having one."""
    pins = (ROOT / "compose" / "images.env").read_text().splitlines()
    image = next(line.split("=")[1] for line in pins if line.startswith("MYSQL_IMAGE="))
    command = ["docker", "pull", "--quiet", image]
    return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0
