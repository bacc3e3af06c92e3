"""The Databricks Jobs API, with the workspace, DBFS, secrets and clusters that its clients ask for.

``errors`` what a refusal looks like · ``requests`` what may be asked · ``endpoints`` who answers what
``plan`` which task is next (pure) · ``states`` and ``outcome`` how it stands (pure) · ``shown`` as JSON
``store`` what lasts · ``conductor`` a thread a run · ``attempt`` one task, once · ``hold`` the long poll
``app`` and ``server`` HTTP · ``pages`` what a person sees
"""
