"""`udacity schema confirm` finds each way in which a second API differs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from support.confirm.behaviour import Behaviour
from support.confirm.combined import combined
from support.confirm.confirm_command import (
    Ran,
    confirm,
    personal_texts,
    run_confirm,
)
from support.confirm.deviations import DEVIATIONS, Deviation
from support.confirm.records import SECRETS
from support.confirm.second_api import SecondApi
from support.loopback_server import Loopback
from support.paths import ROOT
from udacity_client.cli.confirm.assumptions import ASSUMPTIONS
from udacity_client.cli.confirm.plan import MOST_REQUESTS, PLAN
from udacity_client.emulator import Emulator
from udacity_client.protocol.http_response import RawResponse
from udacity_client.schema.provenance import read_provenance
from udacity_client.schema.shipped import schema_directory

SHORT = (
    "introspection is refused, and a filter is missing",
    "data needs Bearer",
    "tokens count as requests",
)
"""Those that are tried each time; the others are slow together."""

PERSONAL = personal_texts()


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def require_no_personal_text(ran: Ran) -> None:
    everything = ran.everything
    assert [text for text in PERSONAL if text in everything] == []


def require_found(deviation: Deviation, server: Loopback, folder: Path) -> None:
    ran = confirm(server, deviation.behaviour, folder, user=deviation.user)

    assert ran.having("refuted") == deviation.refutes, deviation.name
    assert ran.code == 1
    assert ran.report["failures"] == []
    assert len(ran.requests) == len(ran.report["requests"]) <= MOST_REQUESTS
    require_no_personal_text(ran)
    require_read_only(ran)
    for area, assumption in deviation.refutes:
        assert f"  {area}: {assumption} (" in ran.out


def require_read_only(ran: Ran) -> None:
    """No mutation is sent but the one that gives a token."""
    for seen in ran.requests:
        query = json.loads(seen.content)["query"]
        assert not re.search(r"\bmutation\b", query) or "generateToken" in query


def test_there_are_enough_deviations_and_each_has_its_name() -> None:
    assert len({one.name for one in DEVIATIONS}) == len(DEVIATIONS) > 40
    assert {*SHORT} <= {one.name for one in DEVIATIONS}


def test_an_api_as_assumed_is_confirmed(server: Loopback, tmp_path: Path) -> None:
    ran = confirm(server, Behaviour(), tmp_path)

    assert ran.code == 0
    assert ran.having("refuted") == set()
    assert len(ran.requests) == MOST_REQUESTS
    assert {area for area, _ in ran.having("unknown")} == {"behaviour"}
    assert ran.report["next"] == []
    require_no_personal_text(ran)
    require_read_only(ran)


def test_without_a_user_token_that_alone_is_unknown(
    server: Loopback, tmp_path: Path
) -> None:
    ran = confirm(server, Behaviour(), tmp_path, user=False)

    assert ran.code == 0
    assert ran.having("refuted") == set()
    users = {("behaviour", f"tokens.{one}") for one in ("user-scheme", "credentials")}
    assert users <= ran.having("unknown")
    assert ("behaviour", "token.bearer") in ran.having("confirmed")
    assert ("behaviour", "limit.shared") in ran.having("confirmed")


@pytest.mark.parametrize(
    "deviation",
    [one for one in DEVIATIONS if one.name in SHORT],
    ids=lambda one: one.name,
)
def test_a_deviation_is_found_and_none_invented(
    deviation: Deviation, server: Loopback, tmp_path: Path
) -> None:
    require_found(deviation, server, tmp_path)


@pytest.mark.slow  # 20 s of CPU time
def test_each_deviation_is_found_and_none_invented(
    server: Loopback, tmp_path: Path
) -> None:
    for number, deviation in enumerate(DEVIATIONS):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        require_found(deviation, server, folder)


@pytest.mark.slow  # 10 s of CPU time
@pytest.mark.parametrize("seed", range(30))
def test_of_several_deviations_none_is_confirmed_and_none_invented(
    seed: int, server: Loopback, tmp_path: Path
) -> None:
    chosen, behaviour = combined(Random(seed))
    ran = confirm(server, behaviour, tmp_path)

    expected = {one for deviation in chosen for one in deviation.refutes}
    assert len(chosen) > 2
    assert ran.having("refuted") <= expected, [one.name for one in chosen]
    assert not ran.having("confirmed") & expected, [one.name for one in chosen]
    assert len(ran.requests) <= MOST_REQUESTS
    require_no_personal_text(ran)


def test_nothing_is_printed_of_what_a_server_puts_into_messages_codes_and_headers(
    server: Loopback, tmp_path: Path
) -> None:
    ran = confirm(server, Behaviour(leaks=True), tmp_path)

    assert ran.code == 1
    assert ("behaviour", "invalid.code") in ran.having("refuted")
    require_no_personal_text(ran)


def test_what_others_send_meanwhile_refutes_nothing(
    server: Loopback, tmp_path: Path
) -> None:
    ran = confirm(server, Behaviour(seen_from_outside=1), tmp_path)

    assert ran.having("refuted") == set()
    assert {("behaviour", "mint.counted"), ("behaviour", "limit.shared")} <= ran.having(
        "unknown"
    )


def test_a_domain_that_fails_is_unknown_and_exits_with_3(
    server: Loopback, tmp_path: Path
) -> None:
    ran = confirm(server, Behaviour(broken=frozenset({"catalog"})), tmp_path)

    assert ran.code == 3
    assert ran.having("refuted") == set()
    assert ("catalog", "ProgramType.PART") in ran.having("unknown")
    assert "introspection: The server failed, with 502." in ran.report["failures"]


def test_a_page_that_is_refused_as_invalid_tells_nothing_of_pages(
    server: Loopback, tmp_path: Path
) -> None:
    """Without introspection, the queries rest on our schema, which may be wrong."""
    renamed = ("program-progress", "  first: Int = 50\n", "  size: Int = 50\n")
    behaviour = Behaviour(introspection=False, swaps=(renamed,))
    ran = confirm(server, behaviour, tmp_path)

    assert ran.having("refuted") == {("behaviour", "introspection.open")}
    assert ("behaviour", "page.too-large") in ran.having("unknown")
    assert ("behaviour", "cursor.kind") in ran.having("unknown")


def test_a_token_that_was_made_elsewhere_is_enough(
    server: Loopback, tmp_path: Path
) -> None:
    server.answer = SecondApi(Behaviour())
    environ = {"UDACITY_BASE_URL": server.base_url, "UDACITY_API_KEY": SECRETS["token"]}
    ran = run_confirm(environ, tmp_path, "--json", "-", "--patch", "made.patch")

    assert ran.code == 0
    verdicts = {
        one["assumption"]: one["verdict"] for one in json.loads(ran.out)["assumptions"]
    }
    assert verdicts["mint.counted"] == verdicts["token.lifetime"] == "unknown"
    assert verdicts["token.scheme"] == verdicts["token.bearer"] == "confirmed"
    assert (tmp_path / "made.patch").read_text().startswith("# Not made")
    require_no_personal_text(ran)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--json", "-", "--patch", "-"), "cannot both go to stdout"),
        (("--json", "nowhere/report.json"), "There is no folder nowhere"),
        (("--patch", "."), ". is a folder"),
        (("--patch", "pyproject.toml"), "is read by this command"),
    ],
)
def test_files_that_cannot_be_written_are_refused_before_anything_is_sent(
    words: tuple[str, ...], reason: str, server: Loopback, tmp_path: Path
) -> None:
    before = len(server.seen)
    environ = {"UDACITY_BASE_URL": server.base_url, "UDACITY_API_KEY": "t"}
    ran = run_confirm(environ, tmp_path, *words)

    assert (ran.code, ran.err.count("\n"), ran.out) == (2, 1, "")
    assert reason in ran.err
    assert len(server.seen) == before


def test_a_dry_run_sends_nothing_and_needs_no_credential(tmp_path: Path) -> None:
    ran = run_confirm({}, tmp_path, "--dry-run")

    assert ran.code == 0
    assert all(f"  {step.name} " in ran.out for step in PLAN)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"data": null, "errors": [1, {"message": 2, "extensions": 3, "path": 4}]}',
        b'{"data": {"page": {"totalCount": true, "edges": [1, {"node": 2}]}}}',
        b'{"data": {"catalog": {"learningPlans": {}}, "__schema": {"types": 1}}}',
    ],
)
def test_answers_of_any_shape_are_survived(
    content: bytes, server: Loopback, tmp_path: Path
) -> None:
    server.answer = lambda _seen: RawResponse(200, {}, content, received_at=0.0)
    environ = {"UDACITY_BASE_URL": server.base_url, "UDACITY_API_KEY": "t"}
    ran = run_confirm(environ, tmp_path)

    assert ran.code == 1
    assert ran.err == ""
    assert {area for area, _ in ran.having("refuted")} == {"behaviour"}
    assert {area for area, _ in ran.having("confirmed")} <= {"behaviour"}


def test_a_refused_credential_is_one_line(server: Loopback, tmp_path: Path) -> None:
    ran = confirm(server, Behaviour(broken=frozenset({"tokens"})), tmp_path)

    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert len(ran.requests) == 1


def test_the_patch_applies_and_says_what_is_left(
    server: Loopback, tmp_path: Path
) -> None:
    behaviour = next(o for o in DEVIATIONS if o.name == "a type has another name")
    ran = confirm(server, behaviour.behaviour, tmp_path)
    folder = shutil.copytree(schema_directory(), tmp_path / "schema")
    commands = ["git apply --check made.patch", "git apply made.patch"]
    if shutil.which("patch"):  # Windows and small containers have none
        commands.insert(0, "patch -p1 -s --dry-run -i made.patch")
    for command in commands:
        applied = subprocess.run(
            command.split(), cwd=tmp_path, capture_output=True, check=False
        )
        assert applied.returncode == 0, applied.stderr

    after = read_provenance(folder / "provenance.toml")
    catalog = after.origins["catalog"]
    assert catalog.inferred == ()
    assert catalog.names == ("LearningPlanStep",)
    assert catalog.refuted == ("LearningPlanStep",)
    assert catalog.checked == date.fromisoformat(ran.report["date"])
    assert after.behaviour is not None
    unknown = {name for area, name in ran.having("unknown") if area == "behaviour"}
    assert {*after.behaviour.inferred} <= unknown
    assert "Not made from the real API" in ran.patch

    settings = '[tool.udacity-client]\nschema_folder = "schema"\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    again = confirm(server, behaviour.behaviour, tmp_path)

    assert again.patch == ""
    assert again.having("refuted") == {("catalog", "LearningPlanStep")}
    assert ("catalog", "ProgramType.PART") not in again.having("confirmed")


def test_the_emulator_does_what_is_assumed(tmp_path: Path) -> None:
    with Emulator(learners=600) as emulator:
        environ = {
            "UDACITY_BASE_URL": emulator.base_url,
            "UDACITY_CLIENT_ID": emulator.client_id,
            "UDACITY_CLIENT_SECRET": emulator.client_secret,
            "UDACITY_USER_TOKEN": emulator.user_token,
        }
        ran = run_confirm(environ, tmp_path)

    assert ran.having("refuted") == set()
    left = {
        "contract.foreign", "filter.search", "limit.window", "order.default",
        "page.default", "page.too-small", "plan.foreign", "token.bearer",
        "token.refused-credential",
    }  # fmt: skip
    assert ran.having("unknown") == {("behaviour", name) for name in left}


def test_each_inferred_choice_is_listed_and_marked_in_the_emulator() -> None:
    source = ROOT / "src/udacity_client/emulator"
    marked = {
        name.strip()
        for path in source.rglob("*.py")
        for names in re.findall(
            r"Inferred\s\(([a-z.,\s-]+)\)", path.read_text(encoding="utf-8")
        )
        for name in names.split(",")
    }
    inferred = {one.name for one in ASSUMPTIONS.values() if one.basis == "inferred"}
    recorded = read_provenance(schema_directory() / "provenance.toml").behaviour

    assert marked == inferred
    assert recorded is not None
    assert [*recorded.inferred] == sorted(inferred)


def test_all_of_the_plan_but_its_last_request_fits() -> None:
    *first, last = PLAN
    assert len(first) <= MOST_REQUESTS
    assert last.condition.startswith("if a request is left")
    assert len({step.name for step in PLAN}) == len(PLAN)
