"""The verify_fixity command: it finds what changed on the disk, and continues where it stopped."""

import hashlib
import os
import signal
import time
from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import fixity
from articles.models import Article, Capture, FixityCheck
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
BOOKMARK = settings.DATA_DIR / "verify-fixity.json"


@pytest.fixture
def captures() -> list[Capture]:
    """Five originals of 10,000 bytes."""
    article = ArticleFactory.create(headline="Rain")
    BOOKMARK.unlink(missing_ok=True)
    return [make(article.pk, number) for number in range(5)]


def make(article: int, number: int) -> Capture:
    raw = f"<p>Rain {number}".encode().ljust(10_000)
    return Capture.objects.create(
        article_id=article,
        reference=f"https://news.example/{number}",
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=timezone.now(),
        media_type="text/html",
        raw=raw,
        parser="html/1",
    )


def flip(capture: Capture) -> None:
    """Change a bit of the stored bytes, as a failing disk would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_capture DISABLE TRIGGER capture_guarded")
        cursor.execute(
            "UPDATE articles_capture SET raw = set_byte(raw, 9000, get_byte(raw, 9000) # 1) WHERE id = %s",
            [capture.pk],
        )
        cursor.execute("ALTER TABLE articles_capture ENABLE TRIGGER capture_guarded")


def command(*options: str) -> tuple[str, str]:
    """What the command writes to standard output, and the damage it reports."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_fixity", *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error.returncode}: {error}")
    return out.getvalue(), err.getvalue()


def damaged() -> list[int]:
    assert not Capture.objects.filter(fixity=None).exists()
    return list(FixityCheck.objects.filter(is_damaged=True).order_by("pk").values_list("pk", flat=True))


def test_intact_originals(captures: list[Capture]) -> None:
    out, err = command()
    assert out.startswith("5 originals verified, 0.1 MB, in")
    assert err == ""
    assert damaged() == []
    assert not BOOKMARK.exists()


def test_a_flipped_bit_is_found_and_a_repaired_one_forgotten(captures: list[Capture]) -> None:
    flip(captures[2])
    for _ in range(2):
        _, err = command()
        assert f"original {captures[2].pk} is damaged" in err
        assert "1: 1 original is damaged" in err
        assert damaged() == [captures[2].pk]
    flip(captures[2])
    assert command()[1] == ""
    assert damaged() == []


def test_an_unreadable_original_does_not_stop_the_others(captures: list[Capture]) -> None:
    """PostgreSQL reports damaged pages and compressed values with this SQLSTATE."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN
                IF position('Rain 3'::bytea IN $1) > 0 THEN
                    RAISE 'missing chunk number 0 for toast value' USING ERRCODE = 'XX001';
                END IF;
                RETURN pg_catalog.sha256($1);
            END $$;
            SET LOCAL search_path = public, pg_catalog
        """)
    assert "1 original is damaged" in command()[1]
    assert damaged() == [captures[3].pk]


def test_a_stopped_run_is_continued_and_its_findings_reported(
    captures: list[Capture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixity, "BATCH", 2)
    monkeypatch.setattr(fixity.Pace, "spend", stopping_after(1))
    flip(captures[0])
    out, err = command()
    assert out.startswith("2 originals verified")
    assert "is damaged" in err
    assert Capture.objects.filter(fixity=None).count() == 3
    monkeypatch.undo()
    out, err = command()
    assert out.startswith("3 originals verified")
    assert "1: 1 original is damaged" in err
    assert command()[0].startswith("5 originals verified")


def test_a_stopped_run_exits_with_130_and_can_begin_again(
    captures: list[Capture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixity, "BATCH", 2)
    monkeypatch.setattr(fixity.Pace, "spend", stopping_after(1))
    assert command()[1] == "130: Stopped. The same command continues from there."
    monkeypatch.undo()
    assert command("--from-start")[0].startswith("5 originals verified")


def stopping_after(batches: int) -> Callable[[fixity.Pace, int], None]:
    """Press Ctrl-C after this many batches."""
    seen: list[int] = []

    def spend(_pace: fixity.Pace, size: int) -> None:
        seen.append(size)
        if len(seen) == batches:
            os.kill(os.getpid(), signal.SIGINT)

    return spend


def test_the_rate_is_a_limit(captures: list[Capture], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixity, "BATCH", 1)
    begin = time.monotonic()
    command("--rate", "0.1")  # 50,000 bytes
    assert 0.45 < time.monotonic() - begin < 5
    for wrong in ("0", "-1", "fast", "nan", "inf"):
        with pytest.raises(CommandError, match="is not a rate"):
            call_command("verify_fixity", "--rate", wrong)


def test_checks_of_deleted_originals_are_forgotten(captures: list[Capture]) -> None:
    command()
    Article.objects.all().delete()
    assert FixityCheck.objects.count() == 5
    assert command()[0].startswith("0 originals verified")
    assert FixityCheck.objects.count() == 0


def test_the_admin_lists_damaged_originals(captures: list[Capture], admin_client: Client) -> None:
    flip(captures[1])
    pages = [reverse("admin:articles_capture_change", args=[each.pk]) for each in captures[:2]]
    assert "never" in admin_client.get(pages[0]).content.decode()
    command()
    listing = reverse("admin:articles_fixitycheck_changelist")
    page = admin_client.get(f"{listing}?is_damaged__exact=1").content.decode()
    assert pages[1] in page
    assert pages[0] not in page
    assert "<strong>damaged</strong>" not in admin_client.get(pages[0]).content.decode()
    assert "<strong>damaged</strong>" in admin_client.get(pages[1]).content.decode()
