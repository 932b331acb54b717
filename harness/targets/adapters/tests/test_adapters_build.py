"""What the build says when something is not there, and that nothing is fetched unpinned."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from harness.targets.adapters import build

ADAPTERS = Path(build.__file__).resolve().parent


def step(*command: str) -> build.Step:
    return build.Step(list(command), ADAPTERS)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(build.BuildError, match="no-such-tool is not installed: scripts/setup"):
        build.run(step("no-such-tool", "build"))


def test_of_what_a_program_says_the_error_is_told() -> None:
    words = "print('first'); print('npm error 404'); print('last'); raise SystemExit(3)"
    with pytest.raises(build.BuildError, match=r"failed: npm error 404$"):
        build.run(step(sys.executable, "-c", words))
    with pytest.raises(build.BuildError, match=r"failed: it ended with status 3$"):
        build.run(step(sys.executable, "-c", "raise SystemExit(3)"))


def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SECONDS", 0.2)
    with pytest.raises(build.BuildError, match="did not end in"):
        build.run(step(sys.executable, "-c", "import time; time.sleep(60)"))


def test_one_language_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    languages = {"a": lambda _: [step("no-such-tool")], "b": lambda _: [step("true")]}
    monkeypatch.setattr(build, "LANGUAGES", languages)
    monkeypatch.setattr(sys, "argv", ["build", "--into", str(tmp_path)])
    assert build.main() == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("a: not built, its targets will not be available: no-such-tool is not")
    assert second == "b: its targets are built"


def test_python_packages_are_pinned() -> None:
    lines = (ADAPTERS / "python" / "requirements.txt").read_text(encoding="ascii").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert packages
    assert all("==" in line and "--hash=sha256:" in line for line in packages)


def test_node_packages_are_pinned() -> None:
    lock = json.loads((ADAPTERS / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    wanted = json.loads((ADAPTERS / "node" / "package.json").read_text(encoding="utf-8"))
    for name, version in wanted["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_crates_are_pinned_and_say_their_version() -> None:
    lock = tomllib.loads((ADAPTERS / "rust" / "Cargo.lock").read_text(encoding="utf-8"))
    # Newer locks cannot be read by the cargo of every distribution that setup knows.
    assert lock["version"] == 3
    versions = {package["name"]: package["version"] for package in lock["package"]}
    assert all("checksum" in package for package in lock["package"] if "source" in package)
    for program in (ADAPTERS / "rust" / "src" / "bin").glob("*.rs"):
        said = f'sluice_adapter::run("{program.stem}", "{versions[program.stem]}", parse);'
        assert said in program.read_text(encoding="utf-8")


def test_go_modules_are_pinned_and_say_their_version() -> None:
    folder = ADAPTERS / "go"
    wanted = re.findall(
        r"^require (\S+) v(\S+)$", (folder / "go.mod").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert wanted
    sums = (folder / "go.sum").read_text(encoding="ascii")
    for module, version in wanted:
        assert f"{module} v{version} h1:" in sums
        program = (folder / module.rsplit("/", 1)[1] / "main.go").read_text(encoding="utf-8")
        assert f'"{version}", parse)' in program
