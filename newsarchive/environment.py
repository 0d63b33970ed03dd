"""Reads environment variables strictly: an invalid value stops the start with an explanation."""

import os
import re
import secrets
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from newsarchive.atomic import atomic_write
from newsarchive.rate_limiter import Rate

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
EMAIL_SCHEMES = {"smtp", "smtp+tls", "smtp+ssl", "consolemail"}


def read_bool(name: str, default: bool) -> bool:
    """Read on/off, yes/no, true/false or 1/0. Raises ImproperlyConfigured for other values."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={text!r} is not valid; use on or off (or leave it unset).")


def read_int(name: str, default: int, *, least: int, most: int) -> int:
    """Read an integer from ``least`` to ``most``. Raises ImproperlyConfigured for other values."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    # Check the length first: Python refuses to convert thousands of digits.
    if not re.fullmatch(r"[0-9]{1,18}", text) or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name}={text[:40]!r} is not a whole number from {least} to {most}.")
    return int(text)


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def read_rate(name: str, default: str) -> Rate | None:
    """Read a rate such as "120/minute"; None for "off". Raises ImproperlyConfigured."""
    text = os.environ.get(name, "").strip().lower() or default
    if text == "off":
        return None
    number, _, unit = text.partition("/")
    if not re.fullmatch(r"[0-9]{1,7}", number) or not int(number) or unit not in SECONDS:
        raise ImproperlyConfigured(
            f"{name}={text[:40]!r} is not a rate; use off, or a number from 1 to 9999999, a slash and "
            f"{', '.join(SECONDS)}, as in 120/minute."
        )
    return Rate(int(number), SECONDS[unit])


def read_backend(name: str) -> str:
    """Read "default", "rules" or "spacy:MODEL". Raises ImproperlyConfigured for other values."""
    text = os.environ.get(name, "").strip() or "default"
    if text in {"default", "rules"} or re.fullmatch(r"spacy:\s*\S.*", text):
        return text
    raise ImproperlyConfigured(
        f"{name}={text[:40]!r} is not a known backend; use default, rules, or spacy: and the name or "
        "folder of an installed spaCy pipeline, as in spacy:en_core_web_sm."
    )


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """Read one of ``choices``, by default the first. Raises ImproperlyConfigured for other values."""
    text = os.environ.get(name, "").strip().lower() or choices[0]
    if text not in choices:
        raise ImproperlyConfigured(
            f"{name}={text[:40]!r} cannot be used; choose one of {', '.join(choices)}."
        )
    return text


def read_text(name: str) -> str:
    """Read a text as it is, without the space around it."""
    return os.environ.get(name, "").strip()


def read_contact(name: str) -> str:
    """Read an email address or a URL; "" if it is unset. Raises ImproperlyConfigured for other values."""
    text = read_text(name)
    if not text or re.fullmatch(r"[^@\s]+@[^@\s]+", text) or re.fullmatch(r"https?://[^\s/]+\S*", text):
        return text
    raise ImproperlyConfigured(
        f"{name}={text[:40]!r} is neither an email address nor a URL; use desk@example.org or "
        "https://example.org/contact (or leave it unset)."
    )


def read_hosts(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list of host names. Raises ImproperlyConfigured for a URL or a port."""
    hosts = [host.strip() for host in os.environ.get(name, "").split(",") if host.strip()]
    for host in hosts:
        has_port = ":" in host and not (host.startswith("[") and host.endswith("]"))
        if "/" in host or " " in host or has_port:
            raise ImproperlyConfigured(
                f"{name} has {host!r}, which is not a host name; write it like archive.example.org."
            )
    return hosts or default


def read_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Read a comma-separated list of networks such as 10.1.0.0/16. Raises ImproperlyConfigured."""
    networks = []
    for text in filter(None, map(str.strip, os.environ.get(name, "").split(","))):
        try:
            networks.append(ip_network(text))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} has {text[:50]!r}, which is not a network; write it like 10.1.0.0/16 or "
                "fd00:1::/64, with zeros for the addresses in it."
            ) from error
    return networks


def read_data_dir(base: Path) -> Path:
    """Return the folder for everything that the archive writes, creating it if needed."""
    folder = base / (os.environ.get("DATA_DIR", "").strip() or "var")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR={str(folder)!r} cannot be used: {error.strerror}. Name a folder you can write to."
        ) from error
    return folder.resolve()


def read_secret_key(data_dir: Path, *, demanded: bool) -> str:
    """Read SECRET_KEY, or use a random key stored in ``data_dir``.

    Raises ImproperlyConfigured if the key is required (``demanded``) but missing, or too weak.
    """
    key = os.environ.get("SECRET_KEY", "")
    if key:
        if len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured("SECRET_KEY is too weak: give at least 50 random characters.")
        return key
    if demanded:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. With DATABASE_URL set and DEBUG off the archive needs one of at least "
            "50 random characters, the same for every process."
        )
    return _kept_secret(data_dir / "secret-key")


def _kept_secret(path: Path) -> str:
    """Read the key stored at ``path``. The first of several processes writes it."""
    try:
        if not path.exists():
            _write_secret(path)
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it contains no text"
        raise ImproperlyConfigured(
            f"The secret key cannot be stored in {str(path)!r}: {reason}. Check DATA_DIR."
        ) from error
    if not key:
        raise ImproperlyConfigured(
            f"{str(path)!r} is empty; delete it and a new key will be made at the next start."
        )
    return key


def _write_secret(path: Path) -> None:
    """Write a new key to ``path`` atomically, unless another process has written one."""
    with atomic_write(path, overwrite=False) as part:
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(64))


def read_database_url() -> dict[str, Any] | None:
    """Read DATABASE_URL as Django's database settings; None if it is not set."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")
        is_address = parts.scheme in {"postgres", "postgresql"} and parts.port != 0
    except ValueError:  # a port that is not a number, an unclosed bracket, an impossible host name
        is_address = False
    if not is_address:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host:5432/name."
        )
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if not config.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL does not name a database: add /name at the end.")
    return config


def read_site_url(name: str) -> str:
    """Read the archive's public base URL, such as "https://archive.example.org"; "" if it is not set."""
    text = os.environ.get(name, "").strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is not a number, an unclosed bracket
        is_address = False
    if not is_address or text != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc or " " in text:
        raise ImproperlyConfigured(
            f"{name}={text[:80]!r} is not a site address; write it like https://archive.example.org, "
            "without a path."
        )
    return text


def read_email_url(name: str) -> dict[str, Any]:
    """Read Django's email settings from smtp://, smtp+tls:// or smtp+ssl://user:password@host:port.

    The default, consolemail://, writes emails to standard output. Raises ImproperlyConfigured.
    """
    url = os.environ.get(name, "").strip() or "consolemail://"
    try:
        parts = urlsplit(url)
        good = parts.scheme in EMAIL_SCHEMES and parts.port != 0
        good = good and (not parts.scheme.startswith("smtp") or bool(parts.hostname))
    except ValueError:
        good = False
    if not good:
        raise ImproperlyConfigured(
            f"{name} cannot be used; write it like smtp+tls://user:password@mail.example.org:587, with "
            "characters such as @ and / in the password percent-encoded."
        )
    config: dict[str, Any] = environ.Env.email_url_config(url)
    return config


def read_sender(name: str, site_url: str) -> str:
    """Read the sender of emails, by default newsarchive@ the host of ``site_url``."""
    text = os.environ.get(name, "").strip()
    if not text:
        return f"newsarchive@{urlsplit(site_url).hostname or 'localhost'}"
    address = parseaddr(text)[1]
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or "\n" in text or "\r" in text:
        raise ImproperlyConfigured(
            f"{name}={text[:80]!r} is not an email address; write it like archive@example.org or "
            "News Archive <archive@example.org>."
        )
    return text
