"""``corkboard doctor``: what this machine has, and what would stand in the way."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import psutil
import typer
from rich.table import Table

from corkboard.airflow import synced
from corkboard.cli.output import emit_json, out
from corkboard.errors import CorkboardError
from corkboard.stack import outputs, ports
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from corkboard.settings import Settings

PYTHONS = ((3, 11), (3, 14))
NEEDED_MEMORY_MB = 2500
DOCKER_MEMORY_MB = 4000
NEEDED_DISK_MB = 1000
EARLIEST_S = 1_760_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``ok`` or not, what was seen, and what to do."""

    name: str
    ok: bool
    seen: str
    todo: str = ""


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look at Python, Java, memory, disk, ports, parts and the clock; exit 3 if one is in the way."""
    settings = context.obj.settings(is_mending=True)
    is_docker = settings.stack.engine == "docker"
    parts = [_docker(settings)] if is_docker else [_java(settings), _cache(settings)]
    memory = _memory(DOCKER_MEMORY_MB if is_docker else NEEDED_MEMORY_MB)
    findings = [_python(), memory, _disk(settings), *parts, _clock(), _outputs(settings)]
    findings += [*_airflow(settings), *_ports(settings)]
    is_well = all(finding.ok for finding in findings)
    if as_json:
        emit_json(
            "doctor", [asdict(finding) for finding in findings], status="ok" if is_well else "unhealthy"
        )
    else:
        out.print(_table(findings))
    raise typer.Exit(0 if is_well else 3)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("check", "", "seen", "to do"):
        table.add_column(column)
    for finding in findings:
        mark = "[green]ok[/]" if finding.ok else "[red]no[/]"
        table.add_row(finding.name, mark, finding.seen, finding.todo)
    return table


def _python() -> Finding:
    seen = sys.version.split()[0]
    ok = PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]
    return Finding("python", ok, seen, "" if ok else "install Python 3.11, 3.12 or 3.13")


def _java(settings: Settings) -> Finding:
    try:
        home = settings.java_home or Parts(settings.cache).java_home()
    except ImportError:
        return Finding("java", ok=False, seen="none", todo="pip install 'corkboard-stack[all]'")
    ok = (home / "bin" / "java").exists()
    return Finding("java", ok, str(home), "" if ok else "set CORKBOARD_JAVA_HOME to a Java 17 or 21")


def _docker(settings: Settings) -> Finding:
    from corkboard.stack.docker.project import version

    try:
        return Finding("docker", ok=True, seen=version(settings))
    except CorkboardError as error:
        return Finding("docker", ok=False, seen=error.message, todo=error.hint)


def _memory(needed_mb: int) -> Finding:
    free_mb = psutil.virtual_memory().available >> 20
    ok = free_mb >= needed_mb
    return Finding("memory", ok, f"{free_mb} MB free", "" if ok else f"{needed_mb} MB are needed with Spark")


def _disk(settings: Settings) -> Finding:
    free_mb = shutil.disk_usage(settings.home).free >> 20
    ok = free_mb >= NEEDED_DISK_MB
    return Finding("disk", ok, f"{free_mb} MB free", "" if ok else f"{NEEDED_DISK_MB} MB are needed")


def _cache(settings: Settings) -> Finding:
    try:
        Parts(settings.cache).require()
    except CorkboardError as error:
        return Finding("parts", ok=False, seen=error.message, todo=error.hint)
    return Finding("parts", ok=True, seen=str(settings.cache))


def _airflow(settings: Settings) -> list[Finding]:
    """Look at Airflow where it is installed or was started: its packages, and its DAGs."""
    parts, look = Parts(settings.cache), synced.read(settings)
    found = []
    if settings.stack.engine == "native" and (parts.airflow_home.exists() or look):
        is_whole = parts.is_airflow_intact()
        todo = "" if is_whole else "run 'corkboard setup --with airflow'"
        seen = str(parts.airflow_home) if is_whole else "not as it was made"
        found.append(Finding("airflow", is_whole, seen, todo))
    if look:
        is_well = not (look.failure or look.requirements)
        advice = (
            "is S3 up? see 'corkboard logs airflow-dags'" if look.failure else "MWAA installs it, here not"
        )
        found.append(Finding("dags", is_well, look.told(), "" if is_well else advice))
    return found


def _clock() -> Finding:
    ok = time.time() > EARLIEST_S
    seen = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    return Finding("clock", ok, seen, "" if ok else "set the clock: signed requests carry the time")


def _outputs(settings: Settings) -> Finding:
    is_broken = outputs.path(settings).exists() and outputs.is_broken(settings)
    todo = "write it anew: corkboard up" if is_broken else ""
    return Finding("outputs", not is_broken, "broken" if is_broken else str(outputs.path(settings)), todo)


def _ports(settings: Settings) -> list[Finding]:
    """Look at this stack's ports; one that this stack itself holds is well."""
    known = outputs.read_ports(settings)
    if settings.stack.engine == "docker" and _has_containers(settings):
        return [Finding("ports", ok=True, seen="held by the stack's containers")]
    if known is None and settings.name != "default":
        return [Finding("ports", ok=True, seen="free ones are chosen")]
    found = known or {name: port for name, port in ports.CONVENTIONAL.items() if name not in ports.YIELDING}
    return [_port(settings, name, port) for name, port in found.items()]


def _has_containers(settings: Settings) -> bool:
    from corkboard.stack.docker.project import compose_of

    try:
        return compose_of(settings).is_running()
    except CorkboardError:
        return False


def _port(settings: Settings, name: str, port: int) -> Finding:
    if ports.is_free(port):
        return Finding(f"port {port}", ok=True, seen=f"free, for {name}")
    who = ports.holder(port)
    seen = f"held by {who.name} (pid {who.pid})"
    is_ours = outputs.is_ours(settings, who.pid)
    return Finding(
        f"port {port}",
        is_ours,
        f"{name}: {seen}" if is_ours else seen,
        "" if is_ours else f"free it for {name}",
    )
