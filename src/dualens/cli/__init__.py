"""The command line: one Typer app, each command a few lines that call the packages."""

from dualens.cli.app import main

__all__ = ["main"]
