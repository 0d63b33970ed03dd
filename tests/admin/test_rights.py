"""Staff without permission to view articles see no draft's headline anywhere in the admin."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from articles import editing
from articles.models import Article, Entity, SavedSearch, User
from tests.admin.helpers import act, list_address, signed_in
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db
SECRET = "zebrafish"


@pytest.fixture
def draft(static_files: None, db: None) -> Article:
    """An unpublished article."""
    made: Article = ArticleFactory.create(
        headline=f"Minister resigns over {SECRET}", body="John Kerry met Mr. Lavrov.", status="draft"
    )
    editing.extract_again([made.pk])
    return made


def staff(*rights: str) -> Client:
    """Return a client of a staff member with only these permissions."""
    user = User.objects.create_user("guest", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return signed_in(user)


def view_on_site(thing: object) -> str:
    number = ContentType.objects.get_for_model(thing).pk  # type: ignore[arg-type]
    return f"/admin/r/{number}/{thing.pk}/"  # type: ignore[attr-defined]


def test_the_redirect_to_the_public_page_asks_for_a_right(draft: Article) -> None:
    published = ArticleFactory.create(headline="Talks")
    guest, reader = staff(), signed_in(User.objects.create_superuser("root"))
    number = ContentType.objects.get_for_model(Article).pk
    for odd in (view_on_site(draft), f"/admin/r/+{number}/{draft.pk}/", f"/admin/r/{number} /{draft.pk}/"):
        answer = guest.get(odd)
        assert answer.status_code == 404
        assert SECRET not in answer.headers.get("Location", "")
    assert guest.get(view_on_site(published)).status_code == 404
    assert reader.get(view_on_site(published))["Location"].endswith(published.get_absolute_url())
    assert reader.get(view_on_site(draft)).status_code == 404, "a draft has no public page"
    assert Client().get(view_on_site(published)).status_code == 302


def test_no_admin_page_shows_the_headline(draft: Article) -> None:
    kerry, other = Entity.objects.get(name="John Kerry"), EntityFactory.create()
    author = User.objects.create_user("author")
    LogEntry.objects.log_actions(author.pk, [draft], CHANGE, "Changed.")
    rights = [
        f"{each}_{name}" for name in ("entity", "user", "source") for each in ("view", "change", "delete")
    ]
    guest = staff(*rights, "change_articleentity", "add_entity")
    editing.confirm(draft, kerry, author)
    editing.add_entity(draft, other, author)
    editing.reject(draft, other, author)
    admin = "/admin/articles"
    field = {"app_label": "articles", "model_name": "capture", "field_name": "article", "term": "minister"}
    answers = [
        guest.get("/admin/"),
        guest.get(list_address(Article), {"headline__startswith": "Minister"}),
        *(guest.get(f"{admin}/article/{draft.pk}/{page}/") for page in ("change", "history", "delete")),
        *(guest.get(f"{admin}/entity/{kerry.pk}/{page}/") for page in ("change", "history", "delete")),
        *(guest.get(f"{admin}/user/{author.pk}/{page}/") for page in ("change", "history", "delete")),
        guest.get(f"{admin}/wordsindoubt/?kind=person&status=any"),
        guest.get(f"{admin}/mentiondecision/"),
        guest.get("/admin/autocomplete/", field),
        act(guest, "merge_action", [kerry, other]),
        act(guest, "delete_selected", [kerry]),
        act(guest, "delete_selected", [author]),
    ]
    assert [answer.request["PATH_INFO"] for answer in answers if SECRET in answer.content.decode()] == []
    assert "one of these" in answers[-3].content.decode(), "the conflict is shown, but not its article"


@pytest.mark.parametrize(
    "lookup", ["article_entities__article__headline__startswith", "mentions__article__body__contains"]
)
def test_a_list_cannot_be_asked_about_articles(draft: Article, lookup: str) -> None:
    guest = staff("view_entity", "view_source", "view_user")
    assert guest.get(list_address(Entity), {lookup: "Minister"}).status_code == 400


def test_a_list_cannot_be_asked_about_secrets_it_does_not_show(reader_search: SavedSearch) -> None:
    guest = staff("view_savedsearch")
    assert (
        guest.get(list_address(SavedSearch), {"token__startswith": reader_search.token[0]}).status_code == 400
    )
    assert guest.get(list_address(SavedSearch), {"alerts__exact": "none"}).status_code == 200


@pytest.fixture
def reader_search(static_files: None, db: None) -> SavedSearch:
    """A saved search, whose feed has a secret URL."""
    from django.utils import timezone

    ada = User.objects.create_user("ada")
    return SavedSearch.objects.create(user=ada, name="Votes", seen_ids=b"", seen_at=timezone.now())
