"""A parser whose streams say what it shall do: test_kits.py."""

import sys

import sluice_adapter


def deeper(count: int) -> int:
    return deeper(count + 1) + 1


def parse(stream: bytes) -> None:
    match stream[:1]:
        case b"r":
            raise sluice_adapter.RefusedError("cut", "EOFException", 7)
        case b"u":
            raise sluice_adapter.UnsupportedError("not yet")
        case b"l":
            raise sluice_adapter.LimitError("too much")
        case b"s":
            deeper(0)
        case b"p":
            print("noise on standard output", flush=True)
        case b"c":
            raise KeyError("nobody documents this one")
        case b"e":
            raise ValueError("documented")


sluice_adapter.run("kit", "1", parse, refusals=(ValueError, RecursionError))
sys.exit(0)
