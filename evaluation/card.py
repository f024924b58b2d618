"""The model card, from the model's own settings and the results of the suites.

Headings follow Mitchell et al., "Model Cards for Model Reporting" (FAT* 2019).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dualens.classification import model_hash, read_manifest
from evaluation import page

_CARD = """# Model card: dualens default

Made by `python -m evaluation`; not edited by hand.

## The model

- **What:** flags fifteen cyber-surveillance capabilities in product documents, and the elements of
  Reg. (EU) 2021/821, Art. 2(20), passage by passage; pooled to the document. Ranks documents for
  human review. Its encoder also serves the matching against control lists.
- **Hash of `model.json`:** `{model}`; it names the SHA-256 of every file.
- **Encoder:** convolutions over word pieces, {dimensions} dimensions, {pieces} pieces, int8 and
  fp16, run by numpy. {attribution} Licence: {licence}.
- **Heads:** linear over a passage's vector and the mean vector of its document.
- **Made by:** `dualens train corpora/train.toml` from the data hashed in `training.json`.

## Use

- **For:** ordering documents for a person's eyes; showing where a claim stands.
- **Not for:** deciding on a licence, clearing a product, judging a vendor or a person.
- **Languages promised:** en de fr es it pt nl pl ru tr ar zh. Elsewhere, on recognised scans and on
  documents unlike those of calibration the promise is withdrawn in the assessment.

## Data

{training} documents of training vendors, {calibration} of other vendors for calibration, the rest
for test; all in our own words about invented vendors (see `corpora/passages/README.md`). Vendors
fall into parts by a hash of their name. No real document was trained on.

## Thresholds

- Review: {review:.3f}, set on {positive} calibration vendors so that at least {recall:.0%} of
  vendors' documents pass with confidence {confidence:.0%} (binomial order statistic; see
  `dualens.classification.promise`).
- Flags: {flag:.3f}, the best F1 on the calibration part.

## Known weaknesses

- Written documents are short and clean beside real ones; see "Real documents" below.
- Twelve languages are promised, but Russian, Turkish and Arabic have fewer than twenty documents
  each.
- `specially_designed` and `covert` were stated in few training passages; contradictions of
  `telecommunication_systems` in next to none.
- Labels were made by language models. A second labelling agrees well (below), but it is of the same
  kind; element labels were read once only.

{results}
"""


def write_card(folder: Path, results: Mapping[str, Any]) -> Path:
    """Writes ``MODEL_CARD.md`` into a model folder."""
    settings = read_manifest(folder)
    encoder = json.loads((folder / "encoder" / "encoder.json").read_text("utf-8"))
    body = page.render(results).replace("# Results\n", "# Figures\n", 1)
    card = folder / "MODEL_CARD.md"
    text = _CARD.format(
        model=model_hash(folder),
        dimensions=encoder["dimensions"],
        pieces=encoder["pieces"],
        attribution=encoder["attribution"],
        licence=encoder["licence"],
        training=settings["training_documents"],
        calibration=settings["calibration_documents"],
        positive=settings["calibration_positive_vendors"],
        review=settings["review_threshold"],
        recall=settings["promise_recall"],
        confidence=settings["promise_confidence"],
        flag=settings["flag_threshold"],
        results=body,
    )
    card.write_text(text, "utf-8")
    return card
