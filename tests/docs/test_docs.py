"""The documentation keeps up with the code: commands, options, errors, links, counts."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from dualens import errors
from dualens.classification import load_corpus
from dualens.cli.app import app
from dualens.matching import Match, MatchStatus

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "corpora/**/*.md", "evaluation/*.md", "models/**/*.md")
    for path in ROOT.glob(pattern)
)
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$")
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def commands(command: Any = None, path: str = "dualens") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    command = command or get_command(app)
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        yield from commands(child, f"{path} {name}")


def options(command: Any) -> set[str]:
    return {o for p in command.params for o in p.opts if o.startswith("--")} - {"--help"}


def sections(page: Path, level: int) -> dict[str, str]:
    """The text under each heading of a level, by its words; what code blocks hold is no heading."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line, heading in lines_of(page):
        if heading is not None and heading[0] <= level:
            current = found.setdefault(heading[1], []) if heading[0] == level else []
        else:
            current.append(line)
    return {title: "\n".join(lines) for title, lines in found.items()}


def lines_of(page: Path) -> Iterator[tuple[str, tuple[int, str] | None]]:
    """The lines of a page, each with the level and words of the heading that it is."""
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        found = None if fenced else _HEADING.match(line)
        yield line, (len(found[1]), found[2]) if found else None


def anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_its_options_and_an_example(name: str) -> None:
    text = sections(DOCS / "interface.md", 2).get(name)
    assert text is not None, f"docs/interface.md has no heading '## {name}'"
    wanted = options(COMMANDS[name])

    rows = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert rows == wanted
    assert re.search(rf"^    {name}( |$)", text, re.MULTILINE), "an example is missing"
    assert set(_OPTION.findall(text)) <= wanted | {"--help"} | {
        o for other in COMMANDS.values() for o in options(other)
    }


def test_no_section_is_of_a_command_that_is_gone() -> None:
    titles = sections(DOCS / "interface.md", 2)
    assert {title for title in titles if title.startswith("dualens ")} == set(COMMANDS)


def test_the_root_options_are_named() -> None:
    text = (DOCS / "interface.md").read_text(encoding="utf-8")
    root = get_command(app)
    assert not [option for option in options(root) if option not in text]


def error_classes() -> set[str]:
    return {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, errors.DualensError)
    }


@pytest.mark.parametrize(
    ("under", "wanted"),
    [
        ("Error classes", error_classes()),
        ("Failure kinds", {str(kind) for kind in errors.FailureKind}),
    ],
)
def test_every_error_has_a_heading_and_a_remedy(under: str, wanted: set[str]) -> None:
    titles: dict[str, str] = {}
    inside = ""
    for line, heading in lines_of(DOCS / "errors.md"):
        if heading is not None and heading[0] == 2:
            inside = heading[1]
        elif heading is not None and inside == under:
            titles[heading[1]] = ""
        elif inside == under and titles:
            titles[list(titles)[-1]] += line + "\n"
    assert set(titles) == wanted
    assert [title for title, text in titles.items() if "**Do:**" not in text] == []


def test_every_field_of_a_match_is_named() -> None:
    match = Match("l", "v", "e", "t", "w", False, 0.5, MatchStatus.POSSIBLE, (), (), ())
    text = (DOCS / "interface.md").read_text(encoding="utf-8")
    assert [key for key in match.as_dict() if f'"{key}"' not in text] == []
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    assert list(example["matches"][0]) == list(match.as_dict())


def test_every_field_of_the_training_manifest_is_named() -> None:
    text = (DOCS / "training.md").read_text(encoding="utf-8")
    data = tomllib.loads((ROOT / "corpora" / "train.toml").read_text(encoding="utf-8"))
    used = {f"{table}.{key}" for table, settings in data.items() for key in settings}
    assert [name for name in sorted(used) if f"`{name}`" not in text] == []


def test_the_index_of_files_of_a_model_is_whole() -> None:
    text = (DOCS / "training.md").read_text(encoding="utf-8")
    folder = ROOT / "models" / "default"
    names = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()]
    assert names
    assert [name for name in names if f"`{name}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    """Files and headings of this repository; what lies elsewhere is not asked."""
    broken = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        known = fragment == "" or (
            there.suffix == ".md"
            and there.is_file()
            and fragment in {anchor(h[1]) for _, h in lines_of(there) if h}
        )
        if not there.exists() or not known or not there.is_relative_to(ROOT):
            broken.append(target)
    assert broken == []


def test_the_counts_of_the_written_corpus_are_those_of_its_files() -> None:
    files = sorted((ROOT / "corpora" / "passages").glob("*.jsonl"))
    documents = load_corpus(files)
    text = (ROOT / "corpora" / "passages" / "README.md").read_text(encoding="utf-8")
    passages = [p for d in documents for p in d.passages]
    vendors = {d.vendor for d in documents}
    languages = {d.language for d in documents}

    assert (
        f"{len(documents):,} documents, {len(passages):,} passages, "
        f"{len(vendors):,} invented vendors, {len(languages)} languages." in text
    )
    offering = sum(bool(d.labels) for d in documents)
    assert f"{offering} documents offer at least one" in " ".join(text.split())
    for batch in sorted({d.batch for d in documents}):
        mine = [d for d in documents if d.batch == batch]
        row = f"| {batch} | {len(mine)} | {sum(bool(d.labels) for d in mine)} |"
        assert row in text
    labelled = {d.batch for d in documents if any(p.elements for p in d.passages)}
    *others, last = sorted(labelled)
    assert f"Batches {', '.join(others)} and {last} are labelled for the elements" in text


def test_the_counts_of_the_product_texts_are_those_of_their_files() -> None:
    text = (ROOT / "corpora" / "README.md").read_text(encoding="utf-8")
    items = [
        json.loads(line)
        for path in sorted((ROOT / "corpora" / "products").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    codes = {code[:5] for item in items for code in item["entries"]}
    assert f"{len(items):,} texts over {len(codes)} of the 384 codes" in text


def test_the_reading_list_is_whole_and_names_no_reserved_vendor() -> None:
    with (ROOT / "corpora" / "READING.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["batch", "address", "vendor", "language", "date", "learnt"]
    assert {len(row) for row in rows} == {len(header)}
    assert {row[0] for row in rows} == set("abcdefghijlmnopsvy")  # the others read nothing new
    reserved = ROOT.parent / "shared" / "documents" / "RESERVED.md"
    if not reserved.is_file():
        pytest.skip("the list of reserved vendors is not on this machine")
    paragraphs = reserved.read_text(encoding="utf-8").split("\n\n")
    paragraph = max(paragraphs, key=lambda text: text.count(","))
    names = [name.strip(" .)\n") for name in re.split(r"[,(\n]", paragraph) if name.strip(" .)")]
    assert len(names) > 50
    guilty = [row for row in rows for name in names if re.search(rf"\b{re.escape(name)}\b", row[2])]
    assert guilty == []
