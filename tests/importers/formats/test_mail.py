"""E-mail (EML, mbox), and pages that a browser saved (MHTML, SingleFile)."""

from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from articles.importers.formats import detect
from articles.importers.inputs import Origin
from articles.importers.record import RawRecord, ReadOptions
from articles.importers.run import import_paths
from articles.importers.tasks import records
from articles.models import Article, Capture
from articles.presentation.original import OriginalComparison
from tests.importers.support import counts, run

pytestmark = pytest.mark.django_db
BODY = (
    "The ferry did not sail on Tuesday, because its crew had\nrefused to work without pay.\n\n"
    "Passengers waited on the quay until noon, when the owner\npromised to settle the matter.\n"
)
FIRST = "The ferry did not sail on Tuesday, because its crew had refused to work without pay."


def message(
    subject: str = "Fähre fährt nicht", name: str = "1@paper.example", **headers: str
) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "Änne Lee <ann@paper.example>"
    mail["To"] = "list@paper.example"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 07 May 2019 23:30:00 -0500"
    mail["Message-ID"] = f"<{name}>"
    mail["List-Id"] = "News <news.paper.example>"
    mail["List-Unsubscribe"] = "<mailto:leave@paper.example>"
    for key, value in headers.items():
        mail[key] = value
    mail.set_content(BODY)
    return mail


def test_a_message(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(bytes(message()))
    assert counts(run(tmp_path)) == (1, 0, 0, 0)
    article = Article.objects.get()
    assert (article.headline, article.byline) == ("Fähre fährt nicht", "Änne Lee")
    assert str(article.published_on) == "2019-05-07"  # as written, though it is the 8th in UTC
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2019-05-08T04:30:00+00:00"
    assert article.body.split("\n\n")[0] == FIRST
    assert "Unsubscribe" not in article.body
    capture = Capture.objects.get()
    assert (capture.reference, capture.media_type) == ("mid:1%40paper.example", "message/rfc822")
    shown = OriginalComparison.of(article, bytes(capture.raw), capture.media_type)
    assert {piece.fate for piece in shown.pieces} == {"kept", "data"}
    assert shown.added == []
    assert counts(run(tmp_path)) == (0, 0, 1, 0)


def test_html_and_attachments(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("View this in your browser.")
    paragraphs = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    mail.add_alternative(f"<html><head><style>p {{}}</style></head><body>{paragraphs}</body></html>", "html")
    mail.add_attachment(b"\x89PNG", "image", "png", filename="a.png")
    mail.add_attachment("notes", filename="notes.txt")
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    summary = import_paths([str(tmp_path)], ReadOptions(extract=False))
    assert counts(summary) == (1, 0, 0, 0)
    assert summary.skipped == {"attachments of messages": 2}
    assert Article.objects.get().body.split("\n\n")[0] == FIRST
    assert Capture.objects.get().cleaning[0] == "attachments"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.mbox", "Inbox"])
def test_a_mailbox(tmp_path: Path, ends: str, name: str) -> None:
    quoted = message("Third", "3@paper.example")
    quoted.set_content("From here on the road is closed.\n\nFrom there, too.\n")
    mails = [message("First", "1@paper.example"), message("Second", "2@paper.example"), quoted]
    (tmp_path / name).write_bytes(mailbox(mails, ends))
    assert counts(run(tmp_path)) == (3, 0, 0, 0)
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["First", "Second", "Third"]
    assert (
        Article.objects.get(headline="Third").body == "From here on the road is closed.\n\nFrom there, too."
    )
    (tmp_path / name).write_bytes(mailbox(mails[1:], ends))  # the first message has been deleted
    assert counts(run(tmp_path)) == (0, 0, 2, 0)
    assert Article.objects.count() == 3


def mailbox(mails: Sequence[EmailMessage], ends: str) -> bytes:
    text = ""
    for mail in mails:
        lines = mail.as_bytes(policy=policy.SMTP.clone(linesep=ends, cte_type="8bit")).decode()
        text += f"From ann@paper.example Tue May  7 23:30:00 2019{ends}"
        text += (
            ends.join(f">{line}" if line.startswith("From ") else line for line in lines.split(ends)) + ends
        )
    return text.encode()


@pytest.mark.parametrize(
    ("header", "bad"),
    [
        ("Date", "yesterday"),
        ("Date", "Tue, 99 May 2019 99:30:00 -0500"),
        ("Content-Type", "text/plain; charset=nonsense"),
        ("Content-Type", "text/plain; charset*0*=x''%ff"),
        ("Content-Transfer-Encoding", "nonsense"),
        ("From", '"unclosed <ann@paper.example'),
        ("From", "=?nonsense?q?=FF?= <@>"),
        ("Message-ID", "<no at"),
    ],
)
def test_damaged_headers_cost_nothing_else(tmp_path: Path, header: str, bad: str) -> None:
    lines = [
        line for line in bytes(message("Plain")).decode().splitlines() if not line.startswith(f"{header}:")
    ]
    (tmp_path / "a.eml").write_text("\n".join([f"{header}: {bad}", *lines]))
    assert counts(run(tmp_path)) == (1, 0, 0, 0)
    article = Article.objects.get()
    assert article.headline == "Plain"
    assert FIRST in article.body
    assert (article.date_text == bad) == (header == "Date")


PAGE = (
    "<!DOCTYPE html><html><head><title>Ferry strikes</title></head><body><article><h1>Ferry strikes</h1>"
    + "".join(f"<p>{part}</p>" for part in (BODY * 2).split("\n\n"))
    + "</article></body></html>"
)
MHTML = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://paper.example/ferry#top\n"
    "Subject: Ferry strikes\n"
    "Date: Wed, 8 May 2019 10:00:00 -0000\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="----x"\n\n\n'
    "------x\nContent-Type: text/css\nContent-Transfer-Encoding: quoted-printable\n"
    "Content-Location: cid:css@mhtml.blink\n\np { color: red }\n"
    "------x\nContent-Type: text/html\nContent-ID: <frame@mhtml.blink>\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "Content-Location: https://paper.example/ferry\n\n%s\n"
    "------x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n------x--\n"
)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "page"])
def test_a_page_saved_as_mhtml(tmp_path: Path, name: str) -> None:
    raw = (MHTML % PAGE.replace("=", "=3D")).encode()
    (tmp_path / name).write_bytes(raw)
    assert counts(run(tmp_path)) == (1, 0, 0, 0)
    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.headline, article.url) == ("Ferry strikes", "https://paper.example/ferry")
    assert FIRST in article.body
    assert article.published_on is None  # the date is that of saving
    assert (capture.reference, capture.media_type) == ("https://paper.example/ferry", "multipart/related")
    assert capture.captured_at.isoformat() == "2019-05-08T10:00:00+00:00"
    assert bytes(capture.raw) == raw
    shown = OriginalComparison.of(article, raw, capture.media_type)
    assert any(piece.fate == "kept" and FIRST[:20] in piece.text for piece in shown.pieces)
    assert counts(run(tmp_path)) == (0, 0, 1, 0)


def single_file(date: str, text: str = PAGE) -> bytes:
    comment = (
        f"<!--\n Page saved with SingleFile \n url: https://paper.example/ferry \n saved date: {date}\n-->"
    )
    return text.replace("<head>", f"{comment}<head>").encode()


def test_pages_saved_with_singlefile_are_versions(tmp_path: Path) -> None:
    later = "Wed May 08 2019 12:00:00 GMT+0200 (Central European Summer Time)"
    (tmp_path / "a.html").write_bytes(single_file(later, PAGE.replace("strikes", "sails")))
    (tmp_path / "b.html").write_bytes(single_file("Tue May 07 2019 12:00:00 GMT+0200 (CEST)"))
    summary = run(tmp_path)
    assert (summary.counts["created"], summary.counts["earlier"]) == (1, 1)
    article = Article.objects.get()
    assert (article.headline, article.url) == ("Ferry sails", "https://paper.example/ferry")
    assert Capture.objects.order_by("-captured_at")[0].captured_at.isoformat() == "2019-05-08T10:00:00+00:00"
    assert counts(run(tmp_path)) == (0, 0, 2, 0)


def test_a_page_that_was_imported_before_its_comment_was_read_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(single_file("Tue May 07 2019 12:00:00 GMT+0200 (CEST)"))
    run(tmp_path)
    raw = Capture.objects.get()
    Capture.objects.all().delete()
    raw.pk, raw.reference = None, (tmp_path / "a.html").as_uri()
    raw.save()
    (tmp_path / "a.html").rename(tmp_path / "b.html")
    assert counts(run(tmp_path)) == (0, 0, 1, 0)


def test_messages_are_told_from_texts() -> None:
    def kind(text: str, name: str = "a") -> str:
        return detect(Origin(Path(name), name), text.encode())

    assert kind(bytes(message()).decode()) == "eml"
    assert kind(bytes(message()).decode(), "1234.M56P7.host:2,S") == "eml"
    assert kind(MHTML) == "mhtml"
    assert kind("From here on\n\nThe road is closed.") == "text"
    assert kind("Subject: peace\n\nThe talks go on.") == "text"


def test_a_message_that_is_no_message(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"")
    (record,) = records(Origin(tmp_path / "a.eml", "a.eml"), None, lambda _: None)
    assert isinstance(record, RawRecord)
    assert run(tmp_path).failures[0][1] == "the message has neither a subject nor a text"
