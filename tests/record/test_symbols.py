"""Symbols as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.record.symbols import keys_for, resolution_key


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        pytest.param("S/1999/328", ["S/1999/328"], id="a draft"),
        pytest.param("  s/1999/328 ", ["S/1999/328"], id="case and spaces do not matter"),
        pytest.param("S/2005-554", ["S/2005/554"], id="a hyphen for a stroke"),
        pytest.param("S/4733/Rev.1", ["S/4733/REV.1"], id="a revision is another document"),
        pytest.param("s/res/1973", ["S/RES/1973"], id="a resolution without its year"),
        pytest.param("S/RES/1973(2011)", ["S/RES/1973"], id="with its year"),
        pytest.param("S / RES / 1973 (2011)", ["S/RES/1973"], id="spaces inside"),
        pytest.param("1973 (2011)", ["S/RES/1973"], id="a number and a year are the Council's"),
        pytest.param("UNSCR 1973", ["S/RES/1973"], id="UNSCR"),
        pytest.param("Security Council resolution 1973", ["S/RES/1973"], id="in words"),
        pytest.param("resolution 1973", ["S/RES/1973", "A/RES/1973"], id="a number may be either"),
        pytest.param("2758", ["S/RES/2758", "A/RES/2758"], id="a bare number"),
        pytest.param("377 (V)", ["A/RES/377"], id="a session in Roman numbers is the Assembly's"),
        pytest.param("A/RES/377(V)", ["A/RES/377"], id="an early resolution in full"),
        pytest.param("377 A (V)", ["A/RES/377 A"], id="a part before the session"),
        pytest.param("A/RES/377(V)[A]", ["A/RES/377 A"], id="a part in brackets"),
        pytest.param("A/RES/2758(XXVI)", ["A/RES/2758"], id="session XXVI"),
        pytest.param("ES-11/1", ["A/RES/ES-11/1"], id="an emergency session"),
        pytest.param("a/res/es-11/1", ["A/RES/ES-11/1"], id="an emergency session in full"),
        pytest.param("997 (ES-I)", ["A/RES/997"], id="the first emergency session"),
        pytest.param("68/262", ["A/RES/68/262"], id="session and number"),
        pytest.param("42/38 D", ["A/RES/42/38 D"], id="a part with a space"),
        pytest.param("A/RES/42/38D", ["A/RES/42/38 D"], id="a part without one"),
        pytest.param("S/PV.49#2", ["S/PV.49 #2"], id="the second vote of a meeting"),
        pytest.param("rcid 4227", ["RCID 4227"], id="a roll call of Voeten"),
        pytest.param("RH1170001", ["RH1170001"], id="a roll call of Voteview"),
        pytest.param("https://undocs.org/en/S/1999/328", ["S/1999/328"], id="an address"),
        pytest.param("UN Doc. S/1999/328", ["S/1999/328"], id="as a footnote has it"),
        pytest.param("S-RES-1973", ["S/RES/1973"], id="hyphens for strokes"),
        pytest.param("S/RES/1973/2011", ["S/RES/1973"], id="a stroke before the year"),
        pytest.param("ES 11/1", ["A/RES/ES-11/1"], id="an emergency session without its hyphen"),
        pytest.param("2758 XXVI", ["A/RES/2758"], id="a session without brackets"),
        pytest.param("377 A V", ["A/RES/377 A"], id="part and session without brackets"),
        pytest.param("banana", [], id="no symbol"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_what_a_reader_may_mean(typed: str, keys: list[str]) -> None:
    assert [str(key) for key in keys_for(typed)] == keys


@given(st.integers(1, 9999), st.integers(1946, 2099), st.booleans())
def test_every_council_resolution_is_found_by_its_own_symbol(
    number: int, year: int, spaced: bool
) -> None:
    symbol = f"S/RES/{number}{' ' if spaced else ''}({year})"
    assert keys_for(symbol.lower()) == (resolution_key(symbol),)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(keys_for(text), tuple)
