"""The config file: its format, its reading with places and mistakes, its writing.

`schema` says what may stand in it, `loading` reads it, `dump` writes it.
"""
