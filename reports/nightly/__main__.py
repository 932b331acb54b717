"""The command: python3 -m reports.nightly --night FILE --history FILE --out DIR."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from reports.catalogue import DEFAULT_FOLDER, load_catalogue
from reports.files import write_whole
from reports.nightly.changes import Changes, compare, headline
from reports.nightly.history import append, read_history
from reports.nightly.junit import junit
from reports.nightly.known import DEFAULT_FILE, read_known
from reports.nightly.markdown import markdown
from reports.nightly.model import UnusableError, read_night
from reports.nightly.page import night_page
from reports.nightly.sarif import night_sarif

EXIT_FAULT = 2
FILES = {
    "html": "index.html",
    "junit": "junit.xml",
    "sarif": "nightly.sarif",
    "markdown": "summary.md",
}
DESCRIPTION = """\
Writes the report of one night, beside the nights before: index.html, junit.xml,
nightly.sarif and summary.md, and adds a line to the history.
"""
EPILOG = """\
exit status:
  0  nothing fails that is not known
  1  new failures, or an entry of the known failures that is out of date
  2  a step of the night has no result, the night was stopped, or nothing could be
     read or written

example:
  python3 -m reports.nightly --night build/nightly/night.json \\
      --history build/nightly/history.jsonl --out build/nightly/report
"""


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m reports.nightly",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--night", required=True, type=Path, help="what the steps left: night.json")
    parser.add_argument("--history", type=Path, help="history.jsonl; a line is added to it")
    parser.add_argument("--no-append", action="store_true", help="leave the history as it is")
    parser.add_argument("--out", required=True, type=Path, help="folder for the report")
    parser.add_argument("--known", type=Path, default=DEFAULT_FILE, help="the known failures")
    parser.add_argument("--catalogue", type=Path, default=DEFAULT_FOLDER, help="the rule files")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser.parse_args(arguments)


def as_json(changes: Changes, out: Path) -> dict[str, object]:
    """The summary for programs."""
    return {
        "status": changes.status,
        "exit": changes.exit,
        "headline": headline(changes),
        "new": [one.id for one in changes.new],
        "known": [one.id for one in changes.old],
        "fixed": list(changes.fixed),
        "unseen": list(changes.unseen),
        "stale": [entry.id for entry in changes.stale],
        "incomplete": [step.name for step in changes.incomplete],
        "moves": {move.figure.name: [move.before, move.now] for move in changes.moves},
        "figures": dict(changes.today),
        "files": {name: str(out / file) for name, file in FILES.items()},
    }


def _report(options: argparse.Namespace) -> Changes:
    changes = compare(
        read_night(options.night), read_history(options.history), read_known(options.known)
    )
    catalogue = load_catalogue(options.catalogue)
    options.out.mkdir(parents=True, exist_ok=True)
    contents = {
        "junit": junit(changes),
        "sarif": night_sarif(changes, catalogue),
        "markdown": markdown(changes).encode("utf-8"),
        "html": night_page(changes).encode("utf-8"),
    }
    for name, content in contents.items():
        write_whole(options.out / FILES[name], content)
    if options.history is not None and not options.no_append:
        append(options.history, changes.past)
    return changes


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _arguments(arguments)
    try:
        changes = _report(options)
    except UnusableError as error:
        print(f"reports.nightly: {error}", file=sys.stderr)
        return EXIT_FAULT
    except OSError as error:
        print(f"reports.nightly: {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_FAULT
    if options.json:
        print(json.dumps(as_json(changes, options.out)))
    else:
        print(headline(changes))
    return changes.exit


if __name__ == "__main__":
    sys.exit(main())
