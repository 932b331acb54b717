"""Makes a test item of every case in corpora/attacks, by its id.

All items of a session share one run of `sluice run`, so that a case costs milliseconds and not a
process. A conftest.py beside the case files brings the plugin in:

    from harness.driver.plugin import pytest_collect_file  # noqa: F401

The command is $SLUICE_BIN, or build/bin/sluice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.driver import documents
from harness.driver.run import SuiteRun, run_suite


class CaseFailedError(Exception):
    """A case that did not pass; its text is what people read."""


class CaseFile(pytest.File):
    """One file of cases."""

    words: Sequence[str] = ("run",)  # of the command that runs them

    def collect(self) -> Iterator[CaseItem]:
        found = list(case_lines(self.path))
        if not found:
            raise self.CollectError(f"{self.path}: no cases found; see harness/suite/FORMAT.md")
        for case_id, line in found:
            yield CaseItem.from_parent(self, name=case_id, line=line)


class ArchiveCaseFile(CaseFile):
    """One file of cases of archives."""

    words = ("archive", "run")


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, line: int, **rest: Any) -> None:  # noqa: ANN401 (pytest's own)
        super().__init__(**rest)
        self.line = line
        self.words = self.parent.words if isinstance(self.parent, CaseFile) else ("run",)

    def runtest(self) -> None:
        result = shared_run(self.session, self.words).result(self.name)
        if not result.passed:
            raise CaseFailedError(result.explain())

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401 (pytest's own)
    ) -> Any:  # noqa: ANN401 (pytest's own)
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """The hook: .yaml files in this folder hold cases."""
    if file_path.suffix == ".yaml":
        return CaseFile.from_parent(parent, path=file_path)
    return None


def pytest_collect_archive_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """The same for cases of archives."""
    if file_path.suffix == ".yaml":
        return ArchiveCaseFile.from_parent(parent, path=file_path)
    return None


def case_lines(path: Path) -> Iterator[tuple[str, int]]:
    """The ids of a case file, each with its line, from 0.

    What is wrong with a file beyond its ids is the runner's to say.
    """
    try:
        root = documents.compose(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseFile.CollectError(f"{path}: {error}") from error
    for case in mapping_of(root).get("cases", yaml.SequenceNode("", [])).value:
        id_node = mapping_of(case).get("id")
        if isinstance(id_node, yaml.ScalarNode):
            yield id_node.value, id_node.start_mark.line


def mapping_of(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The entries of a YAML map; none of anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


SHARED_RUNS = pytest.StashKey[dict[Sequence[str], SuiteRun]]()


def shared_run(session: pytest.Session, words: Sequence[str] = ("run",)) -> SuiteRun:
    """The run of this session by a command, made when the first case asks for it."""
    runs = session.stash.setdefault(SHARED_RUNS, {})
    if words not in runs:
        items = [
            item for item in session.items if isinstance(item, CaseItem) and item.words == words
        ]
        files = sorted({item.path for item in items})
        wanted = {item.name for item in items}
        every = {case_id for file in files for case_id, _ in case_lines(file)}
        runs[words] = run_suite(
            files, [] if wanted == every else sorted(wanted), session.config.rootpath, words
        )
    return runs[words]
