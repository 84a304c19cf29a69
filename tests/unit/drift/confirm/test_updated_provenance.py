from __future__ import annotations

from datetime import date

from udacity_client.drift.confirm.judgement import Basis, Judgement, Verdict
from udacity_client.drift.confirm.updated_provenance import provenance_patch, updated
from udacity_client.schema.provenance import Origin, Provenance, render_provenance

READ, TODAY = date(2026, 1, 1), date(2026, 2, 1)
BEFORE = Provenance(
    {
        "films": Origin(
            source="documentation",
            read=READ,
            inferred=("Film.a", "Film.b", "Film.c"),
            names=("Film",),
            nullability=("Film.a",),
            refuted=("Film.b", "Film.z"),
        ),
        "tokens": Origin(source="documentation", read=READ, inferred=("Token.a",)),
    },
    "# Read me.\n\n",
    Origin(source="documentation", read=READ, inferred=("page.maximum", "plan.id")),
)


def judgement(area: str, assumption: str, basis: Basis, verdict: Verdict) -> Judgement:
    return Judgement(
        area=area, assumption=assumption, basis=basis, verdict=verdict, statement=""
    )


JUDGED = [
    judgement("films", "Film.a", "inferred", "confirmed"),
    judgement("films", "Film.b", "inferred", "confirmed"),
    judgement("films", "Film.c", "inferred", "refuted"),
    judgement("films", "Film.a", "nullability", "unknown"),
    judgement("films", "Film", "name", "confirmed"),
    judgement("films", "Film.d", "documented", "refuted"),
    judgement("films", "complete", "inferred", "refuted"),
    judgement("tokens", "Token.a", "inferred", "unknown"),
    judgement("behaviour", "page.maximum", "inferred", "refuted"),
    judgement("behaviour", "plan.id", "inferred", "confirmed"),
    judgement("behaviour", "limit.shared", "documented", "refuted"),
]


def test_confirmed_guesses_go_and_refuted_ones_are_listed() -> None:
    after = updated(BEFORE, JUDGED, TODAY)

    assert after.origins["films"] == Origin(
        source="documentation",
        read=READ,
        checked=TODAY,
        inferred=("Film.c",),
        nullability=("Film.a",),
        refuted=("Film.c", "Film.d", "Film.z"),
    )
    assert after.behaviour == Origin(
        source="documentation",
        read=READ,
        checked=TODAY,
        inferred=("page.maximum",),
        refuted=("limit.shared", "page.maximum"),
    )


def test_a_domain_of_which_nothing_is_known_stays() -> None:
    assert updated(BEFORE, JUDGED, TODAY).origins["tokens"] == BEFORE.origins["tokens"]


def test_a_patch_without_a_change_is_empty() -> None:
    assert provenance_patch(render_provenance(BEFORE), BEFORE, "p.toml") == ""


def test_a_file_without_a_last_line_end_is_patched_as_such() -> None:
    text = render_provenance(BEFORE).rstrip("\n")
    assert "\\ No newline at end of file\n" in provenance_patch(text, BEFORE, "p.toml")
