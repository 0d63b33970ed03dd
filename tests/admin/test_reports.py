"""The list of reported errors."""

import pytest
from django.test import Client

from articles.models import Article, ErrorReport, WordsInDoubt
from tests.admin.helpers import act, change_address, list_address, messages_of, save
from tests.factories import ArticleFactory


@pytest.fixture
def report(db: None) -> ErrorReport:
    article = ArticleFactory.create(headline="Rain & snow")
    return ErrorReport.objects.create(article=article, message="<b>Wrong</b> date", email="ann@example.org")


def test_an_editor_reads_notes_and_finishes_a_report(desk: Client, report: ErrorReport) -> None:
    listed = desk.get(list_address(ErrorReport)).content.decode()
    assert "&lt;b&gt;Wrong&lt;/b&gt; date" in listed
    assert change_address(report.article) in listed
    page = desk.get(change_address(report)).content.decode()
    assert report.article.get_absolute_url() in page
    assert save(desk, report, status="done", note="Corrected.").status_code == 302
    report.refresh_from_db()
    assert (report.status, report.note, report.message) == ("done", "Corrected.", "<b>Wrong</b> date")


def test_open_reports_come_first_and_can_be_finished_together(desk: Client, report: ErrorReport) -> None:
    other = ErrorReport.objects.create(article=report.article, message="Also", status="done")
    assert list(ErrorReport.objects.all()) == [report, other], "though the other is newer"
    assert "1 report changed." in messages_of(act(desk, "mark_done", [report, other]))
    assert set(ErrorReport.objects.values_list("status", flat=True)) == {"done"}
    assert "2 reports changed." in messages_of(act(desk, "reopen", [report, other]))


def test_the_review_list_leads_to_the_open_reports(desk: Client, report: ErrorReport) -> None:
    page = desk.get(list_address(WordsInDoubt)).content.decode()
    assert "1 open error report from readers" in page
    ErrorReport.objects.update(status="done")
    assert "error report" not in desk.get(list_address(WordsInDoubt)).content.decode()


def test_the_search_box_finds_words_addresses_and_articles(desk: Client, report: ErrorReport) -> None:
    def found(term: str) -> bool:
        answer = desk.get(list_address(ErrorReport), {"q": term})
        assert answer.status_code == 200
        return change_address(report) in answer.content.decode()

    assert [found(term) for term in ("wrong", "ann@", str(report.article_id))] == [True, True, True]
    assert [found(term) for term in ("absent", "9" * 30, str(report.article_id + 1))] == [False, False, False]


def test_editors_delete_no_report_and_nobody_adds_one(
    desk: Client, administrator: Client, report: ErrorReport
) -> None:
    assert desk.get(change_address(report).replace("change", "delete")).status_code == 403
    assert administrator.get(f"{list_address(ErrorReport)}add/").status_code == 403
    assert (
        administrator.post(change_address(report).replace("change", "delete"), {"post": "yes"}).status_code
        == 302
    )
    assert not ErrorReport.objects.exists()


def test_reports_go_with_their_article(administrator: Client, report: ErrorReport) -> None:
    address = change_address(report.article).replace("change", "delete")
    assert administrator.post(address, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert not ErrorReport.objects.exists()
