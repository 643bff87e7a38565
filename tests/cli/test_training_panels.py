from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from nnfs_cli.cli.training_panels import History, Panels


def history(epochs: int = 30, *, validated: bool = True) -> History:
    made = History()
    for epoch in range(1, epochs + 1):
        scores = {"loss": 1.5 / epoch, "r2": None, "accuracy": 1 - 1 / epoch, "f1": 0.5}
        made.add(epoch, 1 / epoch, scores if validated else {}, best=epoch == 20)
    return made


def console(*, colours: bool = True, encoding: str = "utf-8") -> Console:
    file = io.TextIOWrapper(io.BytesIO(), encoding)
    system = "truecolor" if colours else None
    return Console(file=file, force_terminal=True, color_system=system, no_color=not colours)  # type: ignore[arg-type]


def drawn(width: int, height: int, past: History | None = None, **of: object) -> list[str]:
    panels = Panels(console(**of))  # type: ignore[arg-type]
    return [line.plain for line in panels.lines(past or history(), width, height)]


def test_loss_on_the_left_the_first_metric_that_there_is_on_the_right() -> None:
    lines = drawn(99, 30)
    assert lines[0].startswith("loss  training 0.0333  validation 0.0500  log")
    assert "accuracy  validation 0.9667" in lines[0]
    assert lines[-1].count("▲ 20") == 2


@pytest.mark.parametrize(
    ("width", "height", "panels", "rows"),
    [(139, 44, 2, 12), (99, 30, 2, 10), (79, 24, 2, 7), (70, 24, 1, 7), (49, 15, 0, 0)],
)
def test_what_fits(width: int, height: int, panels: int, rows: int) -> None:
    lines = drawn(width, height)
    assert len(lines) == (rows + 2 if panels else 0)
    assert "".join(lines[:1]).count("validation") == panels
    assert all(len(line) <= width for line in lines)


def test_on_80_columns_no_number_is_cut() -> None:
    assert drawn(79, 24)[0].startswith("loss training 0.0333 validation 0.0500   accuracy")


def test_too_few_epochs_are_no_curve() -> None:
    assert drawn(99, 30, history(2)) == []
    assert drawn(99, 30, history(3)) != []


def test_without_validation_the_training_loss_alone() -> None:
    (title, *_) = drawn(99, 30, history(validated=False))
    assert title == "loss  training 0.0333  log"


def test_without_colours_the_two_are_told_apart_by_their_marks() -> None:
    lines = drawn(99, 30, colours=False)
    assert "• validation" in lines[0]
    assert any("•" in line for line in lines[1:])
    assert "•" not in "".join(drawn(99, 30))


def test_where_there_is_ascii_alone_everything_is_made_of_it() -> None:
    lines = drawn(99, 30, encoding="ascii")
    assert "".join(lines).isascii()
    assert ". training" in lines[0]
    assert "o validation" in lines[0]


def test_smoothing_changes_the_curves_and_not_the_numbers() -> None:
    past = history()
    past.validation_loss[30] = 9.0
    plain = [line.plain for line in Panels(console()).lines(past, 99, 30)]
    smooth = [line.plain for line in Panels(console(), 0.9).lines(past, 99, 30)]
    assert "validation 9.0000" in plain[0]
    assert "validation 9.0000" in smooth[0]
    assert plain[1].startswith("9.0000")
    assert not smooth[1].startswith("9.0000")


class Growing(dict[int, float]):
    """The epochs of a training that goes on: whoever looks twice finds one more."""

    def __iter__(self) -> Iterator[int]:
        self[len(self) + 1] = 0.5
        return iter([*self.keys()])


def test_training_may_go_on_while_it_is_drawn() -> None:
    past = history()
    past.loss, past.metric = Growing(past.loss), Growing(past.metric)
    assert drawn(99, 30, past)[0].startswith("loss  training 0.0333")
