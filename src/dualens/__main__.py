"""``python -m dualens``: the same program."""

from dualens.cli import main

main()
