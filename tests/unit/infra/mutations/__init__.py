"""Mistakes, each as people make it, for templates of the default profile: a file for each of ``rules``."""

from __future__ import annotations

from mutations import gateway, kafka, lifetime, offered, privacy, rights, zones

MUTATIONS = tuple(
    mutation
    for room in (gateway, kafka, lifetime, offered, privacy, rights, zones)
    for mutation in room.MUTATIONS
)
