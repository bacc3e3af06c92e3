"""What the stack and the services know of Airflow: its settings, its limits, and how to ask it."""
