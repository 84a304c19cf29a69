"""`udacity auth rotate` and `revoke`: no secret is lost before the next one works."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from udacity_client.emulator import Emulator
from udacity_client.emulator.faults import Disconnect, Rewrite, server_error

from .conftest import WITHIN, Command


@pytest.fixture
def secret_file(command: Command, emulator: Emulator) -> Path:
    """The secret file of a user who also has a user token."""
    path = command.home / "secret"
    path.write_text(emulator.client_secret, encoding="utf-8")
    path.chmod(0o640)
    del command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_CLIENT_SECRET_FILE"] = str(path)
    command.env["UDACITY_USER_TOKEN"] = emulator.user_token
    command.env["UDACITY_COMPANY_ID"] = emulator.company_id
    return path


def files_next_to(path: Path) -> set[str]:
    """Return the names of all files in the folder of *path*, and its own."""
    return {each.name for each in path.parent.iterdir() if each.is_file()}


def created(emulator: Emulator) -> int:
    return emulator.count(operation="CreateClientCredential")


def test_the_new_credential_takes_the_place_of_the_old(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    ran = command.run("auth", "rotate", "--yes")
    assert ran.returncode == 0, ran.stderr
    exports = dict(
        shlex.split(line)[1].split("=", 1) for line in ran.stdout.splitlines()
    )
    assert exports["UDACITY_CLIENT_ID"].startswith("udcl_")
    assert exports["UDACITY_CLIENT_ID"] != emulator.client_id
    assert exports["UDACITY_CLIENT_SECRET_FILE"] == str(secret_file)
    secret = secret_file.read_text(encoding="utf-8").strip()
    assert secret not in (emulator.client_secret, "")
    assert secret not in ran.stdout + ran.stderr
    assert stat.S_IMODE(secret_file.stat().st_mode) == 0o600
    assert files_next_to(secret_file) == {"secret"}

    command.env |= exports
    assert command.run("auth", "token").returncode == 0


def test_the_new_credential_was_verified_and_its_token_kept(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    ran = command.run("auth", "rotate", "--yes")
    assert command.token_requests() == 1
    command.env["UDACITY_CLIENT_ID"] = ran.stdout.splitlines()[0].partition("=")[2]
    assert command.run("auth", "token").returncode == 0
    assert command.token_requests() == 1
    assert secret_file.exists()
    assert created(emulator) == 1


def test_a_credential_that_does_not_work_keeps_the_old_secret(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    emulator.faults.add(Rewrite("clientSecret", "udcs_not-the-one"))
    ran = command.run("auth", "rotate", "--yes")
    assert (ran.returncode, ran.stdout) == (3, "")
    old = secret_file.with_name("secret.old")
    assert f"its secret is in {secret_file}; but it could not be" in ran.stderr
    assert f"The old secret is kept in {old}." in ran.stderr
    assert "udcs_" not in ran.stderr
    assert secret_file.read_text(encoding="utf-8") == "udcs_not-the-one\n"
    assert old.read_text(encoding="utf-8") == emulator.client_secret
    assert stat.S_IMODE(old.stat().st_mode) == 0o600

    again = command.run("auth", "rotate", "--yes")
    assert again.returncode == 2
    assert f"{old} is left from a rotation that was not verified" in again.stderr
    assert created(emulator) == 1


def test_a_lost_response_changes_nothing(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    for fault in (Disconnect(), server_error()):
        emulator.faults.add(fault)
        ran = command.run("auth", "rotate", "--yes")
        assert ran.returncode == 3
        assert "It is not known whether a credential was created" in ran.stderr
        assert secret_file.read_text(encoding="utf-8") == emulator.client_secret
        assert files_next_to(secret_file) == {"secret"}


def test_an_error_of_the_api_changes_nothing(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    ran = command.run("auth", "rotate", "--yes", "--company", "1")
    assert ran.returncode == 3
    assert "company 1 not found" in ran.stderr
    assert secret_file.read_text(encoding="utf-8") == emulator.client_secret
    assert files_next_to(secret_file) == {"secret"}


def test_several_companies_may_be_covered(command: Command, secret_file: Path) -> None:
    emulator = command.emulator
    companies = (emulator.company_id, emulator.empty_company_id)
    options = [part for company in companies for part in ("--company", company)]
    ran = command.run("auth", "rotate", "--yes", *options)
    assert ran.returncode == 0, ran.stderr
    command.env["UDACITY_CLIENT_ID"] = ran.stdout.splitlines()[0].partition("=")[2]
    for company in companies:
        command.env["UDACITY_COMPANY_ID"] = company
        assert command.run("auth", "token").returncode == 0
    assert secret_file.exists()


def test_a_secret_from_the_environment_needs_a_file(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    del command.env["UDACITY_CLIENT_SECRET_FILE"]
    command.env["UDACITY_CLIENT_SECRET"] = emulator.client_secret
    ran = command.run("auth", "rotate", "--yes")
    assert ran.returncode == 2
    assert "Name a file with --store" in ran.stderr
    assert created(emulator) == 0

    new = secret_file.with_name("new")
    ran = command.run("auth", "rotate", "--yes", "--store", new)
    assert ran.returncode == 0, ran.stderr
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert files_next_to(secret_file) == {"secret", "new"}


def test_what_is_printed_works_if_pasted_into_the_same_shell(
    command: Command, emulator: Emulator, secret_file: Path
) -> None:
    del command.env["UDACITY_CLIENT_SECRET_FILE"]
    command.env["UDACITY_CLIENT_SECRET"] = emulator.client_secret
    ran = command.run("auth", "rotate", "--yes", "--store", secret_file)
    lines = ran.stdout.splitlines()
    assert lines[0] == "unset UDACITY_CLIENT_SECRET"
    command.env |= dict(shlex.split(line)[1].split("=", 1) for line in lines[1:])
    del command.env["UDACITY_CLIENT_SECRET"]
    token = command.run("auth", "token")
    assert token.returncode == 0, token.stderr


@pytest.fixture
def profile(command: Command, emulator: Emulator, secret_file: Path) -> Path:
    """The credentials file of a user whose environment has only a user token."""
    for name in [*command.env]:
        if name.startswith("UDACITY_") and name != "UDACITY_USER_TOKEN":
            del command.env[name]
    secret_file.unlink()
    path = command.home / ".config" / "udacity" / "credentials.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        f"""
[default]
client_id = "{emulator.client_id}"
client_secret = "{emulator.client_secret}"
company_id = "{emulator.company_id}"
base_url = "{emulator.base_url}"

[other]
client_id = "{emulator.client_id}"
client_secret_file = "elsewhere"
""",
        encoding="utf-8",
    )
    path.chmod(0o600)
    return path


def test_a_profile_gets_the_new_credential(
    command: Command, emulator: Emulator, secret_file: Path, profile: Path
) -> None:
    before = tomllib.loads(profile.read_text(encoding="utf-8"))
    ran = command.run("auth", "rotate", "--yes", "--store", secret_file)
    assert ran.returncode == 0, ran.stderr
    assert f"The profile 'default' in {profile} has the new credential." in ran.stderr
    after = tomllib.loads(profile.read_text(encoding="utf-8"))
    assert after["other"] == before["other"]
    assert after["default"] == {
        "client_id": ran.stdout.splitlines()[0].partition("=")[2],
        "client_secret_file": str(secret_file),
        "company_id": emulator.company_id,
        "base_url": emulator.base_url,
    }
    assert command.run("auth", "token").returncode == 0


def test_every_profile_with_the_old_credential_gets_the_new_one(
    command: Command, emulator: Emulator, secret_file: Path, profile: Path
) -> None:
    old = f"""
[twin]
client_id = "{emulator.client_id}"
client_secret_file = "{secret_file}"
company_id = "9000"

[stranger]
client_id = "udcl_of_another"
client_secret = "{emulator.client_secret}"

[older]
client_id = "{emulator.client_id}"
client_secret = "udcs_of_before"

[broken]
client_id = "{emulator.client_id}"
"""
    secret_file.write_text(emulator.client_secret, encoding="utf-8")
    profile.write_text(profile.read_text(encoding="utf-8") + old, encoding="utf-8")
    before = tomllib.loads(profile.read_text(encoding="utf-8"))
    # Also if the credential in use is the environment's, and no profile's.
    command.env |= {
        "UDACITY_CLIENT_ID": emulator.client_id,
        "UDACITY_CLIENT_SECRET_FILE": str(secret_file),
        "UDACITY_BASE_URL": emulator.base_url,
        "UDACITY_COMPANY_ID": emulator.company_id,
    }
    ran = command.run("auth", "rotate", "--yes")
    assert ran.returncode == 0, ran.stderr
    for name in ("default", "twin"):
        assert f"The profile {name!r} in {profile} has the new cred" in ran.stderr
    assert ran.stderr.count("The profile ") == 2
    after = tomllib.loads(profile.read_text(encoding="utf-8"))
    new = {
        "client_id": ran.stdout.splitlines()[0].partition("=")[2],
        "client_secret_file": str(secret_file),
    }
    assert after == before | {
        "twin": {**new, "company_id": "9000"},
        "default": {
            **new,
            "company_id": emulator.company_id,
            "base_url": emulator.base_url,
        },
    }


PAUSED = """
import sys
from udacity_client.cli import main, rotate
create = rotate._create

def create_and_wait(*arguments):
    created = create(*arguments)
    print(flush=True)
    sys.stdin.readline()
    return created

rotate._create = create_and_wait
sys.argv = ["udacity", "auth", "rotate", "--yes", *sys.argv[1:]]
main()
"""


def interrupted(
    command: Command, *options: str | Path, by: signal.Signals = signal.SIGINT
) -> str:
    """Interrupt a rotation before it stores the new secret; return what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", PAUSED, *options],
        env=command.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "\n"
        process.send_signal(by)
        told = process.stderr.readline()
        assert told.startswith("Udacity may have created the new credential by now.")
        out, err = process.communicate("\n", timeout=WITHIN)
    assert (out, process.returncode) == ("", 128 + by)
    return err


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_waits_until_the_new_secret_is_stored(
    command: Command, emulator: Emulator, secret_file: Path, by: signal.Signals
) -> None:
    told = interrupted(command, by=by)
    new, said = told.splitlines()[0].split(maxsplit=1)
    assert said.startswith(f"was created, and its secret is in {secret_file}. ")

    old = secret_file.with_name("secret.old")
    assert old.read_text(encoding="utf-8") == emulator.client_secret
    command.env["UDACITY_CLIENT_ID"] = new
    token = command.run("auth", "token")
    assert token.returncode == 0, token.stderr


@pytest.mark.slow
def test_profiles_have_the_new_credential_after_an_interrupt(
    command: Command, secret_file: Path, profile: Path
) -> None:
    told = interrupted(command, "--store", secret_file)
    old = secret_file.with_name("secret.old")
    assert f"The old secret is kept in {old} until the new one is verified." in told
    assert f"The profile 'default' in {profile} has the new credential." in told
    token = command.run("auth", "token")
    assert token.returncode == 0, token.stderr

    old.unlink()
    again = command.run("auth", "rotate", "--yes", "--store", secret_file)
    assert again.returncode == 0, again.stderr
    assert files_next_to(secret_file) == {"secret"}


def test_profiles_have_the_new_credential_if_it_could_not_be_verified(
    command: Command, emulator: Emulator, secret_file: Path, profile: Path
) -> None:
    emulator.faults.add(Rewrite("clientSecret", "udcs_not-the-one"))
    ran = command.run("auth", "rotate", "--yes", "--store", secret_file)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert f"its secret is in {secret_file}; but it could not be" in ran.stderr
    new = tomllib.loads(profile.read_text(encoding="utf-8"))["default"]
    assert f"UDACITY_CLIENT_ID={new['client_id']} " in ran.stderr
    assert new["client_secret_file"] == str(secret_file)
    # The profile itself had it, and no file.
    old = secret_file.with_name("secret.old")
    assert f"The old secret is kept in {old}." in ran.stderr
    assert old.read_text(encoding="utf-8").strip() == emulator.client_secret
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_profile_that_cannot_be_changed_is_said(
    command: Command, emulator: Emulator, secret_file: Path, profile: Path
) -> None:
    # A table in one line: it is hard to say where it ends.
    profile.write_text(
        f'default = {{client_id = "{emulator.client_id}", '
        f'client_secret = "{emulator.client_secret}", '
        f'company_id = "{emulator.company_id}", base_url = "{emulator.base_url}"}}\n',
        encoding="utf-8",
    )
    ran = command.run("auth", "rotate", "--yes", "--store", secret_file)
    assert ran.returncode == 3
    new = ran.stdout.splitlines()[0].partition("=")[2]
    assert "cannot be changed safely" in ran.stderr
    assert f'client_id = "{new}"' in ran.stderr
    assert f'client_secret_file = "{secret_file}"' in ran.stderr
    assert "udcs_" not in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("UDACITY_USER_TOKEN", "needs a logged-in user"),
        ("UDACITY_COMPANY_ID", "Which companies"),
    ],
)
@pytest.mark.usefixtures("secret_file")
def test_what_is_missing_is_reported_before_anything_is_sent(
    command: Command, missing: str, message: str
) -> None:
    del command.env[missing]
    ran = command.run("auth", "rotate", "--yes")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert len(command.emulator.requests) == 0


def test_an_unusable_secret_file_is_rejected_before_anything_is_sent(
    command: Command, secret_file: Path
) -> None:
    link = secret_file.with_name("link")
    link.symlink_to(secret_file)
    below_a_file = secret_file / "secret"
    for store in (link, secret_file.parent, Path(), below_a_file):
        ran = command.run("auth", "rotate", "--yes", "--store", store)
        assert ran.returncode == 2
        assert f"{store}" in ran.stderr
        assert ran.stderr.endswith("Nothing was sent.\n")
    assert len(command.emulator.requests) == 0


@pytest.mark.parametrize("way", ["itself", "hard link", "before it is made"])
def test_the_file_of_the_profiles_is_never_replaced_by_a_secret(
    command: Command, secret_file: Path, way: str
) -> None:
    profiles = command.home / ".config" / "udacity" / "credentials.toml"
    profiles.parent.mkdir(parents=True)
    store = profiles
    if way != "before it is made":
        profiles.touch(mode=0o600)  # empty: its content is not what protects it
    if way == "hard link":
        store = secret_file.with_name("link")
        store.hardlink_to(profiles)
    ran = command.run("auth", "rotate", "--yes", "--store", store)
    assert ran.returncode == 2
    assert f"{store} is the file of your profiles" in ran.stderr
    assert ran.stderr.endswith("with --store. Nothing was sent.\n")
    assert not profiles.exists() or profiles.read_bytes() == b""
    assert len(command.emulator.requests) == 0


def test_only_the_secret_that_is_rotated_is_replaced(
    command: Command, secret_file: Path, profile: Path
) -> None:
    other = profile.with_name("elsewhere")
    other.write_text("udcs_of_another\n", encoding="utf-8")
    # Also if it is the environment that names it.
    for named in (True, False):
        options: list[str | Path] = ["--store", other] if named else []
        command.env["UDACITY_CLIENT_SECRET_FILE"] = "" if named else str(other)
        ran = command.run("auth", "rotate", "--yes", *options)
        assert ran.returncode == 2
        assert other.read_text(encoding="utf-8") == "udcs_of_another\n"
        assert "udcs_" not in ran.stdout + ran.stderr
    assert not secret_file.exists()
    assert len(command.emulator.requests) == 0


def test_the_folder_of_the_secret_file_is_made(
    command: Command, secret_file: Path
) -> None:
    store = secret_file.parent / "new" / "folder" / "secret"
    ran = command.run("auth", "rotate", "--yes", "--store", store)

    assert ran.returncode == 0, ran.stderr
    assert store.read_text().startswith("udcs_")
    assert store.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("secret_file")
def test_a_token_that_was_made_elsewhere_has_nothing_to_rotate(
    command: Command,
) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET_FILE"]
    command.env["UDACITY_TOKEN"] = "made-elsewhere"
    ran = command.run("auth", "rotate", "--yes")
    assert ran.returncode == 2
    assert "so there is none to rotate" in ran.stderr


@pytest.mark.usefixtures("secret_file")
def test_nothing_is_revoked_without_confirmation(
    command: Command, emulator: Emulator
) -> None:
    for arguments in (("rotate",), ("revoke", emulator.client_id)):
        ran = command.run("auth", *arguments)
        assert ran.returncode == 2
        assert ran.stderr.endswith(
            "Cannot ask: stdin is not a terminal. Pass --yes to confirm.\n"
        )
        assert _asked(command, "auth", *arguments, answer="n") == 1
        assert len(emulator.requests) == 0


@pytest.mark.usefixtures("secret_file")
def test_a_person_may_confirm(command: Command, emulator: Emulator) -> None:
    assert _asked(command, "auth", "revoke", emulator.client_id, answer="y") == 0
    assert emulator.count(operation="RevokeClientCredential") == 1
    assert _asked(command, "auth", "rotate", answer="y") == 0
    assert created(emulator) == 1


@pytest.mark.usefixtures("secret_file")
def test_a_credential_is_revoked(command: Command, emulator: Emulator) -> None:
    ran = command.run("auth", "revoke", emulator.client_id, "--yes")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"{emulator.client_id} is revoked")
    assert "Udacity refused client id" in command.run("auth", "token").stderr
    again = command.run("auth", "revoke", emulator.client_id, "--yes")
    assert again.returncode == 0
    assert "was revoked before" in again.stdout


@pytest.mark.usefixtures("secret_file")
def test_a_credential_that_does_not_exist_is_an_error(command: Command) -> None:
    ran = command.run("auth", "revoke", "udcl_1", "--yes")
    assert ran.returncode == 3
    assert "client credential udcl_1 not found" in ran.stderr


@pytest.mark.usefixtures("secret_file")
def test_nobody_is_asked_about_what_cannot_be_revoked(command: Command) -> None:
    del command.env["UDACITY_USER_TOKEN"]
    ran = command.run("auth", "revoke", "udcl_1")
    assert ran.returncode == 2
    assert ran.stderr.startswith("This operation of the tokens domain needs a logged")
    assert len(command.emulator.requests) == 0


@pytest.mark.usefixtures("secret_file")
def test_a_secret_instead_of_an_id_is_neither_sent_nor_shown(
    command: Command,
) -> None:
    ran = command.run("auth", "revoke", "udcs_oops", "--yes")
    assert ran.returncode == 2
    assert "udcs_oops" not in ran.stdout + ran.stderr
    assert len(command.emulator.requests) == 0


def _asked(command: Command, *arguments: str, answer: str) -> int:
    """Run the command with a terminal as stdin; return its exit code."""
    person, terminal = pty.openpty()
    try:
        os.write(person, f"{answer}\n".encode())
        return subprocess.run(
            [sys.executable, "-m", "udacity_client", *arguments],
            env=command.env,
            stdin=terminal,
            capture_output=True,
            check=False,
            timeout=WITHIN,
        ).returncode
    finally:
        os.close(person)
        os.close(terminal)
