"""From a feed's columns on the wire to its clean table: one file a dataset, used by batch and stream alike.

They change values and never leave out a row: what is not a record has gone to the dead letters before.
"""
