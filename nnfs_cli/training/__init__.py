"""The training loop and what it keeps track of: the loss of an epoch, the best epoch so far."""
