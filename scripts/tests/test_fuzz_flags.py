"""Programs that the engine does not run link in builds for it, with sanitizers and without."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES C)
include("@ROOT@/cmake/SluiceFlags.cmake")
add_library(small_part STATIC part.c)
target_link_libraries(small_part PRIVATE sluice_flags)
add_executable(small main.c)
target_link_libraries(small PRIVATE sluice_flags small_part)
"""
# What the engine is told of: edges, calls by address, the depth of the stack.
PART = (
    "int call(int (*of)(int), int with);\nint call(int (*of)(int), int with) { return of(with); }\n"
)
MAIN = """\
int call(int (*of)(int), int with);
static int less(int than) { return than - 1; }
int main(int count, char **words) { (void)words; return call(less, count); }
"""


@pytest.mark.skipif(not all(map(shutil.which, ("clang", "cmake", "ninja"))), reason="no clang")
@pytest.mark.parametrize("sanitizers", ["", "address,undefined"])
def test_programs_beside_the_fuzz_targets_link(tmp_path: Path, sanitizers: str) -> None:
    (tmp_path / "CMakeLists.txt").write_text(PROJECT.replace("@ROOT@", str(ROOT)))
    (tmp_path / "part.c").write_text(PART)
    (tmp_path / "main.c").write_text(MAIN)
    build = tmp_path / "build"
    words = ["cmake", "-S", tmp_path, "-B", build, "-G", "Ninja", "-D", "CMAKE_C_COMPILER=clang"]
    words += ["-D", "SLUICE_FUZZ_ENGINE=libfuzzer", "-D", f"SLUICE_SANITIZE={sanitizers}"]
    for step in (words, ["cmake", "--build", build], [build / "small"]):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
