"""``dualens assess``: what it prints where, in which form and order, and the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dualens.taxonomy import capability_ids
from tests.cli import schema
from tests.cli.conftest import Call
from tests.cli.tiny import LIST, SAMPLE, Ran, run_program
from tests.documents.make import text_pdf

TEXTS = {
    "z-first.pdf": "The depot tool plans shifts for bus drivers.",
    "m-second.txt": "A camera recognises faces in a crowd and tells the police.",
    "a-third.pdf": "The pump moves forty litres of water a minute.",
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        data = text_pdf(text) if name.endswith(".pdf") else text.encode()
        (folder / name).write_bytes(data)
    return [folder / name for name in TEXTS]


@pytest.fixture
def with_bad(files: list[Path]) -> list[Path]:
    bad = files[0].with_name("bad.pdf")
    bad.write_bytes(b"no PDF")
    return [files[0], bad, *files[1:]]


def test_json_on_standard_output_is_nothing_but_json(home: Path, with_bad: list[Path]) -> None:
    ran = run_program(
        home, "assess", *with_bad, "--json", "-", "--xlsx", with_bad[0].parents[1] / "o.xlsx",
        "--list", LIST,
    )  # fmt: skip
    assert ran.status == 1
    for line in ran.out.removesuffix("\n").split("\n"):
        json.loads(line)
    assert len(ran.objects) == len(with_bad)
    assert "could not be read" in ran.err
    assert "Not read: " in ran.err
    assert "Written: " in ran.err


def test_each_object_has_exactly_the_fields_of_the_interface(
    dualens: Call, with_bad: list[Path]
) -> None:
    for row in dualens("assess", SAMPLE, *with_bad, "--json", "-").objects:
        unread = row["status"] == "unreadable"
        schema.check(row, schema.UNREADABLE if unread else schema.ASSESSED)


@pytest.mark.slow
def test_the_default_list_gives_the_same_fields(home: Path, files: list[Path]) -> None:
    ran = run_program(home, "assess", files[1], SAMPLE, "--json", "-")
    for row in ran.objects:
        schema.check(row, schema.ASSESSED)
        assert list(row["made_with"]["lists"]) == ["eu-annex-i"]
        assert row["matches"]


def test_every_capability_is_in_the_flags_once(dualens: Call, files: list[Path]) -> None:
    for row in dualens("assess", *files, "--json", "-").objects:
        assert sorted(flag["capability"] for flag in row["flags"]) == sorted(capability_ids())


def test_matches_are_ranked(dualens: Call) -> None:
    (row,) = dualens("assess", SAMPLE, "--json", "-").objects
    scores = [match["score"] for match in row["matches"]]
    assert scores == sorted(scores, reverse=True)


def test_objects_come_in_the_order_given(dualens: Call, files: list[Path], tmp_path: Path) -> None:
    given = [path.name for path in files]
    out = tmp_path / "out.jsonl"
    ran = dualens("assess", *files, "--json", "-", "--jobs", "2")
    assert [row["document"]["name"] for row in ran.objects] == given
    dualens("assess", *reversed(files), "--json", out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["document"]["name"] for row in rows] == given[::-1]


@pytest.mark.slow
def test_two_runs_and_any_number_of_jobs_give_the_same_bytes(
    home: Path, files: list[Path], tmp_path: Path
) -> None:
    made = []
    for number, jobs in enumerate(("1", "1", "2")):
        out = tmp_path / f"{number}"
        ran = run_program(
            home, "assess", *files, SAMPLE, "--list", LIST, "--jobs", jobs,
            "--json", out.with_suffix(".jsonl"), "--xlsx", out.with_suffix(".xlsx"),
            env={"PYTHONHASHSEED": str(number)},
        )  # fmt: skip
        assert ran.status == 0
        made.append([out.with_suffix(s).read_bytes() for s in (".jsonl", ".xlsx")])
    assert made[0] == made[1] == made[2]


@pytest.mark.slow
def test_neighbours_and_a_cache_do_not_change_a_document(
    dualens: Call, files: list[Path], tmp_path: Path
) -> None:
    alone = dualens("assess", SAMPLE, "--json", "-").out
    among = dualens("assess", *files, SAMPLE, "--json", "-").out
    assert among.endswith(alone)
    for _ in range(2):  # an empty cache, then a full one
        assert dualens("assess", SAMPLE, "--json", "-", "--cache", tmp_path / "c").out == alone


def test_standard_output_and_a_file_get_the_same_bytes(
    dualens: Call, files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    shown = dualens("assess", *files, "--json", "-").out
    dualens("assess", *files, "--json", out)
    assert out.read_text("utf-8") == shown


def test_an_earlier_output_is_replaced_whole(
    dualens: Call, files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("long and old\n" * 9999)
    dualens("assess", files[0], "--json", out)
    assert len(out.read_text("utf-8").splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out.jsonl"}


def test_progress_names_files_and_counts_them_on_standard_error(
    dualens: Call, files: list[Path]
) -> None:
    ran = dualens("assess", *files, "--json", "-")
    assert "Assessing 1 of 3: z-first.pdf" in ran.err
    assert "Assessing 3 of 3: a-third.pdf" in ran.err


def test_the_table_fits_and_the_written_files_are_named(
    dualens: Call, with_bad: list[Path], tmp_path: Path
) -> None:
    ran = dualens(
        "assess", *with_bad, "--json", tmp_path / "o.jsonl", "--html", tmp_path / "o.html"
    )
    assert ran.status == 1
    assert max(map(len, ran.out.split("\n"))) <= 160 + len(str(tmp_path))
    for name in TEXTS:
        assert name in ran.out
    assert "not read: damaged" in ran.out
    assert "3 assessed" in ran.out
    assert "1 could not be read" in ran.out
    assert f"Written: {tmp_path / 'o.html'}" in ran.out


def test_a_link_as_output_stays_a_link(dualens: Call, files: list[Path], tmp_path: Path) -> None:
    target, link = tmp_path / "real", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    dualens("assess", files[0], "--json", link)
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["status"] == "assessed"
    assert target.stat().st_mode & 0o777 == 0o640


def test_read_gives_text_or_words_with_boxes(dualens: Call, files: list[Path]) -> None:
    assert TEXTS["z-first.pdf"] in dualens("read", files[0]).out
    ran: Ran = dualens("read", files[0], "--json")
    (page,) = ran.objects[0]["pages"]
    assert [word["text"] for word in page["words"]] == TEXTS["z-first.pdf"].split()
    assert all(len(box) == 4 for word in page["words"] for box in word["boxes"])
    assert ran.objects[0]["document"]["media_type"] == "application/pdf"


def test_read_of_a_bad_file_ends_with_its_reason(dualens: Call, with_bad: list[Path]) -> None:
    ran = dualens("read", with_bad[1])
    assert ran.status == 1
    assert ran.out == ""
    assert ran.err == "dualens: bad.pdf: The file is named .pdf but is not a PDF.\n"
