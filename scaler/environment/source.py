"""Python sources of others, read without being run."""

from __future__ import annotations

import ast
import threading

# CPython 3.11 counts the depth of a tree under construction in one place for all threads: two at once can fail with
# "AST constructor recursion depth mismatch".
_one_at_a_time = threading.Lock()


def defined_functions(code: str) -> set[str]:
    """The names of the functions that a module defines at its top level. Raises ValueError."""
    return {node.name for node in parse_python(code).body if isinstance(node, ast.FunctionDef)}


def parse_python(code: str) -> ast.Module:
    """The syntax tree. Raises ValueError, saying where, when the code is no Python."""
    try:
        with _one_at_a_time:
            return ast.parse(code)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    except (RecursionError, MemoryError) as error:
        raise ValueError("it is nested too deeply") from error
