"""Reads every hop and reconciles it with the ledger."""
