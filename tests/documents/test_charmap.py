"""Broken character maps are mended or refused, never read as an empty page."""

from __future__ import annotations

from dualens.documents.limits import Limits
from dualens.documents.pdf import PdfFile, RawPage

from .make import mapped_pdf, text_pdf

TEXT = (
    b"The probe records the content of all calls\n"
    b"and hands it over to the monitoring centre\nin real time"
)
PRINTABLE = range(0x20, 0x7F)


def page_of(data: bytes) -> RawPage:
    with PdfFile(data, Limits()) as pdf:
        return pdf.read_page(1)


def test_exclamation_marks_for_blanks() -> None:
    codes = {code: 0x21 if code == 0x20 else code for code in PRINTABLE}
    page = page_of(mapped_pdf(codes, TEXT))
    assert page.words.texts == TEXT.decode().split()
    assert "repaired" in page.notes[0]


def test_a_true_exclamation_mark_stays() -> None:
    page = page_of(text_pdf("Order now! Fast! Safe! New! Great! It works in every room."))
    assert page.words.texts[1] == "now!"
    assert not page.notes


def test_letters_shifted_by_29() -> None:
    codes = {code: code - 29 for code in PRINTABLE}
    page = page_of(mapped_pdf(codes, TEXT))
    assert page.words.texts == TEXT.decode().split()
    assert "shifted" in page.notes[0]


def test_private_use_letters_of_symbol_fonts() -> None:
    codes = {code: 0x20 if code == 0x20 else 0xF000 + code for code in PRINTABLE}
    page = page_of(mapped_pdf(codes, TEXT))
    assert page.words.texts == TEXT.decode().split()


def test_control_characters_only_ask_for_recognition() -> None:
    codes = {code: 0x20 if code == 0x20 else 0x0E + code % 8 for code in PRINTABLE}
    page = page_of(mapped_pdf(codes, TEXT))
    assert page.words.hopeless
    assert not page.words.texts


def test_letters_that_are_no_language_ask_for_recognition() -> None:
    codes = {code: ord("bcdfghjklm"[code % 10]) if code > 0x20 else code for code in PRINTABLE}
    page = page_of(mapped_pdf(codes, b"\n".join([TEXT] * 3)))
    assert page.words.hopeless
