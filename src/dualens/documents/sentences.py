"""Where sentences begin in a block of words.

spaCy's rule sentencizer over the blank pipeline of the language knows the abbreviations of its
tokenizer; what it lacks (units, "No. 4", initials, "z. B.") is vetoed here. Its tokenizers look at
one run of letters between blanks at a time, so each word that may end a sentence is asked about
once and remembered: a hundred times faster than running whole blocks through the pipeline. spaCy
is imported only when the first such word comes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from dualens.documents import letters

if TYPE_CHECKING:
    from spacy.language import Language

_END = re.compile(r"[.!?…؟۔。！？；｡][\"'”’»›)\]）」』】]*$")
_CLAUSE = re.compile(r"[,;:，；、：،؛–—][\"'”’»)]*$")
_INITIAL = re.compile(r"[(\"'„“]*(?:[A-Za-zÄÖÜäöüÉéА-Яа-я]|[A-Z][a-z]?)\.$")
_ORDINAL = re.compile(r"\(?\d{1,2}\.$")
_DOTTED = re.compile(r"(?:[A-Za-zÄÖÜäöü]{1,3}\.){2,}$")
_LISTED = """
approx. appr. ca. cf. fig. figs. figure. no. nos. nr. vs. v. al. incl. excl. resp. max.
min. typ. temp. vol. sec. ch. chap. ed. eds. eq. ref. refs. pp. p. par. para. art. dept.
est. inc. ltd. co. corp. tel. mr. mrs. ms. dr. prof. st. sr. jr. gen. col. lt. abb. tab.
bzw. bspw. usw. evtl. ggf. inkl. exkl. zzgl. bzgl. vgl. sog. mind. z. b. d. h. u. a. s. o.
i. e. g. str. abs. kap. std. stk. mio. mrd. allg. entspr. gem. lfd. env. ex. éd. n°. núm.
pág. págs. ej. aprox. máx. mín. sra. srta. ud. uds. av. etc. jan. feb. mar. apr. jun. jul.
aug. sept. sep. oct. okt. nov. dec. dez. рис. табл. стр. др. пр. тыс. млн. млрд. г. гг.
им. см. т. е. д. п. tj. np. itd. itp. m.in. ул. rys. zob. ok. wg. bl.a. t.ex. f.eks. osv.
bijv. o.a. nl. örn. vb. bkz. pl. kb. stb. old.
"""
_ABBREVIATIONS = frozenset(_LISTED.split())
_MOST_WORDS = 60
_CAN_END = frozenset({"etc.", "usw.", "osv.", "itd.", "itp.", "stb.", "inc.", "ltd.", "corp."})


@cache
def _pipeline(language: str) -> Language:
    """A blank pipeline with nothing but the rule sentencizer."""
    import spacy

    try:
        pipeline = spacy.blank(language)
    except ImportError:
        # "und", or a language whose tokenizer needs a package of its own (ja, ko)
        pipeline = spacy.blank("xx")
    pipeline.max_length = 10_000_000
    pipeline.add_pipe("sentencizer")
    return pipeline


def sentence_starts(words: Sequence[str], language: str) -> list[int]:
    """The numbers of the words that begin a sentence; the first is 0.

    Args:
        words: Of one block.
        language: ISO 639-1 code, or "und".
    """
    return [
        0,
        *(
            at
            for at in range(1, len(words))
            if _may_end(words[at - 1], words[at])
            and (_is_wide_end(words[at - 1]) or _ends_sentence(words[at - 1], language))
        ),
    ]


@lru_cache(maxsize=50_000)
def _ends_sentence(word: str, language: str) -> bool:
    """Whether the sentencizer begins a sentence after this word."""
    document = _pipeline(language)(word[-100:] + " X")
    return bool(document[-1].is_sent_start)


def _is_wide_end(word: str) -> bool:
    return word.rstrip("”’）」』】")[-1:] in "。！？；｡"


def _may_end(word: str, follower: str) -> bool:
    """Whether a sentence can end between two words."""
    if not _END.search(word):
        return False
    if _is_wide_end(word):
        return True
    if follower[0].islower() or (follower[0] in ",;:)" and len(follower) > 0):
        return False
    bare = word.rstrip("\"'”’»›)]")
    if not bare.endswith("."):
        return True
    lowered = bare.lower().lstrip("(\"'„“[")
    if lowered in _ABBREVIATIONS:
        return lowered in _CAN_END and follower[0].isupper()
    if _INITIAL.match(bare) or _DOTTED.match(bare):
        return False
    # "Nr. 4. Der …" ends a sentence seldom; "am 3. Mai" is far more frequent.
    return not _ORDINAL.match(bare)


def weight(word: str) -> float:
    """How many words a word counts for: Chinese and Japanese have about two letters a word."""
    return max(len(word) / 2, 1.0) if letters.is_han(word[-1]) else 1.0


def cut_long(words: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """The span, cut at clause punctuation into pieces of at most about 60 words."""
    if end - start <= _MOST_WORDS and not letters.has_han("".join(words[start:end])):
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    waiting = [(start, end)]
    while waiting:
        start, end = waiting.pop()
        weights = [weight(words[at]) for at in range(start, end)]
        total = sum(weights)
        if total <= _MOST_WORDS or end - start < 2:
            spans.append((start, end))
            continue
        cut = _best_cut(words, start, weights, total)
        waiting += [(cut, end), (start, cut)]
    return spans


def _best_cut(words: Sequence[str], start: int, weights: list[float], total: float) -> int:
    """The clause mark nearest to the middle (or to 60 words where the text is very long)."""
    aim = total / 2 if total <= 2 * _MOST_WORDS else _MOST_WORDS * 0.8
    best, best_distance, reached, hard = 0, total, 0.0, 0
    for offset, each in enumerate(weights[:-1]):
        reached += each
        if reached <= aim:
            hard = offset + 1
        distance = abs(reached - aim)
        if distance >= best_distance or min(reached, total - reached) < 0.15 * _MOST_WORDS:
            continue
        if _CLAUSE.search(words[start + offset]) and reached <= _MOST_WORDS:
            best, best_distance = offset + 1, distance
    return start + (best or max(hard, 1))
