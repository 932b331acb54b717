"""The parts of the interchange that could hide a difference: comparison, frames, report, driver."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness.interchange import frames, jdk, run
from harness.interchange.jdk import Jdk, JdkError
from harness.interchange.report import Report
from harness.interchange.variants import VARIANTS

HERE = Path(__file__).parent
SEEDS = 20


@pytest.fixture(scope="session")
def java() -> Jdk:
    found = jdk.find([])
    if not found:
        pytest.skip("no JDK: scripts/setup --targets installs one")
    return found[0]


@pytest.fixture(scope="session")
def classes(java: Jdk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    java.compile_sources(folder)
    return folder


def call(java: Jdk, classes: Path, *words: str) -> list[list[str]]:
    done = subprocess.run(
        java.command(classes, *words), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_comparison_finds_differences(java: Jdk, classes: Path, tmp_path: Path) -> None:
    source = HERE / "java" / "sluice" / "interchange" / "ComparisonTest.java"
    javac = [str(java.home / "bin" / "javac"), "-cp", str(classes), "-d", str(tmp_path)]
    subprocess.run([*javac, str(source)], check=True)
    words = java.command(classes, "ComparisonTest")
    words[words.index("-cp") + 1] += f":{tmp_path}"
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def written(java: Jdk, classes: Path, tmp_path: Path) -> Path:
    path = tmp_path / "written"
    call(java, classes, "Write", str(path), "0", str(SEEDS - 1))
    return path


def test_jdk_reads_what_it_wrote(java: Jdk, classes: Path, written: Path) -> None:
    for sharing in {variant.sharing for variant in VARIANTS} - {"SAFE"}:
        lines = call(java, classes, "Read", "0", str(SEEDS - 1), f"{sharing}={written}")
        assert lines == [["total", "0", str(SEEDS), str(SEEDS), "0"]]


def test_same_seed_is_same_stream_length(java: Jdk, classes: Path, written: Path) -> None:
    again = written.with_name("again")
    call(java, classes, "Write", str(again), "0", str(SEEDS - 1))
    lengths = [[len(frame.content) for frame in frames.read(path)] for path in (written, again)]
    assert len(lengths[0]) == SEEDS
    assert lengths[0] == lengths[1]


def test_stream_of_another_seed_is_noticed(java: Jdk, classes: Path, written: Path) -> None:
    content = list(frames.read(written))
    shifted = written.with_name("shifted")
    with shifted.open("wb") as out:
        for frame, other in zip(content, content[1:] + content[:1], strict=True):
            out.write(frames.HEAD.pack(frame.seed, 0, len(other.content)) + other.content)
    lines = call(java, classes, "Read", "0", str(SEEDS - 1), f"EXACT={shifted}")
    assert [line[0] for line in lines] == ["differs"] * SEEDS + ["total"]
    assert lines[-1][2:] == [str(SEEDS), "0", "0"]


def test_digest_of_another_stream_is_noticed(java: Jdk, classes: Path, tmp_path: Path) -> None:
    stream = bytes.fromhex("aced00057070") + bytes.fromhex(
        "757200135b4c6a6176612e6c616e672e4f626a6563743b90ce589f1073296c02000078700000000170"
    )
    right = b"null\nnull\n[Ljava.lang.Object;[null]\nsame -\n"
    for digest, equal in ((right, "1"), (right.replace(b"[null]", b"[]"), "0")):
        for name, content in (("built", stream), ("digests", digest)):
            (tmp_path / name).write_bytes(frames.HEAD.pack(7, 0, len(content)) + content)
        files = [str(tmp_path / "built"), str(tmp_path / "digests")]
        assert call(java, classes, "ReadBuilt", *files)[-1] == ["total", "0", "1", equal, "0"]


def test_no_jdk_is_said_and_no_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(jdk, "candidates", list)
    words = ["--program", "none", "--work", str(tmp_path / "work")]
    assert run.main(words) == run.GOOD
    assert capsys.readouterr().out.startswith("skipped: no JDK")
    assert run.main([*words, "--json"]) == run.GOOD
    assert list(json.loads(capsys.readouterr().out)) == ["skipped"]


def test_folder_that_is_no_jdk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JdkError, match="is no JDK 17 or later"):
        jdk.find([tmp_path])


def test_failures_are_kept_with_their_streams(tmp_path: Path) -> None:
    content = b"\xac\xed\x00\x05p"
    (tmp_path / "safe").write_bytes(frames.HEAD.pack(5, 0, len(content)) + content)
    report = Report()
    report.take_program(["failed", "safe", "5", "something"], tmp_path)
    report.take_program(["total", "safe", "0", "0", "1", "0", "0", "0", "0", "0"], tmp_path)
    report.take_reader(Jdk(tmp_path, 17), ["differs", "2", "5", "else"], tmp_path)
    assert len(report.failures) == 2
    run.keep_failures(report.failures, tmp_path / "kept")
    assert (tmp_path / "kept" / "safe-5" / "safe.ser").read_bytes() == content
    what = (tmp_path / "kept" / "safe-5" / "what.txt").read_text(encoding="utf-8")
    assert "sluice: something" in what
    assert "JDK 17: else" in what
    assert "scripts/interchange --replay 5" in what
    text = report.as_text([], tmp_path)
    assert "2 failures" in text
    assert "all are equal" not in text


def test_a_reader_that_read_less_is_a_failure(tmp_path: Path) -> None:
    report = Report()
    report.take_program(["total", "safe", "3", "0", "0", "0", "0", "0", "0", "0"], tmp_path)
    report.take_reader(Jdk(tmp_path, 17), ["total", "2", "2", "2", "1"], tmp_path)
    assert report.missing([Jdk(tmp_path, 17)]) == ["safe: 3 streams, of which JDK 17 read 2"]
