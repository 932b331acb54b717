"""What the JDK's tools are asked and answer, and that it is what the tools themselves say."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.targets.adapters.archive.tests.asking import Answer, ask, field_of, request
from harness.targets.adapters.archive.tests.conftest import JDKS, ROOT, SLUICE, TOOLS, Start, home

# 2026-01-01, and days on which the certificates of the archives were not valid.
NOW = 1767225600
BEFORE = 1514764800
END = "-----END CERTIFICATE-----\n"

each_jdk = pytest.mark.parametrize("jdk", JDKS)
each_tool = pytest.mark.parametrize("tool", TOOLS)
Bodies = Callable[..., bytes]


@pytest.fixture
def body(archives: Path) -> Bodies:
    """A request about archives of the folder, with the signer in the store, and pinned."""

    def make(*names: str, clock: int | None = NOW, signer: str = "signer") -> bytes:
        jars = [(name, (archives / name).read_bytes()) for name in names]
        return request(jars, {signer: archives / f"{signer}.pem"}, (signer,), clock)

    return make


@each_jdk
@each_tool
def test_what_is_signed_is_accepted(start: Start, body: Bodies, tool: str, jdk: int) -> None:
    adapter = start(tool, jdk)
    assert adapter.hello["name"] == f"jdk{jdk}-{tool}"
    assert adapter.hello["can"] == ["archive", "value"]
    answer = ask(adapter, body("good.jar"))
    assert (answer.verdict, answer.error) == ("A", ""), answer.message


@each_jdk
@each_tool
def test_a_class_that_was_replaced_is_refused(
    start: Start, body: Bodies, tool: str, jdk: int
) -> None:
    answer = ask(start(tool, jdk), body("evil.jar"))
    assert (answer.verdict, answer.error) == ("R", "SecurityException")
    assert "SHA-256 digest error for trusted/Main.class" in answer.message
    # The next one is not to suffer.
    assert ask(start(tool, jdk), body("good.jar")).verdict == "A"


@each_jdk
@pytest.mark.parametrize(
    ("tool", "verdict", "words"),
    [
        ("jarsigner", "A", "exit 0: jar verified."),
        ("jarsigner-strict", "R", "exit 36: jar verified, with signer errors."),
        ("jarfile", "A", "4 signed by a stranger (CN=Signer)"),
        ("jarinputstream", "A", "4 signed by a stranger (CN=Signer)"),
        ("classloader", "A", "3 signed by a stranger (CN=Signer) from"),
    ],
)
def test_only_who_is_told_the_store_knows_a_stranger(
    start: Start, body: Bodies, tool: str, jdk: int, verdict: str, words: str
) -> None:
    answer = ask(start(tool, jdk), body("good.jar", signer="attacker"))
    assert answer.verdict == verdict
    assert answer.message.startswith(words.removesuffix(" from"))


@each_jdk
@pytest.mark.parametrize("tool", ["jarfile", "jarinputstream"])
def test_each_entry_is_told(start: Start, body: Bodies, tool: str, jdk: int) -> None:
    answer = ask(start(tool, jdk), body("evil.jar"))
    assert answer.entries["data.txt"] == ["signed", "signer"]
    assert answer.entries["META-INF/SIGNER.RSA"] == ["signature", ""]
    assert answer.entries["trusted/Main.class"][0] == "refused"


@each_jdk
def test_each_class_is_told(start: Start, body: Bodies, jdk: int) -> None:
    answer = ask(start("classloader", jdk), body("good.jar"))
    assert answer.entries["trusted.Main"] == ["signed", "signer from good.jar"]
    assert answer.message == "3 signed by signer; other sealed, trusted sealed"
    unsealed = ask(start("classloader", jdk), body("unsealed.jar"))
    assert unsealed.message == "3 signed by signer; other not sealed, trusted not sealed"


@each_jdk
def test_a_class_path_is_read_in_its_order(start: Start, body: Bodies, jdk: int) -> None:
    adapter = start("classloader", jdk)
    answer = ask(adapter, body("unsealed.jar", "good.jar"))
    assert {each[1] for each in answer.entries.values()} == {"signer from unsealed.jar"}
    answer = ask(adapter, body("good.jar", "evil.jar"))
    assert (answer.verdict, len(answer.entries)) == ("A", 3)
    answer = ask(start("jarfile", jdk), body("good.jar", "evil.jar"))
    assert answer.verdict == "R"


@each_jdk
def test_what_hands_out_nothing_accepts_nothing(start: Start, body: Bodies, jdk: int) -> None:
    answer = ask(start("jarinputstream", jdk), body("prefix.jar"))
    assert (answer.verdict, answer.message) == ("R", "no entry comes out of it;")
    assert ask(start("jarfile", jdk), body("prefix.jar")).verdict == "A"
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for tool, what in (("jarfile", "entry"), ("jarinputstream", "entry"), ("classloader", "class")):
        answer = ask(start(tool, jdk), request([("a.jar", empty.getvalue())]))
        assert (answer.verdict, answer.message) == ("R", f"no {what} comes out of it;")


def unsigned_class(folder: Path, name: str) -> bytes:
    """A class in an archive, whose static initializer ends the process, if it is ever run."""
    package, _, simple = name.rpartition(".")
    source = folder / f"{simple}.java"
    head = f"package {package};" if package else ""
    source.write_text(f"{head} class {simple} {{ static {{ Runtime.getRuntime().halt(3); }} }}")
    javac = home(17)
    assert javac is not None
    words = [javac / "bin" / "javac", "--release", "17", "-d", folder, source]
    subprocess.run(words, check=True)
    made = io.BytesIO()
    path = f"{name.replace('.', '/')}.class"
    with zipfile.ZipFile(made, "w") as jar:
        jar.write(folder / path, path)
    return made.getvalue()


@each_jdk
def test_code_of_others_that_is_in_is_not_forgotten(
    start: Start, archives: Path, tmp_path: Path, jdk: int
) -> None:
    good = ("good.jar", (archives / "good.jar").read_bytes())
    trust = {"signer": archives / "signer.pem"}
    evil = ("evil.jar", unsigned_class(tmp_path, "trusted.Main"))
    first = ask(start("classloader", jdk), request([evil, good], trust))
    assert first.entries["trusted.Main"] == ["unsigned", " from evil.jar"]
    assert first.entries["trusted.Helper"][0] == "refused"
    assert first.verdict == "A"
    last = ask(start("classloader", jdk), request([good, evil], trust))
    assert (last.verdict, last.message[:18]) == ("A", "3 signed by signer")
    more = ("more.jar", unsigned_class(tmp_path, "trusted.More"))
    answer = ask(start("classloader", jdk), request([good, more], trust))
    assert (answer.verdict, answer.error) == ("R", "SecurityException")
    assert "sealing violation" in answer.message
    assert answer.entries["trusted.More"][0] == "refused"


@each_jdk
def test_nothing_of_an_archive_runs(start: Start, tmp_path: Path, jdk: int) -> None:
    jar = unsigned_class(tmp_path, "Fatal")
    answer = ask(start("classloader", jdk), request([("fatal.jar", jar)]))
    assert (answer.verdict, answer.entries) == ("A", {"Fatal": ["unsigned", " from fatal.jar"]})
    assert answer.message == "1 unsigned; the unnamed package not sealed"


@each_jdk
@pytest.mark.parametrize("tool", ["jarsigner", "jarsigner-strict"])
def test_a_clock_that_makes_a_difference_is_not_guessed(
    start: Start, archives: Path, body: Bodies, tool: str, jdk: int
) -> None:
    answer = ask(start(tool, jdk), body("good.jar", clock=BEFORE))
    assert answer.verdict == "U"
    assert "the certificate of CN=Signer is of another age" in answer.message
    # What is in the block counts, too.
    untold = request([("good.jar", (archives / "good.jar").read_bytes())], clock=BEFORE)
    assert ask(start(tool, jdk), untold).verdict == "U"
    assert ask(start(tool, jdk), body("good.jar", clock=None)).verdict == "A"


@each_jdk
def test_whoever_is_trusted_with_the_time_is_believed(
    start: Start, tmp_path: Path, jdk: int
) -> None:
    words = [SLUICE, "archive", "assemble", "timestamps/good", "--output", tmp_path]
    subprocess.run(words, check=True, capture_output=True, cwd=ROOT)
    jars = [("1.jar", (tmp_path / "1.jar").read_bytes())]
    certificates = (tmp_path / "timestampers.pem").read_text(encoding="ascii")
    authority = tmp_path / "authority.pem"  # the first of them
    authority.write_text(certificates.split("-----END CERTIFICATE-----")[0] + END)
    trust, adapter = {"signer": tmp_path / "trust.pem"}, start("jarsigner-strict", jdk)
    told = ask(adapter, request(jars, trust, ("signer",), NOW, {"time": authority}))
    assert told.verdict == "A", told.message
    untold = ask(adapter, request(jars, trust, ("signer",), NOW))
    assert untold.verdict == "R", untold.message


@each_jdk
@each_tool
def test_no_tool_looks_at_codebases(start: Start, body: Bodies, tool: str, jdk: int) -> None:
    adapter = start(tool, jdk)
    assert unsupported(
        ask(adapter, field_of("u", b"httpmd://h/x.jar") + body("good.jar")), "codebase"
    )
    assert ask(adapter, body("good.jar")).verdict == "A"


def said(jdk: int, words: list[str | Path]) -> tuple[int, str]:
    """What the program itself says."""
    found = home(jdk)
    assert found is not None
    flags = ["-J-Duser.language=en", "-J-Duser.country=US", "-J-Duser.timezone=UTC"]
    done = subprocess.run(
        [found / "bin" / "jarsigner", *flags, *words], capture_output=True, text=True, check=False
    )
    return done.returncode, " ".join(done.stdout.split())


@each_jdk
@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("good.jar", "signer"),
        ("good.jar", "attacker"),
        ("evil.jar", "signer"),
        ("unsigned.jar", "signer"),
        ("none.jar", "signer"),
    ],
)
def test_jarsigner_says_here_what_it_says_there(
    start: Start, archives: Path, tmp_path: Path, name: str, signer: str, jdk: int
) -> None:
    path = tmp_path / name
    if (archives / name).is_file():
        shutil.copy(archives / name, path)
    elif name == "unsigned.jar":
        with zipfile.ZipFile(path, "w") as jar:
            jar.writestr("a.txt", "a")
    else:
        path.write_bytes(b"no archive")
    pem = archives / f"{signer}.pem"
    store = tmp_path / "store.p12"
    found = home(jdk)
    assert found is not None
    importing = [found / "bin" / "keytool", "-importcert", "-noprompt", "-alias", signer]
    importing += ["-file", pem, "-keystore", store, "-storetype", "PKCS12", "-storepass"]
    subprocess.run([*importing, "changeit"], check=True, capture_output=True)
    asked = request([(name, path.read_bytes())], {signer: pem}, (signer,))
    strict: list[str | Path] = ["-strict", "-keystore", store, "-storepass", "changeit"]
    for tool, words in (
        ("jarsigner", ["-verify", path]),
        ("jarsigner-strict", ["-verify", *strict, path, signer]),
    ):
        status, text = said(jdk, words)
        answer = ask(start(tool, jdk), asked)
        assert answer.verdict == ("A" if status == 0 else "R")
        # The file lies elsewhere.
        told = answer.message.split(": ", 1)[1]
        assert answer.message.startswith(f"exit {status}: ")
        assert told[:80] == text[:80]


def unsupported(answer: Answer, words: str) -> bool:
    return answer.verdict == "U" and words in answer.message


@pytest.mark.skipif(17 not in JDKS, reason="no JDK 17 is installed: scripts/setup --targets")
def test_what_is_no_request_is_not_guessed_at(start: Start, body: Bodies) -> None:
    adapter = start("jarfile", 17)
    good = body("good.jar")
    assert unsupported(ask(adapter, good, mode="inspect"), "this mode is not known")
    assert unsupported(ask(adapter, good, mode="unheard-of"), "this mode is not known")
    assert unsupported(ask(adapter, b""), "no archive")
    assert unsupported(ask(adapter, good[:-3]), "cut off")
    assert unsupported(ask(adapter, good + b"n\0\0\0"), "cut off")
    assert unsupported(ask(adapter, good + b"n\xff\xff\xff\xff"), "cut off")
    assert unsupported(ask(adapter, good + field_of("w", b"\0")), "cut off")
    assert unsupported(ask(adapter, good + field_of("q", b"")), "a field q")
    assert unsupported(ask(adapter, good + field_of("c", b"")), "without an alias")
    certificate = field_of("l", b"a") + field_of("c", b"0\0")
    assert unsupported(ask(adapter, good + certificate), "that this JDK does not read")
    for name in (b"../out.jar", b"a/b.jar", b".hidden", b"", b"good.jar"):
        assert unsupported(
            ask(adapter, good + field_of("n", name) + field_of("a", b"")), "file name"
        )
    assert ask(adapter, good).verdict == "A"


@pytest.mark.skipif(17 not in JDKS, reason="no JDK 17 is installed: scripts/setup --targets")
def test_a_setting_is_not_passed_over(start: Start, body: Bodies) -> None:
    adapter = start("jarfile", 17)
    adapter.write(b"S", struct.pack(">I", 7) + b"{}")
    sequence = adapter.send(body("good.jar"), 7, "archive")
    adapter.end()
    assert adapter.receive(sequence).verdict == "U"
