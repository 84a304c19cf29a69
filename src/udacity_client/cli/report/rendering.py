"""Write a report as HTML, Markdown or JSON."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from udacity_client.cli.printing import visible
from udacity_client.cli.report.contents import Report, Section, settings
from udacity_client.schema.hidden_characters import (
    escape_hidden,
    escape_hidden_in_json,
)

MOST_ROWS: Final = 500
"""How many rows of a table HTML and Markdown show; JSON has all."""

WIDTH: Final = 470
"""The width of a chart in pixels: so narrow that its text is readable on a phone."""

_FOLDER: Final = Path(__file__).parent
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#|~&!])")


FormatName: TypeAlias = Literal["html", "json", "md"]


def render(report: Report, to: FormatName) -> str:
    """Return *report* in the format *to*."""
    if to == "json":
        return _json(report)
    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=to == "html",  # noqa: S701 - Markdown has escapes of its own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"plain": _plain, "text": _text, "words": _words}
    script = (_FOLDER / "sort.js").read_text("utf-8")
    text = templates.get_template(f"report.{to}").render(
        report=report,
        most=MOST_ROWS,
        draw=draw,
        script=Markup(script),  # noqa: S704 - ours
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return visible(text) if to == "md" else text


def draw(section: Section) -> Markup:
    """Return an SVG of *section*; its colours are `var(--c00)` and so on."""
    chart, charts = section.settings["chart"], settings()["charts"]
    label, *values = map(section.columns.index, (chart["label"], *chart["values"]))
    data = [
        {
            "at": at,
            # Two programs may have one title, which Vega would draw as one bar.
            "label": _text(row[label]) + "\u200b" * at * (len(values) == 1),
            "value": row[value],
            "series": section.columns[value],
        }
        for at, row in enumerate(section.rows[: chart.get("most")])
        for value in values
    ]
    of_kind = charts[chart["kind"]]
    axes = {axis: of_kind["encoding"][axis] | chart.get(axis, {}) for axis in "xy"}
    spec = {
        **of_kind,
        "encoding": {**of_kind["encoding"], **axes},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": charts["config"],
        "data": {"values": data},
        "width": WIDTH,
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.1", allowed_base_urls=[])
    return Markup(re.sub(r'"#ab01(\d\d)"', r'"var(--c\1)"', svg))  # noqa: S704 - Vega escapes texts


def _json(report: Report) -> str:
    sections = {
        one.name: [dict(zip(one.columns, row, strict=True)) for row in one.rows]
        for one in report.sections
    }
    found = {
        "version": 1,
        "title": report.title,
        "source": report.source,
        "moment": report.moment.isoformat(),
        "sections": sections,
    }
    text = json.dumps(found, default=str, ensure_ascii=False, indent=1)
    return f"{escape_hidden_in_json(text)}\n"


def _words(name: str) -> str:
    return name.replace("_percent", "\u00a0%").replace("_", " ").capitalize()


def _text(value: object) -> str:
    match value:
        case None:
            return "\u2013"
        case list():
            return ", ".join(map(_text, cast("list[object]", value)))
        case float():
            return f"{value:,.1f}"
        case int():
            return f"{value:,}"
        case _:
            # A chart of a text with a control character ends the process.
            return escape_hidden(str(value))


def _plain(text: str) -> str:
    """Return *text* with escapes for all that Markdown would take for markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
