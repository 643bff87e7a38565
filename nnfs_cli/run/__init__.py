"""The run directory: the names of its files, its history, its checkpoints."""
