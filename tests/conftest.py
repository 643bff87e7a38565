"""What every test may assume: no colours, no terminal width of the machine it runs on."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong; and a commit passes or fails by what it holds, not by luck.
settings.register_profile("nn", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("search", deadline=None, max_examples=200)  # other cases each time
settings.load_profile("nn")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
