"""Which commands start a database, and settings by memory size."""

import pytest

from newsarchive.embedded import needs_database
from newsarchive.embedded.tuning import MEGABYTE, as_configuration, machine_memory, settings_for


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ("", False),
        ("help", False),
        ("--version", False),
        ("migrate --help", False),
        ("check", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("check --database=default", True),
        ("collectstatic --noinput", False),
        ("extract_text", False),
        ("extract_text articles.jsonl", False),
        ("evaluate_extraction gold.jsonl --json", False),
        ("migrate", True),
        ("makemigrations --check", True),
        ("import_articles help", True),
        ("unheard_of", True),
    ],
)
def test_commands_that_need_no_database_start_none(arguments: str, needed: bool) -> None:
    assert needs_database(["manage.py", *arguments.split()]) is needed


@pytest.mark.parametrize("gigabytes", [0.25, 1, 8, 64, 1024])
def test_settings_fit_the_machine(gigabytes: float) -> None:
    memory = int(gigabytes * 1024 * MEGABYTE)
    settings = settings_for(memory)
    sizes = {
        name: int(settings[name].removesuffix("MB")) * MEGABYTE for name in settings if name.endswith("_mem")
    }
    buffers = int(settings["shared_buffers"].removesuffix("MB")) * MEGABYTE
    assert 32 * MEGABYTE <= buffers <= memory // 8
    assert sizes["work_mem"] <= 64 * MEGABYTE
    assert sizes["maintenance_work_mem"] <= max(64 * MEGABYTE, memory // 32)


def test_the_machine_has_memory() -> None:
    assert machine_memory() > 64 * MEGABYTE


def test_the_configuration_says_where_own_settings_go() -> None:
    text = as_configuration({"jit": "off"})
    assert text.endswith("jit = off\n")
    assert "postgresql.conf" in text
