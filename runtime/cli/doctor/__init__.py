"""What `sinterflow doctor` looks at: the machine, the data folder, the project and what it connects to."""
