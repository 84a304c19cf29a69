from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udacity_client import ConfigurationError, CredentialsError
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile_writer import write_profile

NAMES = st.text("abcXYZ019-_", min_size=1, max_size=8)
VALUES = st.dictionaries(
    st.sampled_from(["client_id", "client_secret", "company_id", "base_url"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    min_size=1,
)


def place(home: Path) -> Path:
    return home / ".config/udacity/credentials.toml"


def write(home: Path, name: str, values: dict[str, str]) -> None:
    write_profile(name, values, Environment({"HOME": str(home)}))


@given(profiles=st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=5))
@settings(max_examples=25)
def test_the_last_profile_of_a_name_counts_and_others_stay(
    tmp_path_factory: pytest.TempPathFactory,
    profiles: list[tuple[str, dict[str, str]]],
) -> None:
    home = tmp_path_factory.mktemp("home")
    for name, values in profiles:
        write(home, name, values)
    assert tomllib.loads(place(home).read_text(encoding="utf-8")) == dict(profiles)


def test_the_file_is_for_this_user_alone(tmp_path: Path) -> None:
    write(tmp_path, "default", {"client_id": "udcl_1"})
    assert stat.S_IMODE(place(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(place(tmp_path).parent.stat().st_mode) == 0o700


def prepare(home: Path, text: str, mode: int = 0o600) -> Path:
    file = place(home)
    file.parent.mkdir(parents=True)
    file.write_text(text)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("is_there", [True, False])
def test_a_symlink_stays_and_what_it_leads_to_is_written(
    tmp_path: Path, *, is_there: bool
) -> None:
    file = tmp_path / "dotfiles" / "credentials.toml"
    if is_there:
        file.parent.mkdir()
        file.write_text('[one]\nclient_id = "a"\n')
        file.chmod(0o600)
    link = place(tmp_path)
    link.parent.mkdir(parents=True)
    link.symlink_to("../../dotfiles/credentials.toml")
    write(tmp_path, "two", {"client_id": "b"})
    assert link.is_symlink()
    names = ["one", "two"][not is_there :]
    assert [*tomllib.loads(file.read_text())] == names
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["credentials.toml"]


def test_a_symlink_to_itself_is_refused(tmp_path: Path) -> None:
    link = place(tmp_path)
    link.parent.mkdir(parents=True)
    link.symlink_to(link.name)
    with pytest.raises(CredentialsError, match="cannot be read: Too many levels"):
        write(tmp_path, "two", {"client_id": "b"})


def test_what_people_wrote_around_it_stays(tmp_path: Path) -> None:
    file = prepare(
        tmp_path,
        '# Ours\n[one]\nclient_id = "a"\n\n[ "default" ]\nclient_id = "b"\n\n'
        "# The last\n[two]\nclient_id = 'c'",
    )
    write(tmp_path, "default", {"client_id": "new"})
    assert file.read_text() == (
        '# Ours\n[one]\nclient_id = "a"\n\n[default]\nclient_id = "new"\n\n'
        "# The last\n[two]\nclient_id = 'c'"
    )
    write(tmp_path, "three", {"client_id": "d"})
    assert file.read_text().endswith("'c'\n\n[three]\nclient_id = \"d\"\n")


@pytest.mark.parametrize(
    ("text", "mode", "error"),
    [
        ("[default]\nclient_id = 'a'\n", 0o644, CredentialsError),
        ("[default\n", 0o600, CredentialsError),
        ("default = {client_id = 'a'}\n", 0o600, ConfigurationError),
        ("[a]\nclient_id = '''\n[default]\n'''\n", 0o600, ConfigurationError),
    ],
)
def test_a_file_that_is_not_safe_to_change_stays_as_it_is(
    tmp_path: Path, text: str, mode: int, error: type[Exception]
) -> None:
    file = prepare(tmp_path, text, mode)
    with pytest.raises(error):
        write(tmp_path, "default", {"client_id": "new"})
    assert file.read_text() == text


@pytest.mark.parametrize("name", ["", "a b", "a.b", "a]\n[b"])
def test_a_name_that_is_no_profile_s_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be called"):
        write(tmp_path, name, {"client_id": "new"})


def test_without_a_home_nothing_is_written() -> None:
    with pytest.raises(ConfigurationError, match="Set XDG_CONFIG_HOME"):
        write_profile("default", {"client_id": "new"}, Environment({}))
