from __future__ import annotations

import pytest

from dualens.lists.importers.numerals import mend_powers


@pytest.mark.parametrize(
    ("flat", "mended"),
    [
        ("2 × 109 N/m2", "2 × 10^9 N/m²"),
        ("5× 103 Gy", "5× 10^3 Gy"),
        ("1 × 10-11/month", "1 × 10^-11/month"),
        ("2 × 10–4 ohm", "2 × 10^-4 ohm"),
        ("7 × 1013 n/cm2 or", "7 × 10^13 n/cm² or"),
        ("3,18 × 106m and", "3,18 × 10^6m and"),
        ("1 m3/min", "1 m³/min"),
        ("30 × 100 mm", "30 × 100 mm"),
        ("5 × 10 mm", "5 × 10 mm"),
        ("channel M2 and room 109", "channel M2 and room 109"),
    ],
)
def test_certain(flat: str, mended: str) -> None:
    assert mend_powers(flat) == (mended, [])


@pytest.mark.parametrize("text", ["less than 10-14 J; or", "a quantisation of 2n levels"])
def test_doubtful_is_left_and_named(text: str) -> None:
    mended, doubtful = mend_powers(text)
    assert mended == text
    assert len(doubtful) == 1
