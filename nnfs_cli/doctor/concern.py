"""One thing that looks wrong without being an error: what it is, why it matters, what to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concern:
    """A warning worth a person's time; nothing stops because of it.

    Names of columns and classes stand in it as the data have them: who prints makes them safe.
    """

    what: str
    """what is there, with its number: ``'id' has another value in each of the 150 rows``"""
    why: str
    """what comes of it: ``the network can learn rows by heart``"""
    change: str
    """what to write or do: ``Leave it out: exclude: [id]``"""

    @property
    def sentence(self) -> str:
        """All of it in one line: ``what: why. Change.``"""
        return f"{self.what}: {self.why}. {self.change.removesuffix('.')}."

    def to_json(self) -> dict[str, str]:
        """As summary.json and ``--json`` have it, under the key ``warnings``."""
        return {"what": self.what, "why": self.why, "change": self.change}
