"""MWAA on this machine: the DAG folder kept like the bucket, and MWAA's API in front of Airflow."""
