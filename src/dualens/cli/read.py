"""``dualens read``: text, or pages and words with boxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualens.cli.common import check_files, print_json

if TYPE_CHECKING:
    from dualens.documents import Document, Page


_EPILOG = """\b
Examples:
  dualens read brochure.pdf --text | less
  dualens read brochure.pdf --json > words.json
"""


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command(epilog=_EPILOG)(read)


def read(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A PDF or plain text file.", show_default=False)
    ],
    text: Annotated[bool, typer.Option("--text", help="The text in reading order.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Pages, words and boxes.")] = False,
) -> None:
    """Only read a file: its text, or with --json its pages, words and passages."""
    from dualens import documents
    from dualens.errors import UsageError

    if text and json:
        raise UsageError("--text and --json exclude each other.", "Choose one.")
    check_files([file])
    document = documents.read(file)
    if json:
        print_json(_as_dict(document))
    else:
        typer.echo("\n\n\f".join(page.text for page in document.pages))


def _as_dict(document: Document) -> dict[str, Any]:
    return {
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "media_type": document.media_type,
            "pages": len(document.pages),
            "language": document.language,
            "ocr": document.ocr,
        },
        "pages": [_page(page) for page in document.pages],
        "passages": [
            {
                "page": p.page,
                "kind": str(p.kind),
                "heading": p.heading,
                "header": p.header,
                "text": p.text,
                "words": [p.start, p.end],
            }
            for p in document.passages
        ],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "page": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "ocr": page.ocr,
        "note": page.note,
        "words": [
            {"text": word.text, "boxes": [[round(value, 2) for value in box] for box in word.boxes]}
            for word in page.iter_words()
        ],
    }
