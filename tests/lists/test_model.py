from __future__ import annotations

from dualens.lists import ControlList, Entry, Provision, ProvisionKind

KIND = ProvisionKind.PROVISION


def make(*provisions: Provision) -> ControlList:
    entry = Entry("5A001", "Equipment", provisions)
    return ControlList("x", "2030-01-01", "EU", "X", "Act", "en", "digest", (entry,))


def test_lookups() -> None:
    loaded = make(
        Provision("5A001", None, KIND, "top"),
        Provision("5A001.f", "5A001", KIND, "f"),
        Provision("5A001.f.2", "5A001.f", KIND, "f2"),
        Provision("5A001.f#note1", "5A001.f", ProvisionKind.NOTE, "note"),
    )
    assert loaded.entry("5A001.f.2").title == "Equipment"
    assert loaded.entry("5A00") is None
    assert loaded.provision("5A001.f.2").text == "f2"
    assert loaded.provision("5A001.f.3") is None
    assert [p.code for p in loaded.ancestors("5A001.f.2")] == ["5A001", "5A001.f"]
    assert loaded.ancestors("5A001") == []
    assert loaded.ancestors("nothing") == []
    assert [p.code for p in loaded.children("5A001.f")] == ["5A001.f.2", "5A001.f#note1"]
    assert loaded.children("9A999") == []
    assert [p.code for _, p in loaded.provisions()][0] == "5A001"


def test_circle_of_parents_ends() -> None:
    loaded = make(
        Provision("5A001.a", "5A001.b", KIND, ""), Provision("5A001.b", "5A001.a", KIND, "")
    )
    assert len(loaded.ancestors("5A001.a")) <= 2


def test_kind_is_its_name() -> None:
    assert ProvisionKind("technical-note") is ProvisionKind.TECHNICAL_NOTE
