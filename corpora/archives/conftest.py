"""Every case in this folder is a test item."""

from harness.driver.plugin import pytest_collect_archive_file as pytest_collect_file

__all__ = ["pytest_collect_file"]
