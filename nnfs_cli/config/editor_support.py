"""What an editor needs to complete and check a config: the schema beside it, and a line to it.

The line is the modeline of yaml-language-server, which VS Code, Neovim, Helix, Emacs and others
use; JetBrains' editors read it too.
"""

from __future__ import annotations

import re
from pathlib import Path

from nnfs_cli.config.json_schema import config_json_schema
from nnfs_cli.errors import ConfigError
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.files.json_files import dump_json

SCHEMA_FILE = "nn-config.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}".encode()
BOM = b"\xef\xbb\xbf"
ANY_MODELINE = re.compile(rb"^#[ \t]*yaml-language-server:[ \t]*\$schema=[^\r\n]*", re.MULTILINE)


def support_editors(config: Path) -> Path:
    """Write the schema beside a config and a line to it into the config; the schema's path.

    Raises ConfigError for what is no config file, and OSError where one cannot be written.
    """
    if not config.is_file():
        raise ConfigError("there is no such config file", str(config))
    content = config.read_bytes()
    try:
        content.decode()
    except UnicodeDecodeError:
        raise ConfigError("this is not UTF-8 text", str(config), "Save it as UTF-8.") from None
    schema = config.with_name(SCHEMA_FILE)
    write_atomically(schema, dump_json(config_json_schema()))
    with_line = with_modeline(content)
    if with_line != content:
        mode = config.stat().st_mode
        write_atomically(config, with_line)
        config.chmod(mode)
    return schema


def with_modeline(content: bytes) -> bytes:
    """The same config with the modeline in front, all else byte for byte; one that is there
    already, wherever it leads, becomes ours.
    """
    bom = BOM if content.startswith(BOM) else b""
    text = content[len(bom) :]
    if ANY_MODELINE.search(text):
        return bom + ANY_MODELINE.sub(lambda _: MODELINE, text, count=1)
    first_line = text[: text.find(b"\n") + 1]
    line_end = b"\r\n" if first_line.endswith(b"\r\n") else b"\n"
    return bom + MODELINE + line_end + text
