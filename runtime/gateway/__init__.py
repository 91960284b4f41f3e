"""The machine that flows run on: how near its limits are, what gives way first, and whether its clock is right."""
