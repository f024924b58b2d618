from __future__ import annotations

import json
from pathlib import Path

import pytest

from dualens.errors import ListFormatError, UnknownListError
from dualens.lists import DEFAULT_LIST, catalog, load_list, official_text


def write(folder: Path, list_id: str, version: str, form: str) -> None:
    data = {
        "schema": "dualens/control-list/1",
        "id": list_id,
        "version": version,
        "jurisdiction": "EU",
        "title": form,
        "reference": "",
        "language": "en",
        "form": form,
        "entries": [],
    }
    path = folder / list_id / f"{version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(catalog, "shipped", lambda relative: shipped)
    monkeypatch.setenv("DUALENS_HOME", str(tmp_path / "home"))
    write(shipped, DEFAULT_LIST, "2025-11-15", "digest")
    write(shipped, "us-ccl", "2024-01-01", "digest")
    write(tmp_path / "home" / "lists", DEFAULT_LIST, "2025-11-15", "official")
    write(tmp_path / "home" / "lists", DEFAULT_LIST, "2030-01-01", "official")
    return tmp_path


def test_editions_newest_first_within_an_id() -> None:
    found = [(e.id, e.version, e.form) for e in catalog.editions()]
    assert found == [
        (DEFAULT_LIST, "2030-01-01", "official"),
        (DEFAULT_LIST, "2025-11-15", "official"),
        (DEFAULT_LIST, "2025-11-15", "digest"),
        ("us-ccl", "2024-01-01", "digest"),
    ]


def test_matching_gets_the_digest() -> None:
    assert (load_list().version, load_list().form) == ("2025-11-15", "digest")


def test_named_edition() -> None:
    assert load_list(f"{DEFAULT_LIST}@2030-01-01").form == "official"
    assert load_list(f"{DEFAULT_LIST}@2025-11-15").form == "digest"


def test_official_text_of_the_same_edition() -> None:
    assert official_text(load_list()).form == "official"
    assert official_text(load_list("us-ccl")) is None


@pytest.mark.parametrize("name", ["mars", f"{DEFAULT_LIST}@1999-01-01", ""])
def test_unknown(name: str) -> None:
    with pytest.raises(UnknownListError) as error:
        load_list(name)
    assert f"{DEFAULT_LIST}@2025-11-15" in error.value.remedy


def test_damaged_file(folders: Path) -> None:
    (folders / "shipped" / "us-ccl" / "2024-01-01.json").write_text("{")
    catalog._load.cache_clear()
    with pytest.raises(ListFormatError):
        load_list("us-ccl")
