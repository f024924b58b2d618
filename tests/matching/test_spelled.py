"""Numbers spelled out before a unit of time."""

from __future__ import annotations

import pytest

from dualens.matching.spelled import in_digits


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("three hours", "3 hours"),
        ("flies an hour and a half", "flies 90 min"),
        ("trois heures", "3 heures"),
        ("drei Stunden", "3 Stunden"),
        ("шесть часов", "6 часов"),
        ("三小时", "3小时"),
        ("两个半小时", "2.5小时"),
        ("half an hour", "30 min"),
        ("3 hours and a half", "3.5 hours"),
        ("three cameras on one hourglass", "three cameras on one hourglass"),
        ("one of them", "one of them"),
    ],
)
def test_a_number_before_a_time_is_put_in_digits(text: str, read: str) -> None:
    assert in_digits(text) == read
