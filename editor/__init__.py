"""The browser editor, served as built files."""
