"""Tests, and what they share. It is a package, so that no installed one of the same name comes before it."""
