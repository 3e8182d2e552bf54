"""Licenses: reading what a scanner delivers, and checking what a card says about itself."""

from __future__ import annotations

from intake.license.hints import Hint, hints
from intake.license.model import License, as_json
from intake.license.reader import read

__all__ = ["Hint", "License", "as_json", "hints", "read"]
