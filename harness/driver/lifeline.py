"""Programs that end when the command that has started them does, however it ends."""

from __future__ import annotations

import shutil
from collections.abc import Sequence


def tied(words: Sequence[str]) -> list[str]:
    """The same program, which is asked to end (SIGTERM) when the thread that starts it is gone.

    It keeps its process number. Without setpriv (util-linux) the words stay as they are.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--", *words] if setpriv else list(words)
