"""`sluice archive verify`: readable, JSON, explained; policies; exit statuses."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest

from harness.cli.tests.conftest import ROOT, Sluice

SCHEMA = json.loads((ROOT / "harness" / "archive" / "policy.schema.json").read_text("utf-8"))
# 2026-01-01: the archives' certificates were valid then.
AT = ("--at", "1767225600")


@pytest.fixture(scope="session")
def archives(sluice_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with certificates (signer, attacker, stamper) and archives."""
    writer = sluice_path.parent / "archive-write"
    if not writer.is_file():
        pytest.skip(f"{writer} is not built")
    folder = tmp_path_factory.mktemp("archives")
    subprocess.run([writer, folder], check=True)
    return folder


def test_accepted(sluice: Sluice, archives: Path) -> None:
    done = sluice(
        "archive", "verify", "--trust", archives / "signer.pem", *AT, archives / "good.jar"
    )
    assert done.returncode == 0, done.stderr
    assert b"good.jar: accepted: signed by signer, sha256 " in done.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("evil.jar", "jar-entry-digest"),
        ("prefix.jar", "zip-prefix"),
        ("manifest.jar", "jar-sf-main-mismatch"),
    ],
)
def test_refused(sluice: Sluice, archives: Path, name: str, reason: str) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT)
    done = sluice(*words, archives / name)
    assert done.returncode == 1
    assert f"{name}: refused: {reason}: ".encode() in done.stdout
    told = json.loads(sluice(*words, "--json", archives / name).stdout)
    assert (told["accepted"], told["reason"]) == (False, reason)
    assert told["archives"][0]["length"] > 0


def test_an_empty_file_is_no_archive(sluice: Sluice, archives: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jar").touch()
    done = sluice(
        "archive", "verify", "--trust", archives / "signer.pem", *AT, tmp_path / "empty.jar"
    )
    assert done.returncode == 1, done.stderr
    assert b"empty.jar: refused: zip-noeocd: " in done.stdout


def test_aliases_in_any_case(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT)
    assert sluice(*words, "--alias", "SIGNER", archives / "good.jar").returncode == 0
    done = sluice(*words, "--alias", "SIGNERS", archives / "good.jar")
    assert done.returncode == 2
    assert b"no certificate of the stores is called SIGNERS" in done.stderr


def test_signatures_alone_are_asked_for(sluice: Sluice, archives: Path) -> None:
    done = sluice(
        "archive", "verify", "--trust", archives / "signer.pem", *AT, archives / "unsealed.jar"
    )
    assert done.returncode == 0, done.stdout


def test_unknown_signer(sluice: Sluice, archives: Path) -> None:
    done = sluice(
        "archive", "verify", "--trust", archives / "attacker.pem", *AT, archives / "good.jar"
    )
    assert done.returncode == 1
    assert b"cms-signer-unknown" in done.stdout


def test_a_timestamp_outlives_the_certificate(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", "--at", "4500000000")
    stamper = ("--timestamper", archives / "stamper.pem")
    done = sluice(*words, *stamper, archives / "stamped.jar")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith(b", timestamped 2026-01-01T00:00:00Z\n")
    told = json.loads(sluice(*words, *stamper, "--json", archives / "stamped.jar").stdout)
    assert told["archives"][0]["signer"]["timestamp"] == 1767225600
    for refused, options, reason in (
        ("stamped.jar", (), b"cms-cert-expired"),
        ("good.jar", stamper, b"cms-cert-expired"),
        ("stamped.jar", ("--timestamper", archives / "attacker.pem"), b"cms-timestamp-unknown"),
    ):
        done = sluice(*words, *options, archives / refused)
        assert done.returncode == 1
        assert reason in done.stdout


def test_json_of_a_class_path(sluice: Sluice, archives: Path) -> None:
    good, evil = archives / "good.jar", archives / "evil.jar"
    done = sluice(
        "archive", "verify", "--trust", archives / "signer.pem", *AT, "--json", evil, good
    )
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["reason"] == "policy-load-order"
    assert [each["reason"] for each in told["archives"]] == ["jar-entry-digest", "ok"]
    assert told["archives"][1]["signer"]["alias"] == "signer"


def test_explain(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT, "--explain")
    done = sluice(*words, archives / "prefix.jar")
    assert done.returncode == 1
    assert b"local-header    FAILED" in done.stdout
    assert b"  00000000  23 21 2f 62 " in done.stdout
    told = json.loads(sluice(*words, "--json", archives / "good.jar").stdout)
    checks = [check["check"] for check in told["checks"]]
    assert checks[0] == "end-record"
    assert checks.index("signature") < checks.index("manifest") < checks.index("entry")
    assert {check["reason"] for check in told["checks"]} == {"ok"}


def test_explain_shows_entries_expanded(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT, "--explain")
    done = sluice(*words, archives / "manifest.jar")
    assert done.returncode == 1
    assert b"main-digest     FAILED           0 +" in done.stdout
    assert b"  00000000  4d 61 6e 69 66 65 73 74 " in done.stdout
    told = json.loads(sluice(*words, "--json", archives / "manifest.jar").stdout)
    failed = told["checks"][-1]
    assert (failed["check"], failed["in_entry"]) == ("main-digest", True)
    assert bytes.fromhex(failed["bytes"]).startswith(b"Manifest-Version: 1.0")


def test_a_refusal_says_what_to_do(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT)
    done = sluice(*words, archives / "evil.jar")
    advice = "do not use it: the entry was changed after the archive was signed"
    assert f"\n  what to do: {advice}\n".encode() in done.stdout
    told = json.loads(sluice(*words, "--json", archives / "evil.jar", archives / "good.jar").stdout)
    assert [each["advice"] for each in told["archives"]] == [advice, ""]


def test_advice_names_words_of_policies() -> None:
    source = (ROOT / "harness" / "cli" / "archive_advice.c").read_text("utf-8")
    members = SCHEMA["properties"]
    words = re.findall(r'ALLOW\("(\w+)"\)', source)
    words += re.findall(r"allow: \[(\w+)\]", source.replace('"\n     "', ""))
    assert len(words) >= 20
    assert set(words) <= set(members["allow"]["items"]["enum"])


def test_a_policy_decides(sluice: Sluice, archives: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    words = ("archive", "verify", "--trust", archives / "signer.pem", "--policy", policy)
    policy.write_text("now: 1767225600\nseal: none\n", "utf-8")
    assert sluice(*words, archives / "unsealed.jar").returncode == 0
    policy.write_text("now: 1767225600\nlimits: {entries: 3}\n", "utf-8")
    done = sluice(*words, archives / "good.jar")
    assert b"zip-limit" in done.stdout
    policy.write_text("now: 4102444801\n", "utf-8")
    assert b"cms-cert-expired" in sluice(*words, archives / "good.jar").stdout


def test_profiles(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", *AT, "--policy")
    profiles = ROOT / "harness" / "archive" / "profiles"
    unsealed, good = archives / "unsealed.jar", archives / "good.jar"
    assert sluice(*words, profiles / "signed.yaml", unsealed).returncode == 0
    assert sluice(*words, profiles / "strict.yaml", good).returncode == 0
    assert b"policy-unsealed" in sluice(*words, profiles / "strict.yaml", unsealed).stdout
    assert sluice(*words, profiles / "signed.yaml", archives / "evil.jar").returncode == 1
    assert sluice(*words, profiles / "sealed.yaml", good).returncode == 0
    assert b"policy-unsealed" in sluice(*words, profiles / "sealed.yaml", unsealed).stdout


def test_the_schema_says_what_the_command_takes(
    sluice: Sluice, archives: Path, tmp_path: Path
) -> None:
    members = SCHEMA["properties"]
    policy = {
        "now": 1767225600,
        "pinned": ["signer"],
        "signature": "SIGNER",
        "digests": members["digests"]["items"]["enum"],
        "bits": {"rsa": 2048, "dsa": 2048, "ec": 256},
        "seal": "sensitive",
        "groups": [{"name": "core", "packages": ["trusted"]}],
        "grants": [{"codebase": "httpmd://host/x.jar", "signer": "0" * 64, "archive": "0" * 64}],
        "limits": dict.fromkeys(members["limits"]["properties"], 1 << 25),
        "allow": members["allow"]["items"]["enum"],
        "demand": members["demand"]["items"]["enum"],
    }
    assert set(policy) == set(members)
    jsonschema.validate(policy, SCHEMA)
    file = tmp_path / "policy.yaml"
    file.write_text(json.dumps(policy), "utf-8")
    done = sluice(
        "archive",
        "verify",
        "--trust",
        archives / "signer.pem",
        "--policy",
        file,
        archives / "good.jar",
    )
    assert done.returncode == 0, (done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sael: all\n", "did you mean seal?"),
        ("allow: [multi-release]\n", "did you mean multi_release?"),
        ("limits: {heap: 0}\n", "a limit is at least 1"),
        ("digests: []\n", "at least one digest"),
        ("groups: [{name: core}]\n", "packages"),
    ],
)
def test_a_bad_policy_is_said(
    sluice: Sluice, archives: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text, "utf-8")
    done = sluice(
        "archive",
        "verify",
        "--trust",
        archives / "signer.pem",
        "--policy",
        file,
        archives / "good.jar",
    )
    assert done.returncode == 2
    assert sentence in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_usage(sluice: Sluice, archives: Path, tmp_path: Path) -> None:
    pem, good = archives / "signer.pem", archives / "good.jar"
    for words in (
        (),
        ("check",),
        ("verify",),
        ("verify", good),
        ("verify", "--trust", pem),
        ("verify", "--trust", good, good),
        ("verify", "--trust", tmp_path / "none", good),
        ("verify", "--trust", pem, "--alias", "nobody", good),
        ("verify", "--trust", pem, tmp_path / "none"),
        ("verify", "--trust", pem, tmp_path),
        ("verify", "--trust", pem, "--at", "noon", good),
    ):
        done = sluice("archive", *words)
        assert done.returncode == 2, words
        assert done.stdout == b""
        assert done.stderr.startswith(b"sluice: ")
        assert done.stderr.count(b"\n") == 1
    for words in (("--help",), ("verify", "--help")):
        done = sluice("archive", *words)
        assert done.returncode == 0
        assert b"example: sluice archive verify" in done.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--trust", "signer.pem", "."], ". is a folder; name an archive (a JAR file)"),
        (["--trust", "signer.pem", "/dev/null"], "/dev/null is no regular file"),
        (["--trust", "signer.pem", "gone.jar"], "gone.jar cannot be read: No such file"),
        (["--trust", ".", "good.jar"], ". is a folder; name a file"),
        (["--trust", "good.jar", "good.jar"], "keytool -exportcert -rfc"),
        (["--trust", "old.jks", "good.jar"], "keytool -importkeystore -deststoretype PKCS12"),
        (["--trust", "signer.pem", "--at", "noon", "good.jar"], "seconds since 1970, or a time as"),
        (["--trust", "signer.pem", "--at", "2026-02-30T00:00:00Z", "good.jar"], "or a time as in"),
        (["--trust", "signer.pem", "--loud"], "see `sluice archive verify --help`"),
        (["--trust", "signer.pem", "pipe"], "pipe is no regular file, as an archive has to be"),
        (["--trust", "pipe", "good.jar"], "pipe is a named pipe; to read from it, give - and"),
        (["--trust", "large", "good.jar"], "the most that is read: a store of certificates is"),
        (["--trust", "signer.p12", "--password-file", "large", "good.jar"], "on its first line"),
        (["--trust", "signer.pem", "--policy", "pipe", "good.jar"], "not a regular file"),
        (["--trust", "signer.pem", "good.jar", "--codebase", "http://host/x"], "before no archive"),
        (["--trust", "signer.pem", "--codebase", "a:b", "--codebase", "c:d", "x"], "base a:b"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    sluice_path: Path, archives: Path, words: list[str], complaint: str
) -> None:
    (archives / "old.jks").write_bytes(b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\0")
    with (archives / "large").open("wb") as large:
        large.truncate(4 << 30)
    if not (archives / "pipe").exists():
        os.mkfifo(archives / "pipe")
    command = [sluice_path.resolve(), "archive", "verify", *words]
    done = subprocess.run(
        command, cwd=archives, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_clock_may_be_a_date(sluice: Sluice, archives: Path) -> None:
    words = ("archive", "verify", "--trust", archives / "signer.pem", archives / "good.jar")
    assert sluice(*words, "--at", "2026-01-01T00:00:00Z").returncode == 0
    done = sluice(*words, "--at", "2019-01-01T00:00:00Z")
    assert done.returncode == 1
    assert b"cms-cert-notyet" in done.stdout


def test_a_store_may_come_through_a_pipe(sluice_path: Path, archives: Path) -> None:
    """What a shell makes of <(keytool -exportcert -rfc ...)."""
    command = [sluice_path.resolve(), "archive", "verify", *AT, "--trust", "/dev/fd/0", "good.jar"]
    done = subprocess.run(
        command,
        cwd=archives,
        input=(archives / "signer.pem").read_bytes(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_codebases_belong_to_the_archive_behind_them(
    sluice: Sluice, archives: Path, tmp_path: Path
) -> None:
    digest = hashlib.sha256((archives / "good.jar").read_bytes()).hexdigest()
    url = f"httpmd://host/good.jar;SHA-256={digest}"
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"grants: [{{codebase: {json.dumps(url)}}}]\n", "utf-8")
    words = ("archive", "verify", *AT, "--trust", archives / "signer.pem", "--policy", policy)
    good = archives / "good.jar"
    for codebase, reason in (
        (url, "accepted"),
        (url.replace("host", "other"), "policy-dlperm"),
        (f"httpmd://host/good.jar;SHA-256={'0' * 64}", "policy-codebase-hash"),
        ("http://host/good.jar", "policy-codebase-nohash"),
    ):
        done = sluice(*words, "--codebase", codebase, good)
        assert done.returncode == (0 if reason == "accepted" else 1)
        assert reason.encode() in done.stdout
    # The first of two is local, and is not asked for a digest: the second is refused.
    done = sluice(*words, "--json", good, "--codebase", "http://host/good.jar", good)
    told = [one["reason"] for one in json.loads(done.stdout)["archives"]]
    assert told == ["ok", "policy-codebase-nohash"]
