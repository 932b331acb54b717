"""A test whose program is missing is never passed over in silence."""

from __future__ import annotations

import pytest

from reports.tests.tools import required


def test_a_missing_program_skips_here_and_fails_on_a_ci_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sentence = "no-such-program is not installed: scripts/setup installs the package nothing"
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=sentence):
        required(["no-such-program"], "nothing")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=sentence):
        required(["no-such-program"], "nothing")
    assert required(["no-such-program", "sh"], "dash").endswith("/sh")
