"""Reading and writing: files whole or absent, numbers exact, JSON of strangers distrusted."""
