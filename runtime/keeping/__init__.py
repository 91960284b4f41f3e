"""Keeping: backups of a project with all its data, their restoring, and whether both are whole."""
