"""`udacity generate`: its settings, what it writes, and its build cache."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from udacity_client.cli.generate import check_code, is_known_fresh, write_code
from udacity_client.cli.settings import find_settings
from udacity_client.errors import ConfigurationError, SourceError

QUERIES = ("catalog", "program-progress")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with queries for the shipped schemas, as the current directory."""
    for domain in QUERIES:
        shutil.copytree(ROOT / "queries" / domain, tmp_path / "app/queries" / domain)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(project: Path, *lines: str) -> None:
    table = "\n".join(["[tool.udacity-client]", *lines])
    (project / "pyproject.toml").write_text(table, encoding="utf-8")


def write(only: tuple[str, ...] = ()) -> None:
    write_code(find_settings(only=only))


PLACES = ('package = "app/ops"', 'queries = "app/queries"')


def test_the_settings_table_needs_no_options(project: Path) -> None:
    say(project, *PLACES)
    write()
    assert sorted(path.name for path in (project / "app/ops").iterdir()) == [
        "__init__.py",
        "__pycache__",
        "catalog",
        "program_progress",
        "py.typed",
    ]
    assert (project / "app/ops/catalog/client.py").read_text().splitlines()[1:3] == [
        "# Made from: schema/catalog.graphql, queries/catalog/",
        "# Make again: udacity generate",
    ]
    assert check_code(find_settings()) == 0


def test_header_names_the_options_that_are_not_in_the_table(project: Path) -> None:
    say(project, 'queries = "app/queries"')
    settings = find_settings(
        package=Path("app/ops"),
        queries=project / "app" / "queries",
        schema_folder=ROOT / "schema",
        only=("catalog",),
    )
    expected = "udacity generate --package app/ops --schema '…/schema'"
    assert settings.command == expected
    write_code(settings)
    for file in ("__init__.py", "catalog/client.py"):
        text = (project / "app/ops" / file).read_text()
        assert f"# Make again: {expected}\n" in text
        assert str(ROOT) not in text


def test_one_domain_is_written_next_to_the_others(project: Path) -> None:
    say(project, *PLACES)
    write()
    ops = project / "app" / "ops"
    (ops / "program_progress" / "client.py").write_text("# by hand\n")
    (ops / "catalog" / "client.py").unlink()
    assert check_code(find_settings(only=("program-progress",))) == 1
    write(only=("catalog",))
    assert check_code(find_settings(only=("catalog",))) == 0
    assert (ops / "catalog" / "client.py").exists()
    assert (ops / "program_progress" / "client.py").read_text() == "# by hand\n"


def test_first_domain_can_be_written_alone(project: Path) -> None:
    say(project, *PLACES)
    write(only=("catalog",))
    assert not (project / "app/ops/program_progress").exists()
    assert check_code(find_settings(only=("catalog",))) == 0
    assert check_code(find_settings()) == 1


def test_domains_of_the_table_are_the_whole_package(project: Path) -> None:
    say(project, *PLACES)
    write()
    say(project, *PLACES, 'domains = ["catalog"]')
    assert check_code(find_settings()) == 1
    write()
    assert not (project / "app/ops/program_progress").exists()
    with pytest.raises(ConfigurationError, match="program-progress is not among the"):
        find_settings(only=("program-progress",))


@pytest.mark.parametrize("name", ["udacity-ops", "class", "."])
def test_package_that_no_module_could_import_is_refused(
    project: Path, name: str
) -> None:
    say(project, *PLACES)
    with pytest.raises(ConfigurationError, match="could not be imported"):
        find_settings(package=Path(name))


SHIPPED = "generated/udacity_graphql"


def test_a_package_without_a_name_does_not_hide_the_shipped_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(project, 'queries = "app/queries"')
    write()
    assert "files changed in generated/udacity_ops\n" in capsys.readouterr().err
    assert not (project / SHIPPED).exists()


def test_only_this_project_generates_the_package_that_is_shipped(
    project: Path,
) -> None:
    say(project, f'package = "{SHIPPED}"')
    with pytest.raises(ConfigurationError) as caught:
        find_settings()
    assert str(caught.value) == (
        f"The package '{SHIPPED}' could hide the module udacity_graphql, which this "
        "client needs or Python brings. Choose another name, such as app/udacity_ops."
    )
    say(project, f'package = "{SHIPPED}"', "[project]", 'name = "udacity-client"')
    assert find_settings().package == Path(SHIPPED)


def test_own_files_in_the_package_are_kept(project: Path) -> None:
    say(project, 'package = "app"', 'queries = "queries"')
    (project / "app" / "queries").rename(project / "queries")
    (project / "app" / "report.py").write_text("print()\n")
    with pytest.raises(ConfigurationError, match=r"app/report\.py was not generated"):
        write()
    assert (project / "app" / "report.py").read_text() == "print()\n"


def edit_output(project: Path) -> None:
    with (project / "app/ops/catalog/records.py").open("a") as file:
        file.write("EDITED = 1\n")


def delete_output(project: Path) -> None:
    (project / "app/ops/catalog/py.typed").unlink(missing_ok=True)
    (project / "app/ops/py.typed").unlink()


def add_query(project: Path) -> None:
    (project / "app/queries/catalog/more.graphql").write_text(
        "query GetIds { catalog { programs { key } } }"
    )


def drop_domain(project: Path) -> None:
    shutil.rmtree(project / "app/queries/catalog")


def add_secret(project: Path) -> None:
    say(project, *PLACES, 'secrets = ["CatalogProgram.title"]')


@pytest.mark.parametrize(
    "change", [edit_output, delete_output, add_query, drop_domain, add_secret]
)
def test_every_change_invalidates_the_build_cache(
    project: Path, change: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(change)
    say(project, *PLACES)
    write()
    change(project)
    assert check_code(find_settings()) == 1
    capsys.readouterr()
    write()
    assert "0 files changed" not in capsys.readouterr().err
    assert check_code(find_settings()) == 0


def test_a_cached_package_is_not_compiled_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    say(project, *PLACES)
    write()
    monkeypatch.setitem(sys.modules, "udacity_client.codegen.compile", None)
    write()
    assert "0 files changed in app/ops" in capsys.readouterr().err
    assert check_code(find_settings()) == 0


@pytest.mark.parametrize(
    "changed", ["codegen/compile", "codegen/ir/operations", "schema/sdl"]
)
def test_a_change_of_the_generator_invalidates_the_build_cache(
    project: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """A digest that leaves out a module of the generator would hide a stale package."""
    say(project, *PLACES)
    write()
    assert is_known_fresh(find_settings())
    module = ROOT / "src/udacity_client" / f"{changed}.py"
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        return read_bytes(path) + (b"# changed" if path == module else b"")

    monkeypatch.setattr(Path, "read_bytes", read)
    assert not is_known_fresh(find_settings())


def test_empty_folder_of_queries_is_reported_despite_the_cache(project: Path) -> None:
    say(project, *PLACES)
    write()
    (project / "app/queries/tokens").mkdir()
    with pytest.raises(SourceError, match=r"There is no \.graphql file here"):
        write()


def test_package_that_cannot_be_cached_is_checked(
    project: Path,
) -> None:
    say(project, *PLACES)
    write()
    shutil.rmtree(project / "app/ops/__pycache__")
    (project / "app/ops/__pycache__").write_text("no folder")
    try:
        assert check_code(find_settings()) == 0
        write()
    finally:
        os.unlink(project / "app/ops/__pycache__")  # noqa: PTH108 - as the test made it
    assert check_code(find_settings()) == 0


UNREACHED = """
scalar Spare
input Odd { spare: Spare }
type Query { total(plain: Int): Int }
type Mutation { put(odd: Odd): Int }
"""
NARROWED = """
interface Node { id: ID }
type Film implements Node { id: ID! minutes: Int }
type Song implements Node { id: ID }
type Query { node: Node }
"""


@pytest.mark.parametrize(
    ("schema", "query"),
    [
        pytest.param(UNREACHED, "query Get { total }", id="unreached input"),
        pytest.param(
            NARROWED, "query Get { node { id ... on Film { minutes } } }", id="narrowed"
        ),
    ],
)
def test_types_that_operations_do_not_use_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: str, query: str
) -> None:
    for place, text in (("schema/shop", schema), ("app/queries/shop/get", query)):
        path = tmp_path / f"{place}.graphql"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    say(tmp_path, *PLACES, 'schema_folder = "schema"')
    write()
    assert (tmp_path / "app/ops/shop/operations.py").exists()
    assert check_code(find_settings()) == 0


def test_names_that_yield_to_others_are_printed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(project, *PLACES)
    (project / "app/queries/catalog/client.graphql").write_text(
        "query Client { catalog { companyId } }", encoding="utf-8"
    )
    write()
    told = capsys.readouterr().err
    assert "`Client` is taken, so this is called `ClientResult` in Python." in told
    assert "`client` is taken, so this is called `client_` in Python." in told


SCALAR_SCHEMA = """
scalar Date
scalar Money
enum Kind { A }
type Query { day: Date total: Money kind: Kind }
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """A project with scalars of its own."""
    (project / "schema").mkdir()
    (project / "schema" / "shop.graphql").write_text(SCALAR_SCHEMA)
    (project / "queries" / "shop").mkdir(parents=True)
    (project / "queries" / "shop" / "all.graphql").write_text(
        "query GetAll { day total kind }"
    )
    return project


def say_scalars(project: Path, *lines: str) -> None:
    say(project, 'schema_folder = "schema"', "[tool.udacity-client.scalars]", *lines)


def test_scalars_without_a_type_are_named_once(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say_scalars(shop)
    write()
    assert capsys.readouterr().err.startswith(
        "schema/shop.graphql:2:1: Values of the scalars `Date`, `Money` are any JSON, "
        "because no Python type is known.\n"
        "  hint: Name one under [tool.udacity-client.scalars], such as: "
        'Date = "datetime.date"\n'
    )
    say_scalars(shop, 'Date = "datetime.date"', 'Money = "pydantic.JsonValue"')
    write()
    assert "Values" not in capsys.readouterr().err


def test_another_type_of_a_scalar_makes_the_package_stale(shop: Path) -> None:
    say_scalars(shop, 'Date = "datetime.date"')
    write()
    scalars = shop / "generated/udacity_ops/shop/scalars.py"
    assert "from datetime import date as _DateType" in scalars.read_text()
    assert check_code(find_settings()) == 0
    for entry in (
        '"datetime.datetime"',
        '{ type = "datetime.date", serialize = "str" }',
    ):
        say_scalars(shop, f"Date = {entry}")
        assert not is_known_fresh(find_settings())
        assert check_code(find_settings()) == 1
        write()
        assert check_code(find_settings()) == 0
    say_scalars(shop)
    write()
    assert not scalars.exists()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            'ID = "int"',
            "[tool.udacity-client.scalars] has a type for ID, which is built into "
            "GraphQL and always has the same one. Give types to scalars of the schema "
            "alone.",
        ),
        (
            'Dat = "datetime.date"',
            "[tool.udacity-client.scalars] has a type for Dat, which is in no schema. "
            "Did you mean 'Date'? Leave it out, or name a scalar of a schema.",
        ),
        (
            'Kind = "str"',
            "[tool.udacity-client.scalars] has a type for Kind, which is not a scalar. "
            "Leave it out, or name a scalar of a schema.",
        ),
        (
            'Date = "datetime.dates"',
            "[tool.udacity-client.scalars] Date: datetime has no dates. Write "
            "module.name, such as datetime.date.",
        ),
        (
            'Date = ""',
            "[tool.udacity-client.scalars] Date: '' is not an import path. "
            "Write module.name, such as datetime.date.",
        ),
        (
            'Date = { type = "a.b", parse = "a.class" }',
            "[tool.udacity-client.scalars] Date: 'a.class' is not an import path. "
            "Write module.name, such as datetime.date.",
        ),
    ],
)
def test_a_wrong_type_of_a_scalar_is_one_sentence(
    shop: Path, entry: str, said: str
) -> None:
    say_scalars(shop, entry)
    with pytest.raises(ConfigurationError) as caught:
        write()
    assert str(caught.value) == said
    assert not (shop / "generated").exists()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('Date = { parse = "int" }', "scalars.Date.type is missing."),
        (
            "Date = 5",
            "scalars.Date must be an import path, or a table with a type.",
        ),
        ("Date = { type = 5 }", "scalars.Date.type must be a string."),
        (
            'Date = { type = "int", write = "x" }',
            "scalars.Date.write is not known here; the keys are type, parse, "
            "serialize.",
        ),
    ],
)
def test_a_malformed_entry_of_a_scalar_is_one_sentence(
    shop: Path, entry: str, said: str
) -> None:
    say_scalars(shop, entry)
    with pytest.raises(ConfigurationError) as caught:
        find_settings()
    assert str(caught.value) == f"pyproject.toml: [tool.udacity-client]: {said}"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("package = 5", "package must be a path, in quotes."),
        ('domains = "shop"', "domains must be a list of strings."),
        ("secrets = [1]", "secrets.0 must be a string."),
        ('new-values = "x"', "new-values must be 'types' or 'breaking'."),
        ("scalars = 5", "scalars must be a table."),
        (
            'pakage = "x"',
            "pakage is not known here; the keys are package, queries, schema_folder, "
            "domains, secrets, new-values, scalars, endpoints.",
        ),
    ],
)
def test_a_malformed_setting_is_one_sentence(
    tmp_path: Path, entry: str, said: str
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f"[tool.udacity-client]\n{entry}\n")
    with pytest.raises(ConfigurationError) as caught:
        find_settings(project)
    assert str(caught.value) == f"{project}: [tool.udacity-client]: {said}"


@pytest.mark.parametrize(
    "header",
    ["tool.udacity_client", "tool.udacity", "tool.udacty-client", "udacity-client"],
)
def test_a_table_with_another_name_is_refused(tmp_path: Path, header: str) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[{header}]\npackage = "ops"\n')
    with pytest.raises(ConfigurationError) as caught:
        find_settings(project)
    assert str(caught.value) == (
        f"{project}: [{header}] is not read. Call the table [tool.udacity-client]."
    )


def test_tables_of_other_tools_are_not_ours(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    names = ("ruff", "mypy", "hatch", "pytest", "client", "data-client")
    project.write_text("".join(f"[tool.{name}]\n" for name in names))
    assert not find_settings(project).is_configured


def test_a_setting_that_replaces_the_table_is_one_sentence(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text("[tool]\nudacity-client = 5\n")
    with pytest.raises(ConfigurationError, match="it must be a table"):
        find_settings(project)


def test_a_full_disk_is_one_sentence(project: Path) -> None:
    resource = pytest.importorskip("resource")
    say(project, *PLACES)
    settings = find_settings()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses a larger file in the same way, and names no file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(ConfigurationError) as caught:
            write_code(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(caught.value) == (
        "The package is as it was: the disk is full. Make room, and run this again."
    )
