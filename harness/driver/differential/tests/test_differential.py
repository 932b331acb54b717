"""What is compared, what is red, and what is said where there is no JDK."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.driver.differential import __main__ as command
from harness.driver.differential import compare, fuzz, inputs, rows
from harness.targets.adapters.jvm.tests.conftest import FETCHED, JDKS

ROOT = inputs.ROOT
# A target that refuses a type code at whatever place it is told, and else accepts.
TARGET = """\
import sys
sys.path.insert(0, {python!r})
import sluice_adapter
def parse(stream):
    if stream[4:5] == b"o":
        raise sluice_adapter.RefusedError("", "StreamCorruptedException", {place})
sluice_adapter.run("some-target", "1", parse)
"""

needs_program = pytest.mark.skipif(
    not os.environ.get("CI") and not compare.PROGRAM.is_file(),
    reason="build/bin/fuzz-jdk is not built",
)


def needs_jdk(version: int) -> None:
    if version not in JDKS:
        pytest.skip(f"no JDK {version} is installed: scripts/setup --targets")
    if not (FETCHED / "jvm.jar").is_file():
        pytest.skip(f"there is no {FETCHED}/jvm.jar: scripts/setup --targets")


def differential(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness.driver.differential", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_row_has_an_example() -> None:
    names = [row.row for row in rows.read()]
    assert len(names) == len(set(names)) >= 10
    assert sorted(path.stem for path in inputs.EXAMPLES.glob("*.ser")) == sorted(names)


@needs_program
@pytest.mark.parametrize("version", [17, 25])
def test_the_decoder_and_the_jdk_agree_but_for_the_rows(version: int) -> None:
    needs_jdk(version)
    over = ["--over=examples", "--over=vectors", "--over=corpus", "--over=fuzz", "--over=cases"]
    done = differential(*over, "--json", f"--target=jdk{version}")
    said = json.loads(done.stdout)
    assert said["differences"] == []
    assert said["stale"] == []
    assert done.returncode == 0
    assert said["compared"] > 7000
    assert set(said["rows"]) == {row.row for row in rows.read()}


@needs_program
@pytest.mark.parametrize("name", ["61", "22", "5c", "d2b7", "e28280", "eda080", "c1a1", "e081a1"])
def test_the_jdk_is_told_of_left_out_fields_by_any_name(name: str) -> None:
    needs_jdk(17)
    described = f"7372{len(name) // 2:04x}{name}" + "00" * 8 + "03000149000169" + "7870"
    stream = bytes.fromhex("aced0005" + described + "7702010278")  # or the int, and the end mark
    result = compare.run(iter([("left-out", stream)]), {"SLUICE_JDK": "jdk17"}, 1, lambda _: None)
    assert (result.verdicts["accept"], result.differences) == (1, [])


@needs_program
@pytest.mark.parametrize("name", ["[", "a"])  # what cannot be a class, and what can
def test_what_the_jdk_could_not_be_told_is_no_difference(name: str) -> None:
    needs_jdk(17)
    described = f"73720001{name.encode().hex()}" + "00" * 8 + "03000142000162" + "7870"
    # a block, or a field and TC_EXCEPTION, behind which handles begin anew, and a stray end mark
    block = "7372000145" + "00" * 8 + "0200007870" + "78"
    stream = bytes.fromhex("aced0005" + described + "777b" + f"{block:0<246}" + "78")
    result = compare.run(iter([("one", stream)]), {"SLUICE_JDK": "jdk17"}, 1, lambda _: None)
    assert (result.verdicts["accept"], result.differences) == (1, [])


def compare_with(tmp_path: Path, place: int, items: list[inputs.Input]) -> compare.Result:
    """Compares the decoder with a target that is no JDK."""
    program = tmp_path / "target.py"
    python = str(ROOT / "harness" / "targets" / "adapters" / "python")
    program.write_text(TARGET.format(python=python, place=place), encoding="utf-8")
    manifest = tmp_path / "target.yaml"
    words = json.dumps([sys.executable, str(program)])
    manifest.write_text(
        f"name: some-target\ntitle: Some\ntier: 1\ncommand: {words}\n", encoding="utf-8"
    )
    return compare.run(iter(items), {"SLUICE_JDK": str(manifest)}, 1, lambda _: None)


@needs_program
def test_a_reader_that_accepts_what_is_cut_is_found_out(tmp_path: Path) -> None:
    items = [("cut", bytes.fromhex("aced000573")), ("null", bytes.fromhex("aced000570"))]
    result = compare_with(tmp_path, 5, items)
    assert result.compared == 2
    assert [one.name for one in result.differences] == ["cut"]
    assert result.differences[0].text.startswith("refuses: the decoder says truncated at 5")


@needs_program
@pytest.mark.parametrize(("place", "how"), [(3, "later"), (5, ""), (6, "sooner")])
def test_the_place_of_a_refusal_is_compared(tmp_path: Path, place: int, how: str) -> None:
    result = compare_with(tmp_path, place, [("code", bytes.fromhex("aced00056f70"))])
    assert [one.text.partition(":")[0] for one in result.differences] == ([how] if how else [])


@needs_program
def test_what_hides_behind_a_claim_is_compared(tmp_path: Path) -> None:
    claim = bytes.fromhex("aced0005757200025b42acf317f8060854e0020000787000000400")
    result = compare_with(tmp_path, 5, [("claim", claim)])
    assert result.compared == 1
    (difference,) = result.differences  # a row tells of the claim, not of what stands behind it
    assert difference.text.startswith("refuses: the decoder says bad-type-code at 1051")


@needs_program
def test_a_program_that_does_not_start_is_no_result(tmp_path: Path) -> None:
    manifest = tmp_path / "target.yaml"
    manifest.write_text(
        "name: nobody\ntitle: Nobody\ntier: 1\ncommand: [/nowhere]\n", encoding="utf-8"
    )
    items = [("null", bytes.fromhex("aced000570"))]
    with pytest.raises(compare.CompareError, match="does not start"):
        compare.run(iter(items), {"SLUICE_JDK": str(manifest)}, 1, lambda _: None)


def test_an_example_that_shows_another_row_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = "corpora/divergences"
    names = [row.row for row in rows.read()]
    result = compare.Result(rows={name: [f"{folder}/{name}.ser"] for name in names})
    assert command.wrong_examples(result) == []
    result.rows[names[0]] = []
    (sentence,) = command.wrong_examples(result)
    assert sentence == (f"row {names[0]} has no example {folder}/{names[0]}.ser that shows it")
    monkeypatch.setattr(rows, "read", lambda: [rows.Row("new", "reads", "any", "any")])
    sentences = command.wrong_examples(result)
    assert sentences[0] == f"row new has no example {folder}/new.ser that shows it"
    assert f"{folder}/{names[1]}.ser is of no row" in sentences


def test_rows_are_those_below_the_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"| `a` | refuses | ok |\n\n{rows.HEADING}\n|---|---|---|---|\n"
        "| x | reads+names | any | E: words |\n\n| y | reads | any | any |\n",
        encoding="utf-8",
    )
    assert rows.read(page) == [rows.Row("x", "reads+names", "any", "E: words")]


def test_without_a_jdk_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "why_not", lambda _: "no JDK 25 is installed: scripts/setup")
    monkeypatch.setattr(sys, "argv", ["differential"])
    assert command.main() == 0
    assert capsys.readouterr().out == (
        "differential: skipped, nothing is compared with jdk25: "
        "no JDK 25 is installed: scripts/setup\n"
    )


@needs_program
def test_a_file_that_is_not_there() -> None:
    needs_jdk(17)
    done = differential("--target=jdk17", "no-such-file")
    assert done.returncode == 2
    assert done.stderr.endswith("differential: there is no no-such-file\n")


def test_without_the_program_that_makes_cases(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    monkeypatch.setattr(inputs, "SEEDS", tmp_path / "build" / "bin" / "seeds")
    with pytest.raises(inputs.InputError, match="no build/bin/seeds: ninja -C build bin/seeds"):
        list(inputs.of_cases(0))


def test_names_of_inputs_are_one_word_of_a_line() -> None:
    assert compare.line_of(("a\tb\n", b"\x00\xff")) == "a?b?\t00ff\n"


def test_statistics_that_are_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "statistics.json"
    assert fuzz.read_statistics(path) == {}
    path.write_text('{"compared":', encoding="utf-8")
    assert fuzz.read_statistics(path) == {}
    path.write_text('{"compared": 7}', encoding="utf-8")
    assert fuzz.Run(fuzz.read_statistics(path), []).compared == 7


def test_statistics_of_several_programs_are_summed() -> None:
    one = {"compared": 7, "rows": {"a": 1}, "why": {"NoOpinion": 2}}
    other = {"compared": 5, "rows": {"b": 2}, "why": {"NoOpinion": 1}}
    both = {"compared": 12, "rows": {"a": 1, "b": 2}, "why": {"NoOpinion": 3}}
    assert fuzz.add(fuzz.add({}, one), other) == both


FUZZER = """\
#!/bin/sh
trap 'echo "{\\"compared\\":41}" > "$SLUICE_JDK_STATISTICS"; exit 72' TERM
echo "{\\"compared\\":40}" > "$SLUICE_JDK_STATISTICS"
while :; do sleep 0.05; done
"""


@pytest.fixture
def own_fuzzer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program in place of the fuzzer, which goes on until it is interrupted."""
    program = tmp_path / "fuzz-jdk"
    program.write_text(FUZZER, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(fuzz.build, "build", lambda *_: None)
    monkeypatch.setattr(fuzz, "PROGRAM", program)
    work = tmp_path / "work"
    for name, folder in (("WORK", work), ("CORPUS", work / "corpus"), ("FINDINGS", work / "found")):
        monkeypatch.setattr(fuzz, name, folder)
    return program


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_all_programs_in_order(own_fuzzer: Path, number: int) -> None:
    def tick(run: fuzz.Run, left: float) -> None:
        assert 0 < left <= 600
        if run.compared == 80:
            os.kill(os.getpid(), number)

    done = fuzz.run("jdk25", 600, 2, tick)
    assert (done.compared, done.findings) == (82, [])
    assert sorted(one.name for one in own_fuzzer.parent.glob("work/log-*")) == ["log-0", "log-1"]


def test_a_fuzzer_that_ends_by_itself_is_told(own_fuzzer: Path) -> None:
    own_fuzzer.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    with pytest.raises(compare.CompareError, match=r"fuzz-jdk ended with 7: see .*log-0"):
        fuzz.run("jdk25", 600, 1, lambda _run, _left: None)
