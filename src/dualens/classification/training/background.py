"""Ordinary technical prose that training finds where it already is: in the libraries it runs on.

The written corpus is ours and sounds like it; to an encoder that knows nothing else, any dull page
of another hand is strange, and strange is easily taken for suspicious. The documentation of open
libraries is real technical prose of thousands of hands, and offers nothing of the taxonomy. It is
read from the installed packages, whose versions are pinned; none of it is kept in the project.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import islice
from pathlib import Path

from dualens.classification.corpus import LabelledDocument, LabelledPassage
from dualens.errors import MissingExtraError

PASSAGES = 14
"""The most passages of one document: as many as the written ones have at most."""

FEWEST = 4
GUIDES = 10
"""The most modules of one package that become documents, so that no package outweighs the rest."""

_SHORTEST, _LONGEST = 30, 420
_MOSTLY_WORDS = 0.87
_MARKUP = (">>>", "..", "@", "|", "<", ":", "+-", "Licensed under")


def background_documents(packages: Sequence[str], seed: int) -> list[LabelledDocument]:
    """Documents without labels from installed packages.

    A package's read-me file becomes a brochure, the docstrings of a module a manual.

    Args:
        packages: Names of distributions.

    Raises:
        MissingExtraError: One of them is not installed.
    """
    draw = random.Random(seed)
    documents: list[LabelledDocument] = []
    for name in packages:
        try:
            package = distribution(name)
        except PackageNotFoundError as error:
            raise MissingExtraError(name, "training") from error
        documents += _documents(package, draw)
    return documents


def versions(packages: Sequence[str]) -> dict[str, str]:
    """The version of each package, to say what was read."""
    return {name: distribution(name).version for name in packages}


def _documents(package: Distribution, draw: random.Random) -> Iterator[LabelledDocument]:
    name = package.metadata["Name"]
    readme = _passages(_readme(package))
    if len(readme) >= FEWEST:
        yield _document(name, "readme", "brochure", readme, draw)
    for module, passages in islice(_guides(package, draw), GUIDES):
        yield _document(name, module, "manual", passages, draw)


def _readme(package: Distribution) -> str:
    text = package.metadata.json.get("description", "")
    text = re.sub(r"```.*?```", "\n\n", str(text), flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\n(?=\s*[-*] )", "\n\n", text)
    return re.sub(r"[`*]+", "", text)


def _guides(package: Distribution, draw: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Modules in an order of chance, and the paragraphs of their docstrings."""
    files = [f for f in package.files or () if f.suffix == ".py" and "tests" not in f.parts]
    for file in draw.sample(sorted(files), len(files)):
        path = Path(str(package.locate_file(file)))
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError:
            continue  # a template, no module
        passages = _passages("\n\n".join(_docstrings(tree)))
        if len(passages) >= FEWEST:
            yield str(file), passages


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def _passages(text: str) -> list[str]:
    """Its paragraphs that are prose, each once."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return list(dict.fromkeys(p.lstrip("*-# ") for p in paragraphs if _is_prose(p)))


def _is_prose(paragraph: str) -> bool:
    if not _SHORTEST <= len(paragraph) <= _LONGEST or paragraph.startswith(_MARKUP):
        return False
    if "http" in paragraph or ">>>" in paragraph:
        return False
    letters = sum(c.isalpha() or c == " " for c in paragraph)
    return letters >= _MOSTLY_WORDS * len(paragraph)


def _document(
    vendor: str, product: str, kind: str, passages: Sequence[str], draw: random.Random
) -> LabelledDocument:
    first = draw.randint(0, max(len(passages) - PASSAGES, 0))
    chosen: Iterable[str] = passages[first : first + PASSAGES]
    return LabelledDocument(
        id=f"{vendor}/{product}",
        vendor=vendor,
        product=product,
        language="en",
        kind=kind,
        field="other",
        batch="background",
        passages=tuple(LabelledPassage(text, "", (), ()) for text in chosen),
    )
