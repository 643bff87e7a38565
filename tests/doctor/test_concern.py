from __future__ import annotations

from nnfs_cli.doctor.concern import Concern

ID = Concern(
    "'id' has another value in each of the 150 rows",
    "the network can learn rows by heart",
    "Leave it out: exclude: [id]",
)


def test_a_concern_is_one_sentence_with_why_and_what_to_change() -> None:
    assert ID.sentence == (
        "'id' has another value in each of the 150 rows: the network can learn rows by heart. "
        "Leave it out: exclude: [id]."
    )


def test_the_last_full_stop_is_there_once() -> None:
    assert Concern("a", "b", "Do c.").sentence == "a: b. Do c."


def test_programs_get_its_three_parts() -> None:
    assert ID.to_json() == {"what": ID.what, "why": ID.why, "change": ID.change}
