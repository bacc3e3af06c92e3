"""The AWS side without AWS: synthesis, the command's start, and a full bucket that is emptied.

``synthesis``: ``corkboard aws synth`` of a profile, as a process of its own, files built before.
``start``: what a process imports, with the CDK made unimportable, beside a Python that imports nothing;
and ``corkboard aws cost`` from start to end. ``teardown``: a bucket of small objects on an emulator, emptied
as ``corkboard aws down`` does, and by boto3's own ``bucket.object_versions.delete()``, each on objects of
its own and in turns; the emulator is one process, so this is the calls and their order, not S3.
``--write`` puts the result into ``benchmarks/results/aws.md``. Needs the parts and the CDK (``make dev``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from measuring.figures import median_least_most
from measuring.report import machine, method, progress, table, write
from measuring.servers import answers, run

from corkboard.settings import load
from corkboard.stack.parts import Parts
from corkboard.stack.ports import choose
from corkboard_infra.deploy import emptying
from corkboard_infra.deploy.cloud import cloud_at
from corkboard_infra.files import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT_S = 600
BUCKET = "landing"
PROFILES = ("minimal", "default")
WITHOUT_CDK = "import sys; sys.modules.update(aws_cdk=None, jsii=None, constructs=None)"
STARTS = {
    "Python that imports nothing": "",
    "corkboard.cli.app, without the CDK": f"{WITHOUT_CDK}; import corkboard.cli.app",
    "corkboard_infra.__main__, without the CDK": f"{WITHOUT_CDK}; import corkboard_infra.__main__",
    "corkboard aws cost, without the CDK": (
        f"{WITHOUT_CDK}; sys.argv[1:] = ['cost', '--json']\nfrom corkboard_infra.__main__ import app; app()"
    ),
}


def seconds_of(command: list[str]) -> float:
    """Return how long a command takes."""
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, timeout=TIMEOUT_S)
    return time.perf_counter() - began


def syntheses(rounds: int) -> list[list[str]]:
    """Return what synthesising a profile takes, the first round of each left out: it fills caches."""
    found: dict[str, list[float]] = {profile: [] for profile in PROFILES}
    with tempfile.TemporaryDirectory() as folder:
        placeholders(Path(folder))
        for number in range(rounds + 1):
            for profile, seen in found.items():
                out = Path(folder) / f"{profile}{number}"
                options = ["--profile", profile, "--clients", "203.0.113.7", "--files", folder]
                command = [sys.executable, "-m", "corkboard_infra", "synth", *options, "--out", str(out)]
                took = seconds_of(command)
                if number:
                    seen.append(took)
            progress(f"synthesis {number}", str({name: seen[-1:] for name, seen in found.items()}))
    return [[profile, *median_least_most(seen, ".2f")] for profile, seen in found.items()]


def starts(rounds: int) -> list[list[str]]:
    """Return what starting takes."""
    found: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(rounds):
        for name, program in STARTS.items():
            found[name].append(1000 * seconds_of([sys.executable, "-c", program]))
    progress("start")
    return [[name, *median_least_most(seen, ",.0f")] for name, seen in found.items()]


def teardowns(rounds: int, objects: int) -> list[list[str]]:
    """Return how many objects a second go, by us and by boto3's own call."""
    parts, port = Parts(load().cache), choose(is_default=False, before={})["aws"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "STATE_DIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        command = [str(parts.ministack_python), "-m", "ministack"]
        with run(command, answers(port), Path(folder) / "log", environment):
            settings = load({"aws": {"endpoint_url": f"http://127.0.0.1:{port}"}}, environ={})
            place = cloud_at(settings)
            place.client("s3")
            kwargs, config = settings.aws.client_kwargs(), Config(ignore_configured_endpoint_urls=True)
            bucket = boto3.resource("s3", config=config, **kwargs).Bucket(BUCKET)
            bucket.create()
            ways: dict[str, Callable[[], object]] = {
                "corkboard aws down": lambda: emptying.empty(place, BUCKET),
                "boto3's object_versions.delete()": bucket.object_versions.delete,
            }
            return _rates(rounds, objects, ways, lambda: _fill(place.client("s3"), objects))


def _rates(
    rounds: int, objects: int, ways: dict[str, Callable[[], object]], fill: Callable[[], None]
) -> list[list[str]]:
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, empty in ways.items():
            fill()
            began = time.perf_counter()
            empty()
            found[name].append(objects / (time.perf_counter() - began))
            progress(f"teardown {number + 1}", f"{name} {found[name][-1]:,.0f} objects/s")
    return [[name, *median_least_most(rates, ",.0f")] for name, rates in found.items()]


def _fill(s3: Any, objects: int) -> None:
    def put(number: int) -> None:
        s3.put_object(Bucket=BUCKET, Key=f"topics/pin/partition=0/{number:010}.json", Body=b"{}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(objects)))


def page(given: argparse.Namespace, *tables: list[list[str]]) -> str:
    """Return the result as Markdown."""
    synthesis, start, teardown = tables
    return f"""# The AWS side without AWS

{method(__doc__, until="``--write``")}

{machine()}; synthesis and start {given.rounds} times, teardown {given.teardown_rounds}.

## Synthesis

{table(("seconds", "median", "least", "most"), synthesis)}

## Start

{table(("milliseconds", "median", "least", "most"), start)}

## Teardown of {given.objects:,} objects

{table(("objects a second", "median", "least", "most"), teardown)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--objects", type=int, default=100_000)
    arguments.add_argument("--teardown-rounds", type=int, default=2)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    if min(given.rounds, given.objects, given.teardown_rounds) < 1:
        sys.exit("--rounds, --objects and --teardown-rounds must be at least 1")
    found = (syntheses(given.rounds), starts(given.rounds), teardowns(given.teardown_rounds, given.objects))
    write("aws", page(given, *found), is_wanted=given.write)


if __name__ == "__main__":
    main()
