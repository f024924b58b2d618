"""The newest edition comes over HTTP, is checked, and replaces no older one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from dualens.cli.app import app
from dualens.errors import FetchError, ListFormatError, UsageError
from dualens.lists import editions, load_list, update_list
from dualens.lists.importers.assembly import place
from tests.lists.samples import grid, html, p


class Office(ThreadingHTTPServer):
    """Answers as the Publications Office does; tests change what it knows."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.known = ["02021R0821-20300131", "02021R0821-20200101"]
        self.texts: dict[str, str] = {}
        self.asked: list[str] = []
        self.wait = threading.Event()
        self.wait.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Office

    def do_GET(self) -> None:
        self.server.wait.wait(20)
        parts = urlsplit(self.path)
        self.server.asked.append(parts.path)
        if parts.path == "/webapi/rdf/sparql":
            assert "02021R0821-" in parse_qs(parts.query)["query"][0]
            assert self.headers["Accept"] == "application/sparql-results+json"
            rows = [{"celex": {"type": "literal", "value": one}} for one in self.server.known]
            self._send(json.dumps({"results": {"bindings": rows}}))
        elif (name := parts.path.removeprefix("/resource/celex/")) in self.server.texts:
            assert self.headers["Accept-Language"] == "eng"
            self._send(self.server.texts[name])
        else:
            self.send_error(404)

    def _send(self, text: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def annex(share: float = 1.0) -> str:
    entries = sorted(load_list().entries, key=lambda entry: place(entry.code))
    kept = entries[: round(len(entries) * share)]
    return html(*(grid(entry.code, p(f"Goods of {entry.code}.")) for entry in kept))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("DUALENS_HOME", str(tmp_path))
    server = Office()
    server.texts["02021R0821-20300131"] = annex()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.wait.set()
    server.shutdown()
    server.server_close()


def official() -> list[str]:
    return [e.version for e in editions() if e.form == "official"]


def test_the_newest_edition_is_fetched_and_kept(office: Office) -> None:
    found = update_list(base=office.address)
    assert found.version == "2030-01-31"
    assert found.imported is not None
    assert found.path is not None
    assert found.path.is_file()
    assert official() == ["2030-01-31"]


def test_an_older_edition_stays(office: Office) -> None:
    update_list(base=office.address)
    office.known.insert(0, "02021R0821-20310301")
    office.texts["02021R0821-20310301"] = annex().replace("31.01.2030", "01.03.2031")
    assert update_list(base=office.address).version == "2031-03-01"
    assert official() == ["2031-03-01", "2030-01-31"]


def test_what_is_at_hand_is_not_fetched_again(office: Office) -> None:
    update_list(base=office.address)
    office.asked.clear()
    assert update_list(base=office.address).imported is None
    assert office.asked == ["/webapi/rdf/sparql"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (lambda: annex(0.5), "known entries are not in"),
        (lambda: annex().replace("31.01.2030", "30.01.2030"), "was asked for"),
        (lambda: annex()[:-2000], "cut off"),
        (lambda: "Service unavailable", "no form of a control list"),
    ],
)
def test_what_is_not_the_whole_edition_is_not_kept(
    office: Office, text: object, message: str
) -> None:
    assert callable(text)
    office.texts["02021R0821-20300131"] = text()
    with pytest.raises(ListFormatError, match=message):
        update_list(base=office.address)
    assert official() == []


def test_no_text_no_edition_no_server(office: Office) -> None:
    office.texts.clear()
    with pytest.raises(FetchError, match="Not Found"):
        update_list(base=office.address)
    office.known.clear()
    with pytest.raises(FetchError, match="knows no consolidated edition"):
        update_list(base=office.address)
    with pytest.raises(FetchError, match="refused"):
        update_list(base="http://127.0.0.1:9")


def test_a_server_that_does_not_answer_is_given_up(office: Office) -> None:
    office.wait.clear()
    with pytest.raises(FetchError, match="timed out"):
        update_list(base=office.address, timeout=0.3)


@pytest.mark.parametrize(
    ("celex", "base"), [("32021R0821", "http://x"), ("02021R0821", "file:///etc")]
)
def test_wrong_arguments(celex: str, base: str) -> None:
    with pytest.raises(UsageError):
        update_list(celex, base)


def test_the_command_says_what_came_and_then_that_it_is_at_hand(office: Office) -> None:
    command = ["lists", "update", "--from", office.address]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 0
    assert "eu-annex-i 2030-01-31: 384 entries" in first.output
    second = CliRunner().invoke(app, command)
    assert second.exit_code == 0
    assert "is the newest edition, and is at hand" in second.output
