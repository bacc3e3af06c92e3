"""``python -m corkboard_databricks.notebook``: notebooks run, or looked at before they are."""

from __future__ import annotations

from corkboard import program
from corkboard_databricks.notebook.command import app

if __name__ == "__main__":
    program.run(app)
