"""The pairs are what the suite says of them, and a ranking is scored as it should be."""

from __future__ import annotations

from collections import Counter

from dualens.lists import load_list
from evaluation.contrast import CATCH_ALL, MET, _bag_of_words, _line, load


def test_the_suite_has_the_pairs_it_claims() -> None:
    pairs = load()
    assert len(pairs) >= 150
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert sum(pair.language != "en" for pair in pairs) >= 20
    cues = Counter(pair.cue for pair in pairs)
    assert cues["turned"] * 2 >= len(pairs)
    assert all(pair.caught != pair.not_caught for pair in pairs)


def test_every_pair_names_a_provision_of_the_digest() -> None:
    control_list = load_list()
    for pair in load():
        assert pair.entry == CATCH_ALL or control_list.provision(pair.entry) is not None, pair.id


def test_a_caught_text_that_stands_higher_is_a_right_choice_and_a_tie_is_half() -> None:
    line = _line([(3.2, 2.1), (2.0, 2.0), (1.0, 2.0), (3.1, 3.0)], MET)
    assert line.pairs == 4
    assert line.choice == 0.625
    assert line.both == 0.25


def test_words_alone_do_not_solve_the_suite() -> None:
    """Else the pairs would measure vocabulary, not the law."""
    line = _line(_bag_of_words(load()), 0.5)
    assert line.choice < 0.9
