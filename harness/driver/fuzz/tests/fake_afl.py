#!/usr/bin/env python3
"""Plays afl-fuzz, as far as the driver looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

QUEUE = {
    "id:000000,time:0,execs:0,orig:a": b"a",
    "id:000001,sync:other,src:000001": b"of another",
    "id:000002,src:000000,time:10,execs:99,op:havoc": b"found",
}
CRASHES = {"id:000000,sig:06,src:000000,time:1,execs:5,op:havoc": b"bad"}
MOST_LETTERS = 24
HANGS = {"id:000000,src:000000,time:1,execs:7,op:havoc": b"slow, and nothing else"}


def main() -> None:
    words = sys.argv[1:]
    options = {words[at]: words[at + 1] for at in range(len(words) - 1)}
    name = options.get("-M") or options["-S"]
    if len(name) > MOST_LETTERS:
        print("[-] PROGRAM ABORT : sync_id max length is 24 characters")
        sys.exit(1)
    own = Path(options["-o"]) / name
    for folder, files in (("queue", QUEUE), ("crashes", CRASHES), ("hangs", HANGS)):
        (own / folder).mkdir(parents=True)
        for file, data in files.items():
            (own / folder / file).write_bytes(data)
    if "FAKE_AFL_FORGETS" in os.environ:
        with Path(os.environ["FAKE_AFL_FORGETS"]).open("wb") as held:
            subprocess.Popen(["/bin/sleep", "600"], stdout=held, start_new_session=True)
    inputs = sorted(path.read_bytes().hex() for path in Path(options["-i"]).iterdir())
    variables = {key: value for key, value in os.environ.items() if key.startswith("AFL_")}
    (own / "said.json").write_text(
        json.dumps({"words": words, "inputs": inputs, "variables": variables})
    )
    if "FAKE_AFL_FAILS" in os.environ:
        print("[-] PROGRAM ABORT : \x1b[0mall is lost")
        sys.exit(1)
    (own / "fuzzer_stats").write_text(
        "execs_done        : 1234\nedges_found       : 55\ncorpus_count      : 3\n"
    )


main()
