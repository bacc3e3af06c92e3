"""Kinesis as the gateway calls it."""
