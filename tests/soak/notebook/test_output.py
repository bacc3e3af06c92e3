"""More output than anybody can look at."""

from __future__ import annotations

import resource

import pytest

MOST_CHARACTERS = 400_000
MB_OF_KILOBYTES = 1 << 10


@pytest.mark.parametrize(
    "cell",
    [
        "for _ in range(1024):\n    print('x' * (1 << 20))\nprint('end')",
        "import subprocess\n_ = subprocess.run(['head', '-c', str(1 << 30), '/dev/zero'])\nprint('end')",
    ],
    ids=["by Python", "past Python"],
)
def test_a_gigabyte_of_output_is_shown_in_part_and_kept_in_no_memory(run, cell):
    """Its beginning is shown, and the next cell's whole; this process, which keeps the record, stays small."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    record = run(cell, "print('next')")
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MB_OF_KILOBYTES

    first, second = ("".join(one.text for one in cell.outputs) for cell in record.notebooks[0].cells)
    assert record.outcome == "succeeded"
    assert 100_000 < len(first) < MOST_CHARACTERS
    assert "end\n" in first
    assert second == "next\n"
    assert grown_mb < 50
