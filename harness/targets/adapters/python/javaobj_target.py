"""javaobj-py3 as targets: python3 javaobj_target.py v1|v2|v3. Each is a parser of its own."""

from __future__ import annotations

import importlib
import io
import logging
import sys
from typing import Any

import javaobj
from sluice_adapter import LimitError, Parse, RefusedError, UnsupportedError, run


def parse_v1(stream: bytes) -> None:
    """It reads one object at a time, and is asked for the next as long as there is more."""
    source = io.BytesIO(stream)
    reader = importlib.import_module("javaobj.v1").JavaObjectUnmarshaller(source)
    try:
        while source.tell() < len(stream):
            reader.readObject(ignore_remaining_data=True)
    except NotImplementedError as error:
        raise UnsupportedError(str(error)) from None


def parse_v2(stream: bytes) -> None:
    try:
        importlib.import_module("javaobj.v2").loads(stream)
    except ValueError as error:
        if str(error).endswith(("can not be processed", "can't interpret data")):
            raise UnsupportedError(str(error)) from None
        raise


def parse_v3(stream: bytes) -> None:
    v3: Any = importlib.import_module("javaobj.v3")
    try:
        v3.loads(stream)
    except v3.UnsupportedFeatureError as error:
        raise UnsupportedError(str(error)) from None
    except v3.SecurityError as error:
        raise LimitError(str(error)) from None
    except v3.ParseError as error:
        if "cannot be parsed: no transformer" in str(error):
            raise UnsupportedError(str(error)) from None
        offset = error.offset if error.offset >= 0 else None
        raise RefusedError(str(error), "StreamCorruptedException", offset) from None


PARSERS: dict[str, Parse] = {"v1": parse_v1, "v2": parse_v2, "v3": parse_v3}


def main() -> None:
    name = sys.argv[1]
    logging.disable()
    # All three raise whatever the stream made of their code, beside the errors that v3 documents.
    run(f"javaobj-{name}", javaobj.__version__, PARSERS[name], refusals=(Exception,))


if __name__ == "__main__":
    main()
