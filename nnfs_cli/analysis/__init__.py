"""What a trained network learned: which columns matter, how sure its scores are, where it fails."""
