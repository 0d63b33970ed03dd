"""Invalid URLs in the admin are refused without an error."""

import logging

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from articles.http import client_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/article/?status=%00",
        "/admin/articles/article/?published_on__year=99999999999999999999",
        "/admin/articles/entity/?kind=%00",
    ],
)
def test_values_that_no_column_holds_are_a_bad_request(
    admin_client: Client, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = admin_client.get(address)
    assert answer.status_code == 400
    assert "could not understand this request" in answer.content.decode()
    assert any(record.exc_info for record in caplog.records), "the fault stands whole in the log"


@pytest.mark.parametrize(
    ("https", "forwarded", "address"),
    [
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_the_address_of_a_reader_is_what_the_proxy_added(
    settings: LazySettings, https: bool, forwarded: str, address: str
) -> None:
    settings.HTTPS = https
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory(headers=headers).get("/admin/login/")) == address
