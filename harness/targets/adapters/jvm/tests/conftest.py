"""An adapter compiled from the sources as they are, with the jars that setup has fetched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from harness.targets.adapters.jvm import build
from harness.targets.adapters.jvm.tests.driver import Adapter

HERE = Path(__file__).parent
ADAPTER = HERE.parent
ROOT = HERE.parents[4]
FETCHED = Path(os.environ.get("SLUICE_TARGETS", ROOT / "build" / "targets"))
SLUICE = Path(os.environ.get("SLUICE_BIN", ROOT / "build" / "bin" / "sluice"))


def has_jdk(version: int) -> bool:
    command = [str(ADAPTER / "jdk"), str(version), "--home"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


JDKS = [version for version in (17, 25) if has_jdk(version)]


@pytest.fixture(scope="session")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with jvm.jar, jars/ and chains/."""
    if 17 not in JDKS:
        pytest.skip("no JDK 17 is installed: scripts/setup --targets")
    absent = build.missing("adapter", FETCHED) + build.missing("chains", FETCHED)
    if absent:
        pytest.skip(f"{absent[0].name} is not in {FETCHED}: scripts/setup --targets fetches it")
    folder = tmp_path_factory.mktemp("targets")
    for name in build.FOLDERS.values():
        (folder / name).symlink_to((FETCHED / name).resolve())
    build.build(folder, may_fetch=False, chains=True)
    return folder


def command(targets: Path, jdk: int, mode: str) -> list[str]:
    """The command of the manifest."""
    name = f"inspect-jdk{jdk}" if mode == "inspect" else f"target-jdk{jdk}-{mode}"
    path = ADAPTER / f"{name}.yaml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    # {build} is the folder that has bin/ and targets/
    places = {"{here}": str(ADAPTER), "{build}/targets": str(targets)}
    words = manifest["command"]
    for place, path in places.items():
        words = [word.replace(place, path) for word in words]
    return words


Start = Callable[..., Adapter]


@pytest.fixture(scope="session")
def start(targets: Path) -> Iterator[Start]:
    """Starts an adapter, or hands out one that runs already; ends all behind the last test."""
    running: dict[tuple[int, str, bool], Adapter] = {}

    def make(mode: str, jdk: int = 17, libraries: bool = False) -> Adapter:
        key = (jdk, mode, libraries)
        if key not in running:
            jars = sorted(str(path) for path in (targets / "chains").glob("*.jar"))
            running[key] = Adapter(command(targets, jdk, mode) + (jars if libraries else []))
        return running[key]

    yield make
    for adapter in running.values():
        adapter.close()


@pytest.fixture(scope="session")
def assemble() -> Callable[[str], bytes]:
    """The bytes of a stream program in YAML."""
    if not SLUICE.is_file():
        pytest.skip(f"{SLUICE} is not built; SLUICE_BIN names another")

    def make(program: str) -> bytes:
        done = subprocess.run(
            [str(SLUICE), "assemble", "-"], input=program.encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return make
