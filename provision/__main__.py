"""python3 -m provision [NAME …]: build what is missing; --list says what is there."""

from __future__ import annotations

import argparse
import signal
import sys

from provision import runner
from provision.step import StepError
from provision.steps import STEPS, WORKSHOP


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m provision", description="Build what is missing in this clone.")
    parser.add_argument("names", nargs="*", metavar="STEP", help="only these, and what they come after")
    parser.add_argument("--list", action="store_true", help="the steps, done or not, with sizes and times")
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)  # also where a shell started us with Ctrl-C ignored
    try:
        steps = runner.wanted((*STEPS, *WORKSHOP), given.names or [step.name for step in STEPS])
        if given.list:
            for step in steps:
                cost = f"{step.fetches:5} MB fetched {step.disk:5} MB kept {step.seconds:4} s"
                print(f"{'done   ' if step.done() else 'missing'} {step.name:13} {cost}  {step.says}")
            return 0
        runner.provide(steps)
    except StepError as fault:
        print(f"\n{fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
