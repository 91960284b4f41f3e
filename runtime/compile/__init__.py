"""From a resolved flow to what runs: a plan of its edges, then an interpreter or generated functions."""
