"""Reading order, blocks, headings, bullets and tables."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from dualens.documents.blocks import Block, BlockKind
from dualens.documents.geometry import Geometry
from dualens.documents.layout import arrange, body_height
from dualens.documents.limits import Limits
from dualens.documents.model import Page
from dualens.documents.passages import cut_passages
from dualens.documents.pdf import PdfFile, RawPage
from dualens.documents.textpage import RawWords

from .make import canvas_pdf

LEFT = [f"left {n} words that fill the whole first column" for n in range(12)]
RIGHT = [f"right {n} words that fill the whole other column" for n in range(12)]


def laid(data: bytes) -> tuple[Page, list[Block]]:
    with PdfFile(data, Limits()) as pdf:
        raw = pdf.read_page(1)
    return arrange(raw, body_height([raw]))


def test_columns_are_read_one_after_the_other_whatever_the_drawing_order() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, 780, "A title over both of the columns of this page")
        canvas.setFont("Helvetica", 10)
        for n in range(12):
            canvas.drawString(60, 740 - 13 * n, LEFT[n])
            canvas.drawString(320, 740 - 13 * n, RIGHT[n])

    page, blocks = laid(canvas_pdf(paint))
    assert page.words == (
        "A",
        "title",
        "over",
        "both",
        "of",
        "the",
        "columns",
        "of",
        "this",
        "page",
        *" ".join(LEFT + RIGHT).split(),
    )
    assert blocks[0].kind is BlockKind.HEADING


def test_a_table_is_read_row_by_row_with_its_header() -> None:
    rows = [("Model", "Range", "Power"), ("A1", "300 m", "5 W"), ("A2", "500 m", "9 W"),
            ("A3", "900 m", "20 W")]  # fmt: skip

    def paint(canvas: Canvas) -> None:
        for column in range(3):  # drawn column by column
            for number, row in enumerate(rows):
                canvas.setFont("Helvetica" + "-Bold" * (number == 0), 10)
                canvas.drawString(60 + 120 * column, 740 - 16 * number, row[column])

    page, blocks = laid(canvas_pdf(paint))
    assert [page.quote(b.start, b.end) for b in blocks] == [" ".join(row) for row in rows]
    assert {b.kind for b in blocks} == {BlockKind.ROW}
    assert [b.header for b in blocks] == ["", *["Model | Range | Power"] * 3]


def test_two_tables_side_by_side_do_not_share_their_rows() -> None:
    left = [("Rows", "50 million"), ("Users", "25"), ("Memory", "64 GB"), ("Disk", "2 TB")]
    right = [("Depot S", "490 pounds"), ("Depot L", "1,950 pounds"), ("Module", "220 pounds"),
             ("Source", "60 pounds")]  # fmt: skip

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for start, rows in ((60, left), (320, right)):
            for number, (name, value) in enumerate(rows):
                canvas.drawString(start, 740 - 16 * number, name)
                canvas.drawString(start + 110, 740 - 16 * number, value)

    page, blocks = laid(canvas_pdf(paint))
    assert [page.quote(b.start, b.end) for b in blocks] == [" ".join(r) for r in left + right]


def test_a_row_written_column_by_column_is_quoted_cell_by_cell() -> None:
    rows = [("Model", "Range"), ("A1", "300 m"), ("A2", "500 m"), ("A3", "900 m")]

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for column in range(2):
            for number, row in enumerate(rows):
                canvas.drawString(60 + 120 * column, 740 - 16 * number, row[column])

    page, blocks = laid(canvas_pdf(paint))
    row = blocks[1]
    assert page.quote(row.start, row.end) == "A1 300 m"
    assert [page.quote(*run) for run in page.runs(row.start, row.end)] == ["A1", "300 m"]
    assert page.runs(row.start, row.start + 1) == [(row.start, row.start + 1)]


def test_bullets_and_headings() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 780, "Key features")
        canvas.setFont("Helvetica", 10)
        for n, line in enumerate(["\u2022 Records all calls", "   and their signalling",
                                  "\u2022 Works without a network"]):  # fmt: skip
            canvas.drawString(60 if "\u2022" in line else 68, 750 - 13 * n, line.strip())
        canvas.drawString(60, 690, "A closing paragraph follows the list here.")

    page, blocks = laid(canvas_pdf(paint))
    assert [(b.kind.value, page.quote(b.start, b.end)) for b in blocks] == [
        ("heading", "Key features"),
        ("bullet", "\u2022 Records all calls and their signalling"),
        ("bullet", "\u2022 Works without a network"),
        ("paragraph", "A closing paragraph follows the list here."),
    ]


WORD = st.text(st.sampled_from("abcdeXY.,;!?-•1239我们。，ا"), min_size=1, max_size=9)
PLACED = st.tuples(
    WORD, st.floats(0, 550), st.floats(0, 800), st.floats(2, 60), st.floats(4, 30), st.booleans()
)


def raw_of(placed: list[tuple[str, float, float, float, float, bool]]) -> RawPage:
    boxes = np.array([(x, y, x + w, y + h) for _, x, y, w, h, _ in placed], np.float32)
    count = len(placed)
    words = RawWords(
        texts=[word for word, *_ in placed],
        boxes=boxes.reshape(-1, 4),
        box_word=np.arange(count, dtype=np.int32),
        content_line=np.arange(count, dtype=np.int32) // 4,
        glue=np.array([n > 0 and p[-1] for n, p in enumerate(placed)], np.bool_),
        bold=np.array([p[-1] for p in placed], np.bool_),
    )
    return RawPage(1, Geometry(0, 0, 600, 850), words)


@settings(max_examples=150, deadline=None)
@given(st.lists(PLACED, max_size=60))
def test_any_page_is_partitioned_and_every_passage_is_its_span(
    placed: list[tuple[str, float, float, float, float, bool]],
) -> None:
    raw = raw_of(placed)
    page, blocks = arrange(raw, 10.0)
    assert sorted(page.words) == sorted(word for word, *_ in placed)
    assert len(page.boxes) == len(placed)
    for array in (page.line, page.block, page.box_word):
        assert (np.diff(array) >= 0).all()
    assert len(page.line) == len(page.block) == len(page.glue) == len(page.words)
    bounds = [block.start for block in blocks] + [len(page.words)]
    assert [block.end for block in blocks] == bounds[1:]
    assert bounds[0] == 0
    passages = cut_passages([(page, blocks)], "en")
    ends = [0]
    for passage in passages:
        assert passage.start == ends[-1] < passage.end
        assert passage.text == page.quote(passage.start, passage.end)
        folded = " ".join(page.text.split())
        assert passage.text in folded
        ends.append(passage.end)
    assert ends[-1] == len(page.words)
