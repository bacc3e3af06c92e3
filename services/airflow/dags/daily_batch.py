"""The batch path once a day: a notebook on the Databricks cluster cleans what has landed; then the proof.

The same file runs on MWAA. What differs is in Airflow's Variables:

    daily_batch_notebook    the notebook's path in the workspace
    daily_batch_cluster     the id of the cluster that is there
    daily_batch_parameters  the notebook's parameters, as JSON
    daily_batch_verify      the command that proves the path; one that ends well where there is none to run
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

with DAG(
    dag_id="daily_batch",
    description="Clean what has landed in S3, and prove that nothing was lost, doubled or changed",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,  # a run writes the tables whole
    default_args={"owner": "corkboard", "retries": 2, "retry_delay": timedelta(seconds=20)},
    tags=["corkboard", "batch"],
    render_template_as_native_obj=True,  # parameters are an object
) as dag:
    clean = DatabricksSubmitRunOperator(
        task_id="clean",
        databricks_conn_id="databricks_default",
        existing_cluster_id="{{ var.value.get('daily_batch_cluster', 'corkboard') }}",
        notebook_task={
            "notebook_path": "{{ var.value.get('daily_batch_notebook', '/Workspace/corkboard/batch') }}",
            "base_parameters": "{{ var.json.get('daily_batch_parameters', {'suffix': ''}) }}",
        },
    )
    verify = BashOperator(
        task_id="verify",
        bash_command="{{ var.value.get('daily_batch_verify', 'corkboard verify --path batch') }}",
        retries=0,  # what was lost stays lost
    )
    clean >> verify
