"""scripts/fuzz and scripts/corpus as they are called."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness.driver.fuzz import __main__ as command
from harness.driver.fuzz import corpus, golden, plan, progress, seeds, targets
from harness.driver.fuzz.findings import Finding
from harness.driver.fuzz.statistics import Statistics

IS_BUILT = targets.program(targets.LIBFUZZER, "decode").is_file()


def script(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [targets.ROOT / "scripts" / name, *words], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not IS_BUILT, reason="the preset fuzz is not built")
def test_a_short_run(tmp_path: Path) -> None:
    words = ["decode", "--runs", "200", "--jobs", "1", "--no-build", "--json", "--seed", "1"]
    words += ["--start", "empty", "--mutation", "bytes", "--work", str(tmp_path)]
    done = script("fuzz", *words)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["targets"][0]["executions"] >= 200
    assert said["targets"][0]["coverage"] > 0
    assert said == json.loads((tmp_path / "stats.json").read_text())
    assert "executions" in done.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nix"], "there is no target nix: there are all, case, "),
        (["--time", "soon"], "'soon' is no time: write 90s, 10m or 8h"),
        (["--time", "0s"], "is no time"),
        (["--jobs", "0"], "'0' is no number from 1"),
        (["--engine", "other"], "invalid choice: 'other'"),
    ],
)
def test_wrong_words_are_refused(words: list[str], complaint: str) -> None:
    done = script("fuzz", *words)
    assert done.returncode == 2
    assert complaint in done.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["golden", "--build", "nix"], "nix/bin/fuzz-all is missing: build it, with cmake --build"),
        (["keep", "decode", "nix"], "nix is no file: name the inputs that are to be kept"),
    ],
)
def test_what_is_missing_is_named(words: list[str], complaint: str) -> None:
    done = script("corpus", *words)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert complaint in done.stderr


@pytest.mark.parametrize("name", ["fuzz", "corpus"])
def test_help_has_an_example(name: str) -> None:
    done = script(name, "--help")
    assert done.returncode == 0
    assert f"example: scripts/{name} " in done.stdout


def test_words_become_settings() -> None:
    said = ["inspect", "inspect", "--engine", "both", "--time", "1.5m", "--jobs", "3"]
    made = command.settings(command.parser().parse_args(said))
    assert made.targets == ["inspect"]
    assert made.engines == plan.ENGINES
    assert (made.seconds, made.jobs) == (90.0, 3)


def test_all_targets_are_run_without_one() -> None:
    made = command.settings(command.parser().parse_args([]))
    assert made.targets == targets.names()


def test_a_file_that_is_wrong_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text("- number: 3\n")
    monkeypatch.setattr(corpus.policies, "refresh", lambda: corpus.policies.read(file.read_text()))
    assert corpus.main(["policies"]) == 2
    assert (
        "scripts/corpus: policies.yaml: after 0 policies comes number 3" in capsys.readouterr().err
    )


def test_the_summary_says_what_was_found_and_what_to_do() -> None:
    done = Statistics(seconds=60, jobs=2, elapsed=61)
    done.of("decode", "libfuzzer").executions = 1234567
    assert "Nothing was found." in progress.summary(done, work="w")
    done.findings.append(
        Finding("decode", "libfuzzer", "rule", "IN-5", "a sentence", "decode/1", 3)
    )
    text = progress.summary(done, work="w")
    assert "1,234,567 executions in 61 s on 2 processors" in text
    assert "FOUND decode (libfuzzer, 3 times): rule IN-5: a sentence" in text
    assert "w/findings/decode/1" in text
    assert "build/bin/sluice triage w/findings" in text


@pytest.fixture
def own_corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A corpus of one stream in place of that of the repository."""
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "one").write_bytes(b"\xac\xed\0\5p")
    monkeypatch.setattr(golden, "CORPUS", tmp_path)
    monkeypatch.setattr(golden, "REGRESSIONS", tmp_path / "regressions")
    monkeypatch.setattr(golden, "FILE", tmp_path / "golden.tsv")
    monkeypatch.setattr(golden, "folders", lambda _kind: [tmp_path / "streams"])
    monkeypatch.setattr(corpus.targets, "names", lambda: ["decode", "inspect"])
    return tmp_path


def test_answers_are_recorded_and_compared(
    own_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpus.main(["golden", "--record"]) == 0
    recorded = (own_corpus / "golden.tsv").read_text()
    assert recorded.splitlines()[1:] == ["streams/one\tdecode,inspect\taccept\t\t"]
    assert corpus.main(["golden"]) == 0
    assert "2 answers are as recorded" in capsys.readouterr().out
    (own_corpus / "streams" / "one").write_bytes(b"\xac\xed\0\5")
    (own_corpus / "streams" / "two").write_bytes(b"\xac\xed\0\4")
    assert corpus.main(["golden"]) == 1
    said = capsys.readouterr().out
    assert "+streams/two\tdecode,inspect\treject\tbad-version\t" in said
    assert "run scripts/corpus golden --record" in said


def test_an_input_that_is_kept_has_the_name_of_its_digest(own_corpus: Path) -> None:
    once = own_corpus / "crash-once"
    once.write_bytes(b"\xac\xed\0\5w\0")
    assert corpus.main(["keep", "decode", str(once)]) == 0
    (kept,) = (own_corpus / "regressions" / "decode").iterdir()
    assert kept.name == seeds.name(once.read_bytes())
    assert kept.read_bytes() == once.read_bytes()


def test_an_input_that_still_shows_something_is_not_kept(
    own_corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = golden.Complaint("crash", "decode", "IN-1", "a sentence")
    monkeypatch.setattr(golden, "replay", lambda *_: ([], [complaint]))
    once = own_corpus / "crash-once"
    once.write_bytes(b"\xac\xed\0\5w\0")
    assert corpus.main(["keep", "decode", str(once)]) == 1
    assert "FOUND decode: IN-1: a sentence: crash" in capsys.readouterr().out
    assert not (own_corpus / "regressions").exists()
