"""List the formats of a report; each tells all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from udacity_client.drift.github_format import github_report
from udacity_client.drift.json_format import json_report
from udacity_client.drift.markdown_format import markdown_report
from udacity_client.drift.report import Report
from udacity_client.drift.sarif_format import sarif_report
from udacity_client.drift.text_format import text_report

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {
        "text": text_report,
        "json": json_report,
        "github": github_report,
        "markdown": markdown_report,
        "sarif": sarif_report,
    }
)
"""What writes a report, by the format's name."""
