"""Pages in a real browser, as they are after their scripts have run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from reports.tests.dom import Document
from reports.tests.tools import BROWSERS, required

OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
)


def run_browser(page: Path, *options: str, fragment: str = "") -> tuple[str, list[str]]:
    """What the browser printed, and what its console had to say."""
    profile = page.parent / f"profile-{len(list(page.parent.iterdir()))}"
    # The sandbox of the browser cannot be set up by root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [
            required(BROWSERS, "chromium"),
            *OPTIONS,
            *sandbox,
            f"--user-data-dir={profile}",
            *options,
            f"{page.as_uri()}{fragment}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, console


def dumped(page: Path, fragment: str = "") -> tuple[str, list[str]]:
    """The page as it is after its script has run, and what the browser had to say about it."""
    return run_browser(page, "--dump-dom", fragment=fragment)


def opened(page: Path, fragment: str = "") -> tuple[Document, list[str]]:
    """The same as a document."""
    text, console = dumped(page, fragment)
    return Document(text), console
