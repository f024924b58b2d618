"""Ordinary prose from installed packages: what is read, and what is left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dualens.classification.training.background import (
    GUIDES,
    PASSAGES,
    background_documents,
    versions,
)
from dualens.errors import MissingExtraError

MODULE = '''
"""Pumps are described by the pressure that they reach and by the liquid they carry.

>>> pump(1)

See https://example.org for a list of pumps that can be had today.
"""


def start(speed):
    """The impeller turns slowly at first, and reaches its speed after a few seconds.

    Bearings are greased by the liquid itself, so that a dry pump must never be started.

    Worn seals are found by the drops below the housing long before the pressure falls.
    """
'''

README = """Pumps
=====

A library that sizes pumps for small water works, and draws their curves.

```python
this is code and not a sentence that anybody would read aloud to another
```

- Curves can be compared with those of [other makers](https://example.org), side by side.

- Reports are written as plain text, which every office can open and print.

- Units may be mixed freely, and each result says in which unit it was computed.
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed package with more modules than are read."""
    modules = [f"pumps/m{n:02}.py" for n in range(GUIDES + 3)]
    for name in (*modules, "pumps/tests/test_m.py", "pumps/template.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{{ not python }}" if "template" in name else MODULE, encoding="utf-8")
    info = tmp_path / "pumps-1.2.dist-info"
    info.mkdir()
    head = "Metadata-Version: 2.1\nName: pumps\nVersion: 1.2\n\n"
    (info / "METADATA").write_text(head + README, encoding="utf-8")
    files = [*modules, "pumps/tests/test_m.py", "pumps/template.py"]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in files), encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return "pumps"


def test_documentation_becomes_ordinary_documents(package: str) -> None:
    documents = background_documents([package], seed=0)
    assert {d.vendor for d in documents} == {package}
    assert not any(p.labels or p.near or p.elements for d in documents for p in d.passages)
    assert [d.kind for d in documents] == ["brochure", *["manual"] * GUIDES]
    texts = [p.text for p in documents[1].passages]
    assert any(t.startswith("Bearings are greased") for t in texts)
    assert len(texts) <= PASSAGES


def test_code_and_addresses_are_no_prose(package: str) -> None:
    texts = [p.text for d in background_documents([package], seed=0) for p in d.passages]
    assert not any(">>>" in t or "http" in t or "this is code" in t for t in texts)
    assert any("compared with those of other makers, side by side" in t for t in texts)


def test_the_same_seed_gives_the_same_documents(package: str) -> None:
    assert background_documents([package], seed=3) == background_documents([package], seed=3)


def test_the_versions_read_are_told(package: str) -> None:
    assert versions([package]) == {"pumps": "1.2"}


def test_a_package_that_is_not_there_is_named(package: str) -> None:
    with pytest.raises(MissingExtraError, match="no-such-pumps"):
        background_documents([package, "no-such-pumps"], seed=0)
