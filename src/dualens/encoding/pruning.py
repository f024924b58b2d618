"""Training time only: fewer pieces and fewer layers, so that the encoder is small enough to ship.

The XLM-R vocabulary has 250,002 pieces for a hundred languages and is four fifths of the model.
Kept are: all single characters (so any text can still be spelt), all numbers, the pieces of units
and abbreviations of datasheets, the pieces of the given texts, and then the most frequent pieces
of the twelve languages that Dualens promises, by the word lists of ``wordfreq`` (Apache-2.0 code,
CC BY-SA data of which only the choice of pieces goes in). A word whose piece is gone falls back
to shorter ones: a Unigram tokenizer chooses the best of the segmentations that remain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dualens.encoding.errors import MissingExtraError
from dualens.encoding.files import write_model_files

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ar", "zh")
MAX_PIECES = 90_000

_WORD_START = "▁"
_NUMBER = re.compile(rf"{_WORD_START}?[0-9.,:/%+±×°–-]+")
_WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.(.+)")

# Of each list this many words; beyond them a word is rarer than one in ten million.
_WORDS_PER_LANGUAGE = 70_000
# Headings and titles capitalise, some shout: frequency of those forms against the plain one.
_CAPITALISED, _UPPER_CASE = 0.3, 0.03

_DATASHEET = """
Hz kHz MHz GHz THz dB dBm dBi dBc dBµV mW kW MW VA kVA mA mAh Ah Wh kWh VDC VAC mm cm km µm nm km/h
m/s kg mg lb oz inch psi bar kPa MPa °C °F bit/s kbit/s Mbit/s Gbit/s Tbit/s kbps Mbps Gbps fps dpi
px GB TB PB MB kB GiB ms µs ns rpm lux lm sr IP54 IP65 IP66 IP67 IP68 RoHS REACH CE FCC ISO IEC EN
ETSI 3GPP ITU IEEE MIL-STD UHF VHF HF SHF RF IF I/Q FPGA DSP ASIC GPU CPU SDK API REST JSON XML CSV
PDF USB RJ45 SFP QSFP PoE RS-232 RS-485 CAN GPIO UART SPI I2C PCIe NVMe SSD RAID Wi-Fi WLAN WPA2
WPA3 Bluetooth BLE LTE UMTS GSM CDMA TETRA DMR 5G NR VoLTE VoIP SIP RTP SS7 MAP CAP Diameter HLR VLR
MSC SGSN GGSN PGW IMSI IMEI TMSI SUCI SUPI MSISDN ICCID CDR IPDR IRI CC HI1 HI2 HI3 LI LEMF LEA DPI
SSL TLS HTTPS DNS VPN IPsec AES RSA SHA NTLM TPM HSM GNSS GPS GLONASS Galileo BeiDou ANPR ALPR LPR
CCTV VMS NVR PTZ ONVIF OSINT SIGINT COMINT ELINT HUMINT SOCMINT IMSI-Catcher RADIUS NetFlow IPFIX
Android iOS Windows macOS Linux WhatsApp Telegram Signal Facebook Twitter TikTok WeChat Tor
"""


def prune(
    folder: Path,
    out: Path,
    *,
    keep_texts: Iterable[str],
    layers: Sequence[int] | None,
    languages: Sequence[str] = LANGUAGES,
    max_pieces: int = MAX_PIECES,
) -> None:
    """Write the model of ``folder`` to ``out`` with at most ``max_pieces`` pieces.

    ``layers`` are the numbers of the layers to keep, in their new order; None keeps all. What
    must be kept (characters, numbers, ``keep_texts``) is kept even beyond ``max_pieces``.
    ``folder`` must hold a BERT with a Unigram ``tokenizer.json``. Raises ValueError for a layer
    that is not there, MissingExtraError where ``wordfreq`` is needed and not installed.
    """
    from tokenizers import Tokenizer

    tokenizer: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    splitter = Tokenizer.from_str(json.dumps(tokenizer))
    pieces = [piece for piece, _ in tokenizer["model"]["vocab"]]
    must = _indispensable(pieces, tokenizer) | _pieces_of(splitter, [_DATASHEET, *keep_texts])
    wanted = _frequencies(splitter, languages) if max_pieces > len(must) else {}
    kept = choose_pieces(must, wanted, max_pieces)
    _write_pruned(folder, out, prune_tokenizer(tokenizer, kept), kept, layers)


def choose_pieces(must: set[int], wanted: Mapping[int, float], limit: int) -> list[int]:
    """Ids to keep, ascending: all of ``must``, filled up to ``limit`` by the highest ``wanted``."""
    by_worth = sorted((-worth, piece) for piece, worth in wanted.items() if piece not in must)
    room = max(0, limit - len(must))
    return sorted(must | {piece for _, piece in by_worth[:room]})


def prune_tokenizer(tokenizer: Mapping[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """The content of ``tokenizer.json`` with the pieces ``kept``, in this order, as its ids."""
    new_id = {old: new for new, old in enumerate(kept)}
    result: dict[str, Any] = json.loads(json.dumps(tokenizer))
    model = result["model"]
    model["vocab"] = [model["vocab"][old] for old in kept]
    model["unk_id"] = new_id[model["unk_id"]]
    for token in result["added_tokens"]:
        token["id"] = new_id[token["id"]]
    processor = result.get("post_processor") or {}
    for special in processor.get("special_tokens", {}).values():
        special["ids"] = [new_id[old] for old in special["ids"]]
    return result


def _indispensable(pieces: Sequence[str], tokenizer: Mapping[str, Any]) -> set[int]:
    """Ids of special tokens, single characters and numbers."""
    special = {token["id"] for token in tokenizer["added_tokens"]} | {tokenizer["model"]["unk_id"]}
    return special | {
        number
        for number, piece in enumerate(pieces)
        if len(piece.removeprefix(_WORD_START)) <= 1 or _NUMBER.fullmatch(piece)
    }


def _pieces_of(splitter: Tokenizer, texts: Iterable[str]) -> set[int]:
    """Every piece id that the texts use, each text as it stands and in capitals."""
    found: set[int] = set()
    remaining = iter(texts)
    while chunk := list(islice(remaining, 1000)):
        for encoding in splitter.encode_batch([*chunk, *(text.upper() for text in chunk)]):
            found.update(encoding.ids)
    return found


def _frequencies(splitter: Tokenizer, languages: Sequence[str]) -> dict[int, float]:
    """For each piece id its highest frequency in any of the languages, occurrences a word.

    The highest rather than the sum: a piece that only Turkish uses is worth as much as one that
    only English uses, so that no language pays for having few relatives.
    """
    highest: dict[int, float] = {}
    for language in languages:
        own: dict[int, float] = {}
        words = _weighted_words(language)
        while chunk := list(islice(words, 20_000)):
            encodings = splitter.encode_batch([word for word, _ in chunk], add_special_tokens=False)
            for encoding, (_, weight) in zip(encodings, chunk, strict=True):
                for piece in encoding.ids:
                    own[piece] = own.get(piece, 0.0) + weight
        for piece, weight in own.items():
            highest[piece] = max(weight, highest.get(piece, 0.0))
    return highest


def _weighted_words(language: str) -> Iterator[tuple[str, float]]:
    """Words of the language in the forms that documents use, with their frequency."""
    try:
        from wordfreq import get_frequency_dict
    except ImportError as error:
        raise MissingExtraError(
            "Pruning needs the word lists of wordfreq.", "pip install 'dualens[training]'"
        ) from error
    for word, frequency in islice(get_frequency_dict(language).items(), _WORDS_PER_LANGUAGE):
        yield word, frequency
        if word.upper() != word:
            yield word.capitalize(), frequency * _CAPITALISED
            yield word.upper(), frequency * _UPPER_CASE


def _write_pruned(
    folder: Path,
    out: Path,
    tokenizer: dict[str, Any],
    kept: Sequence[int],
    layers: Sequence[int] | None,
) -> None:
    from safetensors.numpy import load_file, save_file

    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    keep_layers = list(range(config["num_hidden_layers"]) if layers is None else layers)
    if not set(keep_layers) <= set(range(config["num_hidden_layers"])):
        raise ValueError(f"layers {keep_layers}: the model has {config['num_hidden_layers']}")
    new_number = {old: new for new, old in enumerate(keep_layers)}
    tensors = {}
    for name, values in load_file(folder / "model.safetensors").items():
        layer = _LAYER.fullmatch(name)
        if layer is None:
            tensors[name] = values[np.asarray(kept)] if name == _WORD_EMBEDDINGS else values
        elif int(layer[1]) in new_number:
            tensors[f"encoder.layer.{new_number[int(layer[1])]}.{layer[2]}"] = values
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    config |= {"num_hidden_layers": len(keep_layers), "vocab_size": len(kept)}
    write_model_files(out, config, tokenizer)
