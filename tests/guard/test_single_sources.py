"""Each fact has one source, and stays there."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from tree import ROOT, sources, texts

from corkboard import airflow, catalogue
from corkboard.settings import PREFIX, setting_keys
from corkboard.stack.native.engine import STAND_INS
from corkboard.stack.roles import ROLES

MAY_READ_THE_ENVIRONMENT = (
    "corkboard/settings.py",
    "corkboard/stack/child.py",
    "services/kinesis_source/pyspark_kinesis/options.py",
)
DOCKER_ONLY = ("client", "cluster")
NAMES_MAY_BE_SPELLED_IN = (
    "corkboard/catalogue.py",
    "services/database/corkboard_database/schema.sql",
)


@pytest.mark.parametrize("name", sorted(sources()))
def test_only_settings_reads_the_environment(name):
    """child.py hands its own on by exec; the Kinesis source stands alone, and AWS' variables are for it."""
    if name in MAY_READ_THE_ENVIRONMENT:
        return

    assert not re.search(r"os\.(environ|getenv)\b", texts()[name]), "ask corkboard.settings instead"


@pytest.mark.parametrize("name", sorted(sources()))
def test_only_the_catalogue_spells_names_of_tables_topics_streams_and_buckets(name):
    """A feed's name in a system is written once."""
    spelled = [feed.table for feed in catalogue.FEEDS] + ["streaming-{", "user-{", "dead-letter", 's3-sink"']
    if name in NAMES_MAY_BE_SPELLED_IN:
        return

    found = [word for word in spelled if f'"{word}' in texts()[name]]

    assert not found, f"take {found} from corkboard.catalogue"


def test_the_example_environment_has_exactly_the_settings():
    """Who copies .env.example finds every setting, and none that does not exist."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = {line.split("=")[0] for line in lines if line.startswith(PREFIX)}

    assert shown == {PREFIX + key.upper() for key in setting_keys()}


@pytest.mark.parametrize("stand_in", STAND_INS, ids=lambda module: module.__name__)
def test_every_stand_in_has_its_file_in_each_engine_that_exists(stand_in):
    """Learn one, know all: the file is called as the stand-in is."""
    name = stand_in.__name__.rsplit(".", 1)[1]

    assert (ROOT / "corkboard" / "stack" / "native" / f"{name}.py").is_file()
    if (ROOT / "compose").is_dir():
        assert (ROOT / "compose" / f"{name}.yml").is_file()


def test_the_stand_ins_that_one_engine_alone_has_are_known():
    """Airflow's are a group, which both have in one file."""
    known = {stand_in.__name__.rsplit(".", 1)[1] for stand_in in STAND_INS}
    group = yaml.safe_load((ROOT / "compose" / "airflow.yml").read_text())["services"]

    assert set(ROLES) - known == {*airflow.PROCESSES, *DOCKER_ONLY}
    assert {name for name, one in group.items() if "healthcheck" in one} == set(airflow.PROCESSES)


def _commands(text: str) -> set[tuple[str, str]]:
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return {
        (match[1], match[2])
        for line in lines
        if (match := re.match(r"(corkboard|make) (?:--\S+ \S+ )*([a-z]+)", line))
    }


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/command.md", "docs/targets.md"])
def test_every_command_in_the_documents_exists(document):
    """What a reader types is a verb of the command or of the Makefile."""
    app = import_module("corkboard.cli.app").app
    verbs = {one.name for one in (*app.registered_commands, *app.registered_groups)}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    for program, verb in _commands((ROOT / document).read_text()):
        assert verb in (verbs if program == "corkboard" else targets), f"{program} {verb}"


def test_every_folder_of_the_house_says_what_is_in_it():
    """Each service and each room of documents has a README."""
    folders = [path for path in (ROOT / "services").iterdir() if path.is_dir()]
    folders += [
        ROOT / "benchmarks",
        ROOT / "requirements",
        ROOT / "docs",
        ROOT / "docs" / "decisions",
        ROOT / "tests",
    ]
    folders += [ROOT / "compose", ROOT / "infra_aws"]

    assert [str(folder) for folder in folders if not (Path(folder) / "README.md").is_file()] == []
