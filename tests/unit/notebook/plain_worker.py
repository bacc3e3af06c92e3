"""A worker without Spark: cells are Python's, and files are none."""

from pathlib import Path

from corkboard_databricks.notebook.kernel import Tools
from corkboard_databricks.notebook.worker import serve

if __name__ == "__main__":
    serve(lambda task: Tools(None, None, Path(task.root) / "secrets"))
