"""What the model must beat: a keyword list, BM25, and TF-IDF with logistic regression.

Each scores passages for each capability: (passages, capabilities), higher is more likely.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dualens.classification import LabelledDocument
from dualens.taxonomy import capabilities, capability_ids

Scores = NDArray[np.float64]


def texts_of(documents: Sequence[LabelledDocument]) -> list[str]:
    """The passages of documents as the encoder sees them."""
    return [p.searchable for document in documents for p in document.passages]


def labels_of(documents: Sequence[LabelledDocument]) -> NDArray[np.bool_]:
    """(passages, capabilities): which passage states which."""
    ids = capability_ids()
    return np.array([[c in p.labels for c in ids] for d in documents for p in d.passages])


def keyword_scores(texts: Sequence[str]) -> Scores:
    """How many of a capability's keywords a passage holds."""
    words = [[k.lower() for k in c.keywords] for c in capabilities()]
    return np.array(
        [
            [sum(word in text for word in group) for group in words]
            for text in map(str.lower, texts)
        ],
        float,
    )


def bm25_scores(texts: Sequence[str]) -> Scores:
    """BM25 of each capability's description and keywords as a query against the passages."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)
    queries = [" ".join([c.title, c.offers, *c.keywords]) for c in capabilities()]
    columns = []
    for query in queries:
        tokens = bm25s.tokenize([query], show_progress=False, return_ids=False)[0]
        known = [token for token in tokens if token in index.vocab_dict]
        columns.append(index.get_scores(known) if known else np.zeros(len(texts)))
    return np.stack(columns, axis=1).astype(float)


def tfidf_scores(train: Sequence[LabelledDocument], texts: Sequence[str]) -> Scores:
    """TF-IDF of characters (2 to 5) with one logistic regression a capability."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=60_000
    )
    features = vectorizer.fit_transform(texts_of(train))
    labels = labels_of(train)
    wanted = vectorizer.transform(texts)
    columns = []
    for column in range(labels.shape[1]):
        head = LogisticRegression(C=30, class_weight="balanced", max_iter=400)
        columns.append(head.fit(features, labels[:, column]).decision_function(wanted))
    return np.stack(columns, axis=1)
