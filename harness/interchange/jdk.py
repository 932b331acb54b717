"""The JDKs of this machine, and the Java half of the interchange."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
OLDEST = 17
SOURCES = HERE / "java" / "sluice" / "interchange"
PACKAGE = "sluice.interchange"

# Those with fields that have no getters.
PACKAGES = {
    "java.base": [
        *("java.io", "java.lang", "java.lang.annotation", "java.lang.invoke", "java.lang.reflect"),
        *("java.net", "java.nio", "java.nio.channels", "java.nio.charset", "java.nio.file"),
        *("java.nio.file.attribute", "java.security", "java.security.cert", "java.security.spec"),
        *("java.text", "java.time", "java.time.format", "java.time.temporal", "java.time.zone"),
        *("java.util", "java.util.concurrent", "java.util.concurrent.atomic"),
        *("java.util.concurrent.locks", "java.util.jar", "java.util.regex", "java.util.zip"),
        *("javax.crypto", "javax.net.ssl", "javax.security.auth", "javax.security.auth.login"),
        "sun.util.calendar",
    ],
    "java.prefs": ["java.util.prefs"],
    "java.rmi": ["java.rmi"],
    "java.sql": ["java.sql"],
}

# The locale and the zone of the machine must not reach the values.
OPTIONS = [
    *(
        word
        for module, packages in PACKAGES.items()
        for package in packages
        for word in ("--add-opens", f"{module}/{package}=ALL-UNNAMED")
    ),
    "-XX:+UseSerialGC",
    "-Xmx2g",
    "-Duser.timezone=UTC",
    "-Duser.language=en",
    "-Duser.country=US",
]


class JdkError(Exception):
    """One sentence."""


@dataclass(frozen=True)
class Jdk:
    home: Path
    version: int

    @property
    def name(self) -> str:
        return f"JDK {self.version}"

    def command(self, classes: Path, main: str, *arguments: str) -> list[str]:
        java = str(self.home / "bin" / "java")
        return [java, *OPTIONS, "-cp", str(classes), f"{PACKAGE}.{main}", *arguments]

    def compile_sources(self, classes: Path) -> None:
        classes.mkdir(parents=True, exist_ok=True)
        command = [str(self.home / "bin" / "javac"), "--release", str(OLDEST)]
        command += ["-encoding", "UTF-8", "-Xlint:all,-serial,-options", "-Werror"]
        command += ["-d", str(classes), *sorted(str(path) for path in SOURCES.glob("*.java"))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise JdkError(f"javac refused {SOURCES}: {done.stderr.strip()}")


def version_of(home: Path) -> int | None:
    """The feature number, or None if there is no JDK (java and javac) that can be started."""
    if not (home / "bin" / "java").is_file() or not (home / "bin" / "javac").is_file():
        return None
    try:
        done = subprocess.run(
            [str(home / "bin" / "javac"), "-version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    # "javac 17.0.15"; older ones print it elsewhere and as 1.8
    words = (done.stdout + done.stderr).split()
    number = words[1].split(".")[0] if len(words) > 1 else ""
    return int(number) if number.isdigit() else None


def candidates() -> list[Path]:
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    folder = Path("/usr/lib/jvm")
    homes += sorted(folder.iterdir()) if folder.is_dir() else []
    javac = shutil.which("javac")
    homes += [Path(javac).resolve().parent.parent] if javac else []
    return homes


def find(asked: list[Path]) -> list[Jdk]:
    """The JDKs asked for, or all that are installed: one for each version, the oldest first."""
    found: dict[int, Jdk] = {}
    for home in asked or candidates():
        version = version_of(home)
        if asked and (version is None or version < OLDEST):
            raise JdkError(
                f"{home} is no JDK {OLDEST} or later: --jdk wants a folder with bin/javac"
            )
        if version is not None and version >= OLDEST and version not in found:
            found[version] = Jdk(home, version)
    return [found[version] for version in sorted(found)]
