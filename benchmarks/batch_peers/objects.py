"""The default data set in objects of two sizes: one record, as many users set it, and a thousand."""

from __future__ import annotations

from functools import partial

from measuring.report import table
from measuring.stack import own_stack

from batch_peers import data, landing, runs
from batch_peers.turns import HEAD, columns, in_turns, median, verdict

BUDGETS_S = {1000: 40, 1: 60}


def measure(rounds: int, posts: int) -> str:
    """Return the section of the result."""
    with own_stack("--only", "aws") as stack:
        contenders = {}
        for records in BUDGETS_S:
            prefix = f"bench-{records}"
            landing.put_all(stack.settings(), prefix, data.bodies(posts, records))
            contenders[f"{records:,}"] = partial(runs.batch, stack, prefix)
        found = in_turns(rounds, contenders)
    kept = [
        verdict(f"{name} an object", median(found[name], "wall_s"), budget, " s")
        for name, budget in zip(found, BUDGETS_S.values(), strict=True)
    ]
    lines = table(("records an object", *HEAD), [[name, *columns(one)] for name, one in found.items()])
    return f"{posts:,} posts, three records each; {rounds} rounds, medians.\n\n{lines}\n\n" + "\n".join(kept)
