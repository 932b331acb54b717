"""The pytest plugin: each case of the attack suite is a test item."""
