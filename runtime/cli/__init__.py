"""The command line: the only part that knows every other one. Each command imports what it needs when it runs."""

from __future__ import annotations

from .app import main

__all__ = ["main"]
