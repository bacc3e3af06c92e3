"""The same on AWS: a CDK app, what it costs, and which stack plays for which stand-in.

::

    settings ─┬▶ profiles    which stacks
              ├▶ names       every name, from the catalogue
              ├▶ policies    who may do what, as plain data
              ├▶ definition  api.yaml as API Gateway imports it
              └▶ stacks/*  ──▶ synthesis ──▶ templates ──▶ golden/

    prices.toml ─▶ bill ─▶ cost      needs neither the CDK nor an account

Only ``synthesis`` and ``stacks`` import the CDK.
"""
