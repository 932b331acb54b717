"""A small family of cases, which tests write to files and break."""

from __future__ import annotations

_TEXT = """\
family: demo
title: Demonstration
source: {kind: own, ref: this test}
mode: MODE
cases:
  - id: demo/claim
    title: int[] that claims too much
    rules: [GOLD-1]
    severity: high
    effect: takes 8 GiB
    stream:
      - array: {type: "[I", length: 2147483647, elements: []}
    expect: {verdict: reject, error: EOFExceptionAT}
    twin: demo/two
  - id: demo/two
    title: int[] of two
    rules: [GOLD-1]
    stream:
      - array: {type: "[I", elements: [1, 2]}
    expect: {verdict: acceptVALUE}
"""


def demo(*, mode: str = "inspect", at: str = "", value: str = "") -> str:
    """An attack and its twin. `at` and `value` are what they expect besides, or nothing."""
    text = _TEXT.replace("MODE", mode).replace("AT}", f", at: {at}}}" if at else "}")
    return text.replace("VALUE", f", value: '{value}'" if value else "")
