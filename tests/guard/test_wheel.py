"""The wheel has all that the checkout has: its folders are named in pyproject.toml, and nothing else looks."""

from __future__ import annotations

import tomllib

import pytest
from tree import ROOT, sources

from corkboard.airflow import own_dag
from corkboard.spark import kinesis
from corkboard.stack.docker import checkout

WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
BROUGHT = WHEEL["force-include"]
DATA = (checkout.FILE, "compose")
NOTEBOOKS = "services/databricks/notebooks"
DAGS = "services/airflow/dags"
FOLDERS = (*WHEEL["packages"], *(folder for folder in BROUGHT if folder not in (*DATA, NOTEBOOKS, DAGS)))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_wheel_is_a_package(folder):
    """One that is moved is named anew."""
    assert (ROOT / folder / "__init__.py").is_file()


def test_every_python_file_of_ours_is_in_the_wheel():
    """Below a folder that is named; that of the Kinesis source is no package of this distribution."""
    brought = tuple(f"{folder}/" for folder in (*FOLDERS, NOTEBOOKS, DAGS))
    outside = [name for name in sources() if not name.startswith(brought)]

    assert outside == []


def test_the_kinesis_source_lies_in_the_wheel_where_the_stream_looks_for_it():
    """And is taken from where it looks in a checkout."""
    below = f"{kinesis.FOLDER}/{kinesis.MODULE}"

    assert BROUGHT[f"services/{below}"] == f"corkboard_spark/{below}"


def test_the_compose_files_lie_in_the_wheel_where_the_engine_looks_for_them():
    """Without a checkout it runs the images that are on the machine."""
    installed = checkout.INSTALLED.relative_to(ROOT)

    assert {name: BROUGHT[name] for name in DATA} == {name: str(installed / name) for name in DATA}


def test_the_notebooks_lie_in_the_wheel_beside_the_package():
    """They are run by their path."""
    assert BROUGHT[NOTEBOOKS] == "corkboard_databricks/notebooks"


def test_the_dags_lie_in_the_wheel_where_the_upload_looks_for_them():
    """In a checkout they lie beside the package."""
    assert BROUGHT[DAGS] == f"corkboard_airflow/{own_dag.IN_THE_WHEEL}"
    assert (
        ROOT / "services" / "airflow" / "corkboard_airflow" / own_dag.IN_A_CHECKOUT
    ).resolve() == ROOT / DAGS
