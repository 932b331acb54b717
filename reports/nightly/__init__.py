"""The report of a night: what changed since the last one.

`night.schema.json` is the contract with whoever runs the night (scripts/nightly).
"""
