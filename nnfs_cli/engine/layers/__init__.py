"""One layer, one file. `engine.components` imports every module of this folder."""
