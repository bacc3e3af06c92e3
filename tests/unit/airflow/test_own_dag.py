"""Our own DAG's file, without Airflow."""

from __future__ import annotations

import ast

from corkboard import catalogue
from corkboard.airflow import own_dag
from corkboard.provision import dags


def test_the_file_that_is_uploaded_is_the_dag_of_its_name():
    """And it is Python."""
    tree = ast.parse(own_dag.source())

    words = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    ids = [word.value.value for word in words if word.arg == "dag_id"]
    assert ids == [catalogue.DAILY_BATCH]


def test_its_parameters_come_from_variables_of_one_name():
    """Each begins with the DAG's own."""
    text = own_dag.source().decode()

    assert dags.PARAMETERS in text
    assert text.count("var.value.get('daily_batch_") + text.count("var.json.get('daily_batch_") == 4


def test_nothing_of_ours_is_imported():
    """On MWAA there is nothing of ours."""
    tree = ast.parse(own_dag.source())

    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} == {"__future__", "airflow", "datetime"}
