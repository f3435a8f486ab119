from __future__ import annotations

from tests.llm.server import endpoint

__all__ = ["endpoint"]
