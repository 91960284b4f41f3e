"""One command a file; each module has a `command`."""
