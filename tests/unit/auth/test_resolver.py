from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from udacity_client.auth.credentials import (
    ClientCredentials,
    StaticToken,
    UserToken,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.resolver import ResolvedCredentials, resolve_credentials
from udacity_client.errors import ConfigurationError, CredentialsError

SECRET_VALUE = "udcs_correct-horse"
TOKEN_VALUE = "0123456789abcdef0123456789abcdef"
VALUES = {
    "UDACITY_CLIENT_ID": "udcl_1",
    "UDACITY_CLIENT_SECRET": SECRET_VALUE,
    "UDACITY_TOKEN": TOKEN_VALUE,
    "UDACITY_API_KEY": TOKEN_VALUE + "7",
}
ID, SECRET, FILE = (
    "UDACITY_CLIENT_ID",
    "UDACITY_CLIENT_SECRET",
    "UDACITY_CLIENT_SECRET_FILE",
)
TOKEN, KEY = "UDACITY_TOKEN", "UDACITY_API_KEY"
GOOD_SETS = {
    frozenset({TOKEN}): StaticToken,
    frozenset({KEY}): StaticToken,
    frozenset({ID, SECRET}): ClientCredentials,
    frozenset({ID, FILE}): ClientCredentials,
}
EVERY_SET = [
    frozenset(names)
    for count in range(6)
    for names in itertools.combinations((ID, SECRET, FILE, TOKEN, KEY), count)
]


def find(
    variables: dict[str, str],
    credentials: ClientCredentials | StaticToken | None = None,
    *,
    company_id: str | None = None,
) -> ResolvedCredentials:
    return resolve_credentials(
        credentials,
        user_token=None,
        company_id=company_id,
        environ=Environment(variables),
    )


def environment(names: frozenset[str], folder: Path) -> dict[str, str]:
    file = folder / "secret"
    file.write_text(SECRET_VALUE + "\n")
    return {name: VALUES.get(name, str(file)) for name in names}


def name_of(names: frozenset[str]) -> str:
    return "+".join(sorted(name.removeprefix("UDACITY_") for name in names)) or "none"


@pytest.mark.parametrize("names", EVERY_SET, ids=name_of)
def test_every_set_of_variables_is_whole_or_refused(
    names: frozenset[str], tmp_path: Path
) -> None:
    variables = environment(names, tmp_path)
    if names in GOOD_SETS:
        assert type(find(variables).service) is GOOD_SETS[names]
        return

    with pytest.raises(CredentialsError) as caught:
        find(variables)

    message = str(caught.value)
    for name in (ID, SECRET, FILE, TOKEN, KEY):
        assert f"{name}: {'set' if name in names else 'not set'}" in message
        assert any(name in line for line in caught.value.tried)
    for value in VALUES.values():
        assert value not in message
    assert not caught.value.is_transient


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({ID}, f"{ID} is set, and neither {SECRET} nor {FILE} is"),
        ({SECRET}, f"{SECRET} is set, and {ID} is not"),
        ({FILE}, f"{FILE} is set, and {ID} is not"),
        ({ID, SECRET, FILE}, f"{SECRET} and {FILE} are set; unset"),
        ({TOKEN, KEY}, f"{KEY} and {TOKEN} are set; unset"),
        ({TOKEN, ID, SECRET}, f"{TOKEN} and {ID} are set; unset"),
        ({KEY, ID, FILE}, f"{KEY} and {ID} are set; unset"),
        (set[str](), "No credential was found"),
    ],
)
def test_the_message_says_which_variables_do_not_fit(
    names: set[str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(CredentialsError) as caught:
        find(environment(frozenset(names), tmp_path))
    assert said in str(caught.value)


def test_an_empty_variable_counts_as_not_set() -> None:
    with pytest.raises(CredentialsError, match=f"{TOKEN}: not set"):
        find({TOKEN: "", ID: "", SECRET: ""})
    assert isinstance(
        find({TOKEN: TOKEN_VALUE, ID: "", SECRET: ""}).service, StaticToken
    )


def test_the_argument_wins_over_a_broken_environment() -> None:
    mine = StaticToken(TOKEN_VALUE)

    assert find({ID: "udcl_1"}, mine).service is mine


@pytest.mark.parametrize(
    "malformed", [" ", "two words", "line\nbreak", "ünïcode", "tab\t"]
)
@pytest.mark.parametrize("name", [ID, SECRET, TOKEN])
def test_a_malformed_value_is_refused_without_showing_it(
    name: str, malformed: str
) -> None:
    variables = (
        {TOKEN: malformed} if name == TOKEN else {**VALUES_OF_A_PAIR, name: malformed}
    )

    with pytest.raises(CredentialsError) as caught:
        find(variables)
    assert "Nothing was sent" in str(caught.value)
    assert malformed.strip() == "" or malformed not in str(caught.value)


VALUES_OF_A_PAIR = {ID: "udcl_1", SECRET: SECRET_VALUE}


@pytest.mark.parametrize(
    ("name", "others"),
    [(ID, VALUES_OF_A_PAIR), (SECRET, VALUES_OF_A_PAIR), (TOKEN, {})],
)
def test_a_malformed_variable_is_named(name: str, others: dict[str, str]) -> None:
    with pytest.raises(CredentialsError, match=name):
        find({**others, name: "two words"})


def test_an_id_and_a_secret_the_wrong_way_round_are_recognised() -> None:
    with pytest.raises(CredentialsError, match="wrong way round") as caught:
        find({ID: SECRET_VALUE, SECRET: "udcl_1"})
    assert SECRET_VALUE not in str(caught.value)


def test_a_user_token_alone_lets_a_client_be_made() -> None:
    resolved = find({"UDACITY_USER_TOKEN": "a.b.c"})

    assert resolved.require_user().reveal() == "a.b.c"
    with pytest.raises(CredentialsError, match=f"{TOKEN}: not set"):
        resolved.require_service()


def test_without_a_user_token_the_message_says_how_to_give_one() -> None:
    with pytest.raises(CredentialsError, match="UDACITY_USER_TOKEN"):
        find({TOKEN: TOKEN_VALUE}).require_user()


def company_of(resolved: ResolvedCredentials) -> str | None:
    assert isinstance(resolved.service, ClientCredentials)
    return resolved.service.company_id


def test_the_company_comes_from_the_argument_and_then_the_environment() -> None:
    variables = {**VALUES_OF_A_PAIR, "UDACITY_COMPANY_ID": "4821"}

    assert company_of(find(variables)) == "4821"
    assert company_of(find(variables, company_id="7")) == "7"


def test_the_company_variable_scopes_a_credential_that_was_passed_too() -> None:
    mine = ClientCredentials(client_id="udcl_1", client_secret=SECRET_VALUE)

    assert company_of(find({"UDACITY_COMPANY_ID": "4821"}, mine)) == "4821"


@pytest.mark.parametrize("from_environment", [False, True])
def test_a_token_cannot_be_scoped_to_a_company(*, from_environment: bool) -> None:
    variables = {TOKEN: TOKEN_VALUE} if from_environment else {}
    given = None if from_environment else StaticToken(TOKEN_VALUE)

    with pytest.raises(ConfigurationError, match="company_id"):
        find(variables, given, company_id="4821")


def test_for_company_gives_a_sibling_and_leaves_the_original() -> None:
    original = ClientCredentials(client_id="udcl_1", client_secret=SECRET_VALUE)
    sibling = original.for_company("4821")

    assert (original.company_id, sibling.company_id) == (None, "4821")
    assert sibling.client_id == original.client_id
    assert sibling.secret().reveal() == SECRET_VALUE


def test_a_rotated_secret_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET_VALUE + "\n")
    credentials = ClientCredentials(client_id="udcl_1", client_secret=file)
    sibling = credentials.for_company("4821")
    file.write_text("  udcs_rotated\r\n")

    assert credentials.secret().reveal() == "udcs_rotated"
    assert sibling.secret().reveal() == "udcs_rotated"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"udcs_two words", "holds a blank"),
        (b"udcs_\xc3\xa9", "beyond ASCII"),
        (b"udcs_\xff", "cannot be read"),
    ],
)
def test_a_secret_file_without_a_secret_is_refused(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CredentialsError, match=said) as caught:
        ClientCredentials(client_id="udcl_1", client_secret=file)
    assert "udcs_" not in str(caught.value)


def test_a_path_that_no_file_can_have_is_not_a_secret_file() -> None:
    with pytest.raises(CredentialsError, match="a path cannot have a NUL character"):
        ClientCredentials(client_id="udcl_1", client_secret=Path("a\0b"))


def test_a_folder_is_not_a_secret_file(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="cannot be read"):
        ClientCredentials(client_id="udcl_1", client_secret=tmp_path)


@pytest.mark.parametrize(
    "scheme", ["", "Bearer\n", "Be arer", "Bearer\r\nX-Evil:", "é"]
)
def test_a_scheme_that_no_header_can_hold_is_refused(scheme: str) -> None:
    with pytest.raises(ConfigurationError, match="scheme"):
        UserToken("a.b.c", scheme=scheme)
