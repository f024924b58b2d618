"""Writes the sample PDFs and their labels from the content files beside this script.

    python corpora/samples/generate.py [--fonts DIR] [--out DIR] [NAME ...]

The same fonts and library versions give the same bytes; ``made-with.json`` names those that the
files in the repository were made with.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import sys
import tempfile
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Any

import layouts
import markup
import pypdfium2 as pdfium
import typefaces
from PIL import Image, ImageFilter
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).resolve().parent
DOTS = 150  # dots per inch of the scans


def fold(text: str) -> str:
    """Folds white space, joins hyphenation and undoes ligatures, so that a quote can be found."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\u0002\ufffe\u2010-]", "", text)


def page_texts(path: Path) -> list[str]:
    """Returns the text of each page."""
    document = pdfium.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def locate(sample: markup.Sample, pages: list[str]) -> list[dict[str, Any]]:
    """Finds the page of each marked quote.

    Raises:
        ValueError: where a quote is not on exactly one page.
    """
    folded = [fold(text) for text in pages]
    out = []
    for capability, quote in sample.evidence:
        hits = [i for i, text in enumerate(folded, 1) if fold(quote) in text]
        if len(hits) != 1:
            raise ValueError(f"{sample.name}: {quote!r} is on pages {hits}, not on one")
        out.append({"capability": capability, "page": hits[0], "quote": quote})
    return out


def scan(source: Path, target: Path, seed: str) -> None:
    """Turns a PDF into pictures of its pages: grey, noisy, a little crooked, no text layer."""
    rng = random.Random(seed)
    document = pdfium.PdfDocument(source)
    canvas = Canvas(str(target), invariant=1)
    for page in document:
        width, height = page.get_size()
        picture = page.render(scale=DOTS / 72, grayscale=True).to_pil().convert("L")
        jpeg = ImageReader(io.BytesIO(_photocopy(picture, rng)))
        canvas.setPageSize((width, height))
        canvas.drawImage(jpeg, 0, 0, width, height)
        canvas.showPage()
    document.close()
    canvas.save()


def _photocopy(picture: Image.Image, rng: random.Random) -> bytes:
    """Skews a page slightly, blurs it, lays noise over it and packs it as JPEG."""
    angle = rng.choice((-1, 1)) * rng.uniform(0.5, 0.9)
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=246)
    picture = picture.filter(ImageFilter.GaussianBlur(0.45))
    grain = Image.frombytes("L", picture.size, rng.randbytes(picture.width * picture.height))
    picture = Image.blend(picture, grain.filter(ImageFilter.GaussianBlur(0.6)), 0.07)
    pixels = io.BytesIO()
    picture.save(pixels, "JPEG", quality=46)
    return pixels.getvalue()


def make(sample: markup.Sample, out: Path) -> dict[str, Any]:
    """Writes one sample's PDF and returns its label."""
    target = out / f"{sample.name}.pdf"
    total = layouts.build(sample, target)
    layouts.build(sample, target, total)
    evidence = locate(sample, page_texts(target))
    if sample.get("scan") == "yes":
        with tempfile.TemporaryDirectory() as folder:
            clean = target.rename(Path(folder) / target.name)
            scan(clean, target, sample.name)
    return {
        "file": target.name,
        "language": sample.get("language"),
        "layout": sample.get("layout"),
        "vendor": sample.get("vendor"),
        "capabilities": sorted({row["capability"] for row in evidence}),
        "evidence": evidence,
        "note": sample.get("note"),
    }


def made_with(fonts: dict[str, Path]) -> dict[str, Any]:
    """Names what decides the bytes: library versions and fonts."""
    names = ("reportlab", "pillow", "pypdfium2")
    return {**{name: version(name) for name in names}, "fonts": typefaces.digests(fonts)}


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    parser = argparse.ArgumentParser(description="Writes the sample PDFs and their labels.")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--versions", action="store_true", help="print what decides the bytes")
    parser.add_argument("names", nargs="*", help="only these samples; labels are left alone")
    options = parser.parse_args(arguments)
    try:
        fonts = typefaces.find(options.fonts)
    except typefaces.FontsMissingError as error:
        print(error, file=sys.stderr)
        return 2
    if options.versions:
        print(json.dumps(made_with(fonts), indent=1))
        return 0
    rl_config.useA85 = 0
    typefaces.register(fonts)
    options.out.mkdir(parents=True, exist_ok=True)
    labels = []
    for path in sorted((HERE / "content").glob("*.sample")):
        if not options.names or path.stem in options.names:
            labels.append(make(markup.read(path), options.out))
            print(labels[-1]["file"])
    if not options.names:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labels)
        (options.out / "labels.jsonl").write_text(lines, encoding="utf-8")
        versions = json.dumps(made_with(fonts), indent=1) + "\n"
        (options.out / "made-with.json").write_text(versions, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
