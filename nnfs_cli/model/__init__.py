"""model.json: a trained network as records, written for people and read with suspicion."""
