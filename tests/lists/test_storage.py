from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualens.errors import ListFormatError
from dualens.lists import (
    Condition,
    ControlList,
    Entry,
    Exclusion,
    Parameter,
    Provision,
    ProvisionKind,
    load_list_file,
    save_list_file,
)

FULL = ControlList(
    id="x",
    version="2030-01-01",
    jurisdiction="EU",
    title="X",
    reference="Act",
    language="en",
    form="digest",
    entries=(
        Entry(
            "5A001",
            "Equipment",
            (
                Provision("5A001", None, ProvisionKind.PROVISION, "top"),
                Provision(
                    "5A001.e",
                    "5A001",
                    ProvisionKind.PROVISION,
                    "über 30 MHz",
                    requires="any",
                    conditions=(
                        Condition(
                            "c1", "fast", "jamming", Parameter("frequency", ">", 30.0, "MHz")
                        ),
                        Condition("c2", "small"),
                    ),
                    exclusions=(Exclusion("x1", "toys", "Note to 5A001.e", "jamming"),),
                    related={"us-ccl": ("5A001.e", "5A002")},
                ),
            ),
            related={"wassenaar": ("5.A.1",)},
        ),
    ),
    unparsed=("a table",),
)


def test_round_trip(tmp_path: Path) -> None:
    save_list_file(FULL, tmp_path / "x.json")
    assert load_list_file(tmp_path / "x.json") == FULL
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(), reference=st.text(), unparsed=st.lists(st.text(), max_size=3))
def test_round_trip_of_any_text(
    tmp_path: Path, text: str, reference: str, unparsed: list[str]
) -> None:
    try:
        (text + reference + "".join(unparsed)).encode("utf-8")
    except UnicodeEncodeError:
        return
    provision = Provision(
        "1A001", None, ProvisionKind.NOTE, text, exclusions=(Exclusion("x1", text, reference),)
    )
    made = ControlList(
        "x",
        "1",
        "EU",
        text,
        "",
        "en",
        "official",
        (Entry("1A001", text, (provision,)),),
        tuple(unparsed),
    )
    save_list_file(made, tmp_path / "x.json")
    assert load_list_file(tmp_path / "x.json") == made


def spoiled(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> ListFormatError:
    save_list_file(FULL, tmp_path / "x.json")
    data = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    change(data)
    (tmp_path / "x.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ListFormatError) as error:
        load_list_file(tmp_path / "x.json")
    return error.value


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(schema="other/1"),
        lambda d: d.pop("entries"),
        lambda d: d["entries"][0].pop("code"),
        lambda d: d["entries"][0]["provisions"][1].update(kind="wish"),
        lambda d: d["entries"][0].update(provisions=3),
    ],
)
def test_other_schema_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    assert "dualens lists import" in spoiled(tmp_path, change).remedy


def test_double_code(tmp_path: Path) -> None:
    error = spoiled(tmp_path, lambda d: d["entries"].append(d["entries"][0]))
    assert "given twice" in error.message


def test_parent_that_is_not_there(tmp_path: Path) -> None:
    error = spoiled(tmp_path, lambda d: d["entries"][0]["provisions"].pop(0))
    assert "does not come before" in error.message


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"'])
def test_no_list(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(ListFormatError):
        load_list_file(tmp_path / "x.json")


def test_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_list_file(FULL, tmp_path / "x.json")
    before = (tmp_path / "x.json").read_bytes()
    monkeypatch.setattr(json, "dumps", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_list_file(FULL, tmp_path / "x.json")
    assert (tmp_path / "x.json").read_bytes() == before
