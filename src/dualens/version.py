"""The version of Dualens."""

__version__ = "0.1.0"
