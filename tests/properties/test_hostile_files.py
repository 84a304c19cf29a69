"""Files that others may write are read, or refused with an error of ours."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pytest

from support.hostile_bytes import HARD_JSON, HARD_TOML, Read, withstands
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import find_profile, load_names
from udacity_client.auth.secret import SecretText
from udacity_client.auth.token_cache import StoredToken, TokenFile
from udacity_client.cli.settings import find_settings
from udacity_client.codegen.package.manifest import read_manifest
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.data.moving import Walk
from udacity_client.data.spool import Spool
from udacity_client.drift.baseline.accepted import apply
from udacity_client.drift.baseline.accepted_file import read_accepted_drift
from udacity_client.drift.sources.recorded_events import read_events
from udacity_client.errors import UdacityError
from udacity_client.limits.file_rate_limit import FileRateLimit
from udacity_client.schema.provenance import (
    read_inferred,
    read_provenance,
    render_provenance,
)
from udacity_client.system.duckdb_files import open_database

EXAMPLES: Final = pytest.mark.parametrize(
    "examples",
    [
        4,
        pytest.param(60, marks=pytest.mark.slow),
        pytest.param(400, marks=pytest.mark.long),
    ],
)
ROOT: Final = Path(__file__).parents[2]
PROVENANCE: Final = (ROOT / "schema/provenance.toml").read_bytes()[-2_000:]
ACCEPTED: Final = b"""
[[accepted]]
rule = "enum-value-removed"
domain = "shop"
coordinate = "Genre.*"
reason = "known"
until = 2026-12-31

[[accepted]]
level = "types"
domain = "shop"
coordinate = "Film.title"
reason = "known"
until = 2026-12-31
"""
SETTINGS: Final = b"""
[tool.udacity-client]
schema_folder = "schema"
queries = "queries"
package = "ops"
domains = ["shop"]
secrets = ["Film.title"]
new-values = "breaking"
[tool.udacity-client.scalars]
Date = "datetime.date"
Money = { type = "decimal.Decimal", parse = "decimal.Decimal", serialize = "str" }
[tool.udacity-client.endpoints]
shop = { url = "https://shop.example.com", headers = { Authorization = "Bearer ${T}" } }
other = "http://localhost:8000/graphql"
"""
PROFILE: Final = b"""
[default]
client_id = "udcl_1"
client_secret = "udcs_correct-horse"
[reports]
credentials_command = "vault read x"
company_id = "7"
"""
TOKEN: Final = b'{"form":1,"token":"abc","minted_at":1800000000.0,"lifetime":3600.0}'
EVENT: Final = (
    b'{"kind":"unknown_enum_value","domain":"shop","operation":"ListFilms",'
    b'"type_name":"Genre","value":"NEW"}'
)
MANIFEST: Final = (
    ROOT / "generated/udacity_graphql/tokens/operations.json"
).read_bytes()


def reading(path: Path, read: Callable[[Path], object]) -> Read:
    """Return what writes a private file at *path* and reads it; our errors are fine."""

    def write_and_read(content: bytes) -> None:
        path.write_bytes(content)
        path.chmod(0o600)
        with suppress(UdacityError):
            read(path)

    return write_and_read


@EXAMPLES
def test_provenance(tmp_path: Path, examples: int) -> None:
    def read(path: Path) -> None:
        found = read_provenance(path)
        # What was read can be written and read again.
        path.write_text(render_provenance(found), encoding="utf-8")
        assert read_provenance(path).origins == found.origins

    for each in (read, read_inferred):
        withstands(
            reading(tmp_path / "provenance.toml", each),
            [PROVENANCE[PROVENANCE.index(b"\n[") :]],
            hard=HARD_TOML,
            examples=examples,
        )


@EXAMPLES
def test_accepted_drift(tmp_path: Path, examples: int) -> None:
    def read(path: Path) -> None:
        found = read_accepted_drift(path, {"shop"})
        apply(found, "shop", None, is_whole=True, today=date(2026, 12, 1))

    in_a_string = b'x = """\n[[accepted]]\n"""\n'
    hard = (
        *HARD_TOML,
        b"accepted = [1]\n" + in_a_string,
        b"accepted = [1]\n#\n[[accepted]]",
        *(ACCEPTED.replace(b'"shop"', odd) for odd in (b"[]", b"{}", b"7")),
        *(ACCEPTED.replace(b'"types"', odd) for odd in (b"[]", b"{}", b"7")),
        ACCEPTED.replace(b'"enum-value-removed"', b"[]"),
    )
    withstands(
        reading(tmp_path / "a.toml", read), [ACCEPTED], hard=hard, examples=examples
    )


@EXAMPLES
def test_settings(tmp_path: Path, examples: int) -> None:
    withstands(
        reading(tmp_path / "pyproject.toml", find_settings),
        [SETTINGS],
        hard=[*HARD_TOML, *(b"[tool.udacity-client]\n" + one for one in HARD_TOML)],
        examples=examples,
    )


@EXAMPLES
def test_credentials_file(tmp_path: Path, examples: int) -> None:
    path = tmp_path / "udacity/credentials.toml"
    path.parent.mkdir()
    environ = Environment({"XDG_CONFIG_HOME": str(tmp_path)})

    def read(path: Path) -> None:
        load_names(str(path))
        find_profile(environ)

    withstands(reading(path, read), [PROFILE], hard=HARD_TOML, examples=examples)


@EXAMPLES
def test_token_cache(tmp_path: Path, examples: int) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)

    def read(path: Path) -> None:
        file = TokenFile(path, secret=lambda: SecretText("udcs_secret"))
        stored = file.load()
        assert stored is None or isinstance(stored, StoredToken)
        assert stored is None or not file.is_ours(stored)

    logging.disable(logging.WARNING)
    try:
        withstands(
            reading(tmp_path / "cache/a.json", read),
            [TOKEN],
            hard=HARD_JSON,
            is_json=True,
            examples=examples,
        )
    finally:
        logging.disable(logging.NOTSET)


@EXAMPLES
def test_recorded_events(tmp_path: Path, examples: int) -> None:
    withstands(
        reading(tmp_path / "a.jsonl", lambda path: read_events(path, {"shop"})),
        [EVENT],
        hard=HARD_JSON,
        is_json=True,
        examples=examples,
    )


@EXAMPLES
def test_manifest_of_a_package(tmp_path: Path, examples: int) -> None:
    (tmp_path / "ops/shop").mkdir(parents=True)
    tree = PackageTree("ops", {"shop/operations.json": "{}"})

    def read(path: Path) -> None:
        with suppress(UnicodeDecodeError):
            read_manifest(path.read_text(encoding="utf-8"))
        tree.diff(tmp_path)

    withstands(
        reading(tmp_path / "ops/shop/operations.json", read),
        [MANIFEST],
        hard=HARD_JSON,
        is_json=True,
        examples=examples,
    )


COLUMNS: Final[list[tuple[str, Any]]] = [("number", pa.int64()), ("kind", pa.string())]
SCHEMA: Final = pa.schema(COLUMNS)
ODD: Final[tuple[object, ...]] = (None, "x", 7, [], {}, [1], 1e300, True)
NOW: Final = 1_800_000_000.0


def leave_spool(folder: Path) -> None:
    """Leave two pages of an export that was interrupted."""
    left = Spool(folder, {"order": "EMAIL"}, SCHEMA, NOW)
    walk = Walk(least=1, most=6)
    left.walks.append(walk)
    for number in (1, 2):
        batch = pa.RecordBatch.from_pydict(
            {"number": [number], "kind": ["a"]}, schema=SCHEMA
        )
        left.add_page(walk, batch)
    left.save()
    left.close()


def read_spool(folder: Path) -> None:
    """Go on with the interrupted export in *folder*, as `--resume` does."""
    spool = Spool(folder, {"order": "EMAIL"}, SCHEMA, NOW)
    try:
        if spool.resume(NOW) is None:
            for walk in spool.walks:
                for batch in spool.batches(walk):
                    assert batch.schema == SCHEMA
    finally:
        spool.close()


@EXAMPLES
def test_state_of_an_interrupted_export(tmp_path: Path, examples: int) -> None:
    folder = tmp_path / "spool"
    leave_spool(folder)
    state = (folder / "state.json").read_bytes()
    hard = [
        *HARD_JSON,
        *(
            json.dumps({**json.loads(state), key: odd}).encode()
            for key in json.loads(state)
            for odd in ODD
        ),
        *(
            state.replace(b'"%s": ' % name, b'"%s": %d' % (name, number))
            for name in (b"part", b"number", b"size", b"checksum", b"first_page")
            for number in (-1, 10**30)
        ),
    ]
    withstands(
        reading(folder / "state.json", lambda _: read_spool(folder)),
        [state],
        hard=hard,
        is_json=True,
        examples=examples,
    )


@EXAMPLES
def test_pages_of_an_interrupted_export(tmp_path: Path, examples: int) -> None:
    folder = tmp_path / "spool"
    leave_spool(folder)
    segment = next(folder.glob("*.arrows"))
    withstands(
        reading(segment, lambda _: read_spool(folder)),
        [segment.read_bytes()],
        examples=examples,
    )


@EXAMPLES
def test_file_of_the_shared_rate_limit(tmp_path: Path, examples: int) -> None:
    path = tmp_path / "limit.sqlite3"
    limit = FileRateLimit(path)
    limit.acquire("key", "1", limit=100)
    limit.store_limit("key", 100)

    def use(_: Path) -> None:
        for step in (
            lambda: limit.acquire("key", "2", limit=100),
            lambda: limit.load_limit("key"),
            lambda: limit.reconcile("key", limit=100, remaining=90),
        ):
            with suppress(UdacityError):
                step()

    withstands(reading(path, use), [path.read_bytes()], examples=examples)


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "9e999", "-9e999", "''"])
def test_values_in_the_file_of_the_shared_rate_limit(
    tmp_path: Path, value: str
) -> None:
    path = tmp_path / "limit.sqlite3"
    limit = FileRateLimit(path)
    limit.store_limit("key", 100)
    limit.pause("key", 100)
    limit.acquire("key", "1", limit=1)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE limits SET requests = {value}, until = 9e18")
        for table in ("slots", "pauses"):
            db.execute(f"UPDATE {table} SET until = {value}")
    for step in (
        lambda: limit.load_limit("key"),
        lambda: limit.acquire("key", "2", limit=1),
        lambda: limit.reconcile("key", limit=10, remaining=9),
    ):
        with suppress(UdacityError):
            step()


@EXAMPLES
def test_database(tmp_path: Path, examples: int) -> None:
    path = tmp_path / "a.duckdb"
    with open_database(path, read_only=False) as database:
        database.execute("create table t as select 1 as a")

    def read(path: Path) -> None:
        with open_database(path, read_only=True, patience=0.0):
            pass
        path.unlink()

    withstands(reading(path, read), [path.read_bytes()[:8192]], examples=examples)
