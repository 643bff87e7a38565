"""What looks wrong, with why and what to change: in the data, and while a network learns."""
