from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from udacity_client.auth.credentials import ClientCredentials
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import Profile, find_profile
from udacity_client.auth.providers import CredentialsCommand
from udacity_client.errors import CredentialsError

SECRET = "udcs_correct-horse"
PAIR = f'client_id = "udcl_1"\nclient_secret = "{SECRET}"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "udacity" / "credentials.toml"
    path.parent.mkdir()
    return path


def write(file: Path, content: str, *, mode: int = 0o600) -> None:
    file.touch()
    file.chmod(0o600)
    file.write_text(content)
    file.chmod(mode)


def find(file: Path, name: str | None = None) -> Profile | str:
    variables = {"XDG_CONFIG_HOME": str(file.parent.parent)}
    if name:
        variables["UDACITY_PROFILE"] = name
    return find_profile(Environment(variables))


def found(file: Path, name: str | None = None) -> Profile:
    profile = find(file, name)
    assert isinstance(profile, Profile)
    return profile


def secret_of(profile: Profile) -> str:
    assert isinstance(profile.credentials, ClientCredentials)
    return profile.credentials.secret().reveal()


def refusal(file: Path, name: str | None = None) -> str:
    with pytest.raises(CredentialsError) as caught:
        find(file, name)
    assert "correct" not in str(caught.value)
    assert not caught.value.is_transient
    return str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_default_profile_is_found(file: Path, mode: int) -> None:
    urls = 'company_id = "4821"\nbase_url = "https://api.example/api"\n'
    write(file, f"[default]\n{PAIR}{urls}", mode=mode)

    profile = found(file)

    assert secret_of(profile) == SECRET
    assert profile[1:] == ("4821", "https://api.example/api")


def test_the_variable_chooses_among_profiles(file: Path) -> None:
    write(file, f'[default]\n{PAIR}[staging]\ncredentials_command = "vault read"\n')

    profile = found(file, "staging")

    assert isinstance(profile.credentials, CredentialsCommand)
    assert repr(profile.credentials) == "CredentialsCommand('vault', ...)"
    assert profile[1:] == (None, None)


def test_without_xdg_the_file_is_below_home(file: Path) -> None:
    home = file.parent.parent
    (home / ".config").mkdir()
    file.parent.rename(home / ".config" / "udacity")
    write(home / ".config" / "udacity" / file.name, f"[default]\n{PAIR}")

    # The XDG specification says to ignore a relative path.
    variables = {"HOME": str(home), "XDG_CONFIG_HOME": "relative"}
    assert isinstance(find_profile(Environment(variables)), Profile)


def test_without_a_home_there_is_no_profile() -> None:
    assert "neither XDG_CONFIG_HOME nor HOME" in str(find_profile(Environment({})))


def test_a_missing_file_is_an_error_only_if_a_profile_was_named(file: Path) -> None:
    assert find(file) == f"profile 'default': no file {file}"
    assert f"UDACITY_PROFILE is 'staging': no file {file}" in refusal(file, "staging")


def test_a_missing_table_is_an_error_only_if_a_profile_was_named(file: Path) -> None:
    write(file, f"[other]\n{PAIR}")

    assert find(file) == f"profile 'default': no table [default] in {file}"
    assert "no table [staging]" in refusal(file, "staging")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o700, 0o4600])
def test_a_file_that_is_open_to_others_is_refused(file: Path, mode: int) -> None:
    write(file, f"[default]\n{PAIR}", mode=mode)

    said = refusal(file)
    assert f"{file} has mode {mode:04o}" in said
    assert "chmod 600" in said


def test_a_link_is_judged_by_what_it_leads_to(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    write(real, f"[default]\n{PAIR}")
    file.symlink_to(real)
    assert secret_of(found(file)) == SECRET

    real.chmod(0o644)
    assert "has mode 0644" in refusal(file)


def test_a_file_of_another_user_is_refused(file: Path) -> None:
    if os.geteuid() == 0:
        write(file, f"[default]\n{PAIR}")
        os.chown(file, 65534, -1)
    else:
        file.symlink_to("/etc/passwd")

    assert "belongs to another user" in refusal(file)


def test_a_folder_and_a_pipe_are_refused_without_waiting(file: Path) -> None:
    file.mkdir()
    assert "is not a regular file" in refusal(file) or "directory" in refusal(file)
    file.rmdir()
    os.mkfifo(file, 0o600)
    assert "is not a regular file" in refusal(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[default]\nkey = correct\n", "is not valid TOML: see line 2, column"),
        ('key = "udcs_correct"\n[default]\n', "outside of a profile"),
        (f"[default]\n{PAIR}clientid = 'x'", "unknown key 'clientid'; known are base"),
        ("[default]\n", "has no credential; give client_id with"),
        (f"[default]\n{PAIR}client_secret_file = 'x'", "client_secret_file; give"),
        (f"[default]\n{PAIR}credentials_command = 'x'", "credentials_command; give"),
        ("[default]\nclient_secret = 'udcs_correct'", "has client_secret; give"),
        ("[default]\nclient_id = 7", "has client_id, which is empty or not text"),
        ("[default]\nclient_id = ''", "has client_id, which is empty or not text"),
        ("[default]\nclient_id='udcl_1'\nclient_secret='correct horse'", "holds a bl"),
        ("[default]\nclient_id='udcs_correct'\nclient_secret='x'", "wrong way round"),
        ('[default]\ncredentials_command = "vault \'correct"', "not a command line"),
    ],
)
def test_a_malformed_profile_is_refused(file: Path, content: str, said: str) -> None:
    write(file, content)

    assert said in refusal(file)
    assert said in refusal(file, "default")


def test_a_file_of_another_encoding_is_refused(file: Path) -> None:
    write(file, "")
    file.write_bytes(b"[default]\nclient_secret = 'udcs_correct\xff'")

    assert "cannot be read: UnicodeDecodeError" in refusal(file)


def test_a_rotated_secret_is_read_again(file: Path) -> None:
    write(file, f"[default]\n{PAIR}")
    profile = found(file)
    write(file, f"[default]\n{PAIR.replace(SECRET, 'udcs_rotated')}")

    assert secret_of(profile) == "udcs_rotated"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"[other]\n{PAIR}", "is gone"),
        (f"[default]\n{PAIR.replace('udcl_1', 'udcl_2')}", "another client_id"),
        ("[default]\n", "has no credential"),
    ],
)
def test_a_profile_that_changed_beyond_its_secret_is_refused(
    file: Path, content: str, said: str
) -> None:
    write(file, f"[default]\n{PAIR}")
    profile = found(file)
    write(file, content)

    with pytest.raises(CredentialsError, match=said):
        secret_of(profile)


def test_a_secret_file_is_found_next_to_the_profile_and_read_again(file: Path) -> None:
    write(file, "[default]\nclient_id = 'udcl_1'\nclient_secret_file = 'secret'")
    (file.parent / "secret").write_text(SECRET + "\n")
    profile = found(file)
    assert secret_of(profile) == SECRET

    (file.parent / "secret").write_text("udcs_rotated\n")
    assert secret_of(profile) == "udcs_rotated"


def test_without_a_file_toml_is_not_imported(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "tomllib", raising=False)

    find(file)

    assert "tomllib" not in sys.modules
