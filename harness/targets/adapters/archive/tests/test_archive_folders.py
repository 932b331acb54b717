"""No folder is left behind: not between cases, and not by adapters that were killed."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.targets.adapters.archive.tests.asking import ask, request
from harness.targets.adapters.archive.tests.conftest import JDKS, command
from harness.targets.adapters.jvm.tests.driver import Adapter

pytestmark = pytest.mark.skipif(
    17 not in JDKS, reason="no JDK 17 is installed: scripts/setup --targets"
)

HOUR = 3600


@pytest.fixture
def begin(jar_folder: Path, tmp_path: Path) -> Iterator[Callable[[], Adapter]]:
    """Starts adapters whose folders are in the test's own; ends those that still run."""
    started: list[Adapter] = []

    def make() -> Adapter:
        words = command(jar_folder, "jarfile", 17)
        words.insert(words.index("-cp"), f"-Djava.io.tmpdir={tmp_path}")
        started.append(Adapter(words))
        return started[-1]

    yield make
    for adapter in started:
        if adapter.process.poll() is None:
            assert adapter.close() == 0


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("sluice-"))


def make_old(path: Path) -> None:
    then = time.time() - HOUR
    os.utime(path, (then, then))


def folder_of(place: Path, name: str) -> Path:
    """A folder as an adapter has it in the middle of a case."""
    folder = place / f"sluice-archive-{name}"
    (folder / "case").mkdir(parents=True)
    (folder / "case" / "good.jar").write_bytes(b"PK")
    (folder / "lock").touch()
    return folder


def test_between_cases_there_is_no_folder(
    begin: Callable[[], Adapter], archives: Path, tmp_path: Path
) -> None:
    adapter = begin()
    good = (archives / "good.jar").read_bytes()
    assert ask(adapter, request([("good.jar", good)])).verdict == "A"
    assert left(tmp_path) == []
    adapter.process.kill()
    assert adapter.close() != 0
    assert left(tmp_path) == []


def test_what_killed_adapters_left_is_taken_away(
    begin: Callable[[], Adapter], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept").touch()
    make_old(folder_of(tmp_path, "forgotten"))
    empty = tmp_path / "sluice-archive-empty"
    empty.mkdir()
    make_old(empty)
    folder_of(tmp_path, "young")
    held = folder_of(tmp_path, "held")
    link = tmp_path / "sluice-archive-link"
    link.symlink_to(other)
    make_old(other)
    within = folder_of(tmp_path, "within")
    (within / "case" / "link").symlink_to(other)
    make_old(within)
    with (held / "lock").open("w") as lock:
        make_old(held)
        fcntl.lockf(lock, fcntl.LOCK_EX)
        begin()
        assert left(tmp_path) == [f"sluice-archive-{name}" for name in ("held", "link", "young")]
    assert (other / "kept").exists()
    make_old(held)
    begin()
    assert left(tmp_path) == ["sluice-archive-link", "sluice-archive-young"]
