"""The nightly run: one step after the other within the time, then one report (scripts/nightly).

`plan` divides the time, `work` runs commands, `steps` says what each step does, `found` reads what
they leave, `night` is the loop, and `__main__` the command.
"""
