"""The command, and what every service stands on: names, settings, clients, errors, logs, ledger."""
