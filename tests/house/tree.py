"""The files of the house, as the house tests see them."""

from __future__ import annotations

import ast
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("verifier", "keys", "badge_classes", "issuer")
TOP = (*PACKAGES, "static", "tests", "requirements", "docs", ".ci")
"""The folders that belong to the house; anything else on the disk is not ours to judge."""

# In a second worktree `.git` is a file.
_LITTER = frozenset({".git", "__pycache__", "node_modules"})


def files(suffix: str = "", under: tuple[str, ...] = TOP) -> Iterator[Path]:
    """Yield the files of the house whose names end in *suffix*, top-level ones included."""
    roots = [HOUSE / name for name in under]
    if under == TOP:
        top = (path for path in HOUSE.iterdir() if path.is_file() and path.name not in _LITTER)
        yield from sorted(path for path in top if path.name.endswith(suffix))
    for root in roots:
        for path in sorted(root.rglob(f"*{suffix}")):
            if path.is_file() and not _LITTER.intersection(path.parts):
                yield path


def python_files(under: tuple[str, ...] = TOP) -> list[Path]:
    """Return every .py file of the house, or of the folders *under*."""
    return list(files(".py", under))


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of *path*."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def where(path: Path, line: int | None = None) -> str:
    """Return *path* as a reader of the house writes it, with its line."""
    name = path.relative_to(HOUSE).as_posix()
    return name if line is None else f"{name}:{line}"


def dotted(node: ast.AST) -> str:
    """Return a name or a chain of attributes as it is written; anything else is ''."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def copy_house(to: Path, *, names: tuple[str, ...]) -> Path:
    """Copy the files and folders *names* of the house into *to*, and return *to*."""
    for name in names:
        source = HOUSE / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns(*_LITTER))
        else:
            shutil.copy2(source, to / name)
    return to
