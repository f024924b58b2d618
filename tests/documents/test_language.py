"""The language of a text."""

from __future__ import annotations

import pytest

from dualens.documents.language import detect_text

SAMPLES = {
    "en": "The system intercepts calls and messages and records them for the authorities.",
    "de": "Das System erfasst Gespräche und Nachrichten und speichert sie für die Behörden.",
    "fr": "Le système intercepte les appels et les messages et les conserve pour les autorités.",
    "es": "El sistema intercepta las llamadas y los mensajes y los guarda para las autoridades.",
    "it": "Il sistema intercetta le chiamate e i messaggi e li conserva per le autorità.",
    "pt": "O sistema intercepta as chamadas e as mensagens e guarda tudo para as autoridades.",
    "nl": "Het systeem onderschept de gesprekken en berichten en bewaart ze voor de overheid.",
    "pl": "System przechwytuje rozmowy oraz wiadomości i zapisuje je dla organów.",
    "ru": "Система перехватывает звонки и сообщения и сохраняет их для всех органов власти.",
    "tr": "Sistem aramaları ve mesajları dinler ve bunları yetkililer için daha sonra saklar.",
    "ar": "يعترض النظام المكالمات و الرسائل من كل الهواتف في هذه المنطقة على الفور",
    "zh": "本系统可以截获通话和短信，并保存给有关部门。",
    "ja": "このシステムは通話とメッセージを傍受し、当局のために保存します。",
    "ko": "이 시스템은 통화와 메시지를 가로채어 당국을 위해 저장합니다.",
    "und": "XK-300 42 17 RJ45 4x10 BNC",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_language(language: str) -> None:
    assert detect_text(SAMPLES[language]) == language
