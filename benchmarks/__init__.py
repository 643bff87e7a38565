"""How fast and how small `nn` is, beside what else people would use."""
