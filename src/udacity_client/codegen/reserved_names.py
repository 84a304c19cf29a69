"""Names that generated code must not give to anything else."""

from __future__ import annotations

from typing import Final

BASE_MODEL_NAMES: Final = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
)
"""Attributes of pydantic's `BaseModel` and of its metaclass.

A field of that name would replace one.
"""

ANNOTATION_NAMES: Final = frozenset({"bool", "float", "int", "list", "str"})
"""Builtins that annotations use; a field of that name would hide one."""

ENUM_NAMES: Final = frozenset(
    {*dir(str), "is_known", "known_or", "mro", "name", "value"}
)
"""Attributes of a string enum; a member of that name would replace one."""

RUNTIME_NAMES: Final = frozenset(
    {
        "UNSET",
        "AsyncDomainClient",
        "AsyncPager",
        "DomainClient",
        "Duration",
        "Input",
        "Json",
        "JsonInput",
        "OneOfInput",
        "OpenEnum",
        "OpenUnion",
        "Operation",
        "Page",
        "Pager",
        "Record",
        "Scalar",
        "Secret",
        "Time",
        "UnknownMember",
        "UnsetType",
        "deprecated",
        "name_arguments",
        "or_null",
    }
)
"""Names that generated modules import from the runtime."""

PACKAGE_NAMES: Final = frozenset(
    {"AsyncClient", "Client", "False", "None", "True", "TYPE_CHECKING"}
)
"""The clients, and names with a meaning of their own; no other class may have one.

Type checkers know `TYPE_CHECKING` by no other name.
"""

NESTED_CLASS_NAMES: Final = frozenset(
    {
        "Config",
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "BaseException",
        "BaseExceptionGroup",
        "BlockingIOError",
        "BrokenPipeError",
        "BufferError",
        "BytesWarning",
        "ChildProcessError",
        "ConnectionAbortedError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "DeprecationWarning",
        "EOFError",
        "Ellipsis",
        "EncodingWarning",
        "EnvironmentError",
        "Exception",
        "ExceptionGroup",
        "FileExistsError",
        "FileNotFoundError",
        "FloatingPointError",
        "FutureWarning",
        "GeneratorExit",
        "IOError",
        "ImportError",
        "ImportWarning",
        "IndentationError",
        "IndexError",
        "InterruptedError",
        "IsADirectoryError",
        "KeyError",
        "KeyboardInterrupt",
        "LookupError",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "NotADirectoryError",
        "NotImplemented",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PendingDeprecationWarning",
        "PermissionError",
        "ProcessLookupError",
        "PythonFinalizationError",
        "RecursionError",
        "ReferenceError",
        "ResourceWarning",
        "RuntimeError",
        "RuntimeWarning",
        "StopAsyncIteration",
        "StopIteration",
        "SyntaxError",
        "SyntaxWarning",
        "SystemError",
        "SystemExit",
        "TabError",
        "TimeoutError",
        "TypeError",
        "UnboundLocalError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "UnicodeError",
        "UnicodeTranslateError",
        "UnicodeWarning",
        "UserWarning",
        "ValueError",
        "Warning",
        "ZeroDivisionError",
    }
)
"""Names that no class inside a record may have.

`Config` is pydantic's. The rest are names of Python, which pyright prefers to names of
a class's body.
"""

CALL_OPTIONS: Final = frozenset({"deadline", "max_items", "self"})
"""Parameters of generated methods that no operation declares."""

MODULE_NAMES: Final = frozenset(
    {
        "async_client",
        "client",
        "deprecated",
        "enums",
        "execute",
        "inputs",
        "operations",
        "records",
        "results",
    }
)
"""Generated modules, and names that a client's class uses; no method may have one."""
