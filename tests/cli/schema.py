"""The objects of INTERFACE.md as JSON Schema; a field too few or too many is an error."""

from __future__ import annotations

from typing import Any

from dualens.errors import FailureKind
from dualens.taxonomy import capability_ids

Schema = dict[str, Any]


def _object(**fields: Schema) -> Schema:
    return {
        "type": "object", "properties": fields, "required": list(fields),
        "additionalProperties": False,
    }  # fmt: skip


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _one_of(*values: object) -> Schema:
    return {"enum": list(values)}


STRING: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
BOOLEAN: Schema = {"type": "boolean"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
BOX = _list({"type": "number"}, minItems=4, maxItems=4)
CODES: Schema = {"type": "object", "additionalProperties": _list(FILLED)}

_PLACE = {"page": {"type": "integer", "minimum": 1}, "quote": FILLED, "boxes": _list(BOX)}
# The interface shows a probability with the evidence of flags; other evidence may have one too.
EVIDENCE = {**_object(**_PLACE, probability=SHARE), "required": list(_PLACE)}
FLAG = _object(
    capability=_one_of(*capability_ids()), probability=SHARE, flagged=BOOLEAN,
    evidence=_list(_object(**_PLACE, probability=SHARE)),
)  # fmt: skip
FLAGS = _list(FLAG, minItems=len(capability_ids()), maxItems=len(capability_ids()))
CONDITION = _object(
    text=FILLED, state=_one_of("met", "not met", "not stated"), evidence=_list(EVIDENCE)
)
EXCLUSION = _object(
    text=FILLED, state=_one_of("applies", "does not apply", "not stated"), evidence=_list(EVIDENCE)
)
_MATCH = {
    "list": FILLED, "version": FILLED, "entry": FILLED, "title": FILLED, "score": SHARE,
    "status": _one_of("conditions met", "released by an exclusion", "possible", "not met"),
    "conditions": _list(CONDITION), "exclusions": _list(EXCLUSION), "related": CODES,
}  # fmt: skip
# More may be added to each object: so far to a match.
_ADDED = {"evidence": _list(EVIDENCE), "wording": STRING, "wording_is_official": BOOLEAN}
MATCH = _object(**_MATCH, **_ADDED)
RANKED = _object(rank={"type": "integer", "minimum": 1}, **_MATCH, **_ADDED)
REVIEW = _object(
    probability=SHARE, recommended=BOOLEAN, rank_score=SHARE,
    promise=_object(recall=SHARE, confidence=SHARE, holds=BOOLEAN),
)  # fmt: skip
ELEMENT = _object(state=_one_of("stated", "contradicted", "not stated"), evidence=_list(EVIDENCE))
ARTICLE = _object(
    specially_designed=ELEMENT, covert=ELEMENT, natural_persons=ELEMENT,
    monitoring_or_analysis=ELEMENT, telecommunication_systems=ELEMENT,
    outcome=_one_of("open", "elements stated", "contradicted"),
)  # fmt: skip
MADE_WITH = _object(
    dualens=FILLED, model=HASH, encoder=FILLED,
    lists={"type": "object", "additionalProperties": FILLED, "minProperties": 1},
)  # fmt: skip
DOCUMENT = _object(
    name=FILLED, sha256=STRING, media_type=STRING, pages={"type": "integer", "minimum": 0},
    language=FILLED, ocr=BOOLEAN,
)  # fmt: skip
ERROR = _object(kind=_one_of(*map(str, FailureKind)), message=FILLED)
NOTHING: Schema = {"type": "null"}
EMPTY = _list({}, maxItems=0)


def _assessment(
    status: str, error: Schema, review: Schema, article: Schema, **lists: Schema
) -> Schema:
    return _object(
        schema=_one_of("dualens/assessment/1"), document=DOCUMENT, status=_one_of(status),
        error=error, review=review, **lists, article_2_20=article, made_with=MADE_WITH,
    )  # fmt: skip


ASSESSED = _assessment("assessed", NOTHING, REVIEW, ARTICLE, flags=FLAGS, matches=_list(MATCH))
UNREADABLE = _assessment("unreadable", ERROR, NOTHING, NOTHING, flags=EMPTY, matches=EMPTY)
MATCHED_LINE = _object(id={}, matches=_list(RANKED))
CLASSIFIED_LINE = _object(id={}, review=REVIEW, flags=FLAGS, article_2_20=ARTICLE)


def check(value: object, schema: Schema) -> None:
    """Fails where the value is not of the schema."""
    import jsonschema

    jsonschema.validate(value, schema)
