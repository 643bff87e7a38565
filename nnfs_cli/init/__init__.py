"""`nn init`: from a file of data to a config that trains, and examples to begin with."""
