"""Notebooks written for Databricks, run as they are.

    run ──▶ front ──starts──▶ worker ──▶ kernel ──▶ commands (a magic each), display, dbutils
             │                   │
             │◀──── events ──────┘   a pipe: what each cell shows, as it shows it
             ▼
           record ──▶ terminal, page (HTML), ipynb

The cells run in a process of their own: one that ends itself, hangs or prints a gigabyte harms
nothing but its run, which then ends with a reason.
"""
