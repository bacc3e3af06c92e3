"""Local or AWS: where a target's settings come from, whose account it is, and what answers there."""
