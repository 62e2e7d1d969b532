"""Errors that an organiser or an operator can do something about."""

from __future__ import annotations


class BarnstarError(Exception):
    """Something was asked that cannot be done; the message says why, and the way out."""


class SettingsError(BarnstarError):
    """The settings are unsafe or incomplete, so the service does not start."""


class ConflictError(BarnstarError):
    """Somebody else wrote the same thing at the same moment; nothing of ours was kept."""


class StorageError(BarnstarError):
    """The database cannot be used; what it said was left out, because it can name people."""


class NotFoundError(BarnstarError):
    """Nothing has the name that was given."""
