"""Suites that measure what Dualens claims; ``python -m evaluation`` writes the results page."""
