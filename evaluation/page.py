"""The results page, from ``results.json``. Never edited by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Result = Mapping[str, Any]


def render(results: Result) -> str:
    """The page as Markdown; suites that were not run are named as such."""
    parts = [
        "# Results\n",
        "Made by `python -m evaluation`; not edited by hand. Intervals are 90 % by vendor "
        "bootstrap. `python -m evaluation SUITE` runs one suite.\n",
    ]
    for name, section in _SECTIONS.items():
        held = results.get(name)
        parts.append(section(held) if held else f"## {name}\n\nNot run.\n")
    return "\n".join(parts)


def _classification(r: Result) -> str:
    lines = [
        "## Classification, on vendors that nothing was fitted on",
        "",
        f"{r['documents']} written documents of {r['vendors']} vendors, {r['positives']} of them "
        f"offering a capability ({r['positives'] / r['documents']:.0%}); the others are "
        "mostly near "
        "neighbours. Split by vendor.",
        "",
        "| method | macro AP, passages | macro AP, documents | review AP "
        "| true negatives at 95 % recall |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['method']} | {row['passage_ap']:.3f} | {_figure(row['capability_ap'])} "
        f"| {_figure(row['review_ap'])} | {_figure(row['true_negative_rate'])} |"
        for row in r["rows"]
    ]
    lines += [
        "",
        f"At the review threshold used: {r['review_recall']:.1%} of the positive documents and "
        f"{r['review_false']:.1%} of the others are recommended. Calibration error: review "
        f"{r['review_calibration']:.3f}, capabilities {r['capability_calibration']:.3f}.",
        "",
        "| capability | positive documents | average precision | precision | recall |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {count} | {ap:.2f} | {precision:.2f} | {recall:.2f} |"
        for name, (count, ap, precision, recall) in r["per_capability"].items()
    ]
    lines += ["", "| language | documents | review AP |", "|---|---|---|"]
    lines += [f"| {lang} | {n} | {ap:.2f} |" for lang, (n, ap) in r["per_language"].items()]
    return "\n".join(lines) + "\n"


def _documents(r: Result) -> str:
    found, wanted = r["capabilities_found"]
    positives = r["positives"] - len(r["missed"])
    lines = [
        "## Real documents, none of them trained on",
        "",
        f"{r['negatives']} that offer nothing and {r['positives']} that offer a capability "
        "(labels of one annotator).",
        "",
        "| | |",
        "|---|---|",
        f"| positives recommended for review | {positives} of {r['positives']} |",
        f"| negatives recommended for review | {len(r['false'])} of {r['negatives']} "
        f"({len(r['false']) / r['negatives']:.1%}) |",
        f"| labelled capabilities flagged | {found} of {wanted} |",
        f"| flags on negatives | {sum(r['flags_on_negatives'].values())} |",
        f"| promise withdrawn | {r['promise_withdrawn']} |",
        f"| not readable | {len(r['unreadable'])} |",
    ]
    lines += ["", "Missed: " + (", ".join(r["missed"]) or "none") + "."]
    lines += ["", "Recommended without need: " + (", ".join(r["false"]) or "none") + "."]
    return "\n".join(lines) + "\n"


def _evidence(r: Result) -> str:
    return (
        "## Evidence\n\n"
        f"{r['quotes']} quotes over samples and real documents, checked with another reading of "
        f"the page: {len(r['not_on_page'])} not on their page, {len(r['not_in_boxes'])} with a "
        "word outside their boxes.\n"
    )


def _reading(r: Result) -> str:
    lines = [
        "## Reading, one core, paired in one run",
        "",
        f"{r['pages']} pages (the first ones) of {r['files']} real documents; CPU time.",
        "",
        "| what | pages/s |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value} |" for name, value in r["pages_per_second"].items()]
    lines += ["", "| ratio | measured | wanted |", "|---|---|---|"]
    lines += [f"| {name} | {value} | {r['bars'][name]} |" for name, value in r["ratios"].items()]
    return "\n".join(lines) + "\n"


def _speed(r: Result) -> str:
    return (
        "## Whole assessments, two cores, warm\n\n"
        f"{r['pages']} pages: {r['ours']:.1f} pages/s assessed, against {r['pdfplumber']:.1f} "
        f"pages/s for pdfplumber's `extract_words` alone: **{r['ratio']:.1f} ×**.\n"
    )


def _figure(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})"


def _agreement(r: Result) -> str:
    return (
        "## Agreement of a second labelling of the written corpus\n\n"
        f"{r['documents']} documents of the first nine batches with {r['passages']} passages, "
        "labelled again by readers who saw only the texts and the rule. Krippendorff's alpha over "
        f"passages and capabilities: **{r['alpha']:.3f}**; over documents, whether anything is "
        f"offered: **{r['review_alpha']:.3f}**. The same capabilities for "
        f"{r['same_capabilities']} of {r['documents']} documents.\n"
    )


def _contrast(r: Result) -> str:
    lines = [
        "## Pairs that differ in one deciding fact",
        "",
        f"{r['whole']['pairs']} pairs written by hand; nobody trains on them. Choice: the caught "
        "text stands higher than its twin. Both: the caught text comes out as `conditions met` "
        "(for Art. 2(20): `elements stated`) and its twin does not.",
        "",
        "| | pairs | choice | both right |",
        "|---|---|---|---|",
        _pairs("Dualens", r["whole"]),
        _pairs("bag of words, trained on the pairs of all other entries", r["bag_of_words"]),
        _pairs("Dualens, not in English", r["not_english"]),
    ]
    for by in ("by_cue", "by_fact", "by_entry"):
        lines += [_pairs(f"{by[3:]}: {name}", line) for name, line in r[by].items()]
    return "\n".join(lines) + "\n"


def _retrieval(r: Result) -> str:
    lines = [
        "## Entries found for product texts",
        "",
        "Hand-written texts, not trained on; headings counted.",
        "",
        "| | texts | recall@1 | recall@5 | nDCG@10 |",
        "|---|---|---|---|---|",
    ]
    for title, lines_of in (
        ("{}", r["methods"]),
        ("Dualens, {}", r["by_language"]),
        ("Dualens, category {}", r["by_category"]),
    ):
        lines += [_found(title.format(name), line) for name, line in lines_of.items()]
    lines += [
        "",
        f"Of {r['uncontrolled']} texts of uncontrolled goods {r['met_without_cause']:.1%} get an "
        "entry with `conditions met`.",
    ]
    return "\n".join(lines) + "\n"


def _found(name: str, line: Mapping[str, float]) -> str:
    return (
        f"| {name} | {line['texts']} | {line['first']:.2f} | {line['five']:.2f} "
        f"| {line['ndcg']:.2f} |"
    )


def _pairs(name: str, line: Mapping[str, float]) -> str:
    return f"| {name} | {line['pairs']} | {line['choice']:.2f} | {line['both']:.2f} |"


_SECTIONS: dict[str, Callable[[Result], str]] = {
    "agreement": _agreement,
    "classification": _classification,
    "contrast": _contrast,
    "documents": _documents,
    "evidence": _evidence,
    "reading": _reading,
    "retrieval": _retrieval,
    "speed": _speed,
}
