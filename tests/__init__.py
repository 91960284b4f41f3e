"""Tests; the commands in `tests.chaos` are run as modules."""
