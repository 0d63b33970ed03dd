"""TLS: the certificate is verified for the name in the address, although the connection goes to an IP."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.importers.web.answers import FetchError
from tests.importers.web.server import Site, fetcher, page, serving


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """A certificate for localhost, signed by itself, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    files = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(
        [openssl, "req", *options, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True
    )
    return files


@pytest.fixture
def secure_site(certificate: tuple[str, str]) -> Iterator[Site]:
    """A server with TLS."""
    with serving(certificate) as running:
        running.put("/", page("Strike"))
        yield running


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site: Site) -> None:
    with pytest.raises(FetchError, match=r"^a secure connection is not possible: self-signed certificate$"):
        fetcher().fetch(secure_site.url("/"))
    assert secure_site.asked == []


def test_a_trusted_one_is_accepted_for_its_name_only(
    secure_site: Site, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    assert fetcher().fetch(secure_site.url("/")).body == page("Strike")
    by = fetcher(addresses={"news.example": ["127.0.0.1"]})
    with pytest.raises(FetchError, match=r"not possible: Hostname mismatch.*'news.example'"):
        by.fetch(f"https://news.example:{secure_site.port}/")


def test_a_server_without_tls_is_said(site: Site) -> None:
    with pytest.raises(FetchError, match=r"^a secure connection is not possible: wrong version number$"):
        fetcher().fetch(site.url("/").replace("http:", "https:"))
