"""What can go wrong with an encoder; each error says how to mend it."""

from dualens.errors import DualensError


class ModelIntegrityError(DualensError):
    """Model files are missing, damaged, or not the ones that their description names."""


class MissingExtraError(DualensError):
    """A package is needed that the plain install leaves out; the remedy is the install command."""
