"""Log lines are one JSON object each, whatever they contain."""

import json
import logging
import sys
from typing import Any

import pytest
from django.test import RequestFactory

from newsarchive.logs import JSONFormatter


def entry(message: str, *arguments: object, **extra: Any) -> dict[str, Any]:
    """Format a record and parse the result."""
    record = logging.getLogger("archive.test").makeRecord(
        "archive.test", logging.WARNING, __file__, 1, message, arguments, extra.pop("exc_info", None)
    )
    for name, value in extra.items():
        setattr(record, name, value)
    line = JSONFormatter().format(record)
    assert "\n" not in line
    read: dict[str, Any] = json.loads(line)
    return read


def test_fields_of_a_plain_line() -> None:
    read = entry("%s of %d", "three", 4)
    time = read.pop("time")
    assert read == {"level": "warning", "logger": "archive.test", "message": "three of 4"}
    assert time.endswith("+00:00")
    assert "T" in time


@pytest.mark.parametrize(
    "text", ['"quoted"\nand broken', "\x00\x1b[31m", "日本 \N{PILE OF POO}", "\u2028", "100%"]
)
def test_any_message_stays_one_line_and_whole(text: str) -> None:
    assert entry("%s", text)["message"] == text


def test_half_a_character_is_no_fault() -> None:
    """A path that is not UTF-8 contains surrogates, which UTF-8 streams cannot encode."""
    record = logging.makeLogRecord({"msg": "\udce9"})
    JSONFormatter().format(record).encode()


def test_request_is_named_by_method_and_path_without_its_query() -> None:
    request = RequestFactory().post("/articles/?q=secret")
    read = entry("Not good", request=request, status_code=400)
    assert (read["method"], read["path"], read["status"]) == ("POST", "/articles/", 400)
    assert "secret" not in json.dumps(read)


def test_request_that_is_none_is_left_out() -> None:
    assert "path" not in entry("x", request=object())


def test_exception_comes_with_its_traceback_in_the_same_line() -> None:
    try:
        raise ValueError("a “reason”\nin two lines")
    except ValueError:
        read = entry("Failed", exc_info=sys.exc_info())
    assert read["message"] == "Failed"
    assert read["traceback"].startswith("Traceback (most recent call last):\n")
    assert read["traceback"].endswith("ValueError: a “reason”\nin two lines")
