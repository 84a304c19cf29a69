ADD_TOKEN_SCOPE: Operation[AddTokenScopeVariables, Token] = ...

class AccessToken(Record):
    expires_in: int
    unredacted_token: Secret

class AddTokenScopeInput(Input):
    def __init__(
        self, *, scope_key: str, scope_type: ScopeType, token_id: str
    ) -> None: ...

class AddTokenScopeVariables(TypedDict):
    def __init__(self, *, input: AddTokenScopeInput) -> None: ...

class AsyncClient(AsyncDomainClient):
    async def add_token_scope(
        self,
        *,
        scope_key: str,
        scope_type: ScopeType,
        token_id: str,
        deadline: float | UnsetType = UNSET,
    ) -> Token: ...
    async def create_client_credential(
        self,
        *,
        company_ids: list[str],
        description: str | None | UnsetType = UNSET,
        revoke_existing: bool | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> CreatedCredential: ...
    async def create_token(
        self,
        *,
        description: str,
        expires_at: Time | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> CreatedToken: ...
    async def generate_token(
        self,
        *,
        client_id: str,
        client_secret: Secret,
        company_id: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> AccessToken: ...
    async def list_tokens(
        self, *, deadline: float | UnsetType = UNSET
    ) -> list[Token]: ...
    async def remove_token_scope(
        self, *, token_id: str, scope_id: str, deadline: float | UnsetType = UNSET
    ) -> Token: ...
    async def revoke_client_credential(
        self, client_id: str, *, deadline: float | UnsetType = UNSET
    ) -> bool: ...
    async def revoke_token(
        self, token_id: str, *, deadline: float | UnsetType = UNSET
    ) -> bool: ...

CREATE_CLIENT_CREDENTIAL: Operation[
    CreateClientCredentialVariables, CreatedCredential
] = ...
CREATE_TOKEN: Operation[CreateTokenVariables, CreatedToken] = ...

class Client(DomainClient):
    def add_token_scope(
        self,
        *,
        scope_key: str,
        scope_type: ScopeType,
        token_id: str,
        deadline: float | UnsetType = UNSET,
    ) -> Token: ...
    def create_client_credential(
        self,
        *,
        company_ids: list[str],
        description: str | None | UnsetType = UNSET,
        revoke_existing: bool | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> CreatedCredential: ...
    def create_token(
        self,
        *,
        description: str,
        expires_at: Time | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> CreatedToken: ...
    def generate_token(
        self,
        *,
        client_id: str,
        client_secret: Secret,
        company_id: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> AccessToken: ...
    def list_tokens(self, *, deadline: float | UnsetType = UNSET) -> list[Token]: ...
    def remove_token_scope(
        self, *, token_id: str, scope_id: str, deadline: float | UnsetType = UNSET
    ) -> Token: ...
    def revoke_client_credential(
        self, client_id: str, *, deadline: float | UnsetType = UNSET
    ) -> bool: ...
    def revoke_token(
        self, token_id: str, *, deadline: float | UnsetType = UNSET
    ) -> bool: ...

class CreateClientCredentialInput(Input):
    def __init__(
        self,
        *,
        company_ids: list[str],
        description: str | None | UnsetType = UNSET,
        revoke_existing: bool | None | UnsetType = UNSET,
    ) -> None: ...

class CreateClientCredentialVariables(TypedDict):
    def __init__(self, *, input: CreateClientCredentialInput) -> None: ...

class CreateTokenInput(Input):
    def __init__(
        self, *, description: str, expires_at: Time | None | UnsetType = UNSET
    ) -> None: ...

class CreateTokenVariables(TypedDict):
    def __init__(self, *, input: CreateTokenInput) -> None: ...

class CreatedCredential(Record):
    client_credential: Credential
    client_secret: Secret

class CreatedToken(Record):
    token: Token
    unredacted_token: Secret

class Credential(Record):
    client_id: str
    company_ids: list[str]
    created_at: Time
    description: str | None
    revoked_at: Time | None
    secret_hint: str

GENERATE_TOKEN: Operation[GenerateTokenVariables, AccessToken] = ...

class GenerateTokenInput(Input):
    def __init__(
        self,
        *,
        client_id: str,
        client_secret: Secret,
        company_id: str | None | UnsetType = UNSET,
    ) -> None: ...

class GenerateTokenVariables(TypedDict):
    def __init__(self, *, input: GenerateTokenInput) -> None: ...

LIST_TOKENS: Operation[ListTokensVariables, list[Token]] = ...

class ListTokensVariables(TypedDict):
    def __init__(self) -> None: ...

REMOVE_TOKEN_SCOPE: Operation[RemoveTokenScopeVariables, Token] = ...
REVOKE_CLIENT_CREDENTIAL: Operation[RevokeClientCredentialVariables, bool] = ...
REVOKE_TOKEN: Operation[RevokeTokenVariables, bool] = ...

class RemoveTokenScopeVariables(TypedDict):
    def __init__(self, *, tokenId: str, scopeId: str) -> None: ...

class RevokeClientCredentialVariables(TypedDict):
    def __init__(self, *, clientId: str) -> None: ...

class RevokeTokenVariables(TypedDict):
    def __init__(self, *, tokenId: str) -> None: ...

class Scope(Record):
    created_at: Time | None
    id: str
    scope_key: str
    scope_type: ScopeType

class ScopeType(OpenEnum):
    CATALOG_COMPANY = "CATALOG_COMPANY"
    COMPANY = "COMPANY"

class Token(Record):
    created_at: Time | None
    created_by: str | None
    description: str | None
    expires_at: Time | None
    id: str
    redacted_token: str
    revoked_at: Time | None
    scopes: list[Scope]
    updated_at: Time | None
