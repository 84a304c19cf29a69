"""The formats of a report. Each has all its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from udacity_client.drift.report.github import github_report
from udacity_client.drift.report.json_report import json_report
from udacity_client.drift.report.markdown import markdown_report
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.sarif import sarif_report
from udacity_client.drift.report.text import text_report

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {
        "text": text_report,
        "json": json_report,
        "github": github_report,
        "markdown": markdown_report,
        "sarif": sarif_report,
    }
)
"""The function that renders a report, by the format's name."""
