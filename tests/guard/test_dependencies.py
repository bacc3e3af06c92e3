"""What is imported is declared: nothing arrives by the grace of another package."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from tree import ROOT, sources

OURS = re.compile(r"corkboard(_\w+)?$")
TABLES = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = TABLES["project"]
EXTRAS = PROJECT["optional-dependencies"]
MAY_USE = {
    "corkboard": ("native", "testing", "dev"),  # dev: the types of boto3, imported for the type checker alone
    "corkboard_database": ("database",),
    "corkboard_emulator": ("emulator",),
    "corkboard_proxy": ("proxy",),
    "corkboard_connect": ("native",),
    "corkboard_spark": ("spark",),
    "corkboard_databricks": ("databricks",),
    "corkboard_infra": ("aws",),
    "corkboard_airflow": ("airflow",),
}
ELSEWHERE = {"airflow"}  # one file is run in Airflow's own environment, which has a lock of its own


def declared(*extras: str) -> set[str]:
    """Return the distributions that the project's dependencies and some extras name, extras of extras too."""
    found: set[str] = set()
    todo = [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    while todo:
        name, inner = re.match(r"([\w.-]+)(?:\[([\w,-]+)\])?", todo.pop()).groups()
        found.add(_normal(name))
        if name == PROJECT["name"]:
            todo += [line for extra in inner.split(",") for line in EXTRAS[extra]]
    return found


def imported(package: str) -> dict[str, str]:
    """Return the modules of others that a package's files import, each with one of the files."""
    texts = {name: text for name, text in sources().items() if f"/{package}/" in f"/{name}"}
    nodes = [(node, name) for name, text in texts.items() for node in ast.walk(ast.parse(text))]
    found = {
        alias.name.split(".")[0]: name
        for node, name in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    found |= {
        node.module.split(".")[0]: name
        for node, name in nodes
        if isinstance(node, ast.ImportFrom) and node.module
    }
    return {
        module: name
        for module, name in found.items()
        if not OURS.match(module) and module not in sys.stdlib_module_names | ELSEWHERE
    }


@pytest.mark.parametrize("package", MAY_USE)
def test_every_import_of_a_package_is_declared_for_it(package):
    """An environment with the package's extra alone has all that the package imports."""
    known = packages_distributions()
    allowed = declared(*MAY_USE[package])

    undeclared = {
        f"{module} (in {name})"
        for module, name in imported(package).items()
        if not {_normal(one) for one in known.get(module, [module])} & allowed
    }

    assert undeclared == set()


@pytest.mark.parametrize(
    "lock", ["requirements/main.txt", "requirements/aws.txt", "requirements/dev.txt", "requirements/mwaa.txt"]
)
def test_every_declared_distribution_is_locked(lock):
    """Who adds one renews the locks."""
    locked = {
        _normal(name)
        for name in re.findall(r"^([\w.-]+)(?:\[.*\])?==", (ROOT / lock).read_text(), re.MULTILINE)
    }

    extras = {
        "main.txt": ["all"],
        "aws.txt": ["aws"],
        "dev.txt": ["all", "aws", "dev"],
        "mwaa.txt": ["airflow"],
    }
    wanted = declared(*extras[lock.rsplit("/", 1)[1]])

    assert wanted - {PROJECT["name"]} - locked == set()


def test_every_package_is_looked_at():
    """A new package must say what it may use."""
    wheel = TABLES["tool"]["hatch"]["build"]["targets"]["wheel"]
    packages = {path.rsplit("/", 1)[-1] for path in wheel["packages"]}

    assert packages == set(MAY_USE)


def _normal(name: str) -> str:
    name = re.sub(r"[-_.]+", "-", name).lower().removesuffix("-stubs")
    return re.sub(r"^mypy-boto3-.*", "boto3", name)
