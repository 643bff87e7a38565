"""Reading and writing: every file whole or absent, every number exact, strangers' JSON distrusted."""
