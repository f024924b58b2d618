"""The HTML report in a real browser: keys, boxes on the page, printing, no request, no script."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from dualens.assessment import Row, by_need, write_html
from dualens.documents import ReaderPool
from tests.assessment.test_html_rows import rows_of

selenium = pytest.importorskip("selenium", reason="selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium or chromedriver is absent"),
]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--force-prefers-reduced-motion", "--window-size=1280,900",
)  # fmt: skip
SAMPLES = ("halvorsen-lim-9000.pdf", "peregrine-bay-satcollect.pdf", "wiesenthaler-angebot.pdf")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    with ReaderPool(1) as pool:
        rows = by_need(rows_of(pool, SAMPLES, folder / "broken.pdf"))
        write_html(rows, folder / "report.html", pool)
    return folder / "report.html", rows


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: Any, report: tuple[Path, list[Row]]) -> Any:
    chromium.get("about:blank")
    chromium.get(report[0].as_uri())
    return chromium


def press(browser: Any, keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def focus(browser: Any) -> str:
    return str(browser.execute_script("return document.activeElement.id"))


def test_keys_move_the_focus(browser: Any) -> None:
    visited = []
    for key in "jjkjkknnpnp":
        press(browser, key)
        visited.append(focus(browser))
    titles, quotes = visited[:6], visited[6:]
    assert titles == [f"d{n}-title" for n in (1, 2, 1, 2, 1, 1)]
    assert quotes == [f"d1-e{n}" for n in (1, 2, 1, 2, 1)]


def test_focused_evidence_is_marked_and_in_sight_on_its_page(browser: Any) -> None:
    press(browser, "jnn")
    mark = browser.execute_script(
        "const m = document.querySelector('.mark.now'), r = m.getBoundingClientRect();"
        "const bar = document.getElementById('keys').getBoundingClientRect();"
        "return [m.id, r.top, r.bottom, bar.top]"
    )
    assert mark[0] == "d1-b2"
    assert 0 <= mark[1] < mark[2] <= mark[3] + 1


def test_focus_is_never_under_the_key_bar(browser: Any) -> None:
    press(browser, "j")
    for _ in range(6):
        press(browser, "n")
        low, bar = browser.execute_script(
            "return [document.activeElement.getBoundingClientRect().bottom,"
            "document.getElementById('keys').getBoundingClientRect().top]"
        )
        assert low <= bar


def test_numbers_lead_to_the_box_and_back(browser: Any) -> None:
    browser.execute_script("document.querySelector('#d1-e2 a.pin').click()")
    assert browser.execute_script("return location.hash") == "#d1-b2"
    assert browser.execute_script("return document.querySelector('.mark.now').id") == "d1-b2"
    browser.execute_script(
        "document.querySelector('.number[href=\"#d1-e1\"]')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert focus(browser) == "d1-e1"


def test_keys_can_be_switched_off_and_do_not_disturb_typing(browser: Any) -> None:
    press(browser, "/jn")
    assert focus(browser) == "filter-text"
    assert browser.execute_script("return document.activeElement.value") == "jn"
    browser.execute_script(
        "const f = document.activeElement; f.value = '';"
        "f.dispatchEvent(new Event('input', {bubbles: true})); f.blur();"
        "document.getElementById('keys-on').click()"
    )
    press(browser, "j")
    assert not focus(browser).startswith("d1")
    browser.execute_script("document.getElementById('keys-on').click()")
    press(browser, "j")
    assert focus(browser) == "d1-title"


def test_help_opens_and_closes(browser: Any) -> None:
    opened = "return document.getElementById('help').open"
    press(browser, "?")
    assert browser.execute_script(opened)
    press(browser, "\ue00c")
    assert not browser.execute_script(opened)


def test_filter_and_switch(browser: Any) -> None:
    shown = (
        "return [...document.querySelectorAll('.document')].filter(d => !d.hidden).map(d => d.id)"
    )
    press(browser, "/telecom")
    assert browser.execute_script(shown) == ["d1", "d2"]
    assert browser.find_element("id", "filter-count").text == "2 of 4 shown"
    browser.execute_script(
        "const f = document.getElementById('filter-text'); f.value = '';"
        "document.getElementById('filter-recommended').click()"
    )
    assert browser.execute_script(shown) == ["d1", "d2", "d3"]


def test_boxes_are_where_the_points_say(browser: Any, report: tuple[Path, list[Row]]) -> None:
    row = next(row for row in report[1] if row.path.name.startswith("halvorsen"))
    flag = next(flag for flag in row.assessment["flags"] if flag["flagged"])
    left, top, right, bottom = flag["evidence"][0]["boxes"][0]
    page = pypdfium2.PdfDocument(row.path)[flag["evidence"][0]["page"] - 1]
    width, height = page.get_size()
    fractions = browser.execute_script(
        "const r = document.querySelector('#d1-b1 rect').getBoundingClientRect();"
        "const s = document.querySelector('#d1 .sheet img').getBoundingClientRect();"
        "return [(r.left - s.left) / s.width, (r.top - s.top) / s.height,"
        "(r.right - s.left) / s.width, (r.bottom - s.top) / s.height]"
    )
    wanted = [left / width, top / height, right / width, bottom / height]
    assert fractions == pytest.approx(wanted, abs=0.004)


def test_targets_are_large_enough(browser: Any) -> None:
    small = browser.execute_script(
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "return [...document.querySelectorAll('a.pin, .number, button, summary, input, .name')]"
        ".map(e => e.getBoundingClientRect()).filter(r => r.width && r.height < 19.9).length"
        "+ [...document.querySelectorAll('a.pin, .number, button, summary, .check, .name')]"
        ".map(e => e.getBoundingClientRect())"
        ".filter(r => r.width && (r.height < 23.9 || r.width < 23.9)).length"
    )
    assert small == 0


def test_nothing_is_requested_and_nothing_complains(browser: Any) -> None:
    browser.get_log("performance")  # what the browser itself did when it started
    browser.refresh()
    press(browser, "jnnj")
    urls = set()
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            urls.add(message["params"]["request"]["url"].split(":")[0])
    assert urls == {"file", "data"}
    assert browser.get_log("browser") == []


def test_narrow_screen_does_not_scroll_sideways(browser: Any) -> None:
    size = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    width = browser.execute_script("return document.documentElement.scrollWidth")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 360


def test_works_without_script(browser: Any, report: tuple[Path, list[Row]]) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(report[0].as_uri() + "?plain")
        assert not browser.find_element("id", "filter").is_displayed()
        assert not browser.find_element("id", "keys").is_displayed()
        assert browser.find_element("css selector", "#d1 .sheet img").is_displayed()
        assert browser.find_element("css selector", ".overview").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_prints_each_document_on_a_new_page_with_all_unfolded(
    browser: Any, report: tuple[Path, list[Row]]
) -> None:
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = pypdfium2.PdfDocument(b64decode(printed["data"]))
    texts = [page.get_textpage().get_text_range() for page in pdf]
    for row in report[1]:
        assert any(text.lstrip().startswith(row.path.name) for text in texts)
    whole = " ".join(re.sub(r"\s+", " ", text) for text in texts)
    assert "Emotion recognition" in whole
    assert "Keys on" not in whole
    pictures = sum(1 for page in pdf for item in page.get_objects() if item.type == 3)
    assert pictures >= 3
