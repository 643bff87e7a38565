"""The floors of the house, read from the imports: a module imports only from lower floors.

Also the sizes: a file or function that outgrows its limit holds more than one idea.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "nnfs_cli"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    0: [
        *("errors", "suggestions", "option_types", "task", "registry", "files"),
        "aligned_arrays",
        *("matrix_threads", "stop_signals", "limits"),
    ],
    1: ["engine", "data"],
    2: ["training", "config", "run", "scoring", "answer_table", "answer_formats"],
    3: ["model"],
    4: ["build"],
    5: ["analysis", "doctor"],
    6: ["report"],
    7: ["experiment", "predictor", "legacy"],
    8: [
        "api",
        "download",
        "estimator",
        "predict_file",
        "predict_row",
        "evaluate",
        "check",
        "gradcheck",
        "remake",
        "clean",
        "compare",
        "init",
        "show",
    ],
    9: ["cli"],
    10: ["__main__"],
}
FLOOR_OF_ROOM = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

ONLY_HERE = {
    "matplotlib": {"report/"},
    "duckdb": {"data/"},
    "sklearn": {"estimator/"},
    "typer": {"cli/"},
}
ENGINE_LIBRARIES = {"numpy", "annotated_types"}


class Import(NamedTuple):
    """One imported module: `inside` a function it costs nothing until the function runs."""

    module: str
    line: int
    inside: bool


def names_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        module = node.module or ""
        return [f"{module}.{alias.name}" for alias in node.names] if "." not in module else [module]
    return []


def imports_below(node: ast.AST, inside: bool = False) -> Iterator[Import]:
    """Every import of a tree that happens at run time; those for type checkers alone are free."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        for name in names_of(child):
            yield Import(name, child.lineno, inside)
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from imports_below(child, inside or function)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(file: Path) -> list[Import]:
    return list(imports_below(tree_of(file)))


def short(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def room_of_module(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def each_file(*rooms: str) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Check every file of the package, or those of some rooms, and tell all that is wrong."""
    files = [file for file in FILES if not rooms or room_of(file) in rooms]

    def made_into_a_test(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            assert files
            problems = []
            for file in files:
                try:
                    check(file)
                except AssertionError as error:
                    problems.append(f"{short(file)}: {error}")
            assert not problems, "\n".join(problems)

        test.__doc__ = check.__doc__
        return test

    return made_into_a_test


def test_every_room_has_a_floor() -> None:
    unknown = {room_of(file) for file in FILES} - set(FLOOR_OF_ROOM) - {"__init__"}
    assert not unknown, f"no floor is given to {sorted(unknown)}"


@each_file()
def test_imports_only_from_lower_floors(file: Path) -> None:
    room = room_of(file)
    floor = FLOOR_OF_ROOM.get(room, 0)
    for imported in imports_of(file):
        if not imported.module.startswith("nnfs_cli"):
            continue
        other = room_of_module(imported.module)
        allowed = other in {room, "__init__", "__version__"} or FLOOR_OF_ROOM.get(other, 99) < floor
        allowed = allowed or (floor == 0 and FLOOR_OF_ROOM.get(other) == 0)
        assert allowed, f"{short(file)}:{imported.line}: {room} may not import {imported.module}"


@each_file("cli", "__main__")
def test_the_command_line_imports_the_house_only_inside_functions(file: Path) -> None:
    """So that `nn --help` answers without NumPy."""
    for imported in imports_of(file):
        room = room_of_module(imported.module)
        heavy = imported.module.split(".")[0] in {"numpy", "duckdb", "pydantic", "PIL", "yaml"}
        lower = imported.module.startswith("nnfs_cli.") and FLOOR_OF_ROOM.get(room, 0) in range(
            1, 8
        )
        assert imported.inside or not (heavy or lower), (
            f"{short(file)}:{imported.line}: import {imported.module} inside the function"
        )


@each_file()
def test_libraries_stay_in_their_rooms(file: Path) -> None:
    for imported in imports_of(file):
        homes = ONLY_HERE.get(imported.module.split(".")[0])
        assert homes is None or short(file).startswith(tuple(homes)), (
            f"{short(file)}:{imported.line}: {imported.module} belongs to {sorted(homes or ())}"
        )


@each_file("engine")
def test_the_engine_is_mathematics_only(file: Path) -> None:
    """No files, no YAML, no printing, no clock: NumPy and the standard library's plain tools."""
    outside = {"pathlib", "os", "io", "time", "datetime", "json", "logging", "sys", "random"}
    allowed = sys.stdlib_module_names - outside | ENGINE_LIBRARIES | {"nnfs_cli"}
    for imported in imports_of(file):
        library = imported.module.split(".")[0]
        assert library in allowed, f"{short(file)}:{imported.line}: {library}"
    called = {
        node.func.id
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "open", "input", "eval", "exec"}


@each_file()
def test_files_hold_one_concept(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines < 400, f"{short(file)} has {lines} lines"
    assert file.stem not in {"utils", "util", "helpers", "helper", "common", "misc"}


@each_file()
def test_files_say_why_they_exist(file: Path) -> None:
    tree = tree_of(file)
    assert not tree.body or ast.get_docstring(tree), f"{short(file)} has no docstring"


@each_file()
def test_functions_fit_on_a_page(file: Path) -> None:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines < 50, f"{short(file)}:{node.lineno}: {node.name} has {lines} lines"
