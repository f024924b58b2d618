"""Page layouts of the samples: frames, running heads, backgrounds, and blocks to flowables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from figures import Figure
from markup import Block, Sample
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

SLIDE = (960.0, 540.0)
SHEETS = {"a4": A4, "letter": letter, "slide": SLIDE, "landscape": (A4[1], A4[0])}
CROP = 28.0  # points of paper around the page of a sample with a crop box


@dataclass(frozen=True)
class Look:
    """Fonts, colours and measures of one sample."""

    font: str
    size: float
    accent: Color
    ink: Color
    paper: Color | None
    page: tuple[float, float]
    margin: float
    columns: int
    cjk: bool
    justify: bool

    @property
    def bold(self) -> str:
        """The name of the bold font."""
        return f"{self.font}-Bold"

    @property
    def faint(self) -> Color:
        """A pale tint for table heads and boxes."""
        return HexColor("#2b3440") if self.paper else HexColor("#e9edf1")


def look_of(sample: Sample) -> Look:
    """Reads the look from a sample's header."""
    dark = sample.get("paper")
    return Look(
        font=sample.get("font", "LiberationSans"),
        size=float(sample.get("size", "9.5")),
        accent=HexColor(sample.get("accent", "#1f4e79")),
        ink=white if dark else black,
        paper=HexColor(dark) if dark else None,
        page=SHEETS[sample.get("page", "a4")],
        margin=float(sample.get("margin", "48")),
        columns=int(sample.get("columns", "1")),
        cjk=sample.get("language") == "zh",
        justify=sample.get("justify") == "yes",
    )


def styles(look: Look) -> dict[str, ParagraphStyle]:
    """Builds the paragraph styles of a look."""
    s = look.size
    head = HexColor("#9fd0ff") if look.paper else look.accent
    wrap = "CJK" if look.cjk else None
    align = TA_JUSTIFY if look.justify and not look.cjk else TA_LEFT

    def style(name: str, size: float, bold: bool = False, **more: object) -> ParagraphStyle:
        more.setdefault("textColor", look.ink)
        more.setdefault("leading", size * (1.55 if look.cjk else 1.32))
        more.setdefault("spaceAfter", size * 0.55)
        font = look.bold if bold else look.font
        return ParagraphStyle(name, fontName=font, fontSize=size, wordWrap=wrap, **more)

    return {
        "title": style("title", s * 2.1, True, textColor=head, leading=s * 2.5, spaceAfter=s),
        "lead": style("lead", s * 1.25, spaceAfter=s * 1.2),
        "heading": style("heading", s * 1.3, True, textColor=head, spaceBefore=s, keepWithNext=1),
        "minor": style("minor", s * 1.05, True, spaceBefore=s * 0.5, keepWithNext=1),
        "text": style("text", s, alignment=align, embeddedHyphenation=1),
        "bullet": style("bullet", s, leftIndent=s * 1.3, bulletIndent=1, spaceAfter=s * 0.3),
        "numbered": style("numbered", s, leftIndent=s * 1.9, bulletIndent=1),
        "box": style("box", s),
        "small": style("small", s * 0.76, spaceAfter=s * 0.3),
        "cell": style("cell", s * 0.92, spaceAfter=0),
        "cellhead": style("cellhead", s * 0.92, True, spaceAfter=0),
        "product": style("product", s * 1.2, True, textColor=white, spaceAfter=0),
    }


class Builder:
    """Turns blocks into flowables for one look."""

    def __init__(self, sample: Sample, look: Look) -> None:
        self.sample, self.look, self.styles = sample, look, styles(look)
        shy = "\u00ad"
        words = [w for w in sample.get("hyphens").split() if w]
        self.hyphens = {w.replace("-", ""): w.replace("-", shy) for w in words}
        self.ligatures = sample.get("ligatures") == "yes"

    def text(self, text: str) -> str:
        """Escapes text for reportlab and puts in soft hyphens and ligatures."""
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        for word, soft in self.hyphens.items():
            text = text.replace(word, soft)
        if self.ligatures:
            text = text.replace("fi", "\ufb01").replace("fl", "\ufb02")
        return text

    def para(self, text: str, style: str, bullet: str | None = None) -> Paragraph:
        """Makes a paragraph."""
        return Paragraph(self.text(text), self.styles[style], bulletText=bullet)

    def flow(self, width: float) -> list[Flowable]:
        """Makes all flowables of the sample."""
        out: list[Flowable] = []
        for block in self.sample.blocks:
            out.extend(self._block(block, width))
        return out

    def _block(self, block: Block, width: float) -> list[Flowable]:
        make: dict[str, Callable[[Block, float], list[Flowable]]] = {
            "page": lambda *_: [PageBreak()],
            "column": lambda *_: [FrameBreak()],
            "switch": lambda b, _: [NextPageTemplate(b.text)],
            "bullet": lambda b, _: [self.para(b.text, "bullet", "•")],
            "numbered": self._numbered,
            "ruled": self._ruled,
            "aligned": self._aligned,
            "box": self._box,
            "product": self._product,
            "figure": self._figure,
        }
        if block.kind in make:
            return make[block.kind](block, width)
        return [self.para(block.text, block.kind)]

    def _numbered(self, block: Block, width: float) -> list[Flowable]:
        number, text = block.text.split(" ", 1)
        return [self.para(text, "numbered", number)]

    def _figure(self, block: Block, width: float) -> list[Flowable]:
        scale = float(self.sample.get("figures", "1"))
        return [Figure(block.text, self.look.font, self.look.accent, self.look.ink, scale)]

    def _widths(self, rows: tuple[tuple[str, ...], ...], width: float) -> list[float]:
        """Shares the width by the square root of each column's longest cell."""
        n = len(rows[0])
        longest = [max(len(r[i]) if i < len(r) else 1 for r in rows) for i in range(n)]
        weights = [max(x, 5) ** 0.6 for x in longest]
        return [width * w / sum(weights) for w in weights]

    def _cells(self, rows: tuple[tuple[str, ...], ...], style: str) -> list[list[Paragraph]]:
        return [
            [self.para(c, "cellhead" if i == 0 else style) for c in row]
            for i, row in enumerate(rows)
        ]

    def _ruled(self, block: Block, width: float) -> list[Flowable]:
        table = Table(
            self._cells(block.rows, "cell"),
            colWidths=self._widths(block.rows, width),
            repeatRows=1,
        )
        grid = HexColor("#8a94a0")
        table.setStyle(
            TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.5, grid),
                    ("BACKGROUND", (0, 0), (-1, 0), self.look.faint),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
                ]
            )
        )
        return [table, Spacer(1, self.look.size)]

    def _aligned(self, block: Block, width: float) -> list[Flowable]:
        table = Table(
            self._cells(block.rows, "cell"),
            colWidths=self._widths(block.rows, width),
            repeatRows=1,
        )
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ]
            )
        )
        return [table, Spacer(1, self.look.size)]

    def _box(self, block: Block, width: float) -> list[Flowable]:
        table = Table([[self.para(block.text, "box")]], colWidths=[width])
        table.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), self.look.faint),
                    ("LINEBEFORE", (0, 0), (0, -1), 3, self.look.accent),
                    ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ]
            )
        )
        return [table, Spacer(1, self.look.size)]

    def _product(self, block: Block, width: float) -> list[Flowable]:
        table = Table([[self.para(block.text, "product")]], colWidths=[width])
        table.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), self.look.accent),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
                ]
            )
        )
        return [Spacer(1, self.look.size * 0.6), table, Spacer(1, self.look.size * 0.6)]


@dataclass(frozen=True)
class Running:
    """What the running heads need to know."""

    sample: Sample
    look: Look
    total: int


def _line(canv: Canvas, run: Running, y: float, left: str, right: str, size: float = 7.5) -> None:
    """Writes one running line from margin to margin."""
    canv.setFont(run.look.font, size)
    canv.drawString(run.look.margin, y, left)
    canv.drawRightString(run.look.page[0] - run.look.margin, y, right)


def _sheet(canv: Canvas, run: Running, number: int) -> None:
    """A datasheet: vendor and kind of paper above a rule, a footer below one."""
    w, h = run.look.page
    m = run.look.margin
    canv.setStrokeColor(run.look.accent)
    canv.setLineWidth(1.2)
    canv.line(m, h - 40, w - m, h - 40)
    canv.setFillColor(run.look.accent)
    canv.setFont(run.look.bold, 12)
    canv.drawString(m, h - 33, run.sample.get("vendor"))
    canv.setFillColor(run.look.ink)
    canv.setFont(run.look.font, 8)
    canv.drawRightString(w - m, h - 33, run.sample.get("paperkind"))
    canv.setLineWidth(0.5)
    canv.line(m, 34, w - m, 34)
    _line(canv, run, 23, run.sample.get("footer"), str(number))


def _band(canv: Canvas, run: Running, number: int) -> None:
    """A brochure: a coloured band with the vendor on the first page, a thin one after."""
    w, h = run.look.page
    deep = 62 if number == 1 else 20
    canv.setFillColor(run.look.accent)
    canv.rect(0, h - deep, w, deep, fill=1, stroke=0)
    canv.rect(0, 0, w, 24, fill=1, stroke=0)
    canv.setFillColor(white)
    canv.setFont(run.look.bold, 17 if number == 1 else 9)
    canv.drawString(
        run.look.margin, h - deep / 2 - (6 if number == 1 else 3), run.sample.get("vendor")
    )
    canv.setFont(run.look.font, 9)
    if number == 1:
        canv.drawRightString(w - run.look.margin, h - deep / 2 - 4, run.sample.get("paperkind"))
    _line(canv, run, 9, run.sample.get("footer"), str(number))


def _slide(canv: Canvas, run: Running, number: int) -> None:
    """A slide: accent bar at the left, footer with the number."""
    w, h = run.look.page
    canv.setFillColor(run.look.accent)
    canv.rect(0, 0, 18, h, fill=1, stroke=0)
    canv.rect(w - 150, h - 30, 150, 30, fill=1, stroke=0)
    canv.setFillColor(white)
    canv.setFont(run.look.bold, 12)
    canv.drawCentredString(w - 75, h - 20, run.sample.get("vendor"))
    canv.setFillColor(HexColor("#555555"))
    _line(canv, run, 16, run.sample.get("footer"), f"{number}", 10)


def _manual(canv: Canvas, run: Running, number: int) -> None:
    """A manual: a cover without heads, then running title and page number."""
    w, h = run.look.page
    m = run.look.margin
    if number == 1:
        canv.setFillColor(run.look.accent)
        canv.rect(0, h * 0.32, w, 10, fill=1, stroke=0)
        canv.rect(0, 0, w, h * 0.1, fill=1, stroke=0)
        canv.setFillColor(white)
        canv.setFont(run.look.bold, 14)
        canv.drawString(m, h * 0.045, run.sample.get("vendor"))
        return
    canv.setLineWidth(0.5)
    canv.line(m, h - 38, w - m, h - 38)
    _line(canv, run, h - 33, run.sample.get("paperkind"), run.sample.get("vendor"), 8)
    _line(canv, run, 24, run.sample.get("footer"), f"{number}", 8)


def _web(canv: Canvas, run: Running, number: int) -> None:
    """A web page as a browser prints it: date and title above, address and count below."""
    _, h = run.look.page
    _line(canv, run, h - 22, run.sample.get("printed"), run.sample.get("paperkind"), 7)
    _line(canv, run, 16, run.sample.get("footer"), f"{number}/{run.total}", 7)


def _letter(canv: Canvas, run: Running, number: int) -> None:
    """A letter: letterhead on the first page, bank and register lines at the foot."""
    w, h = run.look.page
    m = run.look.margin
    if number == 1:
        canv.setFillColor(run.look.accent)
        canv.setFont(run.look.bold, 20)
        canv.drawString(m, h - 58, run.sample.get("vendor"))
        canv.setFillColor(run.look.ink)
        canv.setFont(run.look.font, 8)
        for i, part in enumerate(run.sample.get("paperkind").split(" ; ")):
            canv.drawRightString(w - m, h - 48 - i * 10, part)
        canv.line(m, h - 86, w - m, h - 86)
    canv.setFont(run.look.font, 6.5)
    for i, part in enumerate(run.sample.get("footer").split(" ; ")):
        canv.drawString(m + i * (w - 2 * m) / 3, 28, part)
    canv.drawRightString(w - m, 14, f"{number}")


def _leaflet(canv: Canvas, run: Running, number: int) -> None:
    """A folded leaflet: three panels, the first page's last one in colour."""
    w, h = run.look.page
    canv.setStrokeColor(HexColor("#bbbbbb"))
    canv.setDash(2, 3)
    canv.line(w / 3, 0, w / 3, h)
    canv.line(2 * w / 3, 0, 2 * w / 3, h)
    canv.setDash()
    canv.setFillColor(run.look.accent)
    if number == 1:
        canv.rect(0, h - 70, w / 3, 70, fill=1, stroke=0)
        canv.setFillColor(white)
        canv.setFont(run.look.bold, 18)
        canv.drawCentredString(w / 6, h - 42, run.sample.get("vendor"))
    else:
        canv.rect(0, h - 16, w, 16, fill=1, stroke=0)
    canv.setFillColor(run.look.accent)
    canv.setFont(run.look.font, 7)
    canv.drawCentredString(w / 2, 14, run.sample.get("footer"))


def _catalogue(canv: Canvas, run: Running, number: int) -> None:
    """A catalogue: a tab at the outer edge and a page number in it."""
    w, h = run.look.page
    left = number % 2 == 0
    canv.setFillColor(run.look.accent)
    canv.rect(0 if left else w - 22, 0, 22, h, fill=1, stroke=0)
    canv.setFillColor(white)
    canv.setFont(run.look.bold, 10)
    canv.drawCentredString(11 if left else w - 11, 30, f"{number}")
    canv.setFillColor(HexColor("#444444"))
    _line(canv, run, h - 26, run.sample.get("vendor"), run.sample.get("paperkind"), 8)
    _line(canv, run, 20, run.sample.get("footer"), "", 7)


def _plain(canv: Canvas, run: Running, number: int) -> None:
    """A plain paper: vendor above, footer and page number below."""
    _, h = run.look.page
    _line(canv, run, h - 32, run.sample.get("vendor"), run.sample.get("paperkind"), 9)
    _line(canv, run, 22, run.sample.get("footer"), f"{number} / {run.total}", 8)


HEADS: dict[str, Callable[[Canvas, Running, int], None]] = {
    "sheet": _sheet,
    "band": _band,
    "slide": _slide,
    "manual": _manual,
    "web": _web,
    "letter": _letter,
    "leaflet": _leaflet,
    "catalogue": _catalogue,
    "plain": _plain,
}
# room above and below the text: (first page, later pages, foot)
ROOM = {
    "sheet": (50, 50, 42),
    "band": (76, 34, 34),
    "slide": (40, 40, 34),
    "manual": (230, 52, 42),
    "web": (40, 40, 34),
    "letter": (104, 50, 44),
    "leaflet": (84, 30, 28),
    "catalogue": (42, 42, 36),
    "plain": (48, 48, 38),
}


def _frames(look: Look, top: float, foot: float, turned: bool = False) -> list[Frame]:
    """Cuts the page into the look's columns."""
    w, h = look.page
    if turned:
        w, h = h, w
    gap = 18.0 if look.columns < 3 else 34.0
    each = (w - 2 * look.margin - gap * (look.columns - 1)) / look.columns
    return [
        Frame(
            look.margin + i * (each + gap),
            foot,
            each,
            h - top - foot,
            leftPadding=0,
            rightPadding=0,
            topPadding=4,
            bottomPadding=0,
            id=f"c{i}",
        )
        for i in range(look.columns)
    ]


def _crop_marks(canv: Canvas, run: Running) -> None:
    """Sets the crop box and writes a printer's slug and marks outside it."""
    w, h = run.look.page
    canv.setPageSize((w + 2 * CROP, h + 2 * CROP))
    canv.setCropBox((CROP, CROP, CROP + w, CROP + h))
    canv.setFont(run.look.font, 6)
    canv.drawString(CROP + 20, 8, run.sample.get("slug"))
    for x in (CROP, CROP + w):
        canv.line(x, 2, x, 18)
        canv.line(x, h + 2 * CROP - 18, x, h + 2 * CROP - 2)
    canv.translate(CROP, CROP)


def build(sample: Sample, target: Path, total: int = 0) -> int:
    """Writes a sample's PDF with a text layer and returns its number of pages."""
    look = look_of(sample)
    run = Running(sample, look, total)
    head = HEADS[sample.get("head", "sheet")]
    first, later, foot = ROOM[sample.get("head", "sheet")]

    def decorate(canv: Canvas, doc: BaseDocTemplate) -> None:
        if sample.get("crop") == "yes":
            _crop_marks(canv, run)
        if look.paper:
            canv.setFillColor(look.paper)
            canv.rect(0, 0, *look.page, fill=1, stroke=0)
        canv.saveState()
        canv.setFillColor(look.ink)
        canv.setStrokeColor(look.ink)
        head(canv, run, doc.page)
        canv.restoreState()

    def turn(canv: Canvas, doc: BaseDocTemplate) -> None:
        canv.translate(look.page[0], 0)
        canv.rotate(90)

    doc = BaseDocTemplate(
        str(target),
        pagesize=look.page,
        title=sample.get("doctitle"),
        author=sample.get("vendor"),
        creator="Dualens samples",
        lang=sample.get("language"),
        invariant=1,
    )
    frames = _frames(look, first, foot)
    # Reportlab exchanges width and height of a page that it marks as rotated.
    upright = (look.page[1], look.page[0])
    turned = PageTemplate(
        "turned", _frames(look, 44, 40, turned=True), onPage=turn, pagesize=upright
    )
    turned.rotation = 90
    doc.addPageTemplates(
        [
            PageTemplate("first", frames, onPage=decorate, autoNextPageTemplate="later"),
            PageTemplate("later", _frames(look, later, foot), onPage=decorate),
            turned,
        ]
    )
    width = frames[0]._width
    if sample.get("wide"):
        width = look.page[1] - 2 * look.margin
    doc.build(Builder(sample, look).flow(width))
    return int(doc.page)
