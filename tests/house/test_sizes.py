"""Small files and small functions."""

from __future__ import annotations

import ast

from tests.house.tree import parse, python_files, where

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60


def test_no_file_is_longer_than_400_lines() -> None:
    """A file that grows past 400 lines holds two subjects; split it by noun."""
    lengths = {
        where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    """A function that grows past 60 lines, docstring included, does two things."""
    too_long = {}
    for path in python_files():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_LINES_OF_A_FUNCTION:
                    too_long[f"{where(path, node.lineno)} {node.name}"] = length
    assert too_long == {}
