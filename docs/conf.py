"""The settings of the documentation site, which `make docs` builds."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

DOCS: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

import reference  # noqa: E402 - it lies next to this file

project: Final = "udacity-client"
release: Final = importlib.metadata.version("udacity-client")
html_title: Final = f"udacity-client {release}"

extensions: Final = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_llms_txt",
]
exclude_patterns: Final = ["_build", "samples"]
default_role: Final = "code"  # docstrings are written with Markdown's backticks
nitpicky: Final = False  # types of other libraries have no page here

myst_enable_extensions: Final = ["colon_fence", "deflist"]
myst_heading_anchors: Final = 3  # the anchors that GitHub gives headings

autodoc_member_order: Final = "bysource"
autodoc_typehints: Final = "signature"
python_maximum_signature_line_length: Final = 72
python_use_unqualified_type_names: Final = True
napoleon_numpy_docstring: Final = False
napoleon_use_ivar: Final = False

html_theme: Final = "furo"
pygments_dark_style: Final = "github-dark"  # furo's own underlines imports
html_static_path: Final = ["static"]
html_css_files: Final = ["site.css"]
html_show_copyright: Final = False
html_show_sourcelink: Final = False
html_theme_options: Final[dict[str, object]] = {"top_of_page_buttons": []}
# Not from the root of a host: the site may be in a folder, or be read as files.
llms_txt_uri_template: Final = "_sources/{docname}{suffix}{sourcelink_suffix}"
llms_txt_summary: Final = (
    "A typed Python client for the Udacity Public API (GraphQL): blocking and async, "
    "with pages, retries, rate limits, exports, an emulator for tests, and checks "
    "that the API has not changed."
)


def _correct_links(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Change links out of `docs/`: to the site's copy of a page, or to plain text."""
    text = reference.with_links_to_copies(source[0])
    source[0] = reference.without_outside_links(text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages that are made from code, and register what pages go through."""
    reference.write_pages(DOCS)
    app.connect("source-read", _correct_links)
    return {"parallel_read_safe": True}
