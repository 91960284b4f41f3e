"""What becomes of a log line: whether it is wanted, where it is written, and which lines are kept to be shown."""
