from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from nnfs_cli.config.editor_support import SCHEMA_FILE, support_editors, with_modeline
from nnfs_cli.config.json_schema import config_json_schema
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError

LINE = b"# yaml-language-server: $schema=nn-config.schema.json"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a: 1\n", LINE + b"\na: 1\n"),
        (b"a: 1\r\nb: 2\r\n", LINE + b"\r\na: 1\r\nb: 2\r\n"),
        (b"\xef\xbb\xbfa: 1\r\n", b"\xef\xbb\xbf" + LINE + b"\r\na: 1\r\n"),
        (b"a: 1\nb: 2\r\n", LINE + b"\na: 1\nb: 2\r\n"),
        (b"a: 1", LINE + b"\na: 1"),
        (b"", LINE + b"\n"),
        (b"# yaml-language-server: $schema=old.json\r\na: 1\r\n", LINE + b"\r\na: 1\r\n"),
        (
            b"# header\n#yaml-language-server:  $schema=x\na: 1\n",
            b"# header\n" + LINE + b"\na: 1\n",
        ),
        ("# ü\na: [ä,  'é' ]\n".encode(), LINE + "\n# ü\na: [ä,  'é' ]\n".encode()),
    ],
)
def test_the_line_is_there_once_and_all_else_stays(before: bytes, after: bytes) -> None:
    assert with_modeline(before) == after
    assert with_modeline(after) == after


def test_a_config_gets_its_schema_beside_it(tmp_path: Path) -> None:
    config = tmp_path / "iris.yaml"
    config.write_bytes(b"dataset:\r\n  path: a.csv\r\n  target: b\r\n")
    config.chmod(0o640)
    before = load_config(config).config
    schema = support_editors(config)
    assert schema == tmp_path / SCHEMA_FILE
    assert json.loads(schema.read_bytes()) == config_json_schema()
    assert load_config(config).config == before
    assert config.read_bytes().startswith(LINE + b"\r\n")
    if sys.platform != "win32":
        assert config.stat().st_mode & 0o777 == 0o640
    modified = config.stat().st_mtime_ns
    support_editors(config)
    assert config.stat().st_mtime_ns == modified
    assert {file.name for file in tmp_path.iterdir()} == {"iris.yaml", SCHEMA_FILE}


def test_what_is_no_config_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such config"):
        support_editors(tmp_path)
    (tmp_path / "a.yaml").write_bytes("ä: 1\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        support_editors(tmp_path / "a.yaml")
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]
