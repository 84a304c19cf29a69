"""Answer the root fields of the five schemas, without any HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from udacity_client.emulator.resolvers import (
    assessment_progress,
    catalog,
    learning_plan_progress,
    program_progress,
    tokens,
)
from udacity_client.emulator.schema import Resolver

RESOLVERS: Mapping[str, Mapping[str, Resolver]] = {
    "tokens": tokens.RESOLVERS,
    "catalog": catalog.RESOLVERS,
    "program-progress": program_progress.RESOLVERS,
    "assessment-progress": assessment_progress.RESOLVERS,
    "learning-plan-progress": learning_plan_progress.RESOLVERS,
}
