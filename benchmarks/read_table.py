"""Read a config's table, split and encode it: what pandas_table.py does with pandas."""

import sys
from pathlib import Path

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config

make_plan(load_config(Path(sys.argv[1])))
