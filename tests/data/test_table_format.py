"""Sniffing: every table below is read back as a person would read it."""

from __future__ import annotations

import csv
import io
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.table_format import SNIFF_ALL, FormatOptions, is_number, records, sniff
from nnfs_cli.errors import DataError


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1;2;3\n", ";"),
        ("a\tb\tc\n1\t2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("1,5;2\n3,5;4\n", ";"),
        ('name,note\nx,"a;b"\ny,"c;d"\n', ","),
        ("text\tlabel\nwell, well, well\t1\nno\t0\n", "\t"),
        ("price\n1\n2\n", ","),
    ],
)
def test_delimiter(sample: str, delimiter: str) -> None:
    assert sniff(sample, SNIFF_ALL).delimiter == delimiter


@pytest.mark.parametrize(
    ("sample", "header", "names"),
    [
        ("a,b\n1,2\n", True, ("a", "b")),
        ("1,2\n3,4\n", False, ("0", "1")),
        (",b\n1,2\n", True, ("column0", "b")),
        ("a, b \nx,y\n", True, ("a", "b")),
        ('"a,b","c\nd"\n1,2\n', True, ("a,b", "c\nd")),
        ("great film\t1\nbad film\t0\n", False, ("0", "1")),
        ("\n\na,b\n1,2\n", True, ("a", "b")),
    ],
)
def test_header(sample: str, header: bool, names: tuple[str, ...]) -> None:
    format = sniff(sample, SNIFF_ALL)
    assert (format.header, format.names) == (header, names)


def test_a_header_of_years_is_known_by_a_column_that_should_be_there() -> None:
    sample = "country,2019,2020\nPeru,1,2\n"
    assert not sniff(sample, SNIFF_ALL).header
    assert sniff(sample, SNIFF_ALL, ["country"]).names == ("country", "2019", "2020")
    assert not sniff("5,1\n4,0\n", SNIFF_ALL, ["1"]).header, "a number is no proof of a header"


@pytest.mark.parametrize(
    ("sample", "decimal"),
    [
        ("a;b\n1,5;2\n", ","),
        ("a;b\n1.5;2\n", "."),
        ("a;b\n1;2\n", "."),
        ("a;b\n1,500;2,250\n", "."),
        ("a;b\n0,500;2,250\n", ","),
        ('a,b\n"1,5",2\n', "."),
    ],
)
def test_decimal(sample: str, decimal: str) -> None:
    assert sniff(sample, SNIFF_ALL).decimal == decimal


def test_what_is_given_is_not_sniffed() -> None:
    options = FormatOptions(delimiter=";", decimal=",", header=False)
    format = sniff("a,b;c\nd,e;f\n", options)
    assert (format.delimiter, format.decimal, format.names) == (";", ",", ("0", "1"))


@pytest.mark.parametrize(
    ("sample", "quote"),
    [
        ('a\tb\n"x\ty"\t1\n', '"'),
        ('"Great" film\t1\nbad\t0\n', ""),
        ('"never closed\t1\nbad\t0\nlast"\t0\n', ""),
        ('a,b\n"x",1\n', '"'),
    ],
)
def test_stray_quotes_in_a_tab_file_are_text(sample: str, quote: str) -> None:
    assert sniff(sample, SNIFF_ALL).quote == quote


@pytest.mark.parametrize(
    ("quote", "first"),
    [("double", ["Fine", "1"]), ("none", ['"Fine"', "1"]), ("auto", ["Fine", "1"])],
)
def test_quotes_are_what_they_are_said_to_be(
    quote: Literal["auto", "double", "none"], first: list[str]
) -> None:
    sample = '"Fine"\t1\n"Bad"\t0\n'
    format = sniff(sample, FormatOptions(quote=quote))
    assert next(records(io.StringIO(sample), format.delimiter, format.quote)) == first


def test_quotes_that_are_text_enclose_no_delimiter() -> None:
    sample = 'a;"b;c"\n1;2;3\n4;5;6\n'
    assert sniff(sample, FormatOptions(quote="none")).names == ("a", '"b', 'c"')


def test_names_that_occur_twice_are_all_named() -> None:
    with pytest.raises(DataError, match="more than one column is called 'a', 'b'") as caught:
        sniff("a,b,a,b,c\n1,2,3,4,5\n", SNIFF_ALL, where="t.csv:1")
    assert caught.value.where == "t.csv:1"


@pytest.mark.parametrize("sample", ["a,b\n1,2,3\n4,5,6\n", "a,b,c\n1,2\n1,2\n"])
def test_a_header_that_fits_no_row(sample: str) -> None:
    with pytest.raises(DataError, match=r"the first row has . cells, but most rows have ."):
        sniff(sample, SNIFF_ALL)


def test_a_delimiter_at_the_end_of_rows_is_no_cell() -> None:
    assert sniff("a,b\n1,2,\n3,4,\n", SNIFF_ALL).names == ("a", "b")


def test_describe() -> None:
    assert sniff("1,5;2\n", SNIFF_ALL).describe() == "semicolon, decimal comma, no header"
    assert sniff("a,b\nc,d\n", SNIFF_ALL).describe() == "comma"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_python_writes_them_are_numbers(number: float) -> None:
    assert is_number(repr(number))


@pytest.mark.parametrize("text", ["", "-", "1-2", "2020-01-01", "1e", "x1", "1 2", "nan", "."])
def test_other_texts_are_not(text: str) -> None:
    assert not is_number(text)


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029"),
    min_size=1,
    max_size=6,
).filter(lambda cell: cell.strip() and not is_number(cell))


@given(st.lists(CELLS, min_size=2, max_size=5, unique_by=str.strip), st.sampled_from(",;|\t"))
def test_headers_survive_the_csv_writer(names: list[str], delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([names, ["1"] * len(names), ["2"] * len(names)])
    format = sniff(text.getvalue(), FormatOptions(delimiter=delimiter))
    assert format.names == tuple(name.strip() for name in names)
