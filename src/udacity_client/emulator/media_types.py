"""Content negotiation: choose a response's media type from an `Accept` header."""

from __future__ import annotations

from collections.abc import Iterator

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
HTML = "text/html"


def response_media_type(accept: str | None) -> str | None:
    """Return the best GraphQL media type, or None if the client accepts neither.

    The documented API responds with JSON, so a wildcard means JSON. The newer type must
    be named, or must have the higher quality. Inferred (answer.media-type).
    """
    ranges = dict(_ranges(accept))
    json, graphql = _quality(JSON, ranges), _quality(GRAPHQL_RESPONSE, ranges)
    if not json and not graphql:
        return None
    by_name = GRAPHQL_RESPONSE in ranges
    return GRAPHQL_RESPONSE if graphql > json or (by_name and graphql == json) else JSON


def prefers_html(accept: str | None) -> bool:
    """Return whether the client prefers a web page to any JSON, as browsers do."""
    ranges = dict(_ranges(accept))
    best_json = max(_quality(JSON, ranges), _quality(GRAPHQL_RESPONSE, ranges))
    return _quality(HTML, ranges) > best_json


def base_media_type(header: str | None) -> str:
    """Return a content type without its parameters, in lower case."""
    return (header or "").partition(";")[0].strip().lower()


def _ranges(accept: str | None) -> Iterator[tuple[str, float]]:
    for part in (accept or "*/*").split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        yield media_range, _quality_parameter(parameters)


def _quality_parameter(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _quality(media_type: str, ranges: dict[str, float]) -> float:
    """Return the quality of the most specific range that matches *media_type*."""
    family = media_type.partition("/")[0]
    for candidate in (media_type, f"{family}/*", "*/*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0
