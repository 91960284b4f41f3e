"""Benchmarks. Each prints a ratio against a peer or a limit, and checks the outputs it measures."""
