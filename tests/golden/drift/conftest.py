"""Fixtures for the golden tests of drift."""

from __future__ import annotations

from support.drift.fixtures import call_runner, compiler

__all__ = ["call_runner", "compiler"]
