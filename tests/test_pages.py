"""Pages are made so that words of strangers never become markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from dualens.pages import page_environment


def test_words_of_strangers_never_become_markup(tmp_path: Path) -> None:
    (tmp_path / "a.html.j2").write_text("<p>{{ words }}</p>", encoding="utf-8")
    template = page_environment(tmp_path).get_template("a.html.j2")
    assert template.render(words="<script>") == "<p>&lt;script&gt;</p>"


def test_a_name_that_a_template_does_not_know_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html.j2").write_text("{{ wrods }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="wrods"):
        page_environment(tmp_path).get_template("a.html.j2").render(words="")
