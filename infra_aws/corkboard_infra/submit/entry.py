"""What EMR Serverless starts: the program that its first argument names, out of the wheel beside it."""

from __future__ import annotations

import runpy
import sys

if __name__ == "__main__":
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
