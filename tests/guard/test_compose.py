"""Every container is ready, small, and reachable from this machine alone; every image is pinned once."""

from __future__ import annotations

import re
import tomllib

import pytest
from compose_model import DEFAULT, OFFLINE, model, role, services
from tree import ROOT, texts

from corkboard.stack.native import connect
from corkboard.stack.roles import ROLES

WAYS = [
    pytest.param(DEFAULT, {}, id="official"),
    pytest.param(DEFAULT, {"STACK_AWS": "ministack"}, id="ministack"),
    pytest.param(OFFLINE, {}, id="offline"),
    pytest.param(OFFLINE, {"STACK_AWS": "ministack"}, id="offline-ministack"),
]
IMAGE = re.compile(r"[a-z/-]+:\d+(\.\d+)*(-[a-z0-9-]+)?")
# Root's two: LocalStack's image knows no other user, and only root gives a folder to another user.
ROOTS = {"aws": "localstack", "secrets": ""}
# Images of others that write beside their volumes, and the machine at which people work.
WRITABLE = {"kafka", "client"}
MEMORY_MB = 7 * 1024  # of everything that runs on; at rest it is a third of that
DATABRICKS_MB = 4 * 1024  # more, where somebody asked for the cluster: itself, and the runs of the Jobs API
AIRFLOW_MB = 3136  # more, where somebody asked for Airflow, its tasks and its command included


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_every_image_is_pinned(files, variables):
    """A name without a number is another image tomorrow."""
    images = {service["image"] for service in services(files, **variables).values()}

    assert [image for image in images if not IMAGE.fullmatch(image)] == []


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_our_own_images_are_built_once_and_never_asked_of_a_registry(files, variables):
    """Somebody else may own their names there; who needs an image needs the service that builds it."""
    known = services(files, **variables)
    for image in {one["image"] for one in known.values() if one["image"].startswith("corkboard/")}:
        users = {name for name, one in known.items() if one["image"] == image}
        builders = [name for name in users if "build" in known[name]]

        assert len(builders) == 1, image
        assert all(known[name]["pull_policy"] == "never" for name in users), image
        assert all(builders[0] in _needs(known, name) for name in users), image


def test_offline_nothing_comes_from_a_registry():
    """Every image, and every base of one, is made on the machine."""
    for name, service in services(OFFLINE).items():
        bases = service.get("build", {}).get("args", {})
        asked = {key: value for key, value in bases.items() if key.endswith("PYTHON_IMAGE") or key == "BASE"}

        assert service["image"].startswith("corkboard/"), name
        assert all(value.startswith("corkboard/debian:") for value in asked.values()), name


def test_offline_changes_images_alone():
    """What a user of the stack sees is the same: environment, ports, health checks, volumes."""
    official, offline = services(), services(OFFLINE)
    images = ("image", "build", "pull_policy")

    assert {name: _without(one, images) for name, one in offline.items()} == {
        name: _without(one, images) for name, one in official.items()
    }


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_what_runs_on_says_when_it_is_usable(files, variables):
    """``up --wait`` waits for just that; a check while it starts is quick."""
    for name, service in services(files, **variables).items():
        if role(service) == "service":
            check = service["healthcheck"]

            assert check["test"], name
            assert "start_interval" in check, name
            assert service["restart"] == "unless-stopped", name
            assert service["labels"]["corkboard.layer"] == ROLES[name].group, name


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_dependencies_say_what_they_wait_for(files, variables):
    """A job is waited for until it has ended, anything else until it is healthy."""
    known = services(files, **variables)
    for service in known.values():
        for needed, how in service.get("depends_on", {}).items():
            is_job = role(known[needed]) == "job"

            assert how["condition"] == ("service_completed_successfully" if is_job else "service_healthy")


def test_every_job_is_needed_by_something_that_runs_on():
    """``up --wait`` fails for a job that has ended well and that nobody waits for."""
    known = services()
    needed = {name for one in known.values() for name in one.get("depends_on", {})}
    jobs = {name for name, one in known.items() if role(one) == "job" and not one.get("profiles")}

    assert jobs <= needed


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_nothing_may_more_than_it_needs(files, variables):
    """No rights of root, no way to gain any, no root file system to write to."""
    kind = variables.get("STACK_AWS", "localstack")
    for name, service in services(files, **variables).items():
        is_root = name in ROOTS and ROOTS[name] in ("", kind)
        kept = ["CHOWN"] if name == "secrets" else []

        assert service["cap_drop"] == ["ALL"], name
        assert (service.get("cap_add") or []) == kept, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only") or name in WRITABLE or is_root, name
        assert not service.get("privileged"), name


@pytest.mark.parametrize(("files", "variables"), WAYS)
def test_nothing_can_fill_the_machine(files, variables):
    """Memory, logs and the time to stop have limits."""
    known = services(files, **variables)
    running = {name: int(one["mem_limit"]) >> 20 for name, one in known.items() if role(one) == "service"}

    databricks = {"cluster", "jobs"}
    orchestration = {name for name in running if name.startswith("airflow-")}

    assert sum(running[name] for name in databricks) <= DATABRICKS_MB
    assert sum(running[name] for name in orchestration) <= AIRFLOW_MB
    assert sum(running[name] for name in set(running) - databricks - orchestration) <= MEMORY_MB
    for name, service in known.items():
        assert int(service["mem_limit"]), name
        assert service["init"], name
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name


def test_what_the_command_says_reaches_the_programs():
    """Compose takes the number of rows from its own environment, and from nowhere else."""
    given = services(CORKBOARD_STACK__ROWS="7", STACK_CLUSTER_MB="3000")

    assert given["seed"]["environment"]["CORKBOARD_STACK__ROWS"] == "7"
    assert int(given["cluster"]["mem_limit"]) >> 20 == 3000


def test_ports_are_on_loopback_and_a_variable_moves_each():
    """Nobody else in the network reaches them, and a taken one is no end."""
    for service in services().values():
        for port in service.get("ports", []):
            assert port["host_ip"] == "127.0.0.1"
    variables = [
        f"STACK_{name}_PORT"
        for name in (
            *("MYSQL", "KAFKA", "AWS", "CONNECT", "GATEWAY", "REST", "SPARK"),
            *("JOBS", "AIRFLOW", "MWAA"),
        )
    ]
    moved = services(**{name: str(20000 + index) for index, name in enumerate(variables)})
    published = [port["published"] for one in moved.values() for port in one.get("ports", [])]

    assert sorted(published) == [str(20000 + index) for index in range(len(variables))]


def test_mounts_are_named_volumes_or_folders_of_the_project():
    """No path of the machine, no Docker socket."""
    for name, service in services().items():
        for mount in service.get("volumes", []):
            is_inside = mount["type"] == "volume" or mount["source"].startswith(f"{ROOT}/")

            assert is_inside, f"{name}: {mount['source']}"
            assert not mount["source"].endswith(".sock"), name


def test_names_are_left_to_compose():
    """Two projects live side by side."""
    for name, service in services().items():
        assert "container_name" not in service, name
        assert "links" not in service, name
    assert model()["name"] == "corkboard"


def test_an_image_of_somebody_else_is_named_in_one_place():
    """Who renews one changes one line; Dockerfiles repeat it as the default for a build by hand."""
    pins = dict(line.split("=") for line in texts()["compose/images.env"].splitlines() if "=" in line)
    version = tomllib.loads(texts()["pyproject.toml"])["project"]["version"]
    defaults = [
        match.groups()
        for name, text in texts().items()
        if name.endswith("Dockerfile")
        for match in re.finditer(r"^ARG ([A-Z_]+_IMAGE)=(.*)$", text, re.MULTILINE)
    ]

    assert pins["STACK_VERSION"] == version
    assert [pair for pair in defaults if pair[1] != pins[pair[0]] and "corkboard/" not in pair[1]] == []


def test_the_worker_in_a_container_is_the_native_one():
    """One configuration in two engines; only addresses and places differ."""
    differ = {
        "bootstrap.servers",
        "listeners",
        "rest.advertised.host.name",
        "plugin.path",
        "plugin.discovery",
    }
    native = connect.PROPERTIES.replace("{largest_request}", str(connect.LARGEST_REQUEST))
    inside = _properties(texts()["services/connect/worker.properties"])

    assert inside.keys() == _properties(native).keys()
    assert {key for key, value in _properties(native).items() if inside[key] != value} == differ


def _needs(known: dict[str, dict], name: str) -> set[str]:
    """Return a service, and all that it waits for."""
    direct = known[name].get("depends_on", {})
    return {name}.union(*(_needs(known, needed) for needed in direct))


def _properties(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def _without(service: dict, keys: tuple[str, ...]) -> dict:
    return {key: value for key, value in service.items() if key not in keys}
