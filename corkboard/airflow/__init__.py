"""What the stack and the services know of Airflow: its settings, its limits, and how to ask it."""

PROCESSES = ("airflow-dags", "airflow-scheduler", "airflow-triggerer", "airflow-webserver", "airflow-mwaa")
