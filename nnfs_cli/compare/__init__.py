"""Runs side by side: what differs in config, data and result, and what is more than chance."""
