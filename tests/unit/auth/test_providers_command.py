from __future__ import annotations

import json
import os
import pickle
import shlex
import sys
from pathlib import Path

import pytest

from udacity_client.auth.credentials import ClientCredentials, StaticToken
from udacity_client.auth.providers import CredentialsCommand
from udacity_client.errors import CredentialsError

SECRET = "udcs_correct-horse-battery"
PAIR = {"client_id": "udcl_1", "client_secret": SECRET}


def command(code: str, *, timeout: float = 300) -> CredentialsCommand:
    line = shlex.join([sys.executable, "-c", code, SECRET])
    return CredentialsCommand(line, source="SOURCE", timeout=timeout)


def printing(printed: object) -> CredentialsCommand:
    text = printed if isinstance(printed, str) else json.dumps(printed)
    return command(f"print({text!r})")


def refusal_of(command: CredentialsCommand) -> str:
    with pytest.raises(CredentialsError) as caught:
        command()
    message = str(caught.value)
    assert repr(sys.executable) in message
    assert "SOURCE" in message
    assert "correct" not in message
    assert not caught.value.is_transient
    return message


@pytest.mark.parametrize("company_id", [None, "4821"])
def test_a_pair_that_is_printed_is_a_credential(company_id: str | None) -> None:
    found = printing({**PAIR, "company_id": company_id})()

    assert isinstance(found, ClientCredentials)
    assert (found.client_id, found.company_id) == ("udcl_1", company_id)
    assert found.secret().reveal() == SECRET


@pytest.mark.parametrize(
    ("printed", "lifetime"),
    [
        ({"token": "t1"}, None),
        ({"token": "t1", "expires_in": 60}, 60),
        ({"token": "t1", "expires_in": 0.5}, 0.5),
    ],
)
def test_a_token_that_is_printed_has_its_lifetime(
    printed: dict[str, object], lifetime: float | None
) -> None:
    found = printing(printed)()

    assert isinstance(found, StaticToken)
    assert (found.reveal(), found.expires_in) == ("t1", lifetime)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        SECRET,
        "[" * 100_000,
        [PAIR],
        {"client_id": "udcl_1"},
        {**PAIR, "token": SECRET},
        {**PAIR, "company_id": 7},
        {**PAIR, "correct": 1},
        {"token": SECRET, "expires_in": "60"},
        {"token": SECRET, "expires_in": True},
        {"token": 7},
    ],
)
def test_other_output_is_refused_and_not_shown(printed: object) -> None:
    assert "did not print the expected JSON" in refusal_of(printing(printed))


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ({"token": "correct horse"}, "The token holds a blank"),
        ({"token": SECRET, "expires_in": -1}, "expires in -1 s"),
        ({**PAIR, "client_secret": "correct horse"}, "client secret holds a blank"),
        ({"client_id": SECRET, "client_secret": "udcl_1"}, "wrong way round"),
    ],
)
def test_a_credential_that_cannot_be_one_is_refused(
    printed: dict[str, object], said: str
) -> None:
    assert said in refusal_of(printing(printed))


def test_a_failure_names_only_the_program_and_its_status() -> None:
    code = f"import sys; print({SECRET!r}); sys.stderr.write({SECRET!r}); sys.exit(3)"

    assert "exited with status 3" in refusal_of(command(code))


def test_what_a_command_writes_as_an_error_goes_nowhere(
    capfd: pytest.CaptureFixture[str],
) -> None:
    refusal_of(command(f"import sys; sys.stderr.write({SECRET!r}); sys.exit(3)"))

    assert capfd.readouterr() == ("", "")


def test_a_slow_command_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    # As often as it takes a busy machine to start it in time.
    written = (
        written_by_a_slow_command(tmp_path / f"pipe-{seconds}", seconds)
        for seconds in (1, 4, 16, 64)
    )
    assert next(filter(None, written)) == b"started\n"


def written_by_a_slow_command(pipe: Path, seconds: int) -> bytes:
    """Return what a command that is ended after *seconds* wrote."""
    os.mkfifo(pipe)
    script = f"exec 3>{shlex.quote(str(pipe))}; echo started >&3; sleep 600 & wait"
    line = f"sh -c {shlex.quote(script)}"
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    with open(descriptor, "rb") as reader:  # noqa: PTH123 - it is open already
        with pytest.raises(CredentialsError, match=f"took longer than {seconds} s"):
            CredentialsCommand(line, source="SOURCE", timeout=seconds)()
        os.set_blocking(descriptor, True)
        # To the end, which comes when the last that holds the pipe has ended.
        return reader.read()


def test_a_missing_program_is_named() -> None:
    with pytest.raises(CredentialsError, match=r"'no-such-vault' of SOURCE cannot"):
        CredentialsCommand(f"no-such-vault {SECRET}", source="SOURCE")()


@pytest.mark.parametrize("line", ["", "  ", "vault 'correct", "# nothing'"])
def test_a_line_that_is_not_a_command_line_is_refused(line: str) -> None:
    with pytest.raises(
        CredentialsError, match="SOURCE is not a command line"
    ) as caught:
        CredentialsCommand(line, source="SOURCE")
    assert "correct" not in str(caught.value)


def test_no_shell_runs_the_line(tmp_path: Path) -> None:
    line = f"echo '{json.dumps(PAIR)}' ; touch {tmp_path / 'made'}"

    with pytest.raises(CredentialsError, match="expected JSON"):
        CredentialsCommand(line, source="SOURCE")()
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - the plainest look


def test_the_command_runs_again_each_time(tmp_path: Path) -> None:
    file = tmp_path / "printed"
    cat = CredentialsCommand(f"cat {shlex.quote(str(file))}", source="SOURCE")
    for token in ("t1", "t2"):
        file.write_text(json.dumps({"token": token}))
        found = cat()
        assert isinstance(found, StaticToken)
        assert found.reveal() == token


def test_a_command_shows_no_argument_and_is_not_pickled() -> None:
    shown = command("pass")

    assert repr(shown) == f"CredentialsCommand({sys.executable!r}, ...)"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(shown)
