"""The HTML report as a file: whole, closed to the outside, safe, and the same every time."""

from __future__ import annotations

import copy
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from dualens.assessment import Row, write_html
from dualens.assessment.html import percent, plain_name
from dualens.assessment.html_pictures import draw, percent_box
from dualens.assessment.html_view import PAGES_A_DOCUMENT, plan
from dualens.documents import Limits, ReaderPool
from dualens.errors import FailureKind, OutputError, UnreadableDocumentError
from tests.assessment.test_html_rows import rows_of

HOSTILE = '"><script>alert(1)</script><img src=http://x.example/a onerror=alert(1)>'
CSS = Path(write_html.__code__.co_filename).parent / "templates" / "report.css"


class Outline(HTMLParser):
    """Tags, ids, links and headings of a report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


class FakePool:
    """Draws white pages of a given size in points, at most so many pixels."""

    def __init__(self, width: float, height: float, pixels: float = 40e6) -> None:
        self.size, self.limits, self.drawn = (width, height), Limits(pixels=pixels), 0

    def render(self, source: object, page: int, dpi: float = 100.0) -> bytes:
        self.drawn += 1
        scale = min(dpi / 72, (self.limits.pixels / (self.size[0] * self.size[1])) ** 0.5)
        stream = io.BytesIO()
        pixels = (round(self.size[0] * scale), round(self.size[1] * scale))
        Image.new("L", pixels, 255).save(stream, "JPEG")
        return stream.getvalue()


class BrokenPool(FakePool):
    def render(self, source: object, page: int, dpi: float = 100.0) -> bytes:
        raise UnreadableDocumentError(FailureKind.DAMAGED, f"Page {page} <b>cannot</b> be drawn.")


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def rows(pool: ReaderPool, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    broken = tmp_path_factory.mktemp("html") / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    samples = ["halvorsen-lim-9000.pdf", "peregrine-bay-satcollect.pdf", "cadorin-tp-500.pdf"]
    return rows_of(pool, samples, broken)


@pytest.fixture(scope="module")
def text(rows: list[Row], pool: ReaderPool, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    write_html(rows, path, pool)
    return path.read_text(encoding="utf-8")


def fake(pool: FakePool) -> ReaderPool:
    return cast(ReaderPool, pool)


def written(rows: list[Row], path: Path, pool: FakePool) -> str:
    write_html(rows, path, fake(pool))
    return path.read_text(encoding="utf-8")


def changed(row: Row, **document: object) -> tuple[Row, dict[str, Any]]:
    a = cast(dict[str, Any], copy.deepcopy(row.assessment))
    a["document"].update(document)
    return Row(row.path, a), a


def test_nothing_points_outside(text: str) -> None:
    outline = Outline(text)
    for name in ("src", "href", "action", "srcset", "poster", "data", "xlink:href"):
        assert all(value.startswith(("#", "data:")) for value in outline.values(name))
    policy = outline.values("content")[0]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not outline.values("style")
    assert not re.search(r"url\(|@import|https?:", re.sub(r"data:image[^\"]*", "", text))


def test_ids_are_unique_and_links_resolve(text: str) -> None:
    outline = Outline(text)
    ids = outline.values("id")
    assert len(ids) == len(set(ids))
    for name in ("href", "aria-labelledby", "for", "data-mark"):
        for value in outline.values(name):
            if name == "href" and not value.startswith("#"):
                continue
            missing = set(value.removeprefix("#").split()) - set(ids)
            assert not missing or name == "data-mark"  # evidence without a picture has no mark


def test_headings_go_down_one_at_a_time(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


def test_quotes_are_there_with_their_language(text: str, rows: list[Row]) -> None:
    assert 'blockquote lang="en"' in text
    for row in rows:
        for flag in row.assessment["flags"]:
            for evidence in flag["evidence"] if flag["flagged"] else ():
                assert evidence["quote"].replace("'", "&#39;") in text


def test_says_what_it_is_and_is_not(text: str, rows: list[Row]) -> None:
    assert "This report decides nothing." in text
    assert "our digest, not the official wording" in text
    assert "Damaged." in text
    assert "95 %" in text


def test_boxes_lie_on_ink(rows: list[Row], pool: ReaderPool) -> None:
    looked = 0
    for view in plan(rows):
        for page in view.pages:
            picture = draw(view.row.path, page, view.evidence, pool)
            jpeg = b64decode(picture.uri.split(",")[1])
            pixels = np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"), dtype=float)
            for left, top, width, height in (box for mark in picture.marks for box in mark.boxes):
                x, y = left * picture.width / 100, top * picture.height / 100
                right, bottom = x + width * picture.width / 100, y + height * picture.height / 100
                part = pixels[int(y) : int(bottom) + 1, int(x) : int(right) + 1]
                assert (abs(part - np.median(part)) > 60).mean() > 0.03
                looked += 1
    assert looked > 5


def test_percent_box_is_kept_on_the_page() -> None:
    assert percent_box((59.5, 84.2, 297.5, 168.4), 595, 842) == (10.0, 10.0, 40.0, 10.0)
    assert percent_box((-5, -5, 700, 900), 595, 842) == (0.0, 0.0, 100.0, 100.0)


@pytest.mark.parametrize(("width", "height"), [(595, 842), (3370, 2384), (14400, 14400)])
def test_boxes_fit_pages_that_are_drawn_coarser(width: float, height: float) -> None:
    quote = {"page": 1, "quote": "x", "boxes": [[width / 4, height / 2, width / 2, height]]}
    picture = draw(Path("x.pdf"), 1, [(1, quote)], fake(FakePool(width, height)))
    assert picture.width * picture.height < 3e6
    assert picture.marks[0].boxes[0] == pytest.approx((25, 50, 25, 50), abs=0.1)


def test_hostile_strings_stay_text(rows: list[Row], tmp_path: Path) -> None:
    row, a = changed(rows[0], name=HOSTILE, language=HOSTILE, sha256=HOSTILE)
    a["flags"][0] |= {"capability": HOSTILE, "flagged": True, "probability": 1.0}
    a["flags"][0]["evidence"] = [{"page": 1, "quote": HOSTILE, "boxes": [[1, 1, 9, 9]]}]
    a["matches"][0] |= {"entry": HOSTILE, "title": HOSTILE, "wording": HOSTILE, "list": HOSTILE}
    a["matches"][0]["conditions"] = [{"text": HOSTILE, "state": HOSTILE, "evidence": []}]
    a["matches"][0]["related"] = {HOSTILE: [HOSTILE]}
    a["article_2_20"][HOSTILE] = {"state": HOSTILE, "evidence": []}
    a["article_2_20"]["outcome"] = a["made_with"]["model"] = HOSTILE
    text = written([Row(Path(HOSTILE), row.assessment)], tmp_path / "r.html", FakePool(595, 842))
    tags = Outline(text).tags
    assert sum(tag == "script" for tag, _ in tags) == 1
    assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
    assert all((attrs.get("src") or "data:").startswith("data:") for _, attrs in tags)


def test_names_cannot_reorder_or_break_the_file(rows: list[Row], tmp_path: Path) -> None:
    row, _ = changed(rows[0], name="a\u202efdp.exe\x00\udcff")
    text = written([row], tmp_path / "r.html", FakePool(595, 842))
    assert "a[U+202E]fdp.exe\ufffd?" in text
    assert plain_name("\u2067x") == "[U+2067]x"


def test_the_same_rows_give_the_same_bytes(
    text: str, rows: list[Row], pool: ReaderPool, tmp_path: Path
) -> None:
    write_html(rows[::-1], tmp_path / "again.html", pool)
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == text


def test_pages_beyond_the_bound_are_named(rows: list[Row], tmp_path: Path) -> None:
    row, a = changed(rows[0], pages=20)
    a["flags"][0] |= {"flagged": True, "probability": 1.0}
    a["flags"][0]["evidence"] = [
        {"page": page, "quote": f"words {page}", "boxes": [[72, 72, 90, 90]]}
        for page in range(1, 11)
    ]
    pool = FakePool(595, 842)
    text = written([row], tmp_path / "r.html", pool)
    assert pool.drawn == text.count("<img ") == PAGES_A_DOCUMENT
    assert "Not drawn: pages 7, 8, 9, 10" in text


def test_a_page_that_cannot_be_drawn_is_said_to_be(rows: list[Row], tmp_path: Path) -> None:
    text = written(rows[:1], tmp_path / "r.html", BrokenPool(1, 1))
    assert "could not be drawn: Page 1 &lt;b&gt;cannot&lt;/b&gt; be drawn." in text
    assert "<img " not in text


def test_recommended_without_a_flag_shows_the_nearest(rows: list[Row], tmp_path: Path) -> None:
    row, a = changed(rows[0])
    for flag in a["flags"]:
        flag["flagged"] = False
    text = written([row], tmp_path / "r.html", FakePool(595, 842))
    assert "below its threshold" in text


def test_no_documents_and_only_unreadable_ones(rows: list[Row], tmp_path: Path) -> None:
    assert "No document was assessed." in written([], tmp_path / "r.html", FakePool(1, 1))
    text = written(rows[-1:], tmp_path / "r.html", FakePool(1, 1))
    assert "0 of 1 document recommended for review; 1 could not be read" in text


def test_a_list_that_is_gone_is_left_out(rows: list[Row], tmp_path: Path) -> None:
    write_html(rows[:1], tmp_path / "r.html", fake(FakePool(9, 9)), control_lists=["none-such"])
    assert (tmp_path / "r.html").is_file()


def test_unwritable_place_is_an_output_error(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_html(rows, tmp_path / "missing" / "r.html", fake(FakePool(9, 9)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0, "under 1 %"), (0.034, "3 %"), (0.97, "97 %"), (0.9999, "over 99 %")],
)
def test_percent(probability: float, words: str) -> None:
    assert percent(probability) == words


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read(scheme: int) -> None:
    block = re.findall(r":root \{(.*?)\}", CSS.read_text("utf-8"), re.S)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", block))
    pairs = [
        (ink, ground)
        for ink in ("ink", "soft", "accent", "link", "warn", "good")
        for ground in ("paper", "panel")
    ]
    for ink, ground in [*pairs, ("on-accent", "accent")]:
        light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
