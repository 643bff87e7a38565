"""From a config to objects: the only place where names become things.

Data first (it says how many inputs and which classes there are), then the task, the network,
the way it is trained. Whatever the config left open is decided here and written back into it.
"""
