"""One training run as a story, and what it leaves behind."""
