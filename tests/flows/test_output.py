"""What is printed: safe for a terminal, safe for a spreadsheet, whole for a machine."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import output
from flows.output import FORMULA_STARTS, JOINERS, Format, OutputError, printable, safe_cell, visible, write_rows


class Terminal(io.StringIO):
    """Standard output that says it is a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer = io.BytesIO()

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        return self.getvalue() + self.buffer.getvalue().decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Terminal]:
    def make(width: int) -> Terminal:
        made = Terminal()
        monkeypatch.setattr("sys.stdout", made)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        return made

    return make


HOSTILE = "a\x1b[2Jb\u202ec\x07d\u200fe\u0085f"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_ever_printed(text: str) -> None:
    for character in printable(text):
        assert character in JOINERS or unicodedata.category(character) not in output.HIDDEN_CATEGORIES
    assert "\n" not in printable(text)


@given(st.text())
def test_offsets_hold_in_what_is_shown(text: str) -> None:
    assert len(visible(text)) == len(text)


def test_line_feeds_and_joiners_stay_in_running_text() -> None:
    assert visible("می\u200cخواهم\nتب") == "می\u200cخواهم\nتب"


@given(st.text())
def test_no_csv_cell_starts_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert not cell.startswith(FORMULA_STARTS)
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_lists_are_made_safe_too(start: str) -> None:
    assert str(safe_cell([f"{start}1+1", "x"])).startswith("'")


def test_numbers_are_no_formulas() -> None:
    assert safe_cell(-3) == -3


def test_csv_comes_back_whole(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = pa.table(
        {"name": ['Zij zei: "nee",\nen ging', "=1+1", None], "at": [datetime.fromisoformat("2031-03-01"), None, None]}
    )
    write_rows(rows, Format.CSV)
    found = list(csv.reader(io.StringIO(capfdbinary.readouterr().out.decode())))
    assert found == [["name", "at"], ['Zij zei: "nee",\nen ging', "2031-03-01 00:00:00"], ["'=1+1", ""], ["", ""]]


def test_json_keeps_numbers_lists_and_control_characters(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = pa.table(
        {
            "sum": pa.array([Decimal(7)], pa.decimal128(38, 0)),
            "large": pa.array([Decimal(2**70)], pa.decimal128(38, 0)),
            "names": [["a", "b"]],
            "text": [HOSTILE],
        }
    )
    write_rows(rows, Format.JSON)
    assert json.loads(capfdbinary.readouterr().out) == {
        "sum": 7,
        "large": str(2**70),
        "names": ["a", "b"],
        "text": HOSTILE,
    }


def test_columns_of_one_name_are_told_apart(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_rows(pa.table([pa.array([1]), pa.array([2])], names=["n", "n"]), Format.JSON)
    assert json.loads(capfdbinary.readouterr().out) == {"n": 1, "n_2": 2}


def test_parquet_goes_to_a_file_and_not_to_a_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], terminal: Callable[[int], Terminal]
) -> None:
    rows = pa.table({"n": [1, 2]})
    write_rows(rows, Format.PARQUET)
    assert pq.read_table(io.BytesIO(capfdbinary.readouterr().out)).equals(rows)
    terminal(80)
    with pytest.raises(OutputError, match=r"> rows\.parquet"):
        write_rows(rows, Format.PARQUET)


@pytest.mark.parametrize("format", [Format.TABLE, Format.CSV, Format.JSON])
def test_no_format_lets_content_steer_a_terminal(
    format: Format, terminal: Callable[[int], Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = terminal(80)
    monkeypatch.setenv("NO_COLOR", "1")
    write_rows(pa.table({HOSTILE: [HOSTILE]}), format, title=HOSTILE)
    without_own_styles = screen.shown().replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[3m", "")
    for character in "\x1b\x07\u202e\u200f\u0085":
        assert character not in without_own_styles


def test_a_wide_table_becomes_one_list_per_row_on_a_narrow_terminal(terminal: Callable[[int], Terminal]) -> None:
    screen = terminal(80)
    write_rows(pa.table({f"column_{number}": ["value"] for number in range(20)}), Format.TABLE)
    lines = screen.getvalue().splitlines()
    assert len(lines) == 20
    assert all(len(line) < 120 for line in lines)


def test_a_pipe_gets_long_rows_unfolded_and_uncut(capsys: pytest.CaptureFixture[str]) -> None:
    long = "woord " * 100
    write_rows(pa.table({"text": [long], "id": ["ab" * 16]}), Format.TABLE)
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == ["text", "id"]
    assert row == f"{long.strip()}  {'ab' * 16}"


def test_a_terminal_gets_hashes_by_their_start(terminal: Callable[[int], Terminal]) -> None:
    screen = terminal(80)
    write_rows(pa.table({"id": ["ab" * 16], "entity": ["local:" + "cd" * 16]}), Format.TABLE)
    assert "abababab…" in screen.getvalue()
    assert "local:cdcdcdcd…" in screen.getvalue()


def test_no_rows_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(pa.table({"n": pa.array([], pa.int64())}), Format.TABLE, title="Nothing")
    assert capsys.readouterr().out == "Nothing\n(no rows)\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (0.123456, "0.123"),
        (12345.6, "12,346"),
        ([1, "b"], "1, b"),
        (datetime.fromisoformat("2031-03-01T06:30"), "2031-03-01 06:30"),
    ],
)
def test_values_as_a_person_reads_them(value: Any, shown: str) -> None:
    assert printable(value) == shown
