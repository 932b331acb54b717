"""The command line of scripts/corpus."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from harness.driver.fuzz import policies


def number_policies(_options: argparse.Namespace) -> int:
    """Gives numbers to sets of class models that have none."""
    new = policies.refresh()
    print(
        f"harness/fuzz/policies.yaml: {new} new" if new else "harness/fuzz/policies.yaml: current"
    )
    return 0


def parser() -> argparse.ArgumentParser:
    """What may be said."""
    made = argparse.ArgumentParser(
        prog="scripts/corpus",
        description="Makes and keeps what the fuzzers start from.",
        epilog="example: scripts/corpus policies",
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("policies", help="number the class models of the suite's cases")
    command.set_defaults(run=number_policies)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except policies.PolicyError as error:
        print(f"scripts/corpus: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
