"""Programs that end when the command that has started them does, however it ends."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

# The signal never comes where the starter has gone before it was asked for: then end at once.
_STILL_A_CHILD = '[ "$PPID" = "$0" ] || exit 143; exec "$@"'


def tied(words: Sequence[str]) -> list[str]:
    """The same program, which is asked to end (SIGTERM) when the thread that starts it is gone.

    It keeps its process number. Only the process that has called this may start the words. Without
    setpriv (util-linux) they stay as they are.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(words)
    starter = str(os.getpid())
    return [setpriv, "--pdeathsig", "TERM", "--", "sh", "-c", _STILL_A_CHILD, starter, *words]
