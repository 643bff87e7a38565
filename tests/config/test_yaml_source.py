"""Reading YAML: places, limits, and that hostile text is answered, quickly and with nothing run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnfs_cli.config.yaml_source import read_yaml
from nnfs_cli.errors import ConfigError

TEXT = """\
dataset:
  path: a.csv          # a comment
  target: [x, "y"]
model:
  layers:
    - {type: dense, units: 3}
    - type: dropout
      rate: 0.5
empty:
"""


def only_mistake(text: str) -> str:
    ((_, error),) = read_yaml(text, "c.yaml").mistakes
    return str(error)


def refusal(text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_yaml(text, "c.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("dataset", "c.yaml:1:1: dataset"),  # begins below its key: the key is looked at
        ("dataset.path", "c.yaml:2:9: dataset.path"),
        ("dataset.target", "c.yaml:3:11: dataset.target"),
        ("dataset.target.1", "c.yaml:3:15: dataset.target.1"),
        ("model.layers.0.units", "c.yaml:6:28: model.layers.0.units"),
        ("model.layers.1", "c.yaml:7:7: model.layers.1"),
        ("model.layers.1.rate", "c.yaml:8:13: model.layers.1.rate"),
        ("empty", "c.yaml:9:7: empty"),
        ("model.loss", "c.yaml:4:1: model.loss"),  # not in the file: the nearest parent
        ("training.epochs", "c.yaml:1:1: training.epochs"),
        ("", "c.yaml:1:1"),
    ],
)
def test_places_of_values(path: str, place: str) -> None:
    assert read_yaml(TEXT, "c.yaml").source.where(path) == place


def test_places_of_keys() -> None:
    source = read_yaml(TEXT, "c.yaml").source
    assert source.where("dataset.target", key=True) == "c.yaml:3:3: dataset.target"
    assert source.where("model.layers.0.units", key=True) == "c.yaml:6:21: model.layers.0.units"


def test_keys_are_text_as_written() -> None:
    document = read_yaml("0: a\nno: b\n1e3: c\nnull: d\n'a.b': e", "c.yaml")
    assert document.value == {"0": "a", "no": "b", "1e3": "c", "null": "d", "a.b": "e"}
    assert document.source.where("a.b") == "c.yaml:5:8: a.b"


def test_windows_line_ends_and_byte_order_mark() -> None:
    document = read_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "c.yaml")
    assert document.value == {"a": 1, "b": 2}
    assert document.source.where("b") == "c.yaml:2:4: b"


def test_accents_count_as_one_column() -> None:
    assert read_yaml("{é: ü, b: 1}".encode(), "c.yaml").source.where("b") == "c.yaml:1:11: b"


def test_aliases() -> None:
    document = read_yaml("a: &x [1, 2]\nb: *x", "c.yaml")
    assert document.value == {"a": [1, 2], "b": [1, 2]}


def test_duplicate_keys_name_both_lines() -> None:
    assert only_mistake("a:\n  b: 1\n  c: 2\n  b: 3") == (
        "c.yaml:4:3: a.b: the key 'b' stands here a second time; the first is in line 2"
    )


def test_merge_keys() -> None:
    assert "merge keys" in only_mistake("a: &x {b: 1}\nc:\n  <<: *x")


def test_mistakes_that_do_not_stop_the_reading_come_together() -> None:
    document = read_yaml("a: 1\na: 2\nb: !!set {x}\n? [c]\n: 1\nd: !path e", "c.yaml")
    assert [str(place) for place, _ in document.mistakes] == [
        "c.yaml:2:1",
        "c.yaml:3:4",
        "c.yaml:4:3",
        "c.yaml:6:4",
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\n\tb: 2", "2:1", "TAB"),
        ("a: b: c", "1:5", "':' where none can stand"),
        ("a: @home", "1:4", "begin with this character"),
        ("a: [1, 2\nb: 3", "2:2", "'[' is not closed"),
        ("a: {b: 1\nc: 2", "2:2", "'{' is not closed"),
        ("a: 'x\nb: 2\n", "1:4", "never closed"),
        ('a: "\\d+"', "1:6", "begins an escape"),
        ("a: 1\n---\nb: 2", "2:1", "second document"),
        ("a: *b", "1:4", "without its anchor"),
        ("a: 1\nb\nc: 2", "2:1", "without its ':'"),
        ("a: \x07", "1:4", "U+0007"),
        ('a: "\\UFFFFFFFF"', "1:7", "not a character"),
    ],
)
def test_syntax_errors_in_plain_words(text: str, place: str, words: str) -> None:
    error = refusal(text)
    assert error.where == f"c.yaml:{place}"
    assert words in error.message


def test_text_in_another_encoding() -> None:
    error = refusal("a: 1\nstädte: 2".encode("latin-1"))
    assert str(error) == "c.yaml:2:3: this is not UTF-8 text"
    assert error.hint


def test_escapes_for_what_no_file_can_hold() -> None:
    assert "not a character" in only_mistake(r'a: "\ud800"')
    assert "not a character" in only_mistake(r'a: "b\0"')


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]")
    return "\n".join(lines)


def merge_bomb(levels: int) -> str:
    lines = ["a0: &a0 {x: 1}"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 60_000, "levels of nesting"),
        ("{" * 60_000, "levels of nesting"),
        ("- " * 60_000, "levels of nesting"),
        ("? " * 60_000, "levels of nesting"),
        ("\n".join(f"{' ' * depth}a:" for depth in range(200)), "levels of nesting"),
        ("\n".join(f"k{index}: 1" for index in range(100_000)), "keys and values"),
        ("a: &a x\nb: [" + "*a, " * 200 + "]", "aliases"),
        (bomb(10), "unfold"),
        ("a: &a [*a]", "unfold"),
        ("a: &a {b: *a}", "unfold"),
        ("a" * 2**20 + "b", "larger than"),
    ],
    ids=range(11),
)
def test_what_is_too_much_is_refused_at_once(text: str, words: str) -> None:
    started = time.perf_counter()
    error = refusal(text)
    assert words in error.message
    assert time.perf_counter() - started < 5


def test_merge_bombs_do_not_go_off() -> None:
    started = time.perf_counter()
    assert read_yaml(merge_bomb(11), "c.yaml").mistakes
    assert time.perf_counter() - started < 5


def test_tags_run_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    for tag in ("!!python/object/apply:os.mkdir", "!!python/object/new:os.mkdir"):
        message = only_mistake(f"a: {tag} ['{victim}']")
        assert message.startswith("c.yaml:1:4: a: the tag !!python/object/")
    assert not victim.exists()


def test_tags_of_the_core_schema_are_understood() -> None:
    assert read_yaml("[!!str 12, !!int '12', !!float 1, !!seq []]", "c.yaml").value == [
        "12",
        12,
        1.0,
        [],
    ]
    assert "not what its tag !!int says" in only_mistake("a: !!int x")


def read_or_refuse(content: str | bytes) -> None:
    try:
        read_yaml(content, "c.yaml")
    except ConfigError as error:
        refused = error
    else:
        return
    assert refused.where.startswith("c.yaml")
    assert "\n" not in str(refused)


YAML_PIECES = st.lists(
    st.sampled_from(
        [
            *"[]{},:-?&*!|>'\"%@`#~ \n\t\\",
            *("a", "b: ", "- ", "\n  ", "<<", "!!str ", "&a ", "*a", "0x", "1e3"),
            *("---\n", "...\n", "%YAML 1.1\n", "\ufeff", "\x85", "\u2028", '"\\x4'),
        ]
    )
).map("".join)


@given(st.text() | YAML_PIECES)
@example("%TAG ! !\n--- !<!> a")
@example("? a\n: - b\n - c")
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@given(st.binary() | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)
