"""Every module of a package is formatted, whatever its folder is called."""

from __future__ import annotations

import pytest

from udacity_client.codegen.emit.formatting import formatted


# Ruff passes over folders of these names, unless it is told not to.
@pytest.mark.parametrize("domain", ["dist", "venv"])
def test_a_domain_may_be_called_like_a_folder_that_ruff_passes_over(
    domain: str,
) -> None:
    path = f"{domain}/client.py"
    assert formatted({path: "import os\nx=1"}) == {path: "x = 1\n"}
