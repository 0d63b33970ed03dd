"""The pages on which entities are merged, split and renamed, and the undo of each."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.models import Article, ArticleEntity, ChangeState, Entity, EntityChange, Mention, User
from tests.admin.helpers import act, change_address, messages_of, save, signed_in
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/entitychange/"


def page(entity: Entity, name: str) -> str:
    return f"/admin/articles/entity/{entity.pk}/{name}/"


@pytest.fixture
def pair() -> tuple[Entity, Entity]:
    kept, other = EntityFactory.create(name="Sergei Lavrov"), EntityFactory.create(name="Sergey Lavrov")
    ArticleFactory.create(headline="Lavrov in Geneva", entities=[other])
    return kept, other


def test_a_merge_is_shown_with_its_undo(desk: Client, pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    shown = act(desk, "merge_action", [kept, other])
    assert "Lavrov in Geneva" in shown.content.decode()
    done = act(desk, "merge_action", [kept, other], kept=str(kept.pk))
    change = EntityChange.objects.get()
    assert done.request["PATH_INFO"] == change.get_admin_url()
    assert "1 of 1 article" in " ".join(done.content.decode().split())
    assert f"{LIST}{change.pk}/undo/" in done.content.decode()
    assert "1 change" in desk.get(change_address(kept)).content.decode()
    assert change.summary in desk.get(f"{LIST}?entity={other.pk}").content.decode()
    assert change.summary not in desk.get(f"{LIST}?entity=0").content.decode()
    assert desk.get(f"{LIST}?entity=x").status_code == 200
    assert "before, in 1 article." in desk.get(f"{LIST}{change.pk}/undo/").content.decode()
    assert Entity.objects.filter(pk=other.pk).count() == 0, "asking undoes nothing"
    answer = desk.post(f"{LIST}{change.pk}/undo/", follow=True)
    assert f"Undone: Merged Sergey Lavrov (id {other.pk}) into Sergei Lavrov" in messages_of(answer)
    assert ArticleEntity.objects.get().entity == other
    assert "already undone" in messages_of(desk.get(f"{LIST}{change.pk}/undo/", follow=True))
    assert [each.change_message.split(":")[0] for each in LogEntry.objects.order_by("-pk")][:1] == ["Undone"]


def test_an_undo_lists_what_was_changed_since(desk: Client, lena: User, pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    act(desk, "merge_action", [kept, other], kept=str(kept.pk))
    editing.reject(Article.objects.get(), kept, lena)
    undo = f"{LIST}{EntityChange.objects.get().pk}/undo/"
    shown = desk.get(undo).content.decode()
    assert "Lavrov in Geneva" in shown
    assert "Nothing was undone." in messages_of(desk.post(undo, follow=True))
    assert "1 article was changed since." in messages_of(desk.post(undo, {"partly": "x"}, follow=True))
    assert ArticleEntity.objects.get().entity == kept


def test_large_changes_and_their_undo_are_queued(
    desk: Client, pair: tuple[Entity, Entity], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = pair
    monkeypatch.setattr("articles.admin.entities.working.SMALL", 0)
    monkeypatch.setattr("articles.admin.entities.entity_admin.SMALL", 0)
    answer = act(desk, "merge_action", [kept, other], kept=str(kept.pk))
    assert "Merging in 1 article takes a while and is done in the background" in messages_of(answer)
    assert "No worker is running" in messages_of(answer)
    assert "data-at-work" in answer.content.decode()
    assert Entity.objects.filter(pk=other.pk).exists()
    change = EntityChange.objects.get()
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("articles.tasks.change_entities", {"change_id": change.pk})
    assert desk.post(f"{LIST}{change.pk}/continue/").status_code == 403, "it is queued"
    assert "has not ended yet" in messages_of(desk.get(f"{LIST}{change.pk}/undo/", follow=True))
    editing.carry_on(change)
    desk.post(f"{LIST}{change.pk}/undo/")
    change.refresh_from_db()
    assert change.state == ChangeState.UNDOING
    editing.carry_on(change)
    assert ArticleEntity.objects.get().entity == other
    assert save(desk, other, name="S. Lavrov").status_code == 302
    assert ProcrastinateJob.objects.count() == 3


def test_what_stopped_can_be_continued(desk: Client, lena: User, pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    change = editing.begin_merge(kept, [other], lena)
    gone = Entity.objects.get(pk=other.pk)
    Entity.objects.filter(pk=other.pk).delete()
    with pytest.raises(editing.ChangeRefusedError):
        editing.carry_on(change)
    shown = desk.get(change.get_admin_url()).content.decode()
    assert "One of them has just been deleted or merged" in shown
    assert "Continue it first" in messages_of(desk.get(f"{LIST}{change.pk}/undo/", follow=True))
    gone.save(force_insert=True)
    assert desk.post(f"{LIST}{change.pk}/continue/").status_code == 302
    change.refresh_from_db()
    editing.carry_on(change)
    assert change.state == ChangeState.DONE


def test_a_split_is_chosen_previewed_and_done(desk: Client) -> None:
    made = ArticleFactory.create(headline="Kerrey speaks", body="John Kerry met Bob Kerrey.")
    other = ArticleFactory.create(headline="Quiet day", body="John Kerry slept.")
    editing.extract_again([made.pk, other.pk])
    john, bob = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Bob Kerrey")
    editing.merge(john, [bob])
    shown = desk.get(page(john, "split")).content.decode()
    assert f'value="{made.pk}:Bob Kerrey"' in shown
    assert "Quiet day" in shown
    sent = {"q": "kerrey", "find": "Find", "article": other.pk, "words": f"{made.pk}:Bob Kerrey"}
    found = " ".join(desk.post(page(john, "split"), sent).content.decode().split())
    assert "Kerrey speaks" in found
    assert "Quiet day" not in found
    assert f'name="article" value="{other.pk}"' in found, "it stays ticked"
    assert f'value="{made.pk}:Bob Kerrey" checked' in found
    assert "1 ticked article is not shown here" in found
    chosen = {"surface": "Bob Kerrey"}
    refused = desk.post(page(john, "split"), chosen)
    assert "enter the name of a new one" in messages_of(refused)
    assert 'value="Bob Kerrey" checked' in " ".join(refused.content.decode().split()), "the choice is kept"
    assert "Choose what" in messages_of(desk.post(page(john, "split"), {"name": "X", "article": "x"}))
    preview = desk.post(page(john, "split"), chosen | {"name": "Bob Kerrey"})
    assert "2 mentions of" in " ".join(preview.content.decode().split()), "the headline follows"
    assert not Entity.objects.filter(name="Bob Kerrey").exists(), "asking splits nothing"
    desk.post(page(john, "split"), chosen | {"name": "Bob Kerrey", "confirmed": "Split"})
    assert ArticleEntity.objects.get(article=made, entity__name="Bob Kerrey").mention_count == 2


def test_single_places_are_chosen_with_the_text_around_them(desk: Client) -> None:
    made = ArticleFactory.create(
        headline="Talks", body="John Kerry spoke. Kerry smiled. The mill belongs to Kerry, a farmer <b>."
    )
    other = ArticleFactory.create(headline="Quiet day", body="John Kerry slept.")
    editing.extract_again([made.pk, other.pk])
    john = Entity.objects.get(name="John Kerry")
    start = made.body.index("Kerry, a")
    value = f"{made.pk}:body:{start}:{start + 5}"
    assert value not in desk.get(page(john, "split")).content.decode()
    shown = " ".join(desk.post(page(john, "split"), {"open": made.pk}).content.decode().split())
    assert f'value="{value}"' in shown
    assert "The mill belongs to <mark>Kerry</mark>, a farmer &lt;b&gt;.… (body)" in shown
    sent = {"opened": made.pk, "place": value, "q": "quiet", "find": "Find"}
    shown = " ".join(desk.post(page(john, "split"), sent).content.decode().split())
    assert f'type="hidden" name="place" value="{value}"' in shown
    assert "1 ticked article is not shown here" in shown
    shown = " ".join(
        desk.post(page(john, "split"), {"opened": made.pk, "place": value, "name": ""})
        .content.decode()
        .split()
    )
    assert f'name="place" value="{value}" checked' in shown, "the choice is kept"
    preview = " ".join(
        desk.post(page(john, "split"), {"place": value, "name": "Adam Kerry"}).content.decode().split()
    )
    assert "1 mention of" in preview
    assert f'type="hidden" name="place" value="{value}"' in preview
    for wrong in (
        "",
        ":",
        "x:body:1:2",
        f"{made.pk}:body",
        f"{made.pk}:body:1:2",
        f"{made.pk}:nothing:1:2:3",
        "9" * 40,
    ):
        refused = desk.post(page(john, "split"), {"place": wrong, "name": "Adam Kerry"})
        assert "Choose what" in messages_of(refused)
    desk.post(page(john, "split"), {"place": value, "name": "Adam Kerry", "confirmed": "Split"})
    adam = Entity.objects.get(name="Adam Kerry")
    assert list(Mention.objects.filter(entity=adam).values_list("start", flat=True)) == [start]


def test_a_rename_is_previewed_and_can_take_the_address_along(desk: Client, client: Client) -> None:
    person, other = EntityFactory.create(name="Sergey Lavrov"), EntityFactory.create(name="Sergei Lavrov")
    article = ArticleFactory.create(headline="Lavrov in Geneva", entities=[person])
    shown = desk.post(page(person, "rename"), {"name": "Sergei Lavrov", "moves": "on"}).content.decode()
    assert "/people/sergei-lavrov-2/" in shown
    assert change_address(other) in shown, "it warns of a namesake"
    assert "1 to 200" in desk.post(page(person, "rename"), {"name": "."}).content.decode()
    assert EntityChange.objects.count() == 0
    sent = {"name": "S. V. Lavrov", "moves": "on", "confirmed": "Rename"}
    done = desk.post(page(person, "rename"), sent, follow=True)
    assert "Renamed Sergey Lavrov" in messages_of(done)
    article.refresh_from_db()
    assert article.entity_names == "S. V. Lavrov"
    assert client.get("/people/sergey-lavrov/")["Location"] == "/people/s-v-lavrov/"
    answer = desk.post(page(person, "rename"), {"name": "S. V. Lavrov", "confirmed": "x"}, follow=True)
    assert "its name and address already" in messages_of(answer)


def test_the_form_refuses_an_address_that_redirects_elsewhere(desk: Client) -> None:
    one, two = EntityFactory.create(name="One"), EntityFactory.create(name="Two")
    assert save(desk, one, slug="first").status_code == 302
    page = save(desk, two, slug="one").content.decode()
    assert "“one” is a former address of One" in page
    assert save(desk, one, slug="one").status_code == 302, "its own former address"
    one.refresh_from_db()
    assert (one.slug, [each.slug for each in one.former_addresses.all()]) == ("one", ["first"])


def test_pages_need_the_permissions(pair: tuple[Entity, Entity], lena: User) -> None:
    kept, other = pair
    change = editing.begin_merge(kept, [other], lena)
    reader = signed_in(User.objects.create_user("guest", is_staff=True))
    for address in (LIST, change.get_admin_url(), f"{change.get_admin_url()[:-7]}undo/"):
        assert reader.get(address).status_code == 403, address
    for name in ("split", "rename"):
        assert reader.get(page(kept, name)).status_code == 403
        assert reader.post(page(kept, name), {"name": "X", "confirmed": "x"}).status_code == 403
    assert reader.post(f"{LIST}{change.pk}/continue/").status_code == 403
    assert reader.get(page(Entity(pk=0), "rename")).status_code == 404
