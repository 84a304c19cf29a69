"""Each change of an interface has a level, and that needs a version."""

from __future__ import annotations

import textwrap

import pytest
from packaging.version import Version

from api_changes import Change, Level, compare, needed_version

ADDED, BREAKING = Level.ADDED, Level.BREAKING


def changes(old: str, new: str) -> list[tuple[str, Level, str]]:
    before, after = ({"shop": textwrap.dedent(text)} for text in (old, new))
    return [(one.name, one.level, one.what) for one in compare(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "level", "what"),
    [
        ("def f(a): ...", "", BREAKING, "was removed"),
        ("", "def f(a): ...", ADDED, "was added"),
        ("def f(a): ...", "def f(): ...", BREAKING, "parameter was removed: a"),
        (
            "def f(a): ...",
            "def f(a, *, b): ...",
            BREAKING,
            "parameter was added as required: b",
        ),
        ("def f(a): ...", "def f(a, *, b=1): ...", ADDED, "takes b"),
        (
            "def f(a=1): ...",
            "def f(a=2): ...",
            BREAKING,
            "parameter default was changed: a",
        ),
        ("def f(a): ...", "def f(a=1): ...", ADDED, "a may be left out"),
        (
            "def f(a): ...",
            "def f(*, a): ...",
            BREAKING,
            "parameter kind was changed: a",
        ),
        ("def f(a: int): ...", "def f(a: str): ...", BREAKING, "a is str, was int"),
        (
            "def f(a: int): ...",
            "def f(a: int | str): ...",
            ADDED,
            "a is int | str, was int",
        ),
        (
            "def f() -> int: ...",
            "def f() -> int | None: ...",
            BREAKING,
            "returns int | None, not int",
        ),
        (
            "def f() -> int | None: ...",
            "def f() -> int: ...",
            ADDED,
            "returns int, not int | None",
        ),
        ("def f(): ...", "async def f(): ...", BREAKING, "is async"),
        (
            "def f(): ...",
            "@deprecated('Use g.')\ndef f(): ...",
            ADDED,
            "is deprecated",
        ),
        ("f: int", "f: str", BREAKING, "is str, not int"),
        ("f = 4", "f = 5", BREAKING, "has the value 5, had 4"),
        (
            "f = Literal['a']",
            "f = Literal['b']",
            BREAKING,
            "has the value Literal['b'], had Literal['a']",
        ),
        (
            "f = Literal['a']",
            "f = Literal['a', 'b']",
            ADDED,
            "has the value Literal['a', 'b'], had Literal['a']",
        ),
        ("class f: ...", "@final\nclass f: ...", BREAKING, "is final"),
        ("@final\nclass f: ...", "class f: ...", ADDED, "is no longer final"),
        (
            "@dataclass\nclass f: ...",
            "@dataclass(frozen=True)\nclass f: ...",
            BREAKING,
            "is frozen",
        ),
        (
            "@dataclass\nclass f: ...",
            "@dataclass(eq=False)\nclass f: ...",
            BREAKING,
            "is compared by identity",
        ),
        (
            "@dataclass(eq=False)\nclass f: ...",
            "@dataclass\nclass f: ...",
            BREAKING,
            "is no longer compared by identity",
        ),
        (
            "@dataclass(frozen=True)\nclass f: ...",
            "@dataclass(frozen=True, slots=True)\nclass f: ...",
            BREAKING,
            "is without a __dict__",
        ),
        (
            "@dataclass(slots=True)\nclass f: ...",
            "@dataclass\nclass f: ...",
            ADDED,
            "is no longer without a __dict__",
        ),
        (
            "@dataclass(slots=True, weakref_slot=True)\nclass f: ...",
            "@dataclass(slots=True)\nclass f: ...",
            BREAKING,
            "is no longer weakly referable in spite of slots",
        ),
        (
            "class f:\n    a: int",
            "class f:\n    __slots__ = ()\n    a: int",
            BREAKING,
            "is without a __dict__",
        ),
        (
            "class f:\n    __slots__ = ()",
            "class f: ...",
            ADDED,
            "is no longer without a __dict__",
        ),
        (
            "class f:\n    __slots__ = ('__weakref__',)",
            "class f:\n    __slots__ = ()",
            BREAKING,
            "is no longer weakly referable in spite of slots",
        ),
        (
            "class f:\n    __slots__ = ()",
            "class f:\n    __slots__ = ('__weakref__',)",
            ADDED,
            "is weakly referable in spite of slots",
        ),
        (
            "@dataclass\nclass f: ...",
            "class f: ...",
            BREAKING,
            "is no longer a data class",
        ),
        ("def f(*, a): ...", "def f(a): ...", ADDED, "a may be given by position"),
        ("def f(a, /): ...", "def f(a): ...", ADDED, "a may be given by name"),
        (
            "f = TypeVar('f')",
            "f = TypeVar('f', bound=int)",
            BREAKING,
            "has the value TypeVar('f', bound=int), had TypeVar('f')",
        ),
        (
            "@dataclass(frozen=True, order=True)\nclass f: ...",
            "@dataclass(frozen=True)\nclass f: ...",
            BREAKING,
            "is no longer ordered",
        ),
        (
            "@runtime_checkable\nclass f(Protocol): ...",
            "class f(Protocol): ...",
            BREAKING,
            "is no longer checkable at run time",
        ),
        (
            "@contextmanager\ndef f() -> Iterator[int]: ...",
            "def f() -> Iterator[int]: ...",
            BREAKING,
            "is no longer a context manager",
        ),
        ("class f(A, B): ...", "class f(A): ...", BREAKING, "is no longer a B"),
        ("class f(A): ...", "class f(A, B): ...", ADDED, "is a B too"),
        (
            "class f: ...",
            "def f(): ...",
            BREAKING,
            "was a class, is a function",
        ),
    ],
)
def test_a_change_has_a_level(old: str, new: str, level: Level, what: str) -> None:
    assert changes(old, new) == [("f", level, what)]


READ_ONLY = """
    class Client:
        @property
        def name(self) -> str: ...
"""
SETTABLE = f"""{READ_ONLY}
        @name.setter
        def name(self, value: str) -> None: ...
"""


@pytest.mark.parametrize("settable", [SETTABLE, "class Client:\n    name: str"])
def test_a_property_without_a_setter_cannot_be_set(settable: str) -> None:
    assert changes(settable, READ_ONLY) == [
        ("Client.name", BREAKING, "can no longer be set")
    ]
    assert changes(READ_ONLY, settable) == [("Client.name", ADDED, "can be set")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "class Limit(Protocol): ...",
            "class Limit(Protocol):\n    def end(self): ...",
            ("Limit.end", BREAKING, "was added, in what others implement"),
        ),
        (
            "class Limit(Protocol):\n    def end(self): ...",
            "class Limit(Protocol):\n    def end(self, a=1): ...",
            ("Limit.end", BREAKING, "takes a, in what others implement"),
        ),
        (
            "class Limit:\n    def end(self): ...",
            "class Limit:\n    def end(self, a=1): ...",
            ("Limit.end", ADDED, "takes a"),
        ),
        (
            "class Limit(ABC): ...",
            "class Limit(ABC):\n    @abstractmethod\n    def end(self): ...",
            ("Limit.end", BREAKING, "was added, in what others implement"),
        ),
        (
            "class Point(NamedTuple):\n    x: int",
            "class Point(NamedTuple):\n    x: int\n    y: int",
            ("Point.y", BREAKING, "was added, so the tuple is longer"),
        ),
        (
            "class Point(NamedTuple): ...",
            "class Point(NamedTuple):\n    @property\n    def y(self) -> int: ...",
            ("Point.y", ADDED, "was added"),
        ),
    ],
)
def test_what_is_added_may_break_those_who_implement_or_unpack(
    old: str, new: str, expected: tuple[str, Level, str]
) -> None:
    assert changes(old, new) == [expected]


def test_a_constructor_that_takes_its_fields_by_position_is_named() -> None:
    old = "@dataclass\nclass Options:\n    def __init__(self, *, a: int): ..."
    new = "@dataclass\nclass Options:\n    def __init__(self, a: int): ..."
    assert changes(old, new) == [("Options", ADDED, "a may be given by position")]


def test_a_type_variable_that_comes_or_goes_is_no_change_of_its_own() -> None:
    assert changes("", "T = TypeVar('T')") == changes("T = TypeVar('T')", "") == []


def test_what_is_the_same_is_no_change() -> None:
    stub = """
        class Client(Base):
            def call(self, a: int | None, *, b: str = "x") -> list[int]: ...
            name: str
    """
    assert changes(stub, stub) == []


def test_a_renamed_argument_breaks_whoever_names_it() -> None:
    assert changes("def f(*, a=1): ...", "def f(*, b=1): ...") == [
        ("f", BREAKING, "parameter was removed: a"),
        ("f", ADDED, "takes b"),
    ]


def test_a_removed_enum_value_breaks() -> None:
    old = "class Colour(Enum):\n    RED = 'r'\n    BLUE = 'b'"
    new = "class Colour(Enum):\n    RED = 'r'\n    GREEN = 'g'"
    assert changes(old, new) == [
        ("Colour.BLUE", BREAKING, "was removed"),
        ("Colour.GREEN", ADDED, "was added"),
    ]


def test_a_new_class_is_one_change() -> None:
    new = "class Client:\n    a: int\n    def call(self): ..."
    assert changes("", new) == [("Client", ADDED, "was added")]


def test_a_constructor_is_its_class() -> None:
    old = "class Filter:\n    def __init__(self, *, a: int): ..."
    new = "class Filter:\n    def __init__(self, *, a: int, b: int): ..."
    assert changes(old, new) == [
        ("Filter", BREAKING, "parameter was added as required: b")
    ]


def test_a_method_may_move_to_a_base() -> None:
    old = "class Base: ...\nclass Client(Base):\n    def call(self): ..."
    new = "class Base:\n    def call(self): ...\nclass Client(Base): ..."
    assert changes(old, new) == [("Base.call", ADDED, "was added")]


def test_a_method_that_moves_to_a_base_is_still_compared() -> None:
    old = "class Base: ...\nclass Client(Base):\n    def call(self, a): ..."
    new = "class Base:\n    def call(self, b=1): ...\nclass Client(Base): ..."
    assert ("Base.call", BREAKING, "differs from Client.call") in changes(old, new)


def test_an_override_is_compared_with_what_it_overrides() -> None:
    base = "class Base:\n    def call(self, a): ...\n"
    old = base + "class Client(Base): ..."
    new = base + "class Client(Base):\n    def call(self, *, a): ..."
    assert changes(old, new) == [("Client.call", BREAKING, "differs from Base.call")]


OVERLOADED = """
    from typing import overload
    class Page:
        @overload
        def at(self, index: int) -> str: ...
        @overload
        def at(self, index: slice) -> list[str]: ...
"""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (OVERLOADED, []),
        (
            OVERLOADED.replace("slice", "range"),
            [("Page.at", BREAKING, "an overload was changed or removed")],
        ),
        (
            OVERLOADED
            + "        @overload\n        def at(self, index: str) -> str: ...",
            [("Page.at", ADDED, "has another overload")],
        ),
        ("class Page: ...", [("Page.at", BREAKING, "was removed")]),
    ],
)
def test_overloads_are_compared(
    changed: str, expected: list[tuple[str, Level, str]]
) -> None:
    assert changes(OVERLOADED, changed) == expected


def test_modules_come_and_go() -> None:
    found = compare({"shop.old": "a: int"}, {"shop.new": "a: int"})
    assert [str(one) for one in found] == [
        "added     shop.new: was added",
        "breaking  shop.old: was removed",
    ]


@pytest.mark.parametrize(
    ("last", "level", "needed"),
    [
        ("0.0.0", Level.BREAKING, "0.1.0"),
        ("0.3.2", Level.BREAKING, "0.4.0"),
        ("0.3.2", Level.ADDED, "0.4.0"),
        ("1.3.2", Level.BREAKING, "2.0.0"),
        ("1.3.2", Level.ADDED, "1.4.0"),
    ],
)
def test_a_change_needs_a_version(last: str, level: Level, needed: str) -> None:
    mild = Change("shop", "g", Level.ADDED, "was added")
    change = Change("shop", "f", level, "changed")
    assert needed_version(Version(last), [mild, change]) == Version(needed)


def test_no_change_needs_a_patch() -> None:
    assert needed_version(Version("1.3.2"), []) == Version("1.3.3")
