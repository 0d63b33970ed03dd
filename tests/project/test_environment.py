"""Reading environment variables: valid values, and the error for each invalid one."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsarchive import environment

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "k9-Zq3vT7xLm2RbW8nYc4HdJ6fGsP1aUeQoKiXrV5tBwNzM0yChD"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1", True), ("on", True), (" Yes ", True), ("TRUE", True), ("0", False), ("off", False), ("No", False)],
)
def test_switch_is_read_in_any_usual_spelling(
    monkeypatch: pytest.MonkeyPatch, text: str, meant: bool
) -> None:
    monkeypatch.setenv("DEBUG", text)
    assert environment.read_bool("DEBUG", default=not meant) is meant


@pytest.mark.parametrize("text", ["", "  "])
def test_empty_values_are_unset_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    for name in ("DEBUG", "PORT", "ALLOWED_HOSTS", "DATABASE_URL", "DATA_DIR"):
        monkeypatch.setenv(name, text)
    assert environment.read_bool("DEBUG", default=True) is True
    assert environment.read_int("PORT", 8000, least=1, most=9000) == 8000
    assert environment.read_hosts("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]
    assert environment.read_database_url() is None
    assert environment.read_data_dir(tmp_path) == tmp_path / "var"


def test_networks_are_read_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.read_networks("FETCH_ALLOW_NETWORKS") == []
    monkeypatch.setenv("FETCH_ALLOW_NETWORKS", "127.0.0.0/8, 10.1.2.3,,fd00:1::/64")
    allowed = [str(network) for network in environment.read_networks("FETCH_ALLOW_NETWORKS")]
    assert allowed == ["127.0.0.0/8", "10.1.2.3/32", "fd00:1::/64"]


@pytest.mark.parametrize("text", ["localhost", "10.1.0.5/16", "10.0.0.0/33", "*", "10.0.0.0-10.0.0.9"])
def test_what_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("FETCH_ALLOW_NETWORKS", text)
    with pytest.raises(ImproperlyConfigured, match=r"^FETCH_ALLOW_NETWORKS has .*, which is not a network"):
        environment.read_networks("FETCH_ALLOW_NETWORKS")


@pytest.mark.parametrize("text", ["maybe", "2", "onn", "y", "\N{FULLWIDTH DIGIT ONE}"])
def test_bad_switch_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DEBUG", text)
    with pytest.raises(ImproperlyConfigured, match=r"^DEBUG=.* is not valid; use on or off"):
        environment.read_bool("DEBUG", default=False)


@pytest.mark.parametrize(
    "text", ["0", "65536", "-1", "8.0", "8e3", "eighty", "\N{ARABIC-INDIC DIGIT ONE}", "1" * 5000]
)
def test_bad_number_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ImproperlyConfigured, match=r"^PORT=.* is not a whole number from 1 to 65535\.$"):
        environment.read_int("PORT", 8000, least=1, most=65535)


def test_numbers_at_the_bounds_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("1", "65535"):
        monkeypatch.setenv("PORT", text)
        assert environment.read_int("PORT", 8000, least=1, most=65535) == int(text)


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " archive.example.org, .example.net,,[::1]")
    assert environment.read_hosts("ALLOWED_HOSTS", []) == ["archive.example.org", ".example.net", "[::1]"]


@pytest.mark.parametrize(
    "text", ["https://archive.example.org", "archive.example.org/", "a.example b.example"]
)
def test_address_in_place_of_a_host_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", text)
    with pytest.raises(ImproperlyConfigured, match=r"not a host name; write it like archive\.example\.org"):
        environment.read_hosts("ALLOWED_HOSTS", [])


def test_data_dir_is_made_and_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", "deep/er data")
    folder = environment.read_data_dir(tmp_path)
    assert folder == tmp_path / "deep" / "er data"
    assert folder.is_dir()


def test_data_dir_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match=r"cannot be used: .*Name a folder you can write to\."):
        environment.read_data_dir(tmp_path)


@pytest.mark.parametrize("url", ["mysql://u@h/name", "sqlite:///file", "localhost:5432/name", "x"])
def test_other_databases_are_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL must name a PostgreSQL database"):
        environment.read_database_url()


@pytest.mark.parametrize("url", ["postgresql://u:p@h:5432", "postgres://u:p@h/"])
def test_database_url_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL does not name a database"):
        environment.read_database_url()


@pytest.mark.parametrize(
    "url", ["postgresql://u:p@h:port/name", "postgresql://u:p@h:99999/name", "postgresql://u@[::1/name"]
)
def test_database_url_with_a_bad_address_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL"):
        environment.read_database_url()


def test_database_url_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://us%40er:p%23w%2F@db.example:6432/name?sslmode=require")
    config = environment.read_database_url()
    assert config is not None
    assert {key: config[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "us@er",
        "PASSWORD": "p#w/",
        "HOST": "db.example",
        "PORT": 6432,
        "NAME": "name",
    }
    assert config["OPTIONS"] == {"sslmode": "require"}


def test_secret_key_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", STRONG)
    assert environment.read_secret_key(tmp_path, demanded=True) == STRONG
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["secret", "a" * 60, STRONG[:49]])
def test_weak_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is too weak") as refusal:
        environment.read_secret_key(tmp_path, demanded=False)
    assert key not in str(refusal.value)


def test_missing_secret_key_is_refused_where_demanded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is not set\."):
        environment.read_secret_key(tmp_path, demanded=True)


def test_secret_key_is_kept_between_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = environment.read_secret_key(tmp_path, demanded=False)
    assert len(key) >= 50
    assert environment.read_secret_key(tmp_path, demanded=False) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_empty_secret_key_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret-key").touch()
    with pytest.raises(ImproperlyConfigured, match=r"is empty; delete it and a new key will be made"):
        environment.read_secret_key(tmp_path, demanded=False)


def test_unusable_secret_key_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"The secret key cannot be stored in .* Check DATA_DIR\."):
        environment.read_secret_key(tmp_path / "absent", demanded=False)
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"The secret key cannot be stored in .* Check DATA_DIR\."):
        environment.read_secret_key(tmp_path, demanded=False)


def test_processes_starting_at_once_agree_on_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    program = (
        "import sys; from pathlib import Path; from newsarchive.environment import read_secret_key as read\n"
        "print('ready', flush=True); folders = sys.stdin.read().split()\n"
        "print(*(read(Path(folder), demanded=False) for folder in folders))"
    )
    folders = [tmp_path / str(number) for number in range(200)]
    for folder in folders:
        folder.mkdir()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:  # all have imported what they need before one begins
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write(" ".join(map(str, folders)))
        process.stdin.close()
        process.stdin = None
    answers = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in answers] == ["", "", ""]
    assert answers[0][0] == answers[1][0] == answers[2][0]
    assert len(set(answers[0][0].split())) == len(folders)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        ("https://archive.example.org/", "https://archive.example.org"),
        (" http://127.0.0.1:8000 ", "http://127.0.0.1:8000"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_address_of_the_archive_is_read(monkeypatch: pytest.MonkeyPatch, text: str, meant: str) -> None:
    monkeypatch.setenv("SITE_URL", text)
    assert environment.read_site_url("SITE_URL") == meant


@pytest.mark.parametrize(
    "text",
    ["archive.example.org", "ftp://a", "https://", "https://a/b", "https://a?b", "https://u@a", "http://a:x"],
)
def test_bad_address_of_the_archive_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SITE_URL", text)
    with pytest.raises(
        ImproperlyConfigured, match=r"^SITE_URL=.* is not a site address; write it like https:"
    ):
        environment.read_site_url("SITE_URL")


def test_mail_goes_where_the_variable_says_and_to_the_console_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.read_email_url("EMAIL_URL")["EMAIL_BACKEND"].endswith("console.EmailBackend")
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://ada:p%40ss%2F@mail.example.org:587")
    config = environment.read_email_url("EMAIL_URL")
    assert config["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert (config["EMAIL_HOST"], config["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"]) == ("ada", "p@ss/")
    assert config["EMAIL_USE_TLS"] is True


@pytest.mark.parametrize("text", ["mail.example.org", "smtp://", "http://a", "smtp://a:port", "smtp://[a"])
def test_bad_mail_server_is_refused_without_telling_the_password(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", text)
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL cannot be used; write it like smtp\+tls:"):
        environment.read_email_url("EMAIL_URL")


def test_sender_is_the_variable_or_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_FROM", raising=False)
    assert (
        environment.read_sender("EMAIL_FROM", "https://archive.example.org")
        == "newsarchive@archive.example.org"
    )
    assert environment.read_sender("EMAIL_FROM", "") == "newsarchive@localhost"
    monkeypatch.setenv("EMAIL_FROM", "News Archive <archive@example.org>")
    assert environment.read_sender("EMAIL_FROM", "") == "News Archive <archive@example.org>"
    for text in ("nobody", "a@b\nBcc: c@d", "@", "<>"):
        monkeypatch.setenv("EMAIL_FROM", text)
        with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_FROM=.* is not an email address; write it"):
            environment.read_sender("EMAIL_FROM", "")
