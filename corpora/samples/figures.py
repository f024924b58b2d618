"""Line drawings for the samples: plain vector figures with labels."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

HEIGHTS = {"device": 82, "chain": 58, "bars": 92, "antenna": 110, "screen": 120}


class Figure(Flowable):  # type: ignore[misc]
    """A figure of one kind, in the accent colour, with the labels that its text lists."""

    def __init__(self, text: str, font: str, accent: Color, ink: Color, scale: float = 1) -> None:
        super().__init__()
        self.kind, _, self.label = text.partition(" ")
        self.font, self.accent, self.ink = font, accent, ink
        self.height = HEIGHTS[self.kind] * scale
        self.width = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Takes the whole width on offer."""
        self.width = width
        return width, self.height + 8

    def draw(self) -> None:
        """Draws the figure."""
        self.canv.saveState()
        self.canv.setStrokeColor(self.ink)
        self.canv.setFillColor(self.ink)
        self.canv.setLineWidth(0.8)
        getattr(self, f"_{self.kind}")(self.canv)
        self.canv.restoreState()

    def _caption(self, canv: Canvas, text: str) -> None:
        canv.setFillColor(self.ink)
        canv.setFont(self.font, 7)
        canv.drawCentredString(self.width / 2, 2, text)

    def _device(self, canv: Canvas) -> None:
        w = min(self.width * 0.8, 260)
        x, h = (self.width - w) / 2, self.height - 24
        canv.setFillGray(0.86)
        canv.roundRect(x, 16, w, h, 5, fill=1)
        canv.setFillGray(0.3)
        canv.roundRect(x + 10, 24, w * 0.3, h - 16, 3, fill=1)
        for i in range(8):
            canv.setFillColor(self.accent if i % 3 else self.ink)
            canv.circle(x + w * 0.42 + i * w * 0.065, 16 + h * 0.65, 3, fill=1, stroke=0)
        for i in range(6):
            canv.rect(x + w * 0.4 + i * w * 0.09, 16 + h * 0.2, w * 0.06, h * 0.2, fill=0)
        self._caption(canv, self.label)

    def _chain(self, canv: Canvas) -> None:
        labels = [part.strip() for part in self.label.split(">")]
        gap = 16.0
        w = (self.width - gap * (len(labels) - 1)) / len(labels)
        size = min([8.5, *(8.0 * w * 0.9 / canv.stringWidth(t, self.font, 8) for t in labels)])
        for i, text in enumerate(labels):
            x = i * (w + gap)
            canv.setFillColor(self.accent)
            canv.roundRect(x, 12, w, self.height - 22, 4, fill=1, stroke=0)
            canv.setFillGray(1)
            canv.setFont(self.font, size)
            canv.drawCentredString(x + w / 2, self.height / 2 - 2, text)
            if i:
                y = self.height / 2 + 1
                canv.line(x - gap + 2, y, x - 2, y)
                canv.line(x - 6, y + 3, x - 2, y)
                canv.line(x - 6, y - 3, x - 2, y)

    def _bars(self, canv: Canvas) -> None:
        pairs = [part.strip().rsplit("=", 1) for part in self.label.split(",")]
        top = max(float(v) for _, v in pairs)
        w = self.width / len(pairs)
        canv.line(0, 14, self.width, 14)
        for i, (text, value) in enumerate(pairs):
            h = (self.height - 32) * float(value) / top
            canv.setFillColor(self.accent)
            canv.rect(i * w + w * 0.25, 14, w * 0.5, h, fill=1, stroke=0)
            canv.setFillColor(self.ink)
            canv.setFont(self.font, 7)
            canv.drawCentredString(i * w + w / 2, 4, text)
            canv.drawCentredString(i * w + w / 2, 17 + h, value)

    def _antenna(self, canv: Canvas) -> None:
        x, foot = self.width / 2, 16.0
        top = self.height - 30
        canv.line(x - 16, foot, x, top)
        canv.line(x + 16, foot, x, top)
        for i in range(1, 6):
            y, half = foot + (top - foot) * i / 6, 16 * (1 - i / 6)
            canv.line(x - half, y, x + half, y)
        canv.setStrokeColor(self.accent)
        for r in (8, 15, 22):
            canv.arc(x - r, top - r, x + r, top + r, -40, 80)
            canv.arc(x - r, top - r, x + r, top + r, 140, 80)
        self._caption(canv, self.label)

    def _screen(self, canv: Canvas) -> None:
        w = min(self.width, 300)
        x, h = (self.width - w) / 2, self.height - 18
        canv.setFillGray(0.95)
        canv.rect(x, 14, w, h, fill=1)
        canv.setFillColor(self.accent)
        canv.rect(x, 14 + h - 12, w, 12, fill=1, stroke=0)
        canv.setFillGray(0.8)
        canv.rect(x + 4, 18, w * 0.22, h - 20, fill=1, stroke=0)
        for i in range(3):
            for j in range(2):
                canv.setFillGray(0.7 + 0.06 * ((i + j) % 3))
                cw, ch = w * 0.23, (h - 26) / 2
                canv.rect(x + w * 0.26 + i * (cw + 3), 18 + j * (ch + 3), cw, ch, fill=1, stroke=0)
        self._caption(canv, self.label)
