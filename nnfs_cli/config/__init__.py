"""The config file: its format, its reading with places and mistakes, its writing.

`loading.load_config` reads one; `schema` says what may stand in it.
"""
