"""Each kit tells what its parser says, and dies of what its parser dies of."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.targets.adapters.jvm.tests.driver import Adapter, AdapterError, Reply

HERE = Path(__file__).resolve().parent
ADAPTERS = HERE.parent
KITS = HERE / "kits"


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: scripts/setup --targets")


def compiled(*command: str | Path, cwd: Path, **environment: str) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def c(into: Path) -> list[str]:
    needs("gcc")
    options = ["-std=c17", "-D_POSIX_C_SOURCE=200809L", "-I", ADAPTERS / "c"]
    compiled("gcc", *options, "-o", "kit", KITS / "kit.c", cwd=into)
    return [str(into / "kit")]


def go(into: Path) -> list[str]:
    needs("go")
    shutil.copytree(ADAPTERS / "go", into / "go")
    (into / "go" / "kit").mkdir()
    shutil.copyfile(KITS / "kit.go", into / "go" / "kit" / "main.go")
    # The kit alone asks for no module.
    quiet = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    compiled("go", "build", "-o", into / "kit", "./kit", cwd=into / "go", **quiet)
    return [str(into / "kit")]


def java(into: Path) -> list[str]:
    needs("javac", "java")
    compiled(
        "javac", "-d", into, ADAPTERS / "java" / "SluiceAdapter.java", KITS / "Kit.java", cwd=into
    )
    return ["java", "-Xss512k", "-cp", str(into), "Kit"]


def node(_: Path) -> list[str]:
    needs("node")
    return ["node", str(KITS / "kit.js"), str(ADAPTERS / "node" / "sluice_adapter.js")]


def python(_: Path) -> list[str]:
    return ["env", f"PYTHONPATH={ADAPTERS / 'python'}", sys.executable, str(KITS / "kit.py")]


def rust(into: Path) -> list[str]:
    needs("rustc")
    kit = ADAPTERS / "rust" / "src" / "sluice_adapter.rs"
    compiled("rustc", "--edition", "2021", "--crate-type", "lib", kit, cwd=into)
    library = f"sluice_adapter={into / 'libsluice_adapter.rlib'}"
    options = ["--edition", "2021", "-C", "panic=abort", "--extern", library, "-L", into]
    compiled("rustc", *options, "-o", "kit", KITS / "kit.rs", cwd=into)
    return [str(into / "kit")]


MAKERS: dict[str, Callable[[Path], list[str]]] = {
    maker.__name__: maker for maker in (c, go, java, node, python, rust)
}


@pytest.fixture(scope="module", params=MAKERS)
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    language: str = request.param
    return [language, *MAKERS[language](tmp_path_factory.mktemp(language))]


def ask(adapter: Adapter, stream: bytes, setting: int = 0, mode: str = "inspect") -> Reply:
    sequence = adapter.send(stream, setting, mode)
    adapter.end()
    return adapter.receive(sequence)


def test_it_tells_what_its_parser_says(kit: list[str]) -> None:
    language, *command = kit
    adapter = Adapter(command)
    assert adapter.hello["name"] == "kit"
    assert adapter.hello["can"] == ["inspect"]
    assert ask(adapter, b"a").verdict == "A"
    assert ask(adapter, b"e").verdict == "R"
    assert ask(adapter, b"u").verdict == "U"
    assert ask(adapter, b"l").verdict == "L"
    assert ask(adapter, b"p").verdict == "A"
    assert ask(adapter, b"a", mode="unheard-of").verdict == "U"
    assert ask(adapter, b"a", setting=3).verdict == "U"
    if language != "go":
        refused = ask(adapter, b"r")
        assert (refused.verdict, refused.error) == ("R", "EOFException")
    if language in ("java", "node", "python"):
        exhausted = ask(adapter, b"s")
        assert (exhausted.verdict, exhausted.error) == ("R", "StackOverflowError")
    assert ask(adapter, b"a").verdict == "A"
    assert adapter.close() == 0


def test_it_dies_of_what_its_parser_dies_of(kit: list[str]) -> None:
    language, *command = kit
    adapter = Adapter(command)
    assert ask(adapter, b"a").verdict == "A"
    with pytest.raises(AdapterError):
        ask(adapter, b"c")
    adapter.pipe_in.close()
    status = adapter.process.wait(timeout=60)
    adapter.pipe_out.close()
    # Java has no abort of its own; the virtual machine's is a signal.
    assert status == (134 if language == "java" else -signal.SIGABRT)
