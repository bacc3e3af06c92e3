"""A backend of matplotlib that shows figures in the cell; ``MPLBACKEND`` names this module."""

from __future__ import annotations

from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from corkboard_databricks.notebook.figures import show

__all__ = ["FigureCanvas", "show"]
