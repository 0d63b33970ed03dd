"""Import runs in the admin: undoing them, uploads, and work in the background."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import background, editing
from articles.editing import undo
from articles.importers.runs.folders import folder_of
from articles.importers.uploads import import_uploaded
from articles.models import Article, ImportRun, RunState, Status, User
from tests.admin.helpers import change_address, messages_of, save, signed_in
from tests.factories import ArticleFactory, EntityFactory
from tests.importers.support import run, write_jsonl

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/importrun/add/"
LIST = "/admin/articles/importrun/"


@pytest.fixture
def imported(tmp_path: Path) -> ImportRun:
    """A run that created six articles."""
    records = [{"url": f"https://e.org/{name}", "headline": f"{name} of Kyiv"} for name in "abcdef"]
    run(write_jsonl(tmp_path / "a.jsonl", records))
    return ImportRun.objects.get()


def page(imported: ImportRun, name: str) -> str:
    return reverse(f"admin:articles_importrun_{name}", args=[imported.pk])


def test_what_somebody_has_touched_is_not_withdrawn(
    imported: ImportRun, desk: Client, stacks: Client, lena: User, arno: User, tmp_path: Path
) -> None:
    edited, saved, decided, _updated, draft, plain = Article.objects.order_by("pk")
    assert save(desk, edited, headline="A better headline").status_code == 302
    assert save(desk, saved).status_code == 302
    editing.confirm(decided, EntityFactory.create(name="Kyiv Post", kind="organisation"), lena)
    run(write_jsonl(tmp_path / "b.jsonl", [{"url": "https://e.org/d", "headline": "d of Odesa"}]))
    Article.objects.filter(pk=draft.pk).update(status=Status.DRAFT)
    shown = stacks.get(page(imported, "undo")).content.decode()
    assert "1 article created by this run will be withdrawn" in " ".join(shown.split())
    for reason in (undo.EDITED, undo.LOGGED, undo.DECIDED, undo.LATER):
        assert str(reason) in shown
    answer = stacks.post(page(imported, "undo"), follow=True)
    assert "1 article withdrawn." in messages_of(answer)
    withdrawn = Article.objects.filter(status=Status.WITHDRAWN)
    assert [each.pk for each in withdrawn] == [plain.pk]
    entry = LogEntry.objects.filter(object_id=str(plain.pk)).get()
    assert entry.get_change_message() == f"Withdrawn: import run {imported.pk} was undone."
    assert entry.user == arno
    again = stacks.get(page(imported, "undo")).content.decode()
    assert "There is nothing to withdraw." in again
    assert str(undo.WITHDRAWN) in again


def test_articles_changed_outside_the_admin_stay(imported: ImportRun, lena: User) -> None:
    changed = Article.objects.order_by("pk")[0]
    changed.section = "World"
    changed.save()
    done = editing.undo_run(imported, lena)
    assert (done.withdrawn, dict(done.kept)) == (5, {undo.CHANGED: 1})


def test_only_what_the_run_made_is_withdrawn(imported: ImportRun, lena: User, tmp_path: Path) -> None:
    other = ArticleFactory.create()
    run(
        write_jsonl(
            tmp_path / "b.jsonl", [{"url": "https://e.org/a", "headline": "New"}, {"headline": "More"}]
        )
    )
    second = ImportRun.objects.order_by("pk")[1]
    assert editing.undo_run(second, lena).withdrawn == 1
    assert [each.headline for each in Article.objects.filter(status=Status.WITHDRAWN)] == ["More"]
    other.refresh_from_db()
    assert other.status == Status.PUBLISHED


def test_a_run_at_work_cannot_be_undone(imported: ImportRun, stacks: Client) -> None:
    ImportRun.objects.update(state=RunState.WAITING)
    answer = stacks.post(page(imported, "undo"), follow=True)
    assert "has not ended yet" in messages_of(answer)
    assert not Article.objects.filter(status=Status.WITHDRAWN).exists()


def test_the_pages_show_a_run_and_its_articles(imported: ImportRun, desk: Client) -> None:
    assert f'href="{change_address(imported)}"' in desk.get(LIST).content.decode()
    shown = desk.get(change_address(imported)).content.decode()
    assert "created: 6" in shown
    ArticleFactory.create(headline="Not of this run")
    listed = desk.get(f"/admin/articles/article/?run={imported.pk}").content.decode()
    assert "a of Kyiv" in listed
    assert "Not of this run" not in listed
    assert desk.get("/admin/articles/article/?run=x").status_code == 200
    assert "By import run" not in desk.get("/admin/articles/article/").content.decode()


def test_failures_are_shown_and_can_be_downloaded(desk: Client, tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}, {"body": "<b>"}]))
    failed = ImportRun.objects.get()
    assert "line 2: it has no headline" in desk.get(change_address(failed)).content.decode()
    answer = desk.get(page(failed, "failures"))
    assert answer.content == b'{"body": "<b>"}\n'
    assert "attachment" in answer["Content-Disposition"]
    failed.failures.all().delete()
    assert desk.get(page(failed, "failures")).status_code == 404


def test_staff_without_rights_see_and_do_nothing(imported: ImportRun) -> None:
    guest = signed_in(User.objects.create_user("guest", is_staff=True))
    addresses = [LIST, ADD, change_address(imported), page(imported, "undo"), page(imported, "failures")]
    assert {guest.get(address).status_code for address in addresses} == {403}
    assert guest.post(page(imported, "continue")).status_code == 403


def test_only_who_may_see_runs_has_killed_ones_marked(imported: ImportRun, desk: Client) -> None:
    guest = signed_in(User.objects.create_user("guest", is_staff=True))
    for address in (LIST, change_address(imported)):
        ImportRun.objects.update(state=RunState.RUNNING, ended_at=None)
        assert guest.get(address).status_code == 403
        assert ImportRun.objects.get().state == RunState.RUNNING
        assert desk.get(address).status_code == 200
        assert ImportRun.objects.get().state == RunState.INTERRUPTED


@pytest.fixture
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """An empty folder for uploads."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def upload(client: Client, *files: SimpleUploadedFile, **fields: str) -> ImportRun:
    answer = client.post(ADD, {"uploads": list(files), "extract": "on", **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportRun.objects.order_by("-pk")[0]


def test_an_upload_waits_for_a_worker_which_imports_it(stacks: Client, data_dir: Path) -> None:
    csv = SimpleUploadedFile("../news.csv", b"titel,article,date\nRain,Wet.,2012-13-45\n,x,\n")
    waiting = upload(stacks, csv, columns="headline=titel\ntext=article", source="Wire")
    assert (waiting.state, waiting.begun_by, waiting.paths) == (RunState.WAITING, "arno", ["news.csv"])
    assert waiting.options == {"source": "Wire", "map": {"headline": "titel", "body": "article"}}
    job = ProcrastinateJob.objects.get()
    assert (job.status, job.args) == ("todo", {"run_id": waiting.pk})
    assert "No worker is running" in messages_of(stacks.get(change_address(waiting)))
    assert "No worker is running" in messages_of(stacks.get(LIST))
    assert import_uploaded(**job.args, stop=lambda: False)
    article = Article.objects.get()
    assert (article.headline, article.body, str(article.source)) == ("Rain", "Wet.", "Wire")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.counts) == (RunState.FINISHED, {"created": 1, "failed": 1})
    assert waiting.failures.get().place == "news.csv, line 3"
    assert [words for words, *_ in waiting.undated_examples] == ["news.csv, line 2"]
    assert not folder_of(waiting).exists()
    assert import_uploaded(waiting.pk, stop=lambda: False)
    assert Article.objects.count() == 1


def test_an_interrupted_upload_can_be_continued(stacks: Client, data_dir: Path) -> None:
    waiting = upload(stacks, SimpleUploadedFile("a.txt", b"Rain\n\nIt rained.\n"))
    waiting.state = RunState.INTERRUPTED
    waiting.save()
    assert "Continue this import" in stacks.get(change_address(waiting)).content.decode()
    assert stacks.post(page(waiting, "continue")).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == RunState.WAITING
    assert ProcrastinateJob.objects.count() == 2
    assert stacks.post(page(waiting, "continue")).status_code == 403


def test_a_worker_without_the_files_says_so(stacks: Client, data_dir: Path) -> None:
    waiting = upload(stacks, SimpleUploadedFile("a.txt", b"Rain\n\nIt rained.\n"))
    (folder_of(waiting) / "a.txt").unlink()
    assert import_uploaded(waiting.pk, stop=lambda: False)
    waiting.refresh_from_db()
    assert waiting.state == RunState.FAILED
    assert "DATA_DIR" in waiting.problem


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"uploads": []}, "Choose at least one file."),
        ({"columns": "text"}, "as FIELD=COLUMN"),
        ({"since": "soon"}, "is not a date"),
        ({"encoding": "klingon"}, "There is no encoding called"),
    ],
)
def test_a_wrong_upload_is_explained(
    stacks: Client, data_dir: Path, fields: dict[str, object], message: str
) -> None:
    answer = stacks.post(ADD, {"uploads": [SimpleUploadedFile("a.txt", b"x")], **fields})
    assert message in answer.content.decode().replace("&quot;", '"')
    assert not ImportRun.objects.exists()


def test_administrators_see_the_queue(administrator: Client, desk: Client) -> None:
    background.defer("change_entities", lock="entities", change_id=1)
    answer = administrator.get("/admin/procrastinate/procrastinatejob/")
    assert "change entities" in answer.content.decode()
    assert "No worker is running" in messages_of(answer)
    assert desk.get("/admin/procrastinate/procrastinatejob/").status_code == 403


def test_the_page_of_a_run_follows_it_until_it_has_ended(imported: ImportRun, stacks: Client) -> None:
    ImportRun.objects.update(state=RunState.WAITING, is_upload=True)
    shown = stacks.get(page(imported, "change")).content.decode()
    assert "data-at-work" in shown
    assert "js/progress" in shown
    ImportRun.objects.update(state=RunState.FINISHED)
    ended = stacks.get(page(imported, "change")).content.decode()
    assert "data-at-work" not in ended
    assert "js/progress" not in ended
