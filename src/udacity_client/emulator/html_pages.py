"""The pages for a browser: an index, and an explorer for each domain."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

_EXPLORER = Path(__file__).with_name("explorer.html")


def index_page(base_path: str, domains: Iterable[str]) -> str:
    """Return the page with a link to each domain's explorer."""
    links = "".join(
        f'<li><a href="{escape(endpoint_path(base_path, domain))}">'
        f"{escape(domain)}</a></li>"
        for domain in domains
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        "<title>Udacity API emulator</title><h1>Udacity API emulator</h1>"
        f"<p>One GraphQL endpoint per domain:</p><ul>{links}</ul></html>"
    )


def explorer_page(domain: str, sdl: str | None) -> str:
    """Return the explorer page of one domain; without *sdl* it shows no schema."""
    shown = sdl or "Introspection is disabled, so the schema is not shown."
    page = _EXPLORER.read_text("utf-8")
    return page.replace("{{domain}}", escape(domain)).replace("{{sdl}}", escape(shown))


def endpoint_path(base_path: str, domain: str) -> str:
    """Return the path of a domain's endpoint."""
    return f"{base_path}/v1/{domain}/graphql"
