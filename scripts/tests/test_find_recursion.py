"""The call graph check finds a cycle through two source files, and only a cycle."""

import subprocess
from pathlib import Path

import pytest

from scripts.find_recursion import find_recursion, main, read_graph

SOURCES = {
    "ping.c": "int pong(int n); int ping(int n); int ping(int n) { return n ? pong(n - 1) : 0; }",
    "pong.c": "int ping(int n); int pong(int n); int pong(int n) { return ping(n) + 1; }",
    "line.c": "int ping(int n); int line(int n); int line(int n) { return ping(n); }",
}


def compile_graphs(folder: Path, names: list[str]) -> list[Path]:
    for name in names:
        (folder / name).write_text(SOURCES[name], encoding="utf-8")
        subprocess.run(
            ["/usr/bin/gcc", "-fcallgraph-info", "-c", name, "-o", name + ".o"],
            cwd=folder,
            check=True,
        )
    return sorted(folder.rglob("*.ci"))


def test_finds_a_cycle_across_source_files(tmp_path: Path) -> None:
    graph = read_graph(compile_graphs(tmp_path, ["ping.c", "pong.c", "line.c"]))
    assert find_recursion(graph) == [["ping", "pong", "ping"]]


def test_accepts_calls_in_one_direction(tmp_path: Path) -> None:
    graph = read_graph(compile_graphs(tmp_path, ["ping.c", "line.c"]))
    assert find_recursion(graph) == []


def test_finds_a_function_that_calls_itself() -> None:
    assert find_recursion({"f": {"f", "g"}, "g": set()}) == [["f", "f"]]


def test_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    compile_graphs(tmp_path, ["ping.c"])
    assert main([str(tmp_path)]) == 0
    compile_graphs(tmp_path, ["pong.c"])
    assert main([str(tmp_path)]) == 1
    assert "recursion: ping -> pong -> ping" in capsys.readouterr().out
