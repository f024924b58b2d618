"""One function reads like the picture in the design, from passages to the assessment.

bytes → Document → Passage → vector → Match (a list entry) ┐
                                    └→ Flag (a capability) ┴→ Assessment
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dualens.assessment.catch_all import judge_catch_all
from dualens.assessment.model import (
    Assessment,
    DocumentSummary,
    Failure,
    Flag,
    MadeWith,
    Promise,
    Review,
)
from dualens.classification import Classifier, FactReader, Selection, Verdict
from dualens.documents import (
    Document,
    Passage,
    ReaderPool,
    Source,
    Unreadable,
    document_of_text,
    evidence_of,
    read,
)
from dualens.encoding import (
    KNOWN,
    CachedEncoder,
    ConvEncoder,
    Encoder,
    FirstLook,
    VectorCache,
    remember_known,
)
from dualens.errors import ModelIntegrityError, UsageError
from dualens.lists import DEFAULT_LIST, ControlList, load_list
from dualens.matching import Examined, Finding, Match, MatchStatus, ProvisionIndex, match_document
from dualens.resources import shipped
from dualens.taxonomy import capability_ids
from dualens.version import __version__

MOST_EVIDENCE = 3
MOST_MATCHES = 10
PROMISED_LANGUAGES = frozenset("en de fr es it pt nl pl ru tr ar zh".split())


@dataclass(frozen=True, slots=True)
class Looked:
    """The passages of a document that the encoder looked at."""

    passages: Sequence[Passage]
    texts: Sequence[str]
    vectors: NDArray[np.float32]
    context: NDArray[np.bool_]


class Assessor:
    """Assesses documents with one model and some control lists.

    Load it once and use it for many documents: :meth:`load`.

    Args:
        classifier: The trained heads.
        facts: Tells which facts of the law a passage states.
        encoder: Gives passages their vectors.
        first_look: Ranks the passages that the encoder shall read.
        indexes: The control lists to match against.
        selection: How many passages of a document are encoded.
    """

    def __init__(
        self,
        classifier: Classifier,
        facts: FactReader,
        encoder: Encoder,
        first_look: FirstLook,
        indexes: Sequence[ProvisionIndex],
        selection: Selection | None = None,
    ) -> None:
        self._classifier = classifier
        self._facts = facts
        self._encoder = encoder
        self._first_look = first_look
        self._indexes = indexes
        self._selection = selection or Selection()
        settings = classifier.settings
        self._flag_threshold = float(settings["flag_threshold"])
        self._review_threshold = float(settings["review_threshold"])
        self.made_with = MadeWith(
            dualens=__version__,
            model=classifier.fingerprint,
            encoder=encoder.fingerprint,
            lists={i.control_list.id: i.control_list.version for i in indexes},
        )

    @classmethod
    def load(
        cls,
        model: Path | None = None,
        lists: Sequence[str] = (DEFAULT_LIST,),
        *,
        cache: Path | None = None,
    ) -> Assessor:
        """An assessor from files.

        Args:
            model: A model folder; the shipped one by default.
            lists: Control lists by name, ``id`` or ``id@version``.
            cache: Where vectors are kept between runs (an SQLite file); nowhere by default.

        Raises:
            ModelIntegrityError: A model file is missing or its hash does not fit.
            UnknownListError: There is no such list.
            UsageError: Two editions of one list were named.
        """
        folder = model or shipped("models/default")
        classifier, facts, conv = _load_model(folder)
        control_lists = _one_of_each([load_list(name) for name in lists])
        vectors = VectorCache(cache)
        if (folder / KNOWN).is_file():
            remember_known(folder / KNOWN, conv, vectors)
        encoder = CachedEncoder(conv, vectors)
        indexes = [ProvisionIndex(c, encoder, classifier.background) for c in control_lists]
        return cls(classifier, facts, encoder, classifier.first_look(conv), indexes)

    def index(self, control_list: ControlList) -> ProvisionIndex:
        """The provisions of a list, ready to be searched with this assessor's encoder."""
        return ProvisionIndex(control_list, self._encoder, self._classifier.background)

    def assess(self, document: Document, top: int = MOST_MATCHES) -> Assessment:
        """The assessment of one document that could be read.

        Args:
            top: How many entries of each list at most.
        """
        looked = self._look(document)
        verdict = self._classifier.judge(looked.vectors, looked.context, len(document.passages))
        findings = self._findings(looked, verdict)
        stated = self._facts.read(looked.vectors, looked.context)
        examined = Examined(document, looked.passages, looked.texts, looked.vectors, stated)
        matches = [
            match
            for index in self._indexes
            for match in match_document(examined, index, findings, top)
        ]
        matches.sort(key=lambda m: (-m.score, m.list, m.entry))
        settings = self._classifier.settings
        return Assessment(
            document=_summary(document),
            made_with=self.made_with,
            review=self._review(document, verdict, matches),
            flags=self._flags(document, looked, verdict),
            matches=tuple(matches),
            article_2_20=judge_catch_all(
                document,
                looked.passages,
                verdict,
                (float(settings["stated_threshold"]), float(settings["contradicted_threshold"])),
            ),
        )

    def assess_text(self, text: str, top: int = MOST_MATCHES) -> Assessment:
        """The assessment of a plain text, as if it were a file of one page.

        Raises:
            UnreadableDocumentError: The text is empty.
        """
        return self.assess(document_of_text(text), top)

    def assess_files(self, sources: Iterable[Source], pool: ReaderPool) -> Iterator[Assessment]:
        """Assesses files as the pool reads them, in their order; a bad file is a row too."""
        for result in pool.read_many(sources):
            if isinstance(result, Unreadable):
                yield self.unreadable(result)
            else:
                yield self.assess(result)

    def unreadable(self, result: Unreadable) -> Assessment:
        """The row for a file that could not be read."""
        return Assessment(
            document=DocumentSummary(
                result.name, result.sha256, result.media_type, result.pages, "und", False
            ),
            made_with=self.made_with,
            failure=Failure(result.kind, result.message),
        )

    def _look(self, document: Document) -> Looked:
        texts = [searchable(passage) for passage in document.passages]
        if not texts:
            nothing = np.zeros((0, self._encoder.dimensions), np.float32)
            return Looked((), (), nothing, np.zeros(0, bool))
        chosen = self._selection.choose(
            [passage.text for passage in document.passages], self._first_look.wanted(texts)
        )
        kept = [texts[row] for row in chosen.rows]
        vectors = self._encoder.encode(kept, kind="query")
        return Looked(
            [document.passages[row] for row in chosen.rows], kept, vectors, chosen.context
        )

    def _findings(self, looked: Looked, verdict: Verdict) -> Mapping[str, Finding]:
        if not looked.passages:
            return {}
        best = verdict.passages.argmax(axis=0)
        return {
            capability: Finding(
                float(verdict.capabilities[column]),
                bool(verdict.capabilities[column] >= self._flag_threshold),
                looked.passages[int(best[column])],
            )
            for column, capability in enumerate(capability_ids())
        }

    def _flags(self, document: Document, looked: Looked, verdict: Verdict) -> tuple[Flag, ...]:
        flags = []
        for column, capability in enumerate(capability_ids()):
            probability = float(verdict.capabilities[column])
            alone = verdict.passages[:, column]
            order = np.argsort(-alone, kind="stable")[:MOST_EVIDENCE].tolist()
            kept = [row for row in order if alone[row] >= 0.5 * alone[order[0]]]
            evidence = tuple(
                piece
                for row in kept
                for piece in evidence_of(
                    document, looked.passages[row], round(float(alone[row]), 4)
                )
            )
            flagged = probability >= self._flag_threshold
            flags.append(Flag(capability, round(probability, 4), bool(flagged), evidence))
        return tuple(flags)

    def _review(self, document: Document, verdict: Verdict, matches: Sequence[Match]) -> Review:
        settings = self._classifier.settings
        met = [m.score for m in matches if m.status is MatchStatus.CONDITIONS_MET]
        rank = 1 - (1 - verdict.review) * (1 - 0.5 * max(met, default=0.0))
        holds = (
            verdict.strangeness <= float(settings["strangeness_limit"])
            and document.language in PROMISED_LANGUAGES
            and not document.ocr
        )
        return Review(
            probability=round(verdict.review, 4),
            recommended=verdict.review >= self._review_threshold,
            rank_score=round(rank, 4),
            promise=Promise(
                recall=float(settings["promise_recall"]),
                confidence=float(settings["promise_confidence"]),
                holds=holds,
            ),
        )


def _load_model(folder: Path) -> tuple[Classifier, FactReader, ConvEncoder]:
    """The classifier, the reader of facts and the encoder of a model folder.

    Raises:
        ModelIntegrityError: One of them cannot be had from it.
    """
    from safetensors import SafetensorError

    try:
        classifier = Classifier.load(folder)  # checks the hash of every file
        return classifier, FactReader.load(folder), ConvEncoder.load(folder / "encoder")
    except (OSError, KeyError, ValueError, TypeError, SafetensorError) as error:
        raise ModelIntegrityError(
            f"The model in {folder} cannot be used ({error!r}).",
            "Install Dualens again, or train anew with: dualens train",
        ) from error


def _one_of_each(named: Sequence[ControlList]) -> list[ControlList]:
    """Each list once, however often it was named.

    Raises:
        UsageError: Two editions of a list were named; an assessment names one version of each.
    """
    lists: dict[str, ControlList] = {}
    for control_list in named:
        version = lists.setdefault(control_list.id, control_list).version
        if version != control_list.version:
            raise UsageError(
                f"Two editions of {control_list.id} were named: {version} and "
                f"{control_list.version}.",
                "Name one, or assess twice.",
            )
    return list(lists.values())


def searchable(passage: Passage) -> str:
    """What encoder and search see of a passage: its words, with heading and table header before."""
    context = [part for part in (passage.heading, passage.header) if part]
    return ": ".join([*context, passage.text])


def _summary(document: Document) -> DocumentSummary:
    return DocumentSummary(
        document.name,
        document.sha256,
        document.media_type,
        len(document.pages),
        document.language,
        document.ocr,
    )


def assess(path: Path | str) -> Assessment:
    """The assessment of one file with the shipped model and list.

    For more than one file load an :class:`Assessor` once.

    Raises:
        UnreadableDocumentError: The file could not be read; ``kind`` says why.
    """
    return Assessor.load().assess(read(path))
