"""``dualens match`` and ``dualens classify``: the documented form, one line a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import schema
from tests.cli.conftest import Call
from tests.cli.tiny import LIST, run_program
from tests.documents.make import text_pdf

TEXTS = [
    {"id": "1", "text": "An unmanned aerial vehicle of three hours' endurance."},
    {"id": 2, "text": "A line\u2028with Unicode's own line end, and\x85another."},
    {"id": "x\nу", "text": "Software that delivers intrusion software to a phone."},
]


def lines(items: list[object]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(lines([*TEXTS]), encoding="utf-8")
    return path


def objects(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def test_matches_of_a_text_are_ranked_from_one(dualens: Call) -> None:
    ran = dualens("match", TEXTS[0]["text"], "--json", "--top", "2")
    (matches,) = ran.objects
    assert 1 <= len(matches) <= 2
    for match in matches:
        schema.check(match, schema.RANKED)
    assert [match["rank"] for match in matches] == list(range(1, len(matches) + 1))


def test_matches_of_a_document_are_those_of_its_assessment(dualens: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(text_pdf(str(TEXTS[0]["text"])))
    (matches,) = dualens("match", "--file", path, "--json").objects
    (row,) = dualens("assess", path, "--json", "-").objects
    assert [{k: v for k, v in m.items() if k != "rank"} for m in matches] == row["matches"]


def test_matches_for_people_name_entry_score_status_and_conditions(dualens: Call) -> None:
    ran = dualens("match", TEXTS[0]["text"])
    assert ran.status == 0
    assert " 1  " in ran.out
    assert "condition  " in ran.out


def test_many_texts_have_a_line_each_in_their_order(
    dualens: Call, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    ran = dualens("match", "--jsonl", source, out, "--top", "1")
    assert ran.status == 0
    assert ran.out == ""
    for item, line in zip(TEXTS, objects(out), strict=True):
        schema.check(line, schema.MATCHED_LINE)
        assert line["id"] == item["id"]
        assert len(line["matches"]) <= 1  # type: ignore[arg-type]


def test_classified_texts_have_all_capabilities(
    dualens: Call, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    ran = dualens("classify", "--jsonl", source, out)
    assert ran.status == 0
    assert [line["id"] for line in objects(out)] == [item["id"] for item in TEXTS]
    for line in objects(out):
        schema.check(line, schema.CLASSIFIED_LINE)


def test_texts_can_come_from_and_go_to_a_pipe(home: Path) -> None:
    ran = run_program(
        home, "match", "--jsonl", "-", "-", "--list", LIST, input=lines([*TEXTS]).encode()
    )
    assert ran.status == 0
    assert [line["id"] for line in ran.objects] == [item["id"] for item in TEXTS]


@pytest.mark.parametrize("command", ["match", "classify"])
def test_a_text_that_cannot_be_read_has_a_line_with_its_error(
    dualens: Call, tmp_path: Path, command: str
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.write_text(lines([TEXTS[0], {"id": "empty", "text": " "}, TEXTS[1]]), "utf-8")
    ran = dualens(command, "--jsonl", source, out)
    assert ran.status == 1
    assert "1 of 3 texts could not be read" in ran.err
    assert [line["id"] for line in objects(out)] == ["1", "empty", 2]
    schema.check(objects(out)[1]["error"], schema.ERROR)


@pytest.mark.parametrize(
    "broken",
    [
        "{", "[]", '"text"', "1", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": null}',
        '{"id": 1, "text": ["a"]}', "[" * 50_000, "\x00",
    ],
    ids=range(10),
)  # fmt: skip
@pytest.mark.parametrize("command", ["match", "classify"])
def test_a_broken_line_is_named_and_nothing_is_written(
    dualens: Call, tmp_path: Path, command: str, broken: str
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines([TEXTS[0]]) + "\n" + broken + "\n", encoding="utf-8")
    ran = dualens(command, "--jsonl", source, out)
    assert ran.status == 2
    assert f"{source}, line 3 is not an object with id and text." in ran.err
    assert not out.exists()


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe{}", bytes(range(256))])
def test_a_file_without_texts_is_told(dualens: Call, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(content)
    ran = dualens("classify", "--jsonl", source, tmp_path / "out")
    assert ran.status == 2
    assert str(source) in ran.err


def test_a_byte_order_mark_and_half_a_surrogate_pair_are_borne(
    dualens: Call, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'\xef\xbb\xbf{"id": "\\ud83d", "text": "A lamp \\ud83d for a table."}\r\n')
    assert dualens("match", "--jsonl", source, out).status == 0
    assert objects(out)[0]["id"] == "\ud83d"


def test_the_input_is_never_the_output(dualens: Call, source: Path) -> None:
    before = source.read_bytes()
    ran = dualens("classify", "--jsonl", source, source)
    assert ran.status == 2
    assert "would be overwritten" in ran.err
    assert source.read_bytes() == before


def test_an_output_that_cannot_be_written_is_refused(
    dualens: Call, source: Path, tmp_path: Path
) -> None:
    ran = dualens("match", "--jsonl", source, tmp_path / "none" / "out")
    assert ran.status == 2
    assert "does not exist. Create it first." in ran.err


def test_a_file_name_given_as_text_is_pointed_out(dualens: Call, source: Path) -> None:
    assert "use --file" in dualens("match", source).err
