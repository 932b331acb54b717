"""What the build says when something is not there, and what it does not take. Needs no JVM."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from harness.targets.adapters.jvm import build
from harness.targets.adapters.jvm.tests.conftest import ADAPTER, ROOT


def test_jars_are_pinned_and_each_is_for_something() -> None:
    jars = build.read_jars("adapter") + build.read_jars("chains")
    lines = (ADAPTER / "jars.txt").read_text(encoding="ascii").splitlines()
    assert len(jars) == sum(1 for line in lines if line and not line.startswith("#"))
    assert all(len(jar.digest) == 64 for jar in jars)
    assert len({jar.name for jar in jars}) == len(jars)


def test_a_jar_with_another_digest_is_not_taken(tmp_path: Path) -> None:
    jar = build.Jar(hashlib.sha256(b"the one").hexdigest(), "a.group:a-jar:1.0", "adapter")
    path = tmp_path / jar.name
    assert path.name == "a-jar-1.0.jar"
    assert not jar.is_whole(path)
    path.write_bytes(b"another")
    assert not jar.is_whole(path)
    path.write_bytes(b"the one")
    assert jar.is_whole(path)


def test_what_mvn_brings_is_removed_if_it_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    fake = tools / "mvn"
    fake.write_text("#!/bin/sh\necho something > a-jar-1.0.jar\n", encoding="ascii")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    with pytest.raises(build.BuildError, match="is not the one whose digest"):
        build.fetch(build.Jar("0" * 64, "a.group:a-jar:1.0", "adapter"), tmp_path)
    assert not (tmp_path / "a-jar-1.0.jar").exists()


def test_nothing_is_fetched_when_it_must_not(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.targets.adapters.jvm.build", "--no-fetch"]
    done = subprocess.run(
        [*command, "--into", str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 1
    assert "scripts/setup --targets" in done.stderr


def test_a_jdk_that_is_not_installed_is_said() -> None:
    done = subprocess.run(
        [str(ADAPTER / "jdk"), "999", "-version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "no JDK 999 is installed\n"


@pytest.mark.parametrize("place", ["PATH", "JAVA_HOME"])
def test_a_jdk_is_looked_for_without_bash(tmp_path: Path, place: str) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "grep", "readlink"):
        (tools / name).symlink_to(str(shutil.which(name)))
    home = tmp_path / "a home"
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text('JAVA_VERSION="998.0.1"\n', encoding="ascii")
    java = home / "bin" / "java"
    java.write_text("#!/bin/sh\necho $# arguments: $1\n", encoding="ascii")
    java.chmod(0o755)
    environment = {"PATH": str(tools)}
    if place == "PATH":
        (tools / "java").symlink_to(java)
    else:
        environment[place] = str(home)
    done = subprocess.run(
        [str(ADAPTER / "jdk"), "998", "one of two", "more"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", "2 arguments: one of two\n")


@pytest.mark.parametrize("manifest", sorted(ADAPTER.glob("target-*.yaml")), ids=lambda p: p.stem)
def test_manifests_name_what_is_there(manifest: Path) -> None:
    target = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    assert manifest.name == f"target-{target['name']}.yaml"
    words = [word.lstrip("@").split("=")[-1] for word in target["command"]]
    here = [word for word in words if word.startswith("{here}/")]
    assert len(here) == 3
    assert all((ADAPTER / word.removeprefix("{here}/")).is_file() for word in here)
    assert target["name"] == f"jdk{target['command'][1]}-{target['command'][-1]}"
