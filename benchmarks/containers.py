"""The docker engine beside the native one: images, builds, ``up``, ``demo``, and each container's memory.

``python benchmarks/containers.py`` needs a daemon. It times, in each round and with MiniStack in both
engines: ``up`` of a stack that never was, ``down``, ``up`` again on its data, and ``demo``, in Docker and
natively by turns. ``--cold`` first builds every image anew, without Docker's cache but with that of packages;
``--localstack`` runs one demo with LocalStack as well. Memory is that of each container after ``up``, and the
most that was seen while the demo ran. ``--write`` puts the result into ``benchmarks/results/containers.md``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from measuring.figures import median_least_most
from measuring.report import machine, progress, table, write

from corkboard.stack.docker.container import megabytes

FOLDER = Path(__file__).parents[1]
TIMEOUT_S = 1800
SAMPLE_S = 2.0
SETTINGS = '[targets.local.stack]\naws = "{aws}"\n'


def timed(command: list[str]) -> tuple[float, str]:
    """Run a command and return its seconds and what it printed."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - began, done.stdout


class Stack:
    """A stack with a folder of its own.

    Args:
        home: The folder.
        engine: ``native`` or ``docker``.
        aws: What plays AWS in Docker.
    """

    def __init__(self, home: Path, engine: str, aws: str = "ministack") -> None:
        (home / "corkboard.toml").write_text(SETTINGS.format(aws=aws))
        self._command = [sys.executable, "-m", "corkboard", "--home", str(home)]
        self._command += ["--engine", engine]

    def run(self, *words: str, name: str = "bench") -> tuple[float, str]:
        """Run a verb and return its seconds and what it printed; the demo has a name of its own."""
        return timed([*self._command, "--name", name, *words])


def builds(*, is_cold: bool) -> dict[str, float]:
    """Return the seconds of building every image, with nothing of Docker's cache when cold, and again."""
    files = ["-f", "docker-compose.yml", "-f", "compose/offline.yml"]
    command = ["docker", "compose", *files, "--profile", "*", "build", "--quiet"]
    cold = {"build, cold": timed([*command, "--no-cache"])[0]} if is_cold else {}
    return cold | {"build, again": timed(command)[0]}


def image_sizes() -> list[list[str]]:
    """Return each image of the stack with its size in MB; what images share counts in each."""
    files = ["-f", "docker-compose.yml", "-f", "compose/offline.yml"]
    named = timed(["docker", "compose", *files, "--profile", "*", "config", "--images"])[1]
    names = sorted({*named.split(), "corkboard/ministack:0.1.0"})
    sizes = [timed(["docker", "image", "inspect", "--format", "{{.Size}}", name])[1] for name in names]
    return [[name, f"{int(size) / 1e6:.0f}"] for name, size in zip(names, sizes, strict=True)]


def round_of(aws: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return the seconds of each command in Docker, and the MB of each container after ``up``."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), "docker", aws)
        try:
            seconds = {"up, new": stack.run("up", "--timeout", "300")[0]}
            shown = json.loads(stack.run("status", "--json")[1])
            seconds["down"] = stack.run("down")[0]
            seconds["up, again"] = stack.run("up", "--timeout", "300")[0]
        finally:
            stack.run("destroy", "--yes")
    return seconds, {one["name"]: one["memory_mb"] for one in shown["data"]["stand_ins"]}


def demo(engine: str, aws: str = "ministack") -> tuple[float, dict[str, float]]:
    """Return the seconds of a demo, and the most MB that each container had."""
    most: dict[str, float] = {}
    is_over = threading.Event()
    watcher = threading.Thread(target=watch, args=(most, is_over))
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), engine, aws)
        watcher.start()
        try:
            seconds = stack.run("demo")[0]
        finally:
            is_over.set()
            watcher.join()
            stack.run("destroy", "--yes", name="demo")
    return seconds, most


def watch(most: dict[str, float], is_over: threading.Event) -> None:
    """Keep the most memory of each container of the demo until told to end."""
    command = ["docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}"]
    while not is_over.wait(SAMPLE_S):
        for line in timed(command)[1].splitlines():
            name, used = line.split()[:2]
            if name.startswith("corkboard-demo-"):
                short = name.removeprefix("corkboard-demo-").rsplit("-", 1)[0]
                most[short] = max(most.get(short, 0.0), megabytes(used))


def document(
    once: dict[str, float], rounds: list[dict[str, float]], idle: dict[str, float], busy: dict[str, float]
) -> str:
    """Return the result with its method."""
    lines = [[name, "1", f"{seconds:.1f}", "", ""] for name, seconds in once.items()]
    for name in rounds[0]:
        found = [one[name] for one in rounds]
        lines.append([name, str(len(found)), *median_least_most(found, ".1f")])
    memory = [[name, f"{idle.get(name, 0):.0f}", f"{busy.get(name, 0):.0f}"] for name in sorted(idle | busy)]
    memory.append(["all", f"{sum(idle.values()):.0f}", f"{sum(busy.values()):.0f}"])
    return f"""# Containers

{(__doc__ or "").split("``--write``", maxsplit=1)[0].strip()}

Median, least and most of the rounds; {machine()}.

{table(["seconds", "rounds", "median", "least", "most"], lines)}

Memory in MB, as Docker counts it.

{table(["container", "after `up`", "most in a demo"], memory)}

Images in MB; what two share counts in both.

{table(["image", "MB"], image_sizes())}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--cold", action="store_true")
    arguments.add_argument("--localstack", action="store_true")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    once = builds(is_cold=given.cold)
    progress("builds", str(once))
    rounds, busy = [], {}
    for number in range(given.rounds):
        seconds, idle = round_of("ministack")
        seconds["demo, docker"], most = demo("docker")
        seconds["demo, native"], _ = demo("native")
        busy = {name: max(busy.get(name, 0.0), used) for name, used in most.items()}
        rounds.append(seconds)
        progress(f"round {number + 1}", str(seconds))
    if given.localstack:
        once["demo, docker with LocalStack"], _ = demo("docker", "localstack")
    write("containers", document(once, rounds, idle, busy), is_wanted=given.write)


if __name__ == "__main__":
    main()
