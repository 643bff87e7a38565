"""What every test may assume: no colours, no terminal width of the machine it runs on."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("nn", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("nn")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
