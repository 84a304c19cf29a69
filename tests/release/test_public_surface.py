"""Stubs say what users can rely on, and nothing else."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from api_changes import Level, compare
from public_surface import HAND_WRITTEN, ROOT, RUNTIME, formatted, stubs


def write_package(folder: Path, **modules: str) -> None:
    package = folder / "shop"
    package.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        path = package / ("__init__.py" if name == "init" else f"{name}.py")
        path.write_text(textwrap.dedent(text), encoding="utf-8")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write_package(
        tmp_path,
        init="""
            from typing import TYPE_CHECKING

            if TYPE_CHECKING:
                from shop._client import Client
            __all__ = ["Client"]
        """,
        _client="""
            from typing import Final, Literal, TypeAlias
            from shop._base import Base

            LIMIT: Final = 100
            Colour: TypeAlias = Literal["red", "green"]

            class Client(Base):
                def __init__(self, *, limit: int = LIMIT, colour: Colour = "red"):
                    self.limit = limit
                    self._secret = 1

                @property
                def name(self) -> str: ...

                def _hidden(self) -> None: ...

                def __repr__(self) -> str: ...
        """,
        _base="""
            class Base:
                async def close(self, /, now: bool = False, *rest: int) -> None: ...
        """,
    )
    return tmp_path


def test_names_stand_where_users_import_them_from(package: Path) -> None:
    [stub] = stubs([package], ["shop"]).values()

    assert formatted(stub) == textwrap.dedent(
        """\
        class Client:
            def __init__(self, *, limit: int = 100, colour: Colour = "red"): ...
            async def close(self, /, now: bool = False, *rest: int) -> None: ...
            limit: int
            @property
            def name(self) -> str: ...

        Colour: TypeAlias = Literal["red", "green"]
        """
    )


def test_a_definition_that_moves_is_the_same(package: Path) -> None:
    before = stubs([package], ["shop"])
    (package / "shop/_client.py").rename(package / "shop/_elsewhere.py")
    init = package / "shop/__init__.py"
    init.write_text(init.read_text().replace("_client", "_elsewhere"))

    assert stubs([package], ["shop"]) == before


def test_what_is_made_from_fields_has_a_constructor(tmp_path: Path) -> None:
    write_package(
        tmp_path,
        init="""
            from dataclasses import dataclass
            from enum import Enum
            from typing import NamedTuple, TypedDict

            @dataclass(frozen=True, slots=True, kw_only=True)
            class Options:
                size: int = 3

            class Point(NamedTuple):
                y: int
                x: int = 0

            @dataclass(order=True)
            class Level:
                rank: int

            @dataclass(eq=False)
            class Lock:
                key: str

            @dataclass
            class Box:
                size: int

            class Variables(TypedDict):
                first: int

            class Filter(TypedDict, total=False):
                key: str

            class Colour(Enum):
                RED = "r"
        """,
    )
    [stub] = stubs([tmp_path], ["shop"]).values()

    assert "def __init__(self, *, size: int = 3) -> None: ..." in stub
    assert "def __init__(self, y: int, x: int = 0) -> None: ..." in stub
    assert "def __init__(self, *, first: int) -> None: ..." in stub
    assert "def __init__(self, *, key: str = ...) -> None: ..." in stub
    assert "@dataclass(frozen=True, slots=True)\nclass Options:" in stub
    assert "@dataclass(order=True)\nclass Level:" in stub
    assert "@dataclass(eq=False)\nclass Lock:" in stub
    assert "@dataclass\nclass Box:" in stub
    assert "RED = 'r'" in stub


def test_what_a_caller_notices_of_a_class_is_written(tmp_path: Path) -> None:
    long_text = "x" * 100
    write_package(
        tmp_path,
        init=f"""
            from abc import ABC, abstractmethod
            from collections.abc import Iterator
            from contextlib import contextmanager
            from functools import cached_property
            from typing import Final

            HINT: Final = "{long_text}"

            class Page(ABC):
                @property
                def size(self) -> int: ...
                @size.setter
                def size(self, value: int) -> None: ...
                @cached_property
                def text(self) -> str: ...
                @abstractmethod
                def fetch(self) -> None: ...
                @contextmanager
                def opened(self) -> Iterator[int]: ...
                def __lt__(self, other: "Page") -> bool: ...
                def __str__(self) -> str: ...
                def __reduce__(self) -> object: ...
        """,
    )
    [stub] = stubs([tmp_path], ["shop"]).values()

    assert stub == textwrap.dedent(
        f"""\
        HINT: Final = '{long_text}'
        class Page(ABC):
            def __lt__(self, other: Page) -> bool: ...
            def __str__(self) -> str: ...
            @abstractmethod
            def fetch(self) -> None: ...
            @contextmanager
            def opened(self) -> Iterator[int]: ...
            @property
            def size(self) -> int: ...
            @size.setter
            def size(self, value: int) -> None: ...
            text: str
        """
    )


def test_slots_that_a_class_writes_are_noticed(tmp_path: Path) -> None:
    write_package(
        tmp_path,
        init="""
            from dataclasses import dataclass
            from typing import Protocol
            from weakref import ref

            class _Text:
                __slots__ = ("_value", "__weakref__")

            class _Open:
                pass

            class Token(_Text):
                __slots__ = "scheme"

            class Permit(Protocol):
                __slots__ = ("_end",)

            @dataclass(slots=True)
            class Pair:
                a: int

            class Triple(Pair):
                __slots__ = ("b",)

            class WithDict:
                __slots__ = ("a", "__dict__")

            class Child(Permit):
                pass

            class OverOpen(_Open):
                __slots__ = ()

            class Key(ref[int]):
                __slots__ = ()
        """,
    )
    [stub] = stubs([tmp_path], ["shop"]).values()

    assert re.findall(r"class (\w+).*\n    (__slots__.*)", stub) == [
        ("Permit", "__slots__ = ()"),
        ("Token", '__slots__ = ("__weakref__",)'),
        ("Triple", "__slots__ = ()"),
    ]
    assert stub.count("__slots__") == 3


def test_bases_are_those_that_users_can_name(tmp_path: Path) -> None:
    write_package(
        tmp_path,
        init="""
            from typing import Generic, TypeVar
            from shop._inner import _Hidden
            from shop.runtime import Record

            __all__ = ["Item", "Pages"]
            T = TypeVar("T", bound=int)

            class Item(Record, frozen=True): ...
            class Pages(_Hidden[T], ValueError): ...
        """,
        _inner="""
            from typing import Generic, TypeVar
            A = TypeVar("A")
            class _Hidden(Generic[A]): ...
        """,
        runtime="""
            RUNTIME_API = 4
            class Record:
                def keys(self) -> list[str]: ...
            class Other: ...
        """,
    )
    found = stubs([tmp_path], ["shop"], runtime="shop.runtime")

    assert "class Item(Record):" in found["shop"]
    assert "class Pages(Generic[T], ValueError):" in found["shop"]
    assert found["shop"].endswith("\nT = TypeVar('T', bound=int)\n")
    assert "keys" not in found["shop"]
    assert found["shop.runtime"].splitlines() == [
        "RUNTIME_API = 4",
        "class Record:",
        "    def keys(self) -> list[str]: ...",
    ]


def test_type_variables_of_one_name_are_all_written(tmp_path: Path) -> None:
    write_package(
        tmp_path,
        init="""
            from shop._a import first
            from shop._b import second

            __all__ = ["first", "second"]
        """,
        _a="""
            from typing import TypeVar
            T = TypeVar("T", bound=int)
            def first(one: list[T]) -> T: ...
        """,
        _b="""
            from typing import TypeVar
            T = TypeVar("T")
            def second(one: T) -> T: ...
        """,
    )
    [stub] = stubs([tmp_path], ["shop"]).values()
    assert stub.splitlines()[-1] == "T = TypeVar('T'), TypeVar('T', bound=int)"
    changed = stub.replace("bound=int", "bound=str")
    [change] = compare({"shop": stub}, {"shop": changed})
    assert (change.name, change.level) == ("T", Level.BREAKING)


def test_the_documentation_names_the_same_modules() -> None:
    text = (ROOT / "docs/versioning.md").read_text(encoding="utf-8")
    [first, *_] = re.findall(r"^- .*(?:\n  .*)*", text, re.MULTILINE)
    named = set(re.findall(r"`(udacity_client[\w.]*)`", first))
    assert named == set(HAND_WRITTEN)


def test_each_public_module_is_recorded() -> None:
    recorded = {path.stem for path in (ROOT / ".ci/release/public_api").glob("*.pyi")}
    domains = (ROOT / "generated/udacity_graphql").glob("*/__init__.py")
    generated = {f"udacity_graphql.{path.parent.name}" for path in domains}
    assert recorded == {*HAND_WRITTEN, *generated, RUNTIME}
