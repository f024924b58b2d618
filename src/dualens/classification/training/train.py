"""From a manifest to a model folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dualens.classification.artifact import write_manifest
from dualens.classification.classifier import ELEMENTS, HEADS, Classifier
from dualens.classification.corpus import LabelledDocument, load_corpus, select
from dualens.classification.facts import FACTS, write_facts
from dualens.classification.training.background import background_documents, versions
from dualens.classification.training.calibrate import calibrate
from dualens.classification.training.data import TrainingData, batches_with_elements, element_truth
from dualens.classification.training.first_look import fit_first_look
from dualens.classification.training.genre import genre_of
from dualens.classification.training.lengthen import Encoded
from dualens.classification.training.manifest import Manifest, read_manifest_file
from dualens.classification.training.pairs import digest_pairs, product_pairs
from dualens.classification.training.recipe import Progress
from dualens.classification.training.statements import Statement, load_statements
from dualens.classification.training.tracking import log_run
from dualens.encoding import KNOWN, ConvEncoder, write_known
from dualens.encoding.conv import MAX_PIECES
from dualens.encoding.conv_export import export_conv
from dualens.encoding.conv_source import build_tokenizer, kept_pieces, published_encoder
from dualens.errors import MissingExtraError
from dualens.lists import ControlList, exclusion_texts, fact_texts, load_list, search_texts
from dualens.taxonomy import capability_ids

if TYPE_CHECKING:
    from dualens.classification.training.fine_tune import Statements
    from dualens.classification.training.network import ConvNetwork, Heads

BACKGROUND = 600
"""Ordinary passages kept with the model, against which matching standardises."""

Tensors = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Material:
    """What is learnt from.

    Attributes:
        documents: The corpus, all parts of it.
        ordinary: Documents from outside the corpus, without labels.
    """

    documents: Sequence[LabelledDocument]
    ordinary: Sequence[LabelledDocument]
    statements: Sequence[Statement]
    control_list: ControlList

    @property
    def facts(self) -> list[str]:
        """What the facts' head tells, in its order."""
        from dualens.classification.training.statement_data import known_facts

        return known_facts(self.statements)


def train_from(path: Path, out: Path, tracking: str, progress: Progress) -> Path:
    """Trains a model and writes its folder; gives the folder.

    Vendors fall into training, calibration and test by their name. The encoder and heads see the
    training vendors only, pooling and thresholds the calibration vendors; nothing sees the rest.

    Raises:
        UsageError: The manifest or a data file is damaged.
        MissingExtraError: The extra ``training`` is not installed.
    """
    manifest = read_manifest_file(path)
    _require_extra()
    documents = load_corpus(manifest.passages)
    ordinary = background_documents(manifest.background, manifest.recipe.seed)
    control_list = load_list(manifest.control_list)
    statements = load_statements(manifest.statements, control_list)
    material = _Material(documents, ordinary, statements, control_list)
    network, heads, tokenizer, losses = _learn(manifest, material, progress)
    work = out.with_name(out.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    export_conv(work / "encoder", network.pieces.numpy(), network.arrays(), tokenizer)
    encoder = ConvEncoder.load(work / "encoder")
    prose = [_vectors(encoder, document) for document in ordinary]
    tensors, settings = _fit(manifest, material, prose, encoder, heads)
    _fit_facts(material, prose, encoder, heads, work / FACTS)
    texts = [*search_texts(control_list).values(), *fact_texts(control_list)]
    write_known(work / KNOWN, encoder, list(dict.fromkeys(texts)))
    _write(work, tensors, settings, manifest, losses)
    metrics = {"final_loss": losses[-1], **_numbers(settings)}
    log_run(tracking, manifest, metrics, losses, work)
    shutil.rmtree(out, ignore_errors=True)
    work.rename(out)
    return out


def _require_extra() -> None:
    """Says what is missing before the work, not after it."""
    for module, package in (
        ("torch", "torch"),
        ("sklearn", "scikit-learn"),
        ("mlflow", "mlflow-skinny"),
        ("wordfreq", "wordfreq"),
    ):
        if find_spec(module) is None:
            raise MissingExtraError(package, "training")


def _learn(
    manifest: Manifest, material: _Material, progress: Progress
) -> tuple[ConvNetwork, Heads, Any, list[float]]:
    from dualens.classification.training.fine_tune import fine_tune
    from dualens.classification.training.network import ConvNetwork, Heads

    texts = search_texts(material.control_list)
    pairs = [*product_pairs(manifest.products, texts), *digest_pairs(material.control_list, texts)]
    published = published_encoder()
    words = [p.searchable for d in material.documents for p in d.passages]
    words += [passage for s in material.statements for passage in s.passages]
    rows = kept_pieces(published, [*words, *(t for pair in pairs for t in pair)])
    tokenizer = build_tokenizer([published.vocabulary[r] for r in rows], published.charsmap)
    tokenizer.enable_truncation(MAX_PIECES)
    recipe = manifest.recipe
    network = ConvNetwork(published, rows, recipe.dropout)
    heads = Heads(network.dimensions, recipe.head_dropout, len(material.facts))
    ordinary = material.ordinary
    train = [*select(material.documents, "train"), *ordinary]
    data = TrainingData.of(train, tokenizer, len(ordinary))
    statements = _pieces([s for s in material.statements if not s.held], material.facts, tokenizer)
    left = [e.ids for e in tokenizer.encode_batch([text for text, _ in pairs])]
    right = [e.ids for e in tokenizer.encode_batch([text for _, text in pairs])]
    contrasted = list(zip(left, right, strict=True))
    losses = fine_tune(network, heads, data, contrasted, statements, recipe, progress)
    return network, heads, tokenizer, losses


def _pieces(statements: Sequence[Statement], facts: Sequence[str], tokenizer: Any) -> Statements:
    from dualens.classification.training.fine_tune import Statements
    from dualens.classification.training.statement_data import StatementData

    ids = [[e.ids for e in tokenizer.encode_batch(list(s.passages))] for s in statements]
    return Statements(StatementData.of(statements, facts), ids)


def _fit(
    manifest: Manifest,
    material: _Material,
    prose: Sequence[NDArray[np.float32]],
    encoder: ConvEncoder,
    heads: Heads,
) -> tuple[Tensors, dict[str, Any]]:
    """Everything after the encoder, on vectors as the run time computes them."""
    from dualens.classification.training.settle import settle

    documents, ordinary = material.documents, material.ordinary
    train, held = select(documents, "train"), select(documents, "calibration")
    train_vectors = [_vectors(encoder, document) for document in train]
    held_vectors = [_vectors(encoder, document) for document in held]
    settle(heads, [*train, *ordinary], [*train_vectors, *prose])
    _fit_elements(material, train, train_vectors, encoder, heads)
    tensors = _head_tensors(heads)
    look = fit_first_look([*train, *held], encoder)
    tensors |= look.tensors
    classifier = Classifier(tensors, {}, "")
    wanted = classifier.first_look(encoder).wanted
    encoded = [_encoded(d, v, wanted) for d, v in zip(held, held_vectors, strict=True)]
    calibration = calibrate(encoded, classifier, manifest.recall, manifest.confidence)
    known = np.stack([_mean(v) for v in train_vectors])
    distances = np.array([1 - float((known @ _mean(v)).max()) for v in held_vectors])
    tensors |= calibration.tensors
    tensors |= {"known": known, "distances": np.sort(distances)}
    tensors["background"] = _background(train, train_vectors)
    settings = {
        **calibration.settings,
        "capabilities": list(capability_ids()),
        "elements": list(ELEMENTS),
        "strangeness_limit": manifest.strangeness_limit,
        "first_look": look.settings,
        "training_documents": len(train),
    }
    return tensors, settings


def _fit_elements(
    material: _Material,
    train: Sequence[LabelledDocument],
    vectors: Sequence[NDArray[np.float32]],
    encoder: ConvEncoder,
    heads: Heads,
) -> None:
    from dualens.classification.training.settle_elements import settle_elements
    from dualens.classification.training.statement_data import StatementData

    about = [s for s in material.statements if s.elements and not s.held]
    batches = batches_with_elements(train)
    at = [n for n, document in enumerate(train) if document.batch in batches]
    if not about or not at:
        return
    settle_elements(
        heads,
        StatementData.of(about, ()),
        [encoder.encode(list(s.passages)) for s in about],
        np.concatenate([vectors[n] for n in at]),
        element_truth(p for n in at for p in train[n].passages),
    )


def _fit_facts(
    material: _Material,
    prose: Sequence[NDArray[np.float32]],
    encoder: ConvEncoder,
    heads: Heads,
    path: Path,
) -> None:
    """The facts' head, fitted and calibrated on vectors as the run time computes them."""
    from dualens.classification.training.settle_facts import calibrate_facts, settle_facts
    from dualens.classification.training.statement_data import StatementData

    facts = material.facts
    seen = [s for s in material.statements if not s.held]
    held = [s for s in material.statements if s.held]
    vectors = [encoder.encode(list(s.passages)) for s in seen]
    settle_facts(heads, StatementData.of(seen, facts), vectors, prose)
    vectors = [encoder.encode(list(s.passages)) for s in held]
    exclusions = exclusion_texts(material.control_list)
    kinds = np.array([fact in exclusions for fact in facts])
    calibrate_facts(heads, StatementData.of(held, facts), vectors, kinds)
    weight, bias = heads.fact.weight.detach().numpy().T, heads.fact.bias.detach().numpy()
    write_facts(path, facts, weight, bias)


def _head_tensors(heads: Heads) -> Tensors:
    return {
        f"{name}.{part}": np.ascontiguousarray(value.detach().numpy().T)
        for name, layer in (
            ("capability", heads.capability),
            ("review", heads.review),
            ("element", heads.element),
        )
        for part, value in (("weight", layer.weight), ("bias", layer.bias))
    }


def _vectors(encoder: ConvEncoder, document: LabelledDocument) -> NDArray[np.float32]:
    return encoder.encode([p.searchable for p in document.passages])


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = vectors.mean(axis=0)
    unit: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return unit


def _encoded(
    document: LabelledDocument,
    vectors: NDArray[np.float32],
    wanted: Callable[[Sequence[str]], NDArray[np.float64]],
) -> Encoded:
    texts = [p.searchable for p in document.passages]
    ids = capability_ids()
    labels = np.array([[c in p.labels for c in ids] for p in document.passages])
    return Encoded(document.vendor, genre_of(document), texts, vectors, wanted(texts), labels)


def _background(
    documents: Sequence[LabelledDocument], vectors: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Passages that offer nothing and come near to nothing, spread evenly over the documents."""
    rows = [
        v[row]
        for d, v in zip(documents, vectors, strict=True)
        for row, p in enumerate(d.passages)
        if not p.labels and not p.near
    ]
    step = max(len(rows) // BACKGROUND, 1)
    return np.stack(rows[::step][:BACKGROUND])


def _write(
    folder: Path,
    tensors: Tensors,
    settings: dict[str, Any],
    manifest: Manifest,
    losses: list[float],
) -> None:
    from safetensors.numpy import save_file

    half = {"known", "background"}
    kept = {
        name: np.ascontiguousarray(value, np.float16 if name in half else np.float32)
        for name, value in tensors.items()
    }
    save_file(kept, folder / HEADS)
    (folder / HEADS).chmod(0o644)
    made = {
        "data": manifest.hashes(),
        "background": versions(manifest.background),
        "losses": [round(x, 4) for x in losses],
    }
    (folder / "training.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    files = [HEADS, FACTS, KNOWN, "training.json"]
    files += [f"encoder/{name}" for name in ("conv.safetensors", "tokenizer.json", "encoder.json")]
    write_manifest(folder, settings, files)


def _numbers(settings: dict[str, Any]) -> dict[str, float]:
    return {k: float(v) for k, v in settings.items() if isinstance(v, int | float)}
