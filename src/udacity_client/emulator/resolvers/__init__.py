"""The functions that resolve the root fields of each domain."""

from __future__ import annotations

from collections.abc import Mapping

from udacity_client.emulator.resolvers.assessment_progress import (
    resolve_assessment_progress,
)
from udacity_client.emulator.resolvers.catalog import resolve_catalog
from udacity_client.emulator.resolvers.credentials import (
    resolve_client_credentials,
    resolve_create_client_credential,
    resolve_revoke_client_credential,
)
from udacity_client.emulator.resolvers.generate_token import resolve_generate_token
from udacity_client.emulator.resolvers.learning_plan_progress import (
    resolve_learning_plan_progress,
)
from udacity_client.emulator.resolvers.program_progress import resolve_program_progress
from udacity_client.emulator.resolvers.tokens import (
    resolve_add_token_scope,
    resolve_create_token,
    resolve_remove_token_scope,
    resolve_revoke_token,
    resolve_tokens,
)
from udacity_client.emulator.schema import Resolver

RESOLVERS: Mapping[str, Mapping[str, Resolver]] = {
    "tokens": {
        "addTokenScope": resolve_add_token_scope,
        "clientCredentials": resolve_client_credentials,
        "createClientCredential": resolve_create_client_credential,
        "createToken": resolve_create_token,
        "generateToken": resolve_generate_token,
        "removeTokenScope": resolve_remove_token_scope,
        "revokeClientCredential": resolve_revoke_client_credential,
        "revokeToken": resolve_revoke_token,
        "tokens": resolve_tokens,
    },
    "catalog": {"catalog": resolve_catalog},
    "program-progress": {"programProgress": resolve_program_progress},
    "assessment-progress": {"assessmentProgress": resolve_assessment_progress},
    "learning-plan-progress": {"learningPlanProgress": resolve_learning_plan_progress},
}
"""By domain, then by root field."""
