"""Builds a program with one changed source file after another, fast.

One build of the whole stands ready. For a defect only the changed file is compiled, by the very
command of that build, and the program, `sluice` as a rule, is linked again with the new object in
place of the old one, or in front of the libraries, so that the old one is not taken out of them. A
changed header costs all files of its room.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

COMPILE_SECONDS = 300
MOST_LINES = 200  # of a compiler's complaints
# Neither what people run, which is optimized across files, nor what watches itself: a change of one
# file must cost one compilation.
CONFIGURATION = "Mutants"


_COMPILER = re.compile(r"(cc|gcc|clang)(-\d+)?$")


class BuildError(Exception):
    """The workshop itself cannot build."""


class DefectDoesNotCompileError(Exception):
    """A defect that is no program."""


@dataclass(frozen=True)
class Workshop:
    """A finished build whose parts can be replaced."""

    root: Path
    build: Path
    compile_commands: dict[str, list[str]]
    link_command: list[str]

    def make(self, texts: dict[str, str], out: Path, more: Sequence[str] = ()) -> Path | None:
        """The command with these files changed, in the folder `out`, compiled with more options;
        None if it is no other."""
        sources = self._prepare(texts, out)
        linked: dict[str, Path] = {}  # by the object that is in the command
        objects = []
        for number, (name, path) in enumerate(sources):
            target = out / f"{number}.o"
            self.compile(name, path, target, out, more)
            if target.read_bytes() == self._object_of(name).read_bytes():
                continue
            own = _output(self.compile_commands[name])
            if own in self.link_command:
                linked[own] = target
            else:
                objects.append(target)
        if not linked and not objects:
            return None
        return self.link(objects, out / "sluice", more, linked)

    def same_code(self, name: str, text: str, out: Path) -> bool:
        """True if the compiler makes the very same code of the changed file."""
        path, target = out / Path(name).name, out / "changed.o"
        path.write_text(text, encoding="utf-8")
        self.compile(name, path, target, out)
        return target.read_bytes() == self._object_of(name).read_bytes()

    def link(
        self,
        objects: Sequence[Path],
        program: Path,
        more: Sequence[str] = (),
        linked: Mapping[str, Path] | None = None,
    ) -> Path:
        """The command with these objects in place of those in its libraries, and those of `linked`
        in place of those it names itself, linked with more options."""
        replaced = linked or {}
        command = [str(replaced.get(word, word)) for word in self.link_command]
        command = _with_output(command, program)
        first_library = next(i for i, word in enumerate(command) if word.endswith(".a"))
        changed = [str(path) for path in objects]
        _run([*command[:first_library], *changed, *command[first_library:], *more], self.build)
        return program

    def _object_of(self, name: str) -> Path:
        return self.build / _output(self.compile_commands[name])

    def _prepare(self, texts: dict[str, str], out: Path) -> list[tuple[str, Path]]:
        """Writes the changed files; returns what is to be compiled, by its name."""
        sources: dict[str, Path] = {}
        for name in texts:
            if name.endswith(".h"):
                room = Path(name).parent
                _copy_room(self.root / room, out / "changed" / room)
                for other in self.compile_commands:
                    if Path(other).parent == room:
                        sources[other] = out / "changed" / other
            elif name not in self.compile_commands:
                raise BuildError(f"{name} is not compiled into the command")
        for name, text in texts.items():
            path = out / "changed" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if not name.endswith(".h"):
                sources[name] = path
        return list(sources.items())

    def compile(
        self, name: str, path: Path, target: Path, out: Path, more: Sequence[str] = ()
    ) -> None:
        """Compiles what is in `path` as the file `name` is compiled, with more options."""
        command = _with_output(self.compile_commands[name], target)
        at = command.index("-c")
        # Changed headers come first, then those beside the file, as if it stood in its room.
        changed = out / "changed" / Path(name).parent
        quotes = ["-iquote", str(changed), "-iquote", str((self.root / name).parent)]
        includes = [f"-I{out / 'changed'}", f"-I{out / 'changed' / 'decoder' / 'include'}"]
        command = [*command[:at], "-c", str(path)]
        _run([command[0], *includes, *quotes, *command[1:], *more], self.build)


def _copy_room(room: Path, to: Path) -> None:
    """All sources of a folder: beside a file, the compiler finds the header as it was."""
    to.mkdir(parents=True, exist_ok=True)
    for path in room.glob("*.[ch]"):
        shutil.copy(path, to)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=COMPILE_SECONDS, check=False
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or done.stdout.strip().splitlines()
        raise DefectDoesNotCompileError("\n".join(lines[:MOST_LINES]))


def _output(command: list[str]) -> str:
    return command[command.index("-o") + 1]


def _with_output(command: list[str], path: Path) -> list[str]:
    command = list(command)
    command[command.index("-o") + 1] = str(path)
    return command


def _without_dependencies(command: list[str]) -> list[str]:
    """Leaves out the options that write dependency files and call graphs beside the object."""
    kept = []
    words = iter(command)
    for word in words:
        if word in ("-MD", "-MMD", "-fcallgraph-info", "-Werror"):
            continue
        if word in ("-MT", "-MF"):
            next(words)
            continue
        kept.append(word)
    return kept


def _commands(root: Path, build: Path, link: list[str]) -> dict[str, list[str]]:
    """How each file is compiled; of one that is compiled twice, for what is linked by name."""
    commands: dict[str, list[str]] = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        name = str(Path(entry["file"]).relative_to(root))
        command = _without_dependencies(shlex.split(entry["command"]))
        if name not in commands or _output(command) in link:
            commands[name] = command
    return commands


def prepare(
    root: Path, build: Path, program: str = "bin/sluice", settings: Sequence[str] = ()
) -> Workshop:
    """Builds everything that the command needs, once, and reads how; `program` is another one, and
    `settings` further ones of CMake."""
    cmake, ninja = shutil.which("cmake"), shutil.which("ninja")
    if cmake is None or ninja is None:
        raise BuildError("cmake and ninja are needed: run scripts/setup")
    configure = [
        cmake, "-S", str(root), "-B", str(build), "-G", "Ninja",
        f"-DCMAKE_BUILD_TYPE={CONFIGURATION}",
        f"-DCMAKE_C_FLAGS_{CONFIGURATION.upper()}=-O1", "-DSLUICE_TESTS=OFF", *settings,
    ]  # fmt: skip
    for command in (configure, [ninja, "-C", str(build), program]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BuildError((done.stdout + done.stderr).strip()[-2000:])
    asked = subprocess.run(
        [ninja, "-C", str(build), "-t", "commands", "-s", program],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    link = shlex.split(asked.stdout.strip().splitlines()[-1])
    # ninja wraps it: ": && command && :"
    start = next(i for i, word in enumerate(link) if _COMPILER.search(word))
    link = link[start : link.index("&&", start)] if "&&" in link[start:] else link[start:]
    commands = _commands(root, build, link)
    return Workshop(root=root, build=build, compile_commands=commands, link_command=link)


def scratch(build: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for one defect."""
    build.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=build, prefix="defect-")
