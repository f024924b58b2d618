"""Words of pages that are pictures, recognised by RapidOCR (its models are in its wheel).

Measured on a dense datasheet page at 200 dpi on one core: 3 s; with the default batch of six lines,
which pads all to the longest, 19 s. It reads Latin letters with their accents, Chinese and
Japanese; what it makes of Cyrillic or Arabic is noticed by its confidence, and Tesseract is asked
instead where it is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.documents import letters, sandbox, tesseract
from dualens.documents.limits import Limits
from dualens.documents.pdf import FEW_WORDS, PdfFile, RawPage
from dualens.documents.render import draw_array
from dualens.documents.textpage import RawWords

Progress = Callable[[dict[str, object]], None]

_DPI = 200.0
_COVERED = 0.5  # a picture over more of the page than this may be a scan; else it is decoration
_DRAWN = 30  # things drawn on a page without words: letters as outlines, perhaps
_BELIEVED = 0.80  # mean confidence below which the words are not believed


@dataclass(slots=True)
class Recognised:
    """Words in a picture, boxes in pixels, and how sure the recogniser is of them (0 to 1)."""

    texts: list[str]
    boxes: list[tuple[float, float, float, float]]
    lines: list[int]
    glue: list[bool]
    confidence: float


def recognise(pdf: PdfFile, pages: list[RawPage], limits: Limits, progress: Progress) -> list[str]:
    """Fills in the words of pages whose text is a picture or cannot be trusted.

    Returns:
        What the reader of the document should know about it.
    """
    any_text = any(page.words.texts for page in pages)
    wanted = [page for page in pages if _is_picture(page, any_text)]
    notes: list[str] = []
    if len(wanted) > limits.ocr_pages:
        notes.append(f"text was recognised on {limits.ocr_pages} of {len(wanted)} page pictures")
        for page in wanted[limits.ocr_pages :]:
            page.notes.append("page picture not read: too many in this document")
    distrusted = 0
    for page in wanted[: limits.ocr_pages]:
        progress({"ocr_page": page.number})
        if not _recognise_page(pdf, page, limits):
            distrusted += 1
    if distrusted:
        notes.append(f"the text in the picture of {distrusted} pages could not be recognised")
    return notes


def _is_picture(page: RawPage, any_text: bool) -> bool:
    """Whether a page's text has to be recognised from how it looks."""
    if page.words.hopeless:
        return True
    if len(page.words.texts) >= FEW_WORDS or page.objects == 0:
        return False
    if page.cover > _COVERED:
        return True
    return not page.words.texts and (not any_text or page.objects >= _DRAWN)


def _recognise_page(pdf: PdfFile, page: RawPage, limits: Limits) -> bool:
    """Recognises one page; False where nothing believable came of a page that has something."""
    if page.words.hopeless:
        page.notes.append("character map unusable")
    drawn = draw_array(pdf, page.number, _DPI, limits)
    if drawn is None or min(drawn[0].shape[:2]) < 16:
        return True
    pixels, scale = drawn
    if pixels.min() == pixels.max():
        return True  # an empty page
    found = _read_picture(pixels)
    if found.texts and found.confidence < _BELIEVED:
        other = tesseract.read_picture(pixels)
        found = other if other is not None and other.confidence > found.confidence else found
    if not found.texts:
        return True
    if found.confidence < _BELIEVED:
        page.notes.append("text in the picture could not be recognised")
        return False
    page.words = _as_words(found, scale)
    page.ocr = True
    page.notes.append("words recognised from the picture")
    return True


def _as_words(found: Recognised, scale: float) -> RawWords:
    count = len(found.texts)
    return RawWords(
        texts=found.texts,
        boxes=np.array(found.boxes, np.float32).reshape(-1, 4) / np.float32(scale),
        box_word=np.arange(count, dtype=np.int32),
        content_line=np.array(found.lines, np.int32),
        glue=np.array(found.glue, np.bool_),
        bold=np.zeros(count, np.bool_),
    )


@cache
def _engine() -> Callable[..., Any]:
    """The recogniser; its models are loaded once a worker."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    sandbox.limit_memory_again()
    recogniser: Callable[..., Any] = engine
    return recogniser


def _read_picture(pixels: NDArray[np.uint8]) -> Recognised:
    result = _engine()(pixels[:, :, ::-1], return_word_box=True)
    found = Recognised([], [], [], [], 0.0)
    if result.txts is None or result.boxes is None:
        return found
    length = sum(map(len, result.txts))
    scores = zip(result.txts, result.scores, strict=True)
    found.confidence = sum(len(text) * float(score) for text, score in scores) / max(length, 1)
    pieces = result.word_results or [()] * len(result.txts)
    for number, (text, box, line) in enumerate(zip(result.txts, result.boxes, pieces, strict=True)):
        _add_line(found, number, str(text), line, box)
    return found


def _add_line(
    found: Recognised, number: int, text: str, pieces: Sequence[Sequence[Any]], box: object
) -> None:
    """Adds the words of one line, cut where the line's text has blanks."""
    parts = [(str(piece[0]), _bounds(piece[2])) for piece in pieces if piece[0]]
    if "".join(part for part, _ in parts) != "".join(text.split()):
        parts = _shared_out(text, _bounds(box))
    at = 0
    first = True
    for part, bounds in parts:
        blank = text[at : at + 1].isspace()
        while text[at : at + 1].isspace():
            at += 1
        at += len(part)
        ended = not first and _cuts(found.texts[-1])
        if first or blank or ended:
            found.texts.append(part)
            found.boxes.append(bounds)
            found.lines.append(number)
            found.glue.append(not first and not blank)
        else:
            old = found.boxes[-1]
            found.texts[-1] += part
            found.boxes[-1] = (
                min(old[0], bounds[0]), min(old[1], bounds[1]),
                max(old[2], bounds[2]), max(old[3], bounds[3]),
            )  # fmt: skip
        first = False


def _cuts(text: str) -> bool:
    """Whether a word ends here although no blank follows: after a Chinese clause mark."""
    return text[-1] in "。！？；，、："


def _bounds(quad: object) -> tuple[float, float, float, float]:
    corners = np.asarray(quad, np.float32).reshape(-1, 2)
    left, top = corners.min(axis=0).tolist()
    right, bottom = corners.max(axis=0).tolist()
    return left, top, right, bottom


def _shared_out(
    text: str, bounds: tuple[float, float, float, float]
) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The words of a line whose box alone is known: its width by their share of the letters."""
    left, top, right, bottom = bounds
    step = (right - left) / max(len(text), 1)
    shared, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        for piece in letters.cut_han(word):
            end = start + len(piece)
            shared.append((piece, (left + start * step, top, left + end * step, bottom)))
            start = end
    return shared
