"""No name of a domain gets into a report or a command as something else."""

from __future__ import annotations

import pytest

from support.drift.fixtures import RunUdacity, generated_shop, run_udacity, shop
from support.drift.sample_project import SampleProject

__all__ = ["generated_shop", "run_udacity", "shop"]


@pytest.mark.parametrize("command", ["check", "accept"])
@pytest.mark.parametrize(
    "name",
    [
        "a; touch injected",
        "$(touch injected)",
        "@everyone <img>",
        "a\n::error::b",
        "a\x1b[2J",
    ],
)
def test_a_domain_of_another_name_is_refused(
    shop: SampleProject, run_udacity: RunUdacity, name: str, command: str
) -> None:
    shop.committed.rename(shop.committed.with_stem(name))
    shop.live.rename(shop.live.with_stem(name))
    (shop.root / "queries/shop").rename(shop.root / "queries" / name)
    refused = run_udacity("schema", command, name, "--against", "live")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "gives no module that Python can import" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2
    assert all(line.isprintable() for line in refused.stderr.splitlines())
