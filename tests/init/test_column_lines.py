from __future__ import annotations

import pytest

from nnfs_cli.data.column_profile import ColumnProfile
from nnfs_cli.init.column_lines import missing_of


@pytest.mark.parametrize(
    ("missing", "said"),
    [(0, ""), (105, "105 (2.5%)"), (3, "3 (0.1%)"), (1, "1 (< 0.1%)")],
)
def test_a_gap_is_never_none_of_the_rows(missing: int, said: str) -> None:
    assert missing_of(ColumnProfile("age", "numeric", 4238, missing, 30)) == said
