"""What `nn init` shows: the data at a glance, what was left out and why, and the examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import facts, heading, spaced, table
from nnfs_cli.cli.wording import count, printable, some

if TYPE_CHECKING:
    from nnfs_cli.data.table_profile import TableProfile
    from nnfs_cli.init.examples import CopiedExample, Example
    from nnfs_cli.init.first_config import FirstConfig
    from nnfs_cli.init.image_proposal import ImageProposal
    from nnfs_cli.init.table_proposal import TableProposal

MOST_LEFT_OUT = 12


def found_in(config: FirstConfig) -> RenderableType:
    """What was found, what was decided, and where it stands now."""
    from nnfs_cli.init.image_proposal import ImageProposal
    from nnfs_cli.init.table_proposal import TableProposal

    rows: list[tuple[str, RenderableType]] = []
    if isinstance(config.found, TableProposal):
        rows = [*_of_table(config.found)]
    elif isinstance(config.found, ImageProposal):
        rows = [*_of_images(config.found)]
    said = "it passes nn check" if config.checked else "not yet checked: the data are large"
    rows.append(("Written", f"{printable(str(config.path))} ({said})"))
    task = config.task.value if config.task else ""
    return spaced([heading(str(config.data), task), facts(rows)])


def without_target(config: FirstConfig) -> RenderableType:
    """The columns, and which of them looks like the answer."""
    from nnfs_cli.data.table_profile import TableProfile

    assert isinstance(config.found, TableProfile)
    profile = config.found
    if not config.likely:
        guess = "No column looks like an answer: each is empty, constant, free text or a name."
        return spaced([heading(str(config.data)), columns_table(profile), guess])
    likely = table("Likely target", "Because of")
    for each in config.likely:
        likely.add_row(some(each.names), ", ".join(each.reasons) or "it can be predicted")
    remark = "Which column is to be predicted? Nothing was written yet."
    return spaced([heading(str(config.data)), columns_table(profile), likely, remark])


def columns_table(profile: TableProfile) -> Table:
    """Name, type, missing cells and values of each column; wide tables in groups."""
    from nnfs_cli.init.column_lines import column_lines

    new = table("Column", "Type", "Missing", "Values", numbers=("Missing",))
    for line in column_lines(profile.columns, {}):
        new.add_row(line.name, line.type, line.missing, line.values)
    return new


def _of_table(proposal: TableProposal) -> Iterator[tuple[str, RenderableType]]:
    from nnfs_cli.init.table_config import task_in_words

    profile = proposal.profile
    sampled = f", of which {count(profile.sampled_rows)} were looked at closely"
    rows = count(profile.rows, "row") + sampled * profile.sampled
    yield "Data", f"{rows}, {count(len(profile.columns), 'column')}"
    yield "Target", printable(task_in_words(proposal))
    yield "Inputs", f"{len(proposal.features):,}: {some([c.name for c in proposal.features])}"
    out = proposal.left_out
    for place, left in enumerate(out[:MOST_LEFT_OUT]):
        yield "Left out" * (not place), f"{printable(left.name)}: {printable(left.reason)}"
    if len(out) > MOST_LEFT_OUT:
        yield "", f"… {count(len(out) - MOST_LEFT_OUT)} more"
    if proposal.rows_with_gaps:
        done = "filled" if proposal.fills_gaps else "left out"
        yield "Gaps", f"in {proposal.rows_with_gaps:.1%} of the rows, which are {done}"
    balance = proposal.balance
    if balance is not None and balance.uneven:
        name, rows_of_it = balance.rarest
        yield (
            "Classes",
            f"{printable(name)} is rare ({count(rows_of_it, 'row')}): weights even it out",
        )


def _of_images(proposal: ImageProposal) -> Iterator[tuple[str, RenderableType]]:
    from nnfs_cli.init.image_config import classes_in_words, parts_in_words, sizes_in_words

    parts = f" ({parts_in_words(proposal)})" if proposal.parts else ""
    yield "Images", f"{count(proposal.images)}{parts}, {sizes_in_words(proposal)}"
    yield "Classes", printable(classes_in_words(proposal))
    height, width, channels = proposal.shape
    resized = "resized to " * bool(proposal.size)
    yield "Inputs", f"{resized}{height} × {width} × {channels}"


def example_lines(examples: Sequence[Example], width: int | None) -> Iterator[Text]:
    """One line each: name, the data it needs, what it teaches as far as the screen is wide."""
    data = {each.name: _data_of(each) for each in examples}
    name_width, data_width = max(map(len, data)), max(map(len, data.values()))
    for each in examples:
        line = f"{each.name:<{name_width}}  {data[each.name]:<{data_width}}  {each.teaches}"
        too_long = width is not None and len(line) > width
        yield Text(printable(f"{line[: (width or 0) - 1]}…" if too_long else line))
    yield Text()
    yield Text("* to be fetched first; the example says where", "dim")


def _data_of(example: Example) -> str:
    names = [name.replace("-images-idx3-ubyte", " (IDX)") for name in example.data]
    return ", ".join(names) + " *" * example.fetched


def copied_files(copied: CopiedExample) -> RenderableType:
    """Where the copies are."""
    rows: list[tuple[str, RenderableType]] = [("Config", printable(str(copied.config)))]
    if copied.example.fetched:
        rows.append(("Data", "do not ship: the config says where to fetch them"))
    files = [str(path) for path in (*copied.copied, *copied.kept)]
    here = ", which were here already" * (not copied.copied)
    if files:
        shown = files[0] if len(files) == 1 else f"{count(len(files), 'file')} in datasets/"
        rows.append(("Data", f"{printable(shown)}{here}"))
    rows.append(("Teaches", printable(copied.example.teaches)))
    return facts(rows)
