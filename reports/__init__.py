"""Views of one run of the suite: terminal, JUnit XML, and one HTML page.

Reads results.jsonl and rules/catalogue, and nothing else.
"""
