"""Fixtures for the unit tests of drift."""

from __future__ import annotations

from support.drift.fixtures import generated_shop, run_udacity, shop

__all__ = ["generated_shop", "run_udacity", "shop"]
