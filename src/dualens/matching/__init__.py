"""Passages against entries: retrieval, then conditions and exclusions with evidence."""

from dualens.matching.index import Background, ProvisionIndex
from dualens.matching.judgement import Finding
from dualens.matching.matcher import Examined, match_document, nearness_score
from dualens.matching.model import (
    ConditionState,
    ExclusionState,
    JudgedCondition,
    JudgedExclusion,
    Match,
    MatchStatus,
)
from dualens.matching.quantities import Quantity, meets, quantities

__all__ = [
    "Background",
    "ConditionState",
    "Examined",
    "ExclusionState",
    "Finding",
    "JudgedCondition",
    "JudgedExclusion",
    "Match",
    "MatchStatus",
    "ProvisionIndex",
    "Quantity",
    "match_document",
    "meets",
    "nearness_score",
    "quantities",
]
