"""`sluice targets`, and `sluice run --target`: programs as targets, those that lie among them."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from harness.cli.tests.conftest import ROOT, Sluice
from harness.cli.tests.demo import demo

HERE = Path(__file__).resolve().parent
SCHEMA = json.loads((ROOT / "reports" / "results.schema.json").read_text())

MORE = """\
  - id: demo/long
    title: int[] of two where one is allowed
    rules: [IN-10]
    severity: low
    effect: takes more than it may
    limits: {array_length: 1}
    stream:
      - array: {type: "[I", elements: [1, 2]}
    expect: {verdict: limit, reason: limit-array-length}
    twin: demo/two
  - id: demo/lie
    title: a lie about the control stream
    rules: [IN-7]
    severity: low
    effect: one stream changes what the next one means
    stream:
      - array: {type: "[I", elements: [1, 2]}
    lie: [{control: {value: null}}]
    expect: {verdict: accept, befalls: side-effect}
    twin: demo/two
"""

# What each way comes to on demo/claim: the verdict, words of its message. demo/two is accepted.
INSPECTED = {
    "honest": ("reject", None),
    "noisy": ("reject", None),
    "answers-backwards": ("reject", None),
    "accepts-claim": ("wrong-value", "breaks rule IN-8: offset 27: accepted, though malformed"),
    "crashes": ("crash", "killed by signal 11 (SIGSEGV)"),
    "hangs": ("hang", "did not answer before its deadline"),
    "stops": ("hang", "did not answer before its deadline"),
    "floods": ("reject", None),
    "answers-twice": ("adapter-error", "another sequence number"),
    "prints-before": ("adapter-error", "is no frame"),
    "prints-behind": ("adapter-error", "is no frame"),
    "exits-3": ("adapter-error", "status 3"),
    "exits-0": ("adapter-error", "status 0"),
    "reports-and-exits": ("sanitizer", "ERROR: AddressSanitizer: heap-buffer-overflow"),
    "reports-and-lives": ("sanitizer", "runtime error: signed integer overflow"),
    "aborts": ("crash", "signal 6"),
    "panics": ("adapter-error", "status 2"),
    "wrong-number": ("adapter-error", "another sequence number"),
    "wrong-verdict": ("adapter-error", "a verdict that is none"),
    "wrong-kind": ("adapter-error", "no reply"),
    "too-long": ("adapter-error", "is no frame"),
    "zero-length": ("adapter-error", "is no frame"),
    "broken-field": ("adapter-error", "longer than the reply"),
    "closes-output": ("adapter-error", "closed its output"),
    "side-effect": ("side-effect", "sluice.Probe was called"),
    "answers-and-dies": ("crash", "killed by signal 7 (SIGBUS)"),
    "child-keeps-pipes": ("crash", "killed by signal 11 (SIGSEGV)"),
}
# Of those that are not run at all, why.
NOT_RUN = {
    "accepts-all": "what begins as no stream does is to be refused: accept",
    "rejects-all": "a text is to be accepted: reject",
    "guesses": "a mode that nobody knows is to be unsupported: accept",
    "ends-at-once": "ended with status 0",
    "dies-after-answering": "",
}
PARSED = {
    "honest": ("reject", None),
    "crashes": ("crash", "signal 6 (SIGABRT)"),
    "hangs": ("hang", "deadline"),
    "exits-7": ("adapter-error", "status 7"),
    "reports": ("sanitizer", "AddressSanitizer"),
    "unsupported": ("unsupported", None),
    "noisy-accept": ("wrong-value", "breaks rule IN-8"),
    "child-keeps-pipes": ("reject", None),
}


def manifest(folder: Path, way: str, tier: int = 1, *more: str) -> Path:
    program = "fake_target.py" if tier == 1 else "fake_parser.py"
    words = [sys.executable, "-S", "-E", str(HERE / program), way, *more]
    path = folder / "target.yaml"
    path.write_text(
        f"name: fake\ntitle: Fake\ntier: {tier}\ncommand: {json.dumps(words)}\ndeadline: 20\n"
    )
    return path


@pytest.fixture
def cases(sluice: Sluice, tmp_path: Path) -> Path:
    return write_cases(sluice, tmp_path, "inspect")


def write_cases(sluice: Sluice, folder: Path, mode: str) -> Path:
    path = folder / "demo.yaml"
    text = demo(mode=mode, value="int[]{1, 2}") + MORE
    if mode == "inspect":
        text = re.sub(r"  - id: demo/lie(.|\n)*", "", text)
    path.write_text(text)
    done = sluice("hash", "--write", "demo.yaml")
    assert done.returncode == 0, done.stderr
    return path


def run(sluice: Sluice, path: Path, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = sluice("run", "demo.yaml", "--json", "--target", path, *words, seconds=120)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        jsonschema.validate(row, SCHEMA)
    assert rows, done.stderr
    assert rows[0]["targets"] == [
        {"name": "fake", "version": rows[0]["targets"][0]["version"], "kind": "process"}
    ]
    return done.returncode, {row["case"]: row for row in rows if row["type"] == "result"}


def check(results: dict[str, dict[str, Any]], way: str, expected: tuple[str, str | None]) -> None:
    claim = results["demo/claim"]
    verdict, words = expected
    assert (claim["verdict"], claim["pass"]) == (verdict, words is None), claim["message"]
    assert words is None or words in claim["message"]
    assert results["demo/two"]["verdict"] == "accept", way
    assert results["demo/two"]["pass"]
    assert claim["replay"].endswith("--case demo/claim --target " + claim["replay"].split()[-1])


@pytest.mark.parametrize("way", INSPECTED)
@pytest.mark.usefixtures("cases")
def test_each_way_gets_its_verdict(sluice: Sluice, tmp_path: Path, way: str) -> None:
    patience = "2" if way in ("hangs", "stops") else "20"
    path = manifest(tmp_path, way)
    status, results = run(sluice, path, "--timeout", patience, "--jobs", "1")
    check(results, way, INSPECTED[way])
    assert status == (0 if INSPECTED[way][1] is None else 1)
    claim = results["demo/claim"]
    signals = {"crashes": 11, "answers-and-dies": 7, "child-keeps-pipes": 11, "aborts": 6}
    assert claim["signal"] == signals.get(way)
    if way.startswith("reports"):
        assert "ERROR: AddressSanitizer" in claim["sanitizer"] or "overflow" in claim["sanitizer"]
    # A limit is no matter to a parser.
    assert results["demo/long"]["pass"]


@pytest.mark.usefixtures("cases")
def test_who_is_killed_before_the_first_case_is_asked_again(sluice: Sluice, tmp_path: Path) -> None:
    path = manifest(tmp_path, "killed-at-control", 1, str(tmp_path / "killed"))
    status, results = run(sluice, path, "--jobs", "1")
    assert (tmp_path / "killed").exists()
    assert {row["message"] for row in results.values()} == {None}
    assert status == 0


@pytest.mark.parametrize("way", NOT_RUN)
@pytest.mark.usefixtures("cases")
def test_who_has_no_opinion_is_not_run(sluice: Sluice, tmp_path: Path, way: str) -> None:
    path = manifest(tmp_path, way)
    done = sluice("run", "demo.yaml", "--target", path, "--timeout", "20", seconds=120)
    if way == "dies-after-answering" and done.returncode != 2:
        return  # it has answered all that it was asked before the suite
    assert done.returncode == 2
    assert f"the target fake cannot be run: {NOT_RUN[way]}" in done.stderr.decode() or (
        NOT_RUN[way] in done.stderr.decode()
    )


@pytest.mark.parametrize("way", PARSED)
@pytest.mark.usefixtures("cases")
def test_each_way_of_tier_0_gets_its_verdict(sluice: Sluice, tmp_path: Path, way: str) -> None:
    patience = "3" if way == "hangs" else "20"
    status, results = run(sluice, manifest(tmp_path, way, 0), "--timeout", patience)
    check(results, way, PARSED[way])
    assert status == (0 if PARSED[way][1] is None else 1)


def test_a_decoder_is_held_to_the_case(sluice: Sluice, tmp_path: Path) -> None:
    write_cases(sluice, tmp_path, "decode")
    state = tmp_path / "setting.json"
    status, results = run(sluice, manifest(tmp_path, "decodes", 1, str(state)))
    assert results["demo/claim"]["pass"]
    assert results["demo/claim"]["error"]["java_class"] == "EOFException"
    assert results["demo/claim"]["error"]["reason"] == "no more"
    assert results["demo/two"]["pass"]
    assert results["demo/two"]["value"] == "int[]{1, 2}"
    # It has the limit, and does not keep it.
    assert results["demo/long"]["verdict"] == "budget"
    assert "breaks rule BOUND-COUNTERS" in results["demo/long"]["message"]
    assert results["demo/lie"]["verdict"] == "unsupported"
    assert results["demo/lie"]["pass"]
    assert status == 1
    setting = json.loads(state.read_text())
    assert setting["limits"] == {} or setting["limits"] == {"array_length": 1}


def test_a_decoder_without_limits_is_not_held_to_them(sluice: Sluice, tmp_path: Path) -> None:
    write_cases(sluice, tmp_path, "decode")
    status, results = run(sluice, manifest(tmp_path, "decodes-without-limits"))
    assert (results["demo/long"]["verdict"], results["demo/long"]["pass"]) == ("unsupported", True)
    assert not results["demo/claim"]["pass"]
    assert (
        "expected a refusal with EOFException, got reject with InvalidClassException"
        in (results["demo/claim"]["message"])
    )
    assert status == 1


@pytest.mark.parametrize(
    ("expected", "is_met"),
    [("OptionalDataException", True), ("EOFException", True), ("InvalidObjectException", False)],
)
def test_another_word_for_the_same_refusal_will_do(
    sluice: Sluice, tmp_path: Path, expected: str, is_met: bool
) -> None:
    """The target says EOFException."""
    path = write_cases(sluice, tmp_path, "decode")
    path.write_text(path.read_text().replace("EOFException", expected))
    _, results = run(sluice, manifest(tmp_path, "decodes"))
    assert results["demo/claim"]["pass"] == is_met
    assert results["demo/claim"]["miss"] == (None if is_met else "error")


def test_what_a_runtime_takes_once_is_not_held_against_a_case(
    sluice: Sluice, tmp_path: Path
) -> None:
    write_cases(sluice, tmp_path, "decode")
    _, results = run(sluice, manifest(tmp_path, "warms-up"), "--jobs", "1")
    assert [results[case]["verdict"] for case in ("demo/claim", "demo/two")] == ["reject", "accept"]
    _, results = run(sluice, manifest(tmp_path, "takes-much"), "--jobs", "1")
    for case in ("demo/claim", "demo/two"):
        assert results[case]["verdict"] == "budget"
        assert "1073741824 bytes" in results[case]["message"]
    # one rule is why, and hides no other
    assert results["demo/claim"]["message"].endswith("held for it; breaks also BOUND-HEAP")


def test_what_befalls_a_program_that_is_asked_again_is_found(
    sluice: Sluice, tmp_path: Path
) -> None:
    write_cases(sluice, tmp_path, "decode")
    _, results = run(sluice, manifest(tmp_path, "measures-and-crashes"), "--jobs", "1")
    assert "crash" in [results[case]["verdict"] for case in ("demo/claim", "demo/two")]


@pytest.mark.parametrize(
    ("way", "answer", "miss"),
    [
        ("decodes", "reject", None),
        ("decodes-without-limits", "reject", "error"),
        ("takes-much", "reject", None),
    ],
)
def test_the_answer_is_told_whatever_else_is_found(
    sluice: Sluice, tmp_path: Path, way: str, answer: str, miss: str | None
) -> None:
    write_cases(sluice, tmp_path, "decode")
    _, results = run(sluice, manifest(tmp_path, way))
    claim = results["demo/claim"]
    assert (claim["answer"], claim["miss"]) == (answer, miss)
    assert (results["demo/two"]["answer"], results["demo/two"]["miss"]) == ("accept", None)


def test_what_is_accepted_and_what_is_refused_wrongly_is_told(
    sluice: Sluice, tmp_path: Path
) -> None:
    write_cases(sluice, tmp_path, "inspect")
    _, results = run(sluice, manifest(tmp_path, "accepts-claim"))
    claim = results["demo/claim"]
    assert (claim["verdict"], claim["answer"], claim["miss"]) == (
        "wrong-value",
        "accept",
        "accepted",
    )
    assert "; expected a refusal" in claim["message"]
    _, results = run(sluice, manifest(tmp_path, "rejects-two"))
    assert (results["demo/two"]["answer"], results["demo/two"]["miss"]) == ("reject", "refused")


def test_what_a_trace_shows_is_judged(sluice: Sluice, tmp_path: Path) -> None:
    write_cases(sluice, tmp_path, "decode")
    _, results = run(sluice, manifest(tmp_path, "traces"))
    trace = results["demo/two"]["trace"]
    assert trace == [
        {
            "event": "called",
            "offset": None,
            "handle": 1,
            "name": "org.example.Gadget",
            "reason": "readObject",
        }
    ]
    judged = {row["rule"]: row["outcome"] for row in results["demo/two"]["judged"]}
    assert "violated" in judged.values()
    # It accepts the twin, whatever it does meanwhile: its rejection counts.
    assert results["demo/two"]["verdict"] not in ("accept", "reject")
    assert (results["demo/claim"]["verdict"], results["demo/claim"]["pass"]) == ("reject", True)


@pytest.mark.usefixtures("cases")
def test_a_refusal_without_the_twin_does_not_count(sluice: Sluice, tmp_path: Path) -> None:
    _, results = run(sluice, manifest(tmp_path, "rejects-two"))
    assert not results["demo/two"]["pass"]
    assert not results["demo/claim"]["pass"]
    assert results["demo/claim"]["message"] == (
        "the verdict reject does not count: twin demo/two was to be accepted and got reject"
    )


@pytest.mark.usefixtures("cases")
def test_a_refusal_whose_twin_is_unsupported_proves_nothing(sluice: Sluice, tmp_path: Path) -> None:
    status, results = run(sluice, manifest(tmp_path, "declines-two"))
    for case in ("demo/two", "demo/claim"):
        assert (results[case]["verdict"], results[case]["pass"]) == ("unsupported", True)
    assert results["demo/claim"]["answer"] == "reject"
    assert status == 0


@pytest.mark.usefixtures("cases")
def test_several_targets_beside_each_other(sluice: Sluice, tmp_path: Path) -> None:
    path = manifest(tmp_path, "crashes")
    done = sluice(
        *("run", "demo.yaml", "--json", "--target", "reference", "--target", path), seconds=120
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    verdicts = {(r["case"], r["target"]): r["verdict"] for r in rows if r["type"] == "result"}
    assert verdicts["demo/claim", "reference"] == "reject"
    assert verdicts["demo/claim", "fake"] == "crash"
    assert done.returncode == 1
    listed = sluice("run", "demo.yaml", "--list", "--target", "reference", "--target", path)
    assert len(listed.stdout.splitlines()) == 3


# --- manifests --------------------------------------------------------------------------------


def adapters(tmp_path: Path, **texts: str) -> Path:
    folder = tmp_path / "adapters"
    for name, text in texts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "target.yaml").write_text(text)
    return folder


def jar(comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("sluice/Adapter.class", b"\xca\xfe\xba\xbe")
        archive.comment = comment
    return made.getvalue()


JARS = {
    "whole": (jar(), True),
    "comment": (jar(b"PK\5\6" + 30 * b"c"), True),
    "longest": (jar(65535 * b"c"), True),
    "cut": (jar()[:-1], False),
    "half": (jar()[: len(jar()) // 2], False),
    "tail": (jar()[8:], False),
    "zeros": (jar().replace(b"PK\1\2", bytes(4)), False),
    "longer": (jar() + b"x", False),
    "nothing": (jar()[-22:-14] + bytes(14), False),
    "empty": (b"", False),
    "text": (b"404 not found", False),
}


@pytest.mark.parametrize("name", JARS)
def test_a_jar_that_is_needed_must_be_whole(sluice: Sluice, tmp_path: Path, name: str) -> None:
    path = tmp_path / "needed.jar"
    data, is_whole = JARS[name]
    path.write_bytes(data)
    text = "name: java\ntitle: J\ntier: 1\ncommand: [java]\n"
    folder = adapters(tmp_path, java=f"{text}needs: [{{file: '{path}', hint: build it}}]\n")
    done = sluice("targets", "--json", "--adapters", folder)
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout.splitlines()[-1])
    assert row["available"] is is_whole
    assert row["why"] == (None if is_whole else f"{path} is no whole jar: build it")


def test_targets_are_listed(sluice: Sluice, tmp_path: Path) -> None:
    folder = adapters(
        tmp_path,
        here="name: here\ntitle: Is here\ntier: 0\ncommand: ['true']\n"
        "needs: [{program: python3, version: 3.9, hint: install it}, "
        "{file: '{here}/target.yaml', hint: x}, {run: ['true'], hint: x}]\n",
        gone="name: gone\ntitle: Is gone\ntier: 1\ncommand: [no-such]\n"
        "needs: [{program: no-such-program, hint: scripts/setup --targets}]\n",
        jar="name: jar\ntitle: Jar\ntier: 1\ncommand: [java]\n"
        "needs: [{file: '{build}/no.jar', hint: build it}]\n",
        old="name: old\ntitle: Old\ntier: 1\ncommand: [python3]\n"
        "needs: [{program: python3, version: 99, hint: wait}]\n",
        fails="name: fails\ntitle: Fails\ntier: 1\ncommand: [python3]\n"
        "needs: [{run: [sh, -c, 'echo no module >&2; exit 1'], hint: pip}]\n",
        mute="name: mute\ntitle: Mute\ntier: 1\ncommand: [python3]\n"
        "needs: [{run: [sh, -c, 'exit 3'], hint: ask}]\n",
        module="name: module\ntitle: Module\ntier: 1\ncommand: [python3]\n"
        "needs: [{run: [python3, -c, import no_such_module], hint: pip}]\n",
        dies="name: dies\ntitle: Dies\ntier: 1\ncommand: [python3]\n"
        "needs: [{run: [sh, -c, 'kill -11 $$'], hint: wait}]\n",
    )
    (folder / "gone" / "target-two.yaml").write_text(
        "name: two\ntitle: Two\ntier: 0\ncommand: ['true']\n"
    )
    done = sluice("targets", "--json", "--adapters", folder)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert next(iter(rows)) == "reference"
    assert {name: row["available"] for name, row in rows.items()} == {
        "reference": True,
        "here": True,
        "two": True,
        "gone": False,
        "jar": False,
        "old": False,
        "fails": False,
        "mute": False,
        "module": False,
        "dies": False,
    }
    assert rows["gone"]["why"] == (
        "no-such-program cannot be started: No such file or directory: scripts/setup --targets"
    )
    assert rows["jar"]["why"].endswith("/no.jar is not there: build it")
    assert re.fullmatch(r"python3 is of version [\d.]+; 99 is needed: wait", rows["old"]["why"])
    assert rows["fails"]["why"] == "sh fails: no module: pip"
    assert rows["module"]["why"] == (
        "python3 fails: ModuleNotFoundError: No module named 'no_such_module': pip"
    )
    assert rows["mute"]["why"] == "sh fails with status 3: ask"
    assert rows["dies"]["why"] == "sh was killed by signal 11: wait"
    text = sluice("targets", "--adapters", folder).stdout.decode()
    assert "gone                     no   Is gone" in text
    run_gone = sluice("run", "--adapters", folder, "--target", "gone")
    assert run_gone.returncode == 2
    assert b"the target gone cannot be run: no-such-program cannot be started" in run_gone.stderr
    near = sluice("run", "--adapters", folder, "--target", "gne")
    assert near.returncode == 2
    assert b"unknown target gne; did you mean gone?" in near.stderr


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("name: a\n", "1:1", "title"),
        ("name: A B\ntitle: t\ntier: 1\ncommand: [a]\n", "1:7", "a name is lower case"),
        ("name: reference\ntitle: t\ntier: 1\ncommand: [a]\n", "1:7", "and not reference"),
        ("name: a\ntitle: t\ntier: 2\ncommand: [a]\n", "3:7", "1"),
        ("name: a\ntitle: t\ntier: 1\ncommand: []\n", "4:10", "at least one word"),
        ("name: a\ntitle: t\ntier: 1\ncommand: ['{jar}']\n", "4:11", "placeholder"),
        ("name: a\ntitle: t\ntier: 1\ncommand: [a]\nneed: []\n", "5:1", "needs"),
        ("name: a\ntitle: t\ntier: 1\ncommand: [a]\nneeds: [{hint: x}]\n", "5:9", "one thing"),
        (
            "name: a\ntitle: t\ntier: 1\ncommand: [a]\nneeds: [{file: x, version: 1, hint: x}]\n",
            "5:19",
            "only a program",
        ),
        (
            "name: a\ntitle: t\ntier: 1\ncommand: [a]\nneeds: [{program: x}]\n",
            "5:9",
            "hint",
        ),
        (
            "name: a\ntitle: t\ntier: 1\ncommand: [a]\n"
            "needs: [{program: x, version: new, hint: x}]\n",
            "5:31",
            "a version is numbers",
        ),
        ("name: a\ntitle: t\ntier: 1\ncommand: [a]\ndeadline: 0\n", "5:11", "1 second"),
        ("name: a\ntitle: t\ntier: 1\ncommand: [a]\nasks: jars\n", "5:7", "archives"),
        ("name: a\ntitle: t\ntier: 0\ncommand: [a]\nasks: archives\n", "5:7", "of tier 1"),
    ],
)
def test_what_is_wrong_in_a_manifest_is_said(
    sluice: Sluice, tmp_path: Path, text: str, place: str, words: str
) -> None:
    folder = adapters(tmp_path, a=text)
    done = sluice("targets", "--adapters", folder)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert f"target.yaml:{place}: " in said, said
    assert words in said


def test_what_is_asked_about_archives_gets_no_stream(sluice: Sluice, tmp_path: Path) -> None:
    text = "name: jars\ntitle: t\ntier: 1\nasks: archives\ncommand: ['true']\n"
    folder = adapters(tmp_path, jars=text)
    listed = sluice("targets", "--json", "--adapters", folder).stdout.splitlines()
    assert [json.loads(line)["asks"] for line in listed] == ["streams", "archives"]
    done = sluice("run", "--adapters", folder, "--target", "jars")
    assert done.returncode == 2
    assert b"sluice archive run --target jars" in done.stderr


def test_two_of_one_name_are_one_too_many(sluice: Sluice, tmp_path: Path) -> None:
    text = "name: same\ntitle: t\ntier: 0\ncommand: ['true']\n"
    done = sluice("targets", "--adapters", adapters(tmp_path, a=text, b=text))
    assert done.returncode == 2
    assert b"are both called same" in done.stderr


def test_a_program_goes_by_its_own_name(sluice: Sluice, tmp_path: Path) -> None:
    path = manifest(tmp_path, "honest")
    path.write_text(path.read_text().replace("name: fake", "name: other"))
    done = sluice("run", "--target", path)
    assert done.returncode == 2
    assert b"the target other cannot be run: it calls itself fake" in done.stderr


def test_the_manifests_of_the_project_are_well_formed(sluice: Sluice) -> None:
    folder = ROOT / "harness" / "targets" / "adapters"
    done = sluice("targets", "--json", "--adapters", folder, seconds=120)
    assert done.returncode == 0, done.stderr
    schema = json.loads((folder / "target.schema.json").read_text())
    paths = [row["manifest"] for row in map(json.loads, done.stdout.splitlines())]
    for path in paths[1:]:
        jsonschema.validate(yaml.safe_load(Path(path).read_text()), schema)


def test_models_are_printed_as_json(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "use: [boxes]\nclasses: [{name: a.B, construct: atomic, fields: {n: I}}]\n"
    )
    done = sluice("models", "m.yaml")
    assert done.returncode == 0, done.stderr
    classes = {entry["name"]: entry for entry in json.loads(done.stdout)["classes"]}
    assert classes["a.B"] == {
        "name": "a.B",
        "construct": "atomic",
        "fields": [{"name": "n", "type": "I"}],
    }
    assert "java.lang.Integer" in classes
    assert sluice("models").returncode == 2
    wrong = sluice("models", "no.yaml")
    assert wrong.returncode == 2
    assert b"no.yaml" in wrong.stderr


LEAKY = """\
#include <stddef.h>
#include <stdint.h>
static int parse(const uint8_t *bytes, size_t length);
#define SLUICE_ADAPTER_NAME "fake"
#define SLUICE_ADAPTER_PARSE parse
#define SLUICE_ADAPTER_FORK 1
#include "sluice_adapter.h"
static volatile char sink;
static int parse(const uint8_t *bytes, size_t length)
{
    if (length > 4 && bytes[4] == 0x75 && bytes[length - 1] == 0xFF) {
        sink = bytes[length]; /* one behind the end */
        return 1;
    }
    if (length > 4 && bytes[4] == 0x75) {
        char *volatile lost = malloc(100);
        lost[0] = 1;
        lost = NULL;
        return 0;
    }
    return length < 12 || memcmp(bytes, "\\xAC\\xED\\x00\\x05", 4) != 0;
}
"""


@pytest.mark.usefixtures("cases")
def test_a_sanitizer_speaks_of_one_case(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "leaky.c").write_text(LEAKY)
    adapter = ROOT / "harness" / "targets" / "adapters" / "c"
    words = ["gcc", "-std=c17", "-g", "-D_POSIX_C_SOURCE=200809L", "-fsanitize=address"]
    words += ["-I", str(adapter), "-o", "leaky", "leaky.c"]
    subprocess.run(words, check=True, cwd=tmp_path)
    path = tmp_path / "target.yaml"
    path.write_text("name: fake\ntitle: Leaky\ntier: 1\ncommand: ['{here}/leaky']\n")
    _, results = run(sluice, path, "--jobs", "1")
    assert results["demo/claim"]["verdict"] == "sanitizer"
    assert "heap-buffer-overflow" in results["demo/claim"]["sanitizer"]
    assert results["demo/two"]["verdict"] == "sanitizer"
    assert "LeakSanitizer: detected memory leaks" in results["demo/two"]["sanitizer"]
