"""Whatever a schema and a client may hold compiles, reads answers and sends variables.

No value of a wrong type is sent.

`python -m support.client_check` does the same with real clients; see its module.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from support.client_check.broken_schema import break_schema
from support.client_check.client_sources import ClientSources, read_client
from support.client_check.compiled_client import CompiledClient, compile_client
from support.client_check.trial import try_client
from support.paths import TESTS
from support.type_checkers import mypy_errors
from udacity_client.errors import SourceError

RICH = TESTS / "support" / "client_check" / "rich_client"

SCHEMA = """
type Query { thing(by: String): Thing }
type Thing { realName: String count: Int! }
"""
OPERATIONS = "query GetThing($by: String) { thing(by: $by) { realName count } }"


@pytest.fixture(scope="module")
def sources() -> ClientSources:
    return read_client(RICH / "schema.graphql", RICH / "queries")


@pytest.fixture(scope="module")
def rich(
    sources: ClientSources, tmp_path_factory: pytest.TempPathFactory
) -> CompiledClient:
    folder = tmp_path_factory.mktemp("rich")
    return compile_client(sources, folder, package="rich_client")


def test_all_operations_are_valid_and_compile(rich: CompiledClient) -> None:
    texts = [path.read_text() for path in (RICH / "queries").iterdir()]
    lines = [line.split(" ")[0] for text in texts for line in text.splitlines()]
    written = lines.count("query") + lines.count("mutation")
    assert len(rich.sources.operations) == len(rich.analysis.operations) == written
    assert rich.refused == ()
    assert rich.import_errors() == ""


def test_answers_come_back_and_variables_arrive(rich: CompiledClient) -> None:
    found = try_client(rich, rounds=12, seed=1)
    assert found.answers == found.calls == 12 * len(rich.analysis.operations)
    assert found.wrong_calls > 500
    assert found.faults == []


@pytest.mark.parametrize(
    "seed",
    [
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6)),
        *(pytest.param(seed, marks=pytest.mark.long) for seed in range(6, 12)),
    ],
)
def test_many_answers_come_back_and_variables_arrive(
    seed: int, rich: CompiledClient
) -> None:
    found = try_client(rich, rounds=50, seed=seed)
    assert found.faults == []


@pytest.mark.slow
def test_type_checkers_accept_all(rich: CompiledClient) -> None:
    assert rich.type_errors() == []


@pytest.mark.slow
def test_a_type_checker_that_could_not_run_is_not_silent(tmp_path: Path) -> None:
    assert "no .py[i] files" in "\n".join(mypy_errors(tmp_path))


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(2, 4), id="short"),
        pytest.param(range(4, 24), id="long", marks=pytest.mark.slow),
        pytest.param(range(24, 60), id="longer", marks=pytest.mark.long),
    ],
)
def test_what_is_valid_for_a_broken_schema_compiles(
    seeds: range, tmp_path: Path
) -> None:
    compiled = 0
    for seed in seeds:
        folder = tmp_path / str(seed)
        folder.mkdir()
        sdl = break_schema((RICH / "schema.graphql").read_text(), Random(seed))
        (folder / "schema.graphql").write_text(sdl)
        try:
            sources = read_client(folder / "schema.graphql", RICH / "queries")
        except SourceError:
            continue  # there is no query type any more
        client = compile_client(sources, folder, package=f"broken_{seed}")
        assert client.refused == ()
        for name in client.analysis.operations:
            assert client.operation(name).load_model().model_fields
            compiled += 1
    assert compiled > 10 * len(seeds)


@pytest.mark.parametrize(
    ("module", "written", "fault"),
    [
        ("results.py", "count: int", "count: str"),
        ("results.py", "real_name: str | None", "name: str | None = None"),
        ("client.py", "(by=by)", "(by=UNSET)"),
        ("async_client.py", "(by=by)", "(by=f'{by}')"),
        ("operations.py", "variables=GetThingVariables", "variables=None"),
    ],
)
def test_a_fault_of_the_generator_is_found(
    module: str, written: str, fault: str, tmp_path: Path
) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "schema.graphql").write_text(SCHEMA)
    (tmp_path / "queries" / "all.graphql").write_text(OPERATIONS)
    sources = read_client(tmp_path / "schema.graphql", tmp_path / "queries")
    # Python keeps imported modules, so each package has a name of its own.
    name = f"faulty_{module.removesuffix('.py')}_{len(fault)}"
    client = compile_client(sources, tmp_path, package=name)
    path = client.folder / name / "api" / module
    text = path.read_text()
    assert written in text
    path.write_text(text.replace(written, fault))
    found = try_client(client, rounds=9, seed=1)
    assert bool(found.bad_answers) == (module == "results.py")
    assert found.bad_calls or module == "results.py"
