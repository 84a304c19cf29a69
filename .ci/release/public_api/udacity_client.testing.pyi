from typing import overload

@overload
def answer(
    operation: Operation[Any, Page[RecordT]], result: Sequence[RecordT], /
) -> dict[str, object]: ...
@overload
def answer(
    operation: Operation[Any, ResultT], result: ResultT, /
) -> dict[str, object]: ...
def error_answer(
    message: str, *, code: str | None = None, path: Sequence[str | int] = ()
) -> dict[str, object]: ...
def example(model: type[RecordT], /, **fields: object) -> RecordT: ...
def examples(
    model: type[RecordT], count: int, /, **fields: object
) -> list[RecordT]: ...

RecordT = TypeVar("RecordT", bound=Record)
ResultT = TypeVar("ResultT")
