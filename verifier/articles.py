"""Files -> articles."""

from __future__ import annotations

from verifier.datamodel import Line
from verifier.layout import layout

__all__ = ["Line", "layout"]
