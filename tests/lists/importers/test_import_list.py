from __future__ import annotations

from pathlib import Path

import pytest

from dualens.errors import ListFormatError
from dualens.lists import import_list


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 5000, b"<svg></svg>", b"PK\x03\x04"])
def test_unknown_form_names_the_known_ones(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "annex.json"
    path.write_bytes(content)
    with pytest.raises(ListFormatError) as error:
        import_list(path)
    assert "exports-watch" in error.value.remedy
    assert "EUR-Lex" in error.value.remedy


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="cannot be read"):
        import_list(tmp_path / "none.pdf")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="cannot be read"):
        import_list(tmp_path)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.write(b"{")
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(ListFormatError, match="too large"):
        import_list(path)
