"""Drives the fuzzers: seeds, dictionary, corpora and runs of both engines."""
