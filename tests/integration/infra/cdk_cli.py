"""The CDK's own command on an emulator: from npm, once, into the cache; by its hash, as everything there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from corkboard_infra import node

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "2.1148.1"
INTEGRITY = "sha512-K3d02L17IwmAuiBWNuX1DzYhKUs9GrKYI7bZnGJfJ1bKz9ymXFxfudBOL3rUb8JAusDNSULiQU2fsJH7kyY2XA=="
INSTALL_TIMEOUT_S = 120
RUN_TIMEOUT_S = 300
NPM = ("lib", "node_modules", "npm", "bin", "npm-cli.js")


def installed(cache: Path) -> tuple[Path | None, str]:
    """Return the command's program in the cache, and why there is none if there is none."""
    home = cache / f"cdk-cli-{VERSION}"
    program = home / "node_modules" / "aws-cdk" / "bin" / "cdk"
    if program.is_file():
        return program, ""
    npm = node.program().parents[1].joinpath(*NPM)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        options = ["--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-timeout=20000"]
        command = [str(node.program()), str(npm), "install", *options, f"aws-cdk@{VERSION}"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT_S
            )
        except subprocess.TimeoutExpired:
            return None, f"npm had no answer in {INSTALL_TIMEOUT_S} s"
        if done.returncode:
            return None, f"npm cannot fetch aws-cdk@{VERSION}: {done.stderr.strip().splitlines()[-1:]}"
        lock = json.loads((home.parent / folder / "package-lock.json").read_text())
        assert lock["packages"]["node_modules/aws-cdk"]["integrity"] == INTEGRITY
        shutil.copytree(folder, home, dirs_exist_ok=True)
    return program, ""


class Cdk:
    """The command with its credentials and endpoint.

    Args:
        program: Where it is.
        url: The emulator's address.
        home: A folder of its own.
    """

    def __init__(self, program: Path, url: str, home: Path) -> None:
        self._program = program
        self._home = home
        self._environment = {
            "PATH": f"{node.program().parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "AWS_ENDPOINT_URL": url,
            "AWS_ENDPOINT_URL_S3": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CI": "true",
        }

    def __call__(self, *words: str) -> str:
        """Run the command; return what it said."""
        command = [str(node.program()), str(self._program), "--no-notices", "--no-color", *words]
        done = subprocess.run(
            command,
            env=self._environment,
            cwd=self._home,
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_TIMEOUT_S,
        )
        assert done.returncode == 0, f"cdk {' '.join(words)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr
