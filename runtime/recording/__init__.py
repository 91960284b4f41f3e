"""Recordings of what passes through flows, and runs on what was recorded: replay and shadow runs."""
