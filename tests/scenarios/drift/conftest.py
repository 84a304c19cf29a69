"""Fixtures for the scenarios of `udacity schema`."""

from __future__ import annotations

from support.drift.fixtures import check, check_live

__all__ = ["check", "check_live"]
