"""The adapter compiled from the sources as they are, and archives to ask it about."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from harness.targets.adapters.archive import build
from harness.targets.adapters.jvm.tests.driver import Adapter

HERE = Path(__file__).resolve().parent
ADAPTER = HERE.parent
ROOT = HERE.parents[4]
SLUICE = Path(os.environ.get("SLUICE_BIN") or ROOT / "build" / "bin" / "sluice").resolve()
TOOLS = ("jarsigner", "jarsigner-strict", "jarfile", "jarinputstream", "classloader")


def home(version: int) -> Path | None:
    """The folder of a JDK."""
    command = [str(ADAPTER.parent / "jvm" / "jdk"), str(version), "--home"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Path(done.stdout.strip()) if done.returncode == 0 else None


JDKS = [version for version in (17, 25) if home(version)]


@pytest.fixture(scope="session")
def jar_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with archive.jar."""
    if 17 not in JDKS:
        pytest.skip("no JDK 17 is installed: scripts/setup --targets")
    folder = tmp_path_factory.mktemp("targets")
    build.build(folder)
    return folder


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with signer.pem, attacker.pem, good.jar, evil.jar, prefix.jar, unsealed.jar."""
    writer = SLUICE.parent / "archive-write"
    if not writer.is_file():
        pytest.skip(f"{writer} is not built")
    folder = tmp_path_factory.mktemp("archives")
    subprocess.run([writer, folder], check=True)
    return folder


Start = Callable[[str, int], Adapter]


def command(jar_folder: Path, tool: str, jdk: int) -> list[str]:
    """What a manifest says, with the jar in that folder."""
    manifest = ADAPTER / f"target-jdk{jdk}-{tool}.yaml"
    words = [str(word) for word in yaml.safe_load(manifest.read_text(encoding="utf-8"))["command"]]
    places = {"{here}": str(ADAPTER), "{build}/targets": str(jar_folder)}
    for place, path in places.items():
        words = [word.replace(place, path) for word in words]
    return words


@pytest.fixture(scope="session")
def start(jar_folder: Path) -> Iterator[Start]:
    """Starts an adapter by its manifest, or hands out one that runs; ends all behind the last."""
    running: dict[tuple[str, int], Adapter] = {}

    def make(tool: str, jdk: int) -> Adapter:
        if (tool, jdk) not in running:
            running[tool, jdk] = Adapter(command(jar_folder, tool, jdk))
        return running[tool, jdk]

    yield make
    for adapter in running.values():
        assert adapter.close() == 0
