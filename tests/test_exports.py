"""What exports write in a cell."""

import pytest

from cms.exports import escape_formulas, unescape_formulas

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_what_begins_like_a_formula_is_a_text(beginning: str) -> None:
    assert escape_formulas(f"{beginning}1+1") == f"'{beginning}1+1"
    assert escape_formulas(f" {beginning}1+1") == f"' {beginning}1+1"


@pytest.mark.parametrize("separator", [";", "\t", "\r", "\n", "\r\n"])
def test_what_would_begin_a_cell_elsewhere_is_a_text(separator: str) -> None:
    assert escape_formulas(f"harbour{separator}=1+1") == f"harbour{separator}'=1+1"
    assert escape_formulas(f"harbour{separator}bridge") == f"harbour{separator}bridge"


def test_everything_else_stays_as_it_is() -> None:
    for value in ("harbour", "1-1", "", -5, 1.5, None, True, "a=b", "'harbour", "tea, - milk"):
        assert escape_formulas(value) == value


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "a;=1;-2", "\t=1", "\t\t@", "'harbour", " '-1", "a\r\n=1", ""])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unescape_formulas(escape_formulas(text)) == text
