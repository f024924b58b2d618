"""Numbers as datasheets print them, read back as what they mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualens.lists import Parameter, load_list
from dualens.matching import Quantity, meets, quantities
from dualens.matching.units import unit

# How each convention writes thousands and decimals, and a language that follows it.
CONVENTIONS = {
    "English": ("en", ",", "."),
    "German": ("de", ".", ","),
    "French": ("fr", "\u202f", ","),
    "French with ordinary no-break blanks": ("fr", "\u00a0", ","),
    "Swiss": ("en", "'", "."),
    "ISO 31": ("en", " ", "."),
}


def printed(value: int, decimals: int, thousands: str, point: str) -> str:
    whole, rest = divmod(value, 10**decimals)
    grouped = f"{whole:,}".replace(",", thousands)
    return f"{grouped}{point}{rest:0{decimals}d}" if decimals else grouped


def only(text: str, language: str = "en") -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(value=st.integers(0, 10**9), decimals=st.integers(0, 4))
def test_a_number_is_read_as_its_language_writes_it(
    convention: str, value: int, decimals: int
) -> None:
    language, thousands, point = CONVENTIONS[convention]
    text = f"Value {printed(value, decimals, thousands, point)} MHz"
    found = only(text, language)
    assert found.dimension == "frequency"
    assert found.low == found.high == pytest.approx(value / 10**decimals * 1e6)


@given(
    low=st.integers(1, 9999), high=st.integers(1, 9999), link=st.sampled_from("- – to bis".split())
)
def test_a_range_has_both_its_ends_whichever_comes_first(low: int, high: int, link: str) -> None:
    found = only(f"from {low} {link} {high} kHz")
    assert (found.low, found.high) == (min(low, high) * 1e3, max(low, high) * 1e3)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("700 MHz–6 GHz", 700e6, 6e9),
        ("9 kHz to 6 GHz", 9e3, 6e9),
        ("de 10 a 20 MHz", 10e6, 20e6),
        ("de 10 à 20 MHz", 10e6, 20e6),
        ("от 10 до 20 MHz", 10e6, 20e6),
        ("10至20MHz", 10e6, 20e6),
        ("100 ± 5 MHz", 95e6, 105e6),
    ],
)
def test_ranges_are_read_in_the_ways_that_datasheets_write_them(
    text: str, low: float, high: float
) -> None:
    found = only(text)
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    ["up to 6 GHz", "bis zu 6 GHz", "jusqu'à 6 GHz", "jusqu’à 6 GHz", "hasta 6 GHz", "fino a 6 GHz"]
    + ["até 6 GHz", "tot 6 GHz", "do 6 GHz", "до 6 GHz", "最高 6GHz", "max. 6 GHz", "≤ 6 GHz"]
    + ["less than 6 GHz", "maximum: 6 GHz", "< 6 GHz"],
)
def test_up_to_is_a_range_from_nothing(text: str) -> None:
    assert only(f"Frequency {text}") == Quantity("frequency", 0.0, 6e9)


@pytest.mark.parametrize(
    "text", ["at least 6 GHz", "mindestens 6 GHz", "plus de 6 GHz", "> 6 GHz", "≥6 GHz", "至少6GHz"]
)
def test_at_least_is_a_range_without_an_end(text: str) -> None:
    assert only(f"Frequency {text}") == Quantity("frequency", 6e9, math.inf)


def test_below_a_negative_level_reaches_down_and_not_up_to_zero() -> None:
    assert only("harmonics < -80 dBc") == Quantity("level", -math.inf, -80.0)


@pytest.mark.parametrize("word", ["robot", "judo", "Lido", "climax"])
def test_a_word_that_only_ends_like_up_to_bounds_nothing(word: str) -> None:
    assert only(f"{word} 6 GHz") == Quantity("frequency", 6e9, 6e9)


@pytest.mark.parametrize("unit", ["mhz", "MHZ", "Mhz", "MHz"])
def test_a_unit_in_the_wrong_case_is_read(unit: str) -> None:
    assert only(f"40 {unit}").low == 40e6


@pytest.mark.parametrize(
    ("text", "low"),
    [("5 mW", 5e-3), ("5 MW", 5e6), ("5 mJ", 5e-3), ("5 MJ", 5e6), ("5 mV", 5e-3), ("5 MV", 5e6)],
)
def test_milli_and_mega_are_told_apart(text: str, low: float) -> None:
    assert only(text).low == pytest.approx(low)


@pytest.mark.parametrize(
    "text",
    ["5 mw", "5 mj"]  # milli or mega: not guessed
    + ["a 5G modem", "Wi-Fi 802.11a", "4K video", "the 3D view", "5 wt% of lead", "type 5A001.f"]
    + ["50 NM", "2 m/h", "3 m^2", "12 in the box", "12/h", "5 Ω"],
)
def test_what_is_no_quantity_or_not_a_certain_one_is_not_read(text: str) -> None:
    assert quantities(text) == []


def test_newton_metres_are_no_nanometres() -> None:
    assert only("50 Nm").dimension == "torque"
    assert only("50 nm").dimension == "length"


@pytest.mark.parametrize("micro", ["µm", "μm", "um"])  # micro sign, Greek letter, plain u
def test_micro_is_read_however_it_is_typed(micro: str) -> None:
    assert only(f"5 {micro}").low == pytest.approx(5e-6)
    assert meets(only("5 µm"), Parameter("pitch", "<=", 5, micro))


def test_a_number_beside_a_designation_is_not_run_together_with_it() -> None:
    assert only("Model 2500 100 MHz").low == 100e6
    assert only("RX-300 with 40 MHz").low == 40e6


def test_two_values_joined_by_a_dash_stay_two() -> None:
    assert [q.dimension for q in quantities("Supply 12 V - 2 A")] == ["voltage", "current"]


def test_degrees_celsius_compare_with_kelvin() -> None:
    assert only("-40 °C").low == pytest.approx(233.15)
    assert meets(only("operates up to 225 °C"), Parameter("junction temperature", ">", 488, "K"))
    assert not meets(only("up to 85 °C"), Parameter("junction temperature", ">", 488, "K"))


def test_rows_times_columns_count_as_their_product() -> None:
    assert only("a 640 × 512 pixels array").high == 640 * 512
    assert only("2 x 10 W").high == 10


def test_chinese_text_needs_no_blank_around_a_quantity() -> None:
    assert only("工作频率为300MHz的设备").low == 300e6


def test_a_compound_with_a_hyphen_is_a_quantity() -> None:
    assert only("a 12-bit converter") == Quantity("information", 12.0, 12.0)


@pytest.mark.parametrize(
    ("text", "op", "answer"),
    [
        ("3 GHz", ">", False),
        ("3 GHz", ">=", True),
        ("3 GHz", "==", True),
        ("3 GHz", "<=", True),
        ("3 GHz", "<", False),
        ("3.1 GHz", ">", True),
        ("2.9 GHz", "<", True),
        ("1–6 GHz", ">", True),
        ("1–6 GHz", "<", True),
        ("1–6 GHz", "==", True),
        ("4–6 GHz", "<=", False),
        ("4–6 GHz", "==", False),
        ("1–2 GHz", ">=", False),
        ("up to 2 GHz", ">=", False),
        ("up to 4 GHz", ">=", True),
        ("up to 4 GHz", "<", True),
        ("at least 2 GHz", ">", True),
        ("at least 4 GHz", "<", False),
        ("3000 MHz", "==", True),
        ("0.003 THz", ">=", True),
    ],
)
def test_a_quantity_meets_a_bound_if_any_part_of_it_does(text: str, op: str, answer: bool) -> None:
    assert meets(only(text), Parameter("frequency", op, 3, "GHz")) is answer  # type: ignore[arg-type]


@given(
    low=st.floats(0, 1e6), width=st.floats(0, 1e6), bound=st.floats(1, 1e6), factor=st.floats(1, 10)
)
def test_a_wider_range_never_meets_less(
    low: float, width: float, bound: float, factor: float
) -> None:
    narrow = Quantity("power", low, low + width)
    wide = Quantity("power", low / factor, (low + width) * factor)
    for op in ("<", "<=", ">", ">=", "=="):
        parameter = Parameter("power", op, bound, "W")  # type: ignore[arg-type]
        assert meets(wide, parameter) or not meets(narrow, parameter)


def test_other_dimensions_and_unknown_units_are_not_compared() -> None:
    assert meets(only("3 GHz"), Parameter("power", ">", 1, "W")) is None
    assert meets(only("3 GHz"), Parameter("ratio", ">", 1, "")) is None


def test_nearly_every_unit_of_the_shipped_list_can_be_compared() -> None:
    conditions = [
        c for _, p in load_list("eu-annex-i@2025-11-15").provisions() for c in p.conditions
    ]
    units = [c.parameter.unit for c in conditions if c.parameter is not None and c.parameter.unit]
    unknown = {name for name in units if unit(name.replace("µ", "μ")) is None}
    assert len(units) > 200
    assert unknown <= {"kb", "Gbyte/s", "1/K", "nV/m/√Hz"}


@pytest.mark.parametrize(
    ("text", "language", "dimension", "value"),
    [
        ("Flugzeit 45 Minuten", "de", "time", 2700),
        ("3 horas de vuelo", "es", "time", 10800),
        ("Время полёта 25 минут", "ru", "time", 1500),
        ("полоса 24 МГц", "ru", "frequency", 24e6),
        ("мощность 1,4 кВт", "ru", "power", 1400),
        ("порывы до 15 м/с не учтены: 12 м/с", "ru", "speed", 12),
        ("波长450纳米的蓝光", "zh", "length", 450e-9),
        ("瞬时带宽40兆赫", "zh", "frequency", 40e6),
        ("最长续航36分钟", "zh", "time", 2160),
        ("阵风14米/秒时", "zh", "speed", 14),
        ("التردد 35 غيغاهرتز", "ar", "frequency", 35e9),
        ("52 km/sa rüzgâr", "tr", "speed", 52 / 3.6),
        ("600 microseconds apart", "en", "time", 600e-6),
        ("27 nœuds", "fr", "speed", 13.89),
        ("at 55,000 ft", "en", "length", 16764),
        ("300 °F", "en", "temperature", 422.04),
        ("−70 °С", "ru", "temperature", 203.15),
        ("proofed to 2.00 × 10^9 Pa", "en", "pressure", 2e9),
        ("2 × 10⁹ Pa", "en", "pressure", 2e9),
        ("essai à 2,2 GN/m²", "fr", "pressure", 2.2e9),
        ("1.5 million frames per second", "en", "frequency", 1.5e6),
        ("1,5 millones de cuadros por segundo", "es", "frequency", 1.5e6),
        ("50 млн кадр/с", "ru", "frequency", 50e6),
        ("2000 Bilder pro Sekunde", "de", "frequency", 2000),
        ("10.000 Speicherkanäle", "de", "channels", 10_000),
        ("30 000 channels", "en", "channels", 30_000),
        ("4000 memory channels", "en", "channels", 4000),
        ("2万个信道", "zh", "channels", 20_000),
        ("640 x 512 Pixel", "de", "elements", 640 * 512),
        ("two and a half hours aloft", "en", "time", 9000),
        ("half an hour of hovering", "en", "time", 1800),
        ("eineinhalb Stunden", "de", "time", 5400),
        ("deux heures et demie en l'air", "fr", "time", 9000),
        ("полтора часа", "ru", "time", 5400),
        ("可飞两个半小时", "zh", "time", 9000),
    ],
)
def test_numbers_are_read_as_brochures_of_other_languages_write_them(
    text: str, language: str, dimension: str, value: float
) -> None:
    found = quantities(text, language)[-1]
    assert (found.dimension, found.high) == (dimension, pytest.approx(value, rel=1e-3))


@pytest.mark.parametrize("text", ["2 с антенной", "в 3 в ряд", "10 GHz channels"])
def test_a_preposition_or_a_following_noun_is_no_unit(text: str) -> None:
    assert [q.dimension for q in quantities(text, "ru")] in ([], ["frequency"])


def test_a_count_is_compared_by_the_name_of_what_is_counted() -> None:
    assert meets(only("16,384 elements"), Parameter("elements per array", ">", 8192, ""))
    assert not meets(only("900 channels"), Parameter("channels", ">", 1000, ""))


def test_a_radiated_power_in_watts_is_compared_with_a_level() -> None:
    assert meets(only("ERP 150 mW"), Parameter("ERP", ">=", 20, "dBm"))
    assert not meets(only("ERP 50 mW"), Parameter("ERP", ">=", 20, "dBm"))


def test_pictures_each_second_are_compared_with_hertz() -> None:
    assert meets(only("2 kHz"), Parameter("full frame rate", ">", 125, "frames/s"))
