"""What scripts/coverage makes of what llvm-cov says, and of the explanations."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.driver import coverage, coverage_notes, coverage_read
from harness.driver.coverage_read import Condition, CoverageError

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """\
#include <stdlib.h>
static int never(int x) { return x * 0; }
static int odd(int a, int b, int c)
{
    if (a > 0 && (b > 0 ||
                  never(c))) {
        return 1;
    }
    return a == 7 || b == 7;
}
int main(int count, char **words)
{
    int sum = 0;
    for (int i = 1; i + 2 < count; i += 3) {
        sum += odd(atoi(words[i]), atoi(words[i + 1]), atoi(words[i + 2]));
    }
    return sum > 100;
}
"""


@pytest.fixture(scope="module")
def tools() -> coverage_read.Tools:
    try:
        return coverage.find_tools()
    except CoverageError as error:
        pytest.skip(str(error))


SAID = """\
[1/390] Building C object a.o
FAILED: rules/a.c.o
/usr/bin/clang -Wall -c ../rules/a.c -o rules/a.c.o
../rules/a.c:3:5: error: use of undeclared identifier 'x'
    x = 1;
    ^
../rules/a.c:4:5: warning: unused variable 'y'
1 error generated.
FAILED: [code=1] bin/b
/usr/bin/ld: b.o: in function `main': undefined reference to `sluice_b'
ninja: build stopped: subcommand failed.
"""


def tool(folder: Path, said: str, status: int) -> list[str]:
    """A tool that says something, as ninja does: on its standard output."""
    path = folder / "ninja"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{said}END\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return [str(path)]


def test_what_cannot_be_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(CoverageError) as raised:
        coverage_read.run_tool(tool(tmp_path, SAID, 1), coverage_read.build_failure)
    assert str(raised.value).splitlines() == [
        "rules/a.c.o cannot be built, 1 more:",
        "  ../rules/a.c:3:5: error: use of undeclared identifier 'x'",
        "  /usr/bin/ld: b.o: in function `main': undefined reference to `sluice_b'",
    ]


def test_the_first_errors_are_enough(tmp_path: Path) -> None:
    errors = "".join(f"a.c:{line}:1: error: no\n" for line in range(1, 40))
    with pytest.raises(CoverageError) as raised:
        coverage_read.run_tool(
            tool(tmp_path, f"FAILED: a.o\n{errors}", 1), coverage_read.build_failure
        )
    said = str(raised.value).splitlines()
    assert said[0] == "a.o cannot be built:"
    assert said[1] == "  a.c:1:1: error: no"
    assert len(said) == 1 + coverage_read.MOST_ERRORS


@pytest.mark.parametrize("said", ["ninja: error: loading 'build.ninja'\n", ""])
def test_a_tool_that_fails_otherwise_is_quoted(tmp_path: Path, said: str) -> None:
    with pytest.raises(CoverageError, match=said.strip() or "does not say why"):
        coverage_read.run_tool(tool(tmp_path, said, 1), coverage_read.build_failure)
    assert coverage_read.run_tool(tool(tmp_path, said, 0)) == said


def measured(
    tools: coverage_read.Tools, folder: Path, words: list[str]
) -> coverage_read.FileCoverage:
    room = folder / "room"
    room.mkdir(exist_ok=True)
    (room / "odd.c").write_text(PROGRAM, encoding="utf-8")
    program, raw, data = folder / "odd", folder / "odd.profraw", folder / "odd.profdata"
    coverage_read.run_tool([
        tools.compiler, "-fprofile-instr-generate", "-fcoverage-mapping", "-fcoverage-mcdc",
        str(room / "odd.c"), "-o", str(program),
    ])  # fmt: skip
    subprocess.run([str(program), *words], env={"LLVM_PROFILE_FILE": str(raw)}, check=True)
    coverage_read.run_tool([tools.profdata, "merge", str(raw), "-o", str(data)])
    (found,) = coverage_read.read(folder, tools, data, [program], ["room"])
    return found


def test_missing_conditions_are_told_with_what_they_lack(
    tools: coverage_read.Tools, tmp_path: Path
) -> None:
    found = measured(tools, tmp_path, ["1", "1", "1", "1", "0", "0", "0", "0", "0"])
    assert found.file == "room/odd.c"
    told = {one.text: (one.covered, one.lacks(), one.line) for one in found.conditions}
    assert told["a > 0"][0]
    assert told["b > 0"][0]
    assert told["never(c)"] == (False, "never true", 6)
    assert told["a == 7"] == (False, "never true", 9)
    assert told["b == 7"] == (False, "never true", 9)
    assert (found.mcdc().covered, found.mcdc().count) == (2, 5)
    assert found.conditions[0].decision == "a > 0 && (b > 0 || never(c))"
    assert found.lines.covered == found.lines.count


def test_what_decides_together_does_not_count(tools: coverage_read.Tools, tmp_path: Path) -> None:
    found = measured(tools, tmp_path, ["7", "0", "0"])
    told = {one.text: one.lacks() for one in found.conditions if not one.covered}
    assert told == {
        "a > 0": "never false",
        "b > 0": "never true",
        "never(c)": "never true",
        "a == 7": "never false",
        "b == 7": "never evaluated",
    }


def condition(text: str, *, covered: bool = False) -> Condition:
    return Condition("room/a.c", 3, 9, "a && b(c)", text, covered)


def notes(tmp_path: Path, text: str) -> list[coverage_notes.Note]:
    path = tmp_path / "coverage.yaml"
    path.write_text(text, encoding="utf-8")
    return coverage_notes.load(path)


ENTRY = """conditions:
  - {file: room/a.c, decision: "a  && b(c)", condition: b(c), kind: unreachable, reason: it is so}
"""


def test_an_explanation_fits_its_condition_alone(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, ENTRY)
    assert note.fits(condition("b(c)"))
    assert not note.fits(condition("a"))
    (by_function,) = notes(
        tmp_path, "conditions:\n  - {function: b, kind: unreachable, reason: always it is false}\n"
    )
    assert by_function.fits(condition("b(c)"))
    assert by_function.fits(condition("!b(c)"))
    assert not by_function.fits(condition("ab(c)"))


def test_an_explanation_whose_decision_is_gone_is_stale(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "a.c"
    own = notes(tmp_path, ENTRY)
    source.write_text("x = a &&\n    b(c);\n", encoding="utf-8")
    assert coverage_notes.check(own, tmp_path, ["room"]) == []
    source.write_text("x = a && b(d);\n", encoding="utf-8")
    (said,) = coverage_notes.check(own, tmp_path, ["room"])
    assert "entry 1" in said


def test_what_is_covered_refutes_that_it_is_unreachable(tmp_path: Path) -> None:
    own = notes(tmp_path, ENTRY)
    assert coverage_notes.refuted(own, [condition("b(c)")]) == []
    assert "is covered" in coverage_notes.refuted(own, [condition("b(c)", covered=True)])[0]
    assert "no condition fits" in coverage_notes.refuted(own, [condition("a")])[0]
    rare = notes(tmp_path, ENTRY.replace("unreachable", "unreached"))
    assert coverage_notes.refuted(rare, [condition("b(c)", covered=True)]) == []
    assert coverage_notes.spare(rare, [condition("b(c)", covered=True)])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{file: a.c, decision: a, kind: perhaps, reason: it is so}", "kind"),
        ("{file: a.c, decision: a, kind: unreached}", "reason"),
        ("{file: a.c, kind: unreached, reason: it is so}", "decision"),
        ("{file: a.c, line: a, kind: unreached, reason: it is so}", "line"),
        ("text", "map"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(CoverageError, match=said):
        notes(tmp_path, f"conditions:\n  - {entry}\n")


def test_the_explanations_fit_the_sources() -> None:
    own = coverage_notes.load(ROOT / coverage_notes.FILE)
    assert coverage_notes.check(own, ROOT, coverage.ROOMS) == []


def file_coverage(conditions: list[Condition]) -> coverage_read.FileCoverage:
    one = coverage_read.Count(1, 1)
    return coverage_read.FileCoverage("decoder/stream/a.c", one, one, one, conditions)


@pytest.mark.parametrize(
    ("covered", "judge", "verdict"),
    [(100, True, "ok"), (99, True, "red"), (94, True, "red"), (94, False, "ok")],
)
def test_the_bar(covered: int, judge: bool, verdict: str) -> None:
    conditions = [
        Condition("decoder/stream/a.c", 1, number, "a && b", "a", number < covered)
        for number in range(100)
    ]
    told = coverage.document({"together": [file_coverage(conditions)]}, [], [], judge=judge)
    assert told["verdict"] == verdict
    assert told["bar"]["unexplained"] == 100 - covered


def test_what_is_unreachable_does_not_count_against_the_bar(tmp_path: Path) -> None:
    own = notes(
        tmp_path, "conditions:\n  - {function: never, kind: unreachable, reason: it is false}\n"
    )
    conditions = [
        Condition("decoder/stream/a.c", 1, number, "a || never(b)", "never(b)", number < 90)
        for number in range(100)
    ]
    told = coverage.document({"together": [file_coverage(conditions)]}, own, [], judge=True)
    assert (told["bar"]["reached"], told["bar"]["of_all"]) == (100.0, 90.0)
    assert told["bar"]["unreachable"] == 10


def test_the_files_of_each_target(tmp_path: Path) -> None:
    for name in ("streams/a", "cases/b", "results/c", "decode/d"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    named = {
        target: [path.name for path in coverage.corpus_files([tmp_path], target)]
        for target in ("decode", "case", "results", "all")
    }
    assert named == {"decode": ["d", "a"], "case": ["b"], "results": ["c"], "all": ["a"]}
    plain = tmp_path / "streams"
    assert [path.name for path in coverage.corpus_files([plain], "decode")] == ["a"]
    assert coverage.corpus_files([plain], "case") == []


def test_help_needs_nothing() -> None:
    done = subprocess.run(
        [str(ROOT / "scripts" / "coverage"), "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "example" in done.stdout


def test_without_a_fitting_clang_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CoverageError, match="scripts/setup --fuzz"):
        coverage.find_tools()


def test_a_quick_run_takes_what_is_kept_and_some_of_the_others() -> None:
    kept = [ROOT / "corpora" / "fuzz" / "streams" / str(number) for number in range(3)]
    others = [Path("/elsewhere") / f"{number:03}" for number in range(100)]
    few = coverage.fewer([*kept, *others], 13)
    assert len(few) == 13
    assert set(kept) <= set(few)
    assert Path("/elsewhere/000") in few
    assert Path("/elsewhere/090") in few
    assert coverage.fewer([*kept, *others], 103) == sorted([*kept, *others])
    assert coverage.fewer(kept, 2) == kept
