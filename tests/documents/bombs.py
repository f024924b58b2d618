"""Files made to exhaust a reader (shared/notes/reading-pdf.md, section 4), built in memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from .make import canvas_pdf, one_page, raw_pdf, stream, text_pdf

_FLATE = b"/Filter/FlateDecode"


def _deflated(parts: Iterator[bytes]) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(part) for part in parts] + [packer.flush()])


def inflating_content() -> bytes:
    """400 MB of content stream in half a megabyte."""
    block = b"(a) Tj " * 150_000
    packed = _deflated(b"BT /F 9 Tf " + block if n == 0 else block for n in range(400))
    return one_page(stream(packed, _FLATE))


def deflated_twice() -> bytes:
    """The same once more deflated: some kilobytes."""
    packed = _deflated(b" " * 1_000_000 for _ in range(1500))
    return one_page(stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def forms_to_the_twelfth() -> bytes:
    """Forms that call forms ten times each, twelve deep."""
    more = {}
    for depth in range(12):
        called = b"/X Do " * 10 if depth < 11 else b"BT /F 9 Tf (boom) Tj ET "
        inner = b"/XObject<</X %d 0 R>>" % (21 + depth) if depth < 11 else b""
        extra = (
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>"
            + inner + b">>"
        )  # fmt: skip
        more[20 + depth] = stream(called, extra)
    return one_page(stream(b"/X Do " * 10), b"/XObject<</X 20 0 R>>", more)


def four_million_operators() -> bytes:
    """Four million letters, each shown on its own."""
    parts = (b"BT /F 9 Tf 1 0 0 1 50 50 Tm " if n == 0 else b"(a)Tj " * 100_000 for n in range(41))
    return one_page(stream(_deflated(parts), _FLATE))


def endless_character_map() -> bytes:
    """A ToUnicode map of 150,000 blocks."""
    block = b"100 beginbfrange\n" + b"<0000><ffff><0041>\n" * 100 + b"endbfrange\n"
    packed = _deflated(block for _ in range(150_000 // 2))
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    shown = b"BT /F 9 Tf 50 50 Td <00410042> Tj ET"
    return one_page(stream(shown), more={5: font, 6: stream(packed, _FLATE)})


def fanning_page_tree() -> bytes:
    """A page tree of thirty levels, each naming the next twice."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    for level in range(30):
        kid = b"%d 0 R" % (level + 3)
        objects[level + 2] = (
            b"<</Type/Pages/Count %d/Kids[%b %b]>>" % (2 ** (30 - level), kid, kid)
        )  # fmt: skip
    objects[32] = b"<</Type/Page/MediaBox[0 0 100 100]>>"
    return raw_pdf(objects)


def one_page_often() -> bytes:
    """One page that stands in the page tree 100,000 times."""
    return raw_pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    })  # fmt: skip


def endless_word() -> bytes:
    """A word of two million letters, in strings of the length that PDFium still takes whole."""
    letters = b"(" + b"a" * 30_000 + b") Tj "
    packed = _deflated(iter([b"BT /F 0.0001 Tf 50 50 Td ", *[letters] * 67, b"ET"]))
    return one_page(stream(packed, _FLATE))


def huge_page() -> bytes:
    """A page of twenty kilometres, without words."""
    edge = 20_000 / 0.0254 * 72
    return canvas_pdf(lambda canvas: canvas.rect(9, 9, edge / 2, edge / 2, fill=1), (edge, edge))


def huge_picture() -> bytes:
    """A page that is a picture of two gigapixels."""
    packed = _deflated(b"\0" * 1_000_000 for _ in range(250))
    picture = stream(
        packed,
        b"/Type/XObject/Subtype/Image/Width 50000/Height 40000/BitsPerComponent 1"
        b"/ColorSpace/DeviceGray" + _FLATE,
    )
    shown = stream(b"600 0 0 800 0 0 cm /X Do")
    return one_page(shown, b"/XObject<</X 20 0 R>>", {20: picture})


def ten_thousand_pages() -> bytes:
    """Ten thousand pages with a word each."""
    return canvas_pdf(lambda canvas: canvas.drawString(9, 9, "page"), (100, 100), 10_000)


def nested_arrays() -> bytes:
    """Arrays nested 200,000 deep in the content."""
    return one_page(stream(b"[" * 200_000 + b"]" * 200_000 + b" TJ"))


def harmless() -> bytes:
    """A plain file, read between the others."""
    return text_pdf("A plain file between the others.")


BOMBS: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        inflating_content, deflated_twice, forms_to_the_twelfth, four_million_operators,
        endless_character_map, fanning_page_tree, one_page_often, endless_word, huge_page,
        huge_picture, ten_thousand_pages, nested_arrays,
    )
}  # fmt: skip
