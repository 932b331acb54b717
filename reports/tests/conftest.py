"""What several tests of the views need."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.catalogue import Catalogue, load_catalogue
from reports.tests import build
from reports.tests.build import Book


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return load_catalogue(build.write_catalogue(tmp_path))


@pytest.fixture
def failing() -> Book:
    """One of each kind of failure beside a clean pair."""
    book = build.clean()
    book.results += [
        build.failed(
            "gadget-chains/crash",
            "crash",
            "the process died while it decoded the stream",
            signal=11,
            stderr="fatal runtime error: stack overflow\n",
            error=None,
            resources=None,
            control="not-run",
            severity="critical",
        ),
        build.failed(
            "gadget-chains/poison",
            "sanitizer",
            "a sanitizer stopped the process",
            sanitizer="ERROR: AddressSanitizer: heap-buffer-overflow\n    #0 in read\n",
        ),
        build.failed(
            "huge-arrays/greedy",
            "budget",
            "peak heap of 8,589,934,592 bytes, the case allows 4,096",
            judged=[
                build.judged("GOLD-1", "violated", "8 GiB were taken for a claim"),
                build.judged("IN-1", "not-applicable"),
            ],
        ),
        build.failed(
            "huge-arrays/gullible",
            "accept",
            "accepted, where a rejection was expected",
            error=None,
            value="int[2147483647]{}",
            control="different",
        ),
        build.failed("huge-arrays/adapter", "adapter-error", "the reply has no sequence number"),
    ]
    return book
