"""Single-line changes to the verifier, each of which has to turn a test red."""

from __future__ import annotations

from . import of_checks, of_formats, of_sharing
from .mutant import Mutant

__all__ = ["MUTANTS", "Mutant"]

MUTANTS = (*of_checks.MUTANTS, *of_formats.MUTANTS, *of_sharing.MUTANTS)
