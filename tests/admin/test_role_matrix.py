"""Who may use which address of the admin: every address, for every role, by GET and by POST.

The addresses come from the URL configuration. A new one fails the test until ``MODELS`` or ``PAGES`` says who
may use it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.background import defer
from articles.models import (
    AlertMail,
    ArchiveChange,
    Article,
    Author,
    BulkChange,
    Contribution,
    DistinctEntities,
    EntityChange,
    ErrorReport,
    FixityCheck,
    FrozenSearch,
    ImportFailure,
    ImportRun,
    MentionDecision,
    PastedDraft,
    RunState,
    SavedFilter,
    SavedSearch,
    SourceFeed,
    Status,
    User,
)
from articles.seed import ARCHIVISTS, CONTRIBUTORS, EDITORS
from tests.admin.helpers import member, signed_in
from tests.admin.test_pages import capture_of
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db
Roles = frozenset[str]


def roles(*letters: str) -> Roles:
    return frozenset("".join(letters))


# Contributors, editors, archivists, administrators (R), and staff without a role (S).
NOBODY, STAFF, R = roles(), roles("CEARS"), roles("R")
READERS, EDITING, IMPORTING = roles("EAR"), roles("ER"), roles("AR")


@dataclass(frozen=True)
class Rights:
    """Who may see the list and the objects of a model, change them, add one, and delete one."""

    view: Roles
    change: Roles = NOBODY
    add: Roles = NOBODY
    delete: Roles = NOBODY

    def of(self, page: str) -> tuple[Roles, Roles]:
        """Return who may GET and POST a page of the model."""
        both = {"add": self.add, "delete": self.delete, "change": self.change}.get(page, self.view)
        return (self.view if page == "change" else both), both


MODELS = {
    "articles_article": Rights(READERS, EDITING, roles("CER"), R),
    "articles_author": Rights(READERS, EDITING, EDITING, EDITING),
    "articles_entity": Rights(READERS, EDITING, EDITING, EDITING),
    "articles_source": Rights(roles("CEAR"), IMPORTING, READERS, IMPORTING),
    "articles_sourcefeed": Rights(READERS, IMPORTING, IMPORTING, IMPORTING),
    "articles_capture": Rights(READERS),
    "articles_fixitycheck": Rights(READERS),
    "articles_importrun": Rights(READERS, add=IMPORTING),
    "articles_deletedoriginal": Rights(IMPORTING),
    "articles_errorreport": Rights(EDITING, EDITING, delete=R),
    "articles_wordsindoubt": Rights(EDITING, EDITING),
    "articles_mentiondecision": Rights(EDITING),
    "articles_entitysample": Rights(EDITING),
    "articles_archivechange": Rights(READERS),
    "articles_bulkchange": Rights(EDITING),
    "articles_entitychange": Rights(READERS),
    "articles_duplicateproposal": Rights(EDITING, EDITING),
    "articles_distinctentities": Rights(EDITING, delete=EDITING),
    "articles_pasteddraft": Rights(roles("CER"), roles("CER"), roles("CER")),
    # The filter is shared. Everybody saves their own: see test_saved_filters.py.
    "articles_savedfilter": Rights(roles("CEAR"), EDITING, delete=EDITING),
    "articles_user": Rights(R, R, R, R),
    "auth_group": Rights(R, R, R, R),
    "articles_savedsearch": Rights(R),
    "articles_alertmail": Rights(R),
    "articles_frozensearch": Rights(R),
    "procrastinate_procrastinatejob": Rights(R),
    "axes_accessattempt": Rights(R, R, NOBODY, R),
    "axes_accesslog": Rights(R, R, NOBODY, R),
    "axes_accessfailurelog": Rights(R, R, NOBODY, R),
}
#: Other pages: who may GET and POST them.
PAGES = {
    "index": (STAFF, STAFF),
    "app_list": (roles("CEAR"), roles("CEAR")),
    "jsi18n": (STAFF, NOBODY),
    "password_change": (STAFF, STAFF),
    "password_change_done": (STAFF, NOBODY),
    "autocomplete": (roles("CEAR"), NOBODY),
    "view_on_site": (READERS, READERS),
    "auth_user_password_change": (R, R),
    "articles_user_two_step": (R, R),
    # Only one’s own: see test_pasting.py.
    "articles_savedfilter_add": (roles("CEAR"), roles("CEAR")),
    "articles_pasteddraft_change": (NOBODY, NOBODY),
    "articles_pasteddraft_history": (NOBODY, NOBODY),
    "articles_article_changelist": (roles("CEAR"), roles("CEAR")),
    "articles_article_names": (EDITING, EDITING),
    "articles_entity_split": (EDITING, EDITING),
    "articles_entity_rename": (EDITING, EDITING),
    "articles_bulkchange_undo": (EDITING, EDITING),
    "articles_entitychange_undo": (EDITING, EDITING),
    "articles_entitychange_continue": (NOBODY, EDITING),
    "articles_wordsindoubt_queue": (EDITING, EDITING),
    "articles_wordsindoubt_agreement": (EDITING, NOBODY),
    "articles_entity_autocomplete": (READERS, NOBODY),
    "articles_sourcefeed_try": (NOBODY, IMPORTING),
    "articles_importrun_undo": (IMPORTING, IMPORTING),
    "articles_importrun_continue": (NOBODY, IMPORTING),
    "articles_importrun_failures": (READERS, READERS),
}
#: What contributors may do with drafts of their own. The other roles may do what they may with any article.
OWN = {"change": (True, True), "history": (True, True), "delete": (False, False)}
#: For everybody: signing in and out. The rest redirects to the page of an object, or says "not found".
OPEN = {"login", "logout", "redirect", "nothing"}
QUERIES = {
    "autocomplete": {"app_label": "articles", "model_name": "article", "field_name": "source"},
    "articles_entity_autocomplete": {
        "app_label": "articles", "model_name": "articleentity", "field_name": "entity",
    },
}  # fmt: skip
#: Pages of one object.
OF_OBJECTS = {
    *("change", "history", "delete", "undo", "continue", "failures", "try", "names", "split", "rename"),
}
USERS = {"C": [CONTRIBUTORS], "E": [EDITORS], "A": [ARCHIVISTS], "S": []}


def patterns(found: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address of the admin."""
    for each in found:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        elif isinstance(each, URLPattern) and route.startswith("admin/"):
            nameless = {"admin/(?P<url>.*)$": "nothing", "admin/password_change/": "password_change"}
            known = "view_on_site" if route.startswith("admin/r/") else "redirect"
            yield each.name or nameless.get(route, known), route


NAMES = sorted({name for name, _ in patterns(get_resolver().url_patterns)} - OPEN)


def expected(name: str) -> tuple[Roles, Roles]:
    if name in PAGES:
        return PAGES[name]
    model, _, page = name.rpartition("_")
    assert model in MODELS, f"{name} is new: say in MODELS or PAGES who may use it"
    return MODELS[model].of(page)


@pytest.fixture
def things(static_files: None) -> dict[str, Any]:
    """One object of each model, none of which belongs to the users of the test."""
    other = member("olga", CONTRIBUTORS)
    source = SourceFactory.create()
    article = ArticleFactory.create(body="John Kerry met Mr. Lavrov.", source=source)
    Contribution.objects.create(article=article, author=other)
    editing.extract_again([article.pk])
    capture, now = capture_of(article), timezone.now()
    search = SavedSearch.objects.create(user=other, name="Votes", seen_ids=b"", seen_at=now)
    run = ImportRun.objects.create(
        paths=["a.csv"], begun_at=datetime(2014, 3, 17, tzinfo=UTC), state=RunState.FAILED, is_upload=True
    )
    ImportFailure.objects.create(run=run, place="line 2", reason="no headline", format="csv", raw=b"x")
    defer("group_stories", lock="stories")
    words = editing.UnresolvedWords(article.pk, "person", "lavrov")
    editing.decide_words([words], None, other)
    entity, namesake = EntityFactory.create(), EntityFactory.create()
    return {
        "articles_archivechange": ArchiveChange.objects.create(
            model="article", object_id=article.pk, label="A", editor="olga", made_at=now
        ),
        "articles_distinctentities": DistinctEntities.objects.create(
            first=entity, second=namesake, decided_at=now
        ),
        "articles_entitychange": EntityChange.objects.create(
            kind="rename", state="failed", summary="Renamed.", entity_ids=[entity.pk], made_by=other
        ),
        "articles_bulkchange": BulkChange.objects.create(
            state="done", summary="Section: World.", values={"section": "World"}, made_by=other
        ),
        "articles_article": article,
        "articles_author": Author.objects.create(name="Ann Berg", sort_name="Berg, Ann", slug="ann-berg"),
        "articles_entity": entity,
        "articles_source": article.source,
        "articles_sourcefeed": SourceFeed.objects.create(source=source, url="https://d.example/f"),
        "articles_capture": capture,
        "articles_fixitycheck": FixityCheck.objects.create(
            capture=capture, verified_at=now, is_damaged=False
        ),
        "articles_importrun": run,
        "articles_errorreport": ErrorReport.objects.create(article=article, message="A wrong name"),
        "articles_mentiondecision": MentionDecision.objects.first(),
        "articles_pasteddraft": PastedDraft.objects.create(owner=other, name="a.txt", raw=b"x"),
        "articles_savedfilter": SavedFilter.objects.create(
            owner=other, model="articles.source", name="Records", query="q=record", is_shared=True
        ),
        "articles_user": other,
        "auth_group": Group.objects.get(name=EDITORS),
        "articles_savedsearch": search,
        "articles_alertmail": AlertMail.objects.create(search=search, ids=b"", message_id="1"),
        "articles_frozensearch": FrozenSearch.objects.first(),
        "procrastinate_procrastinatejob": ProcrastinateJob.objects.first(),
    }


def address(name: str, things: dict[str, Any], thing: Any = None) -> str:
    """Return an address with this name, or "" if the test has no object for it."""
    if name == "app_list":
        return reverse("admin:app_list", args=["articles"])
    if name == "view_on_site":
        article = things["articles_article"]
        return f"/admin/r/{ContentType.objects.get_for_model(article).pk}/{article.pk}/"
    model, _, page = name.rpartition("_")
    if name in {"auth_user_password_change", "articles_user_two_step"}:
        thing = things["articles_user"]
    elif page in OF_OBJECTS and model:
        thing = thing or things.get(model)
        if thing is None:
            return ""
    else:
        thing = None
    return reverse(f"admin:{name}", args=[thing.pk] if thing else [])


def is_allowed(client: Client, method: str, where: str, query: dict[str, str]) -> bool:
    """Whether the answer is a page, or leads to one. What the request changes is taken back."""
    with transaction.atomic():
        answer = client.get(where, query) if method == "GET" else client.post(where, query)
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, where, answer.status_code)
    # To the index: the object does not exist, for this user.
    elsewhere = answer.get("Location", "").partition("?")[0]
    return answer.status_code == 200 or (
        answer.status_code == 302 and elsewhere not in {"/admin/login/", "/admin/"}
    )


def user_of(role: str) -> User:
    return User.objects.create_superuser("root") if role == "R" else member("mine", *USERS[role])


@pytest.mark.parametrize("role", ["C", "E", "A", "R", "S"])
def test_each_role_may_do_what_the_table_says(role: str, things: dict[str, Any]) -> None:
    client = signed_in(user_of(role))
    wrong = []
    for name in NAMES:
        where = address(name, things)
        for method, allowed in zip(("GET", "POST"), expected(name), strict=True):
            if where and is_allowed(client, method, where, QUERIES.get(name, {})) != (role in allowed):
                wrong.append(f"{method} {where}: {'refused' if role in allowed else 'allowed'}")
    assert wrong == []


@pytest.mark.parametrize("who", ["nobody", "reader"])
def test_without_a_staff_account_everything_is_refused(who: str, things: dict[str, Any]) -> None:
    client = Client() if who == "nobody" else signed_in(User.objects.create_user("ada"))
    found = [
        where
        for name in NAMES
        if (where := address(name, things))
        for method in ("GET", "POST")
        if is_allowed(client, method, where, QUERIES.get(name, {}))
    ]
    assert found == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.EMBARGOED, Status.PUBLISHED, Status.WITHDRAWN])
@pytest.mark.parametrize("is_own", [True, False])
def test_contributors_reach_only_drafts_of_their_own(
    status: Status, is_own: bool, things: dict[str, Any]
) -> None:
    user = user_of("C")
    client = signed_in(user)
    article = ArticleFactory.create(status=status, embargoed_until=timezone.now())
    Contribution.objects.create(article=article, author=user if is_own else things["articles_user"])
    for page, allowed in OWN.items():
        where = address(f"articles_article_{page}", things, article)
        got = tuple(is_allowed(client, method, where, {}) for method in ("GET", "POST"))
        assert got == (allowed if is_own and status == Status.DRAFT else (False, False)), (page, status)
    field = {"app_label": "articles", "model_name": "capture", "field_name": "article"}
    listed = client.get("/admin/autocomplete/", field).json()["results"]
    shown = [str(article.pk)] if is_own and status == Status.DRAFT else []
    assert [each["id"] for each in listed] == shown
    assert Article.objects.count() == 2
