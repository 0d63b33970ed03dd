"""The page that corrects the names in one article."""

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Entity, MentionDecision, User
from tests.admin.helpers import messages_of, signed_in
from tests.admin.test_review import report
from tests.factories import EntityFactory


def test_words_are_found_corrected_and_undone(desk: Client) -> None:
    article = report(body="John Kerry spoke. Mr. Lavrov wept.")
    address = f"/admin/articles/article/{article.pk}/names/"
    EntityFactory.create(name="Sergei Lavrov")
    page = desk.get(address, {"words": "Lavrov", "place": "p1"})
    text = " ".join(page.content.decode().split())
    assert "a surname alone" in text
    assert "Sergei Lavrov" in text
    assert f'href="{article.get_absolute_url()}#p1"' in text
    chosen = Entity.objects.get(name="Sergei Lavrov").pk
    done = desk.post(address, {"words": "Lavrov", "entity": chosen, "place": "p1"}, follow=True)
    assert messages_of(done) == "“Lavrov” is Sergei Lavrov in “Two of one name”."
    assert done.redirect_chain == [(f"{address}?place=p1", 302)]
    undone = desk.post(address, {"undo": "1"}, follow=True)
    assert "Undone in 1 article: “Lavrov” is Sergei Lavrov." in messages_of(undone)
    assert not MentionDecision.objects.exists()
    assert "nothing to undo" in messages_of(desk.post(address, {"undo": "1"}, follow=True))


def test_a_new_organisation_is_made_from_the_selected_words(desk: Client) -> None:
    article = report(body="The lantern choir sang.")
    address = f"/admin/articles/article/{article.pk}/names/"
    desk.post(address, {"words": "lantern choir", "make": "organisation", "name": "Lantern Choir"})
    assert article.mentions.get(surface="lantern choir").entity == Entity.objects.get(name="Lantern Choir")


def test_other_articles_follow_in_the_background(desk: Client, lena: User) -> None:
    article = report(body="John Kerry spoke.")
    address = f"/admin/articles/article/{article.pk}/names/"
    kerry = Entity.objects.get(name="John Kerry")
    done = desk.post(address, {"words": "John Kerry", "nobody": "1", "everywhere": "1"}, follow=True)
    assert "follow in the background" in messages_of(done)
    given = ProcrastinateJob.objects.get().args
    assert given["before_id"] == kerry.pk
    assert given["entity_id"] is None
    assert given["user_id"] == lena.pk


def test_odd_words_are_refused_with_a_sentence(desk: Client) -> None:
    article = report()
    address = f"/admin/articles/article/{article.pk}/names/"
    assert "does not have the words" in messages_of(desk.get(address, {"words": "Nobody Here"}))
    assert "1 to 200 characters" in messages_of(desk.get(address, {"words": "\0"}))
    assert "press one of the buttons" in messages_of(
        desk.post(address, {"words": "Tovask", "enter": "1"}, follow=True)
    )
    assert desk.get("/admin/articles/article/999/names/").status_code == 404


def test_the_link_and_the_page_are_for_editors_only(desk: Client, client: Client) -> None:
    article = report()
    address = f"/admin/articles/article/{article.pk}/names/"
    assert address in desk.get(article.get_absolute_url()).content.decode()
    assert address not in client.get(article.get_absolute_url()).content.decode()
    guest = signed_in(User.objects.create_user("guest", is_staff=True))
    assert address not in guest.get(article.get_absolute_url()).content.decode()
    assert guest.get(address).status_code == 403
    assert guest.post(address, {"words": "Tovask", "nobody": "1"}).status_code == 403
    assert client.get(address).status_code == 302
