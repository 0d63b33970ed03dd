"""Editors and imports that change the same articles and entities concurrently, for some seconds."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from articles import editing
from articles.editing import UnresolvedWords
from articles.models import Article, ArticleEntity, Decision, Entity, MentionDecision, User, WordsInDoubt
from tests.admin.helpers import FormReader, change_address, form_of, list_address, signed_in
from tests.factories import ARRAYS, ArticleFactory
from tests.importers.support import run, write_jsonl

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 6
PEOPLE = ["John Kerry", "Sergei Lavrov", "Jay Carney", "Angela Merkel", "Ban Ki-moon", "Bob Kerry"]
Task = Callable[[random.Random], None]
FALSE = ("is not responding", "temporarily unavailable")


def text(number: int, chance: random.Random) -> str:
    one, two, three = chance.sample(PEOPLE, 3)
    return f"{one} met {two} and Mr. Kerry in Kyiv. {three} of the Quartz Institute {number} was there, too."


class Desk:
    """Runs tasks repeatedly until time is up, each in a thread with its own connection."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.end = time.monotonic() + SECONDS
        self.said: list[str] = []
        self.done: set[str] = set()

    def run(self, *tasks: Task, here: Task) -> None:
        """Run each task in its own thread, and ``here`` in this one, since an import listens for Ctrl-C."""

        def in_thread(number: int, task: Task) -> None:
            try:
                self.repeat(number, task)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(tasks)) as pool:
            running = [pool.submit(in_thread, *pair) for pair in enumerate(tasks)]
            self.repeat(len(tasks), here)
            for each in running:
                each.result(timeout=120)

    def repeat(self, number: int, task: Task) -> None:
        """Repeat a task, with other random choices, until time is up."""
        chance = random.Random(number)
        while time.monotonic() < self.end:
            task(chance)
            self.done.add(task.__name__)

    def answer(self, response: Any) -> None:
        """Record an unexpected response; 410 is expected for an entity that was merged meanwhile."""
        page = response.content.decode()
        if response.status_code not in {200, 302, 410} or any(each in page for each in FALSE):
            self.said.append(f"{response.status_code}: {page[:2000]}")

    def save(self, chance: random.Random) -> None:
        """Change an article in its form."""
        client, article = signed_in(self.user), chance.choice(Article.objects.only("pk"))
        fields = form_of(client, change_address(article), "article_form")
        self.answer(
            client.post(change_address(article), fields | {"body": text(chance.randrange(9), chance)})
        )

    def rename(self, chance: random.Random) -> None:
        """Change an entity's name in its form."""
        client = signed_in(self.user)
        person = chance.choice(Entity.objects.filter(kind="person"))
        reader = FormReader("entity_form")
        reader.feed(
            client.get(change_address(person)).content.decode()
        )  # nothing where it was merged meanwhile
        name = f"{chance.choice(PEOPLE)} {chance.randrange(100)}"
        self.answer(client.post(change_address(person), reader.fields | {"name": name}))

    def merge(self, chance: random.Random) -> None:
        """Merge two entities."""
        people = list(Entity.objects.filter(kind="person").values_list("pk", flat=True))
        if len(people) < 4:
            return
        pair = [str(pk) for pk in chance.sample(people, 2)]
        fields = {"action": "merge_action", "_selected_action": pair, "kept": pair[0]}
        self.answer(signed_in(self.user).post(list_address(Entity), fields))

    def decide(self, chance: random.Random) -> None:
        """Resolve unresolved words, and sometimes undo it."""
        doubt = list(
            WordsInDoubt.objects.exclude(status="linked").values_list("article_id", "kind", "folded")
        )
        people = list(Entity.objects.filter(kind="person").values_list("pk", flat=True))
        if not doubt:
            return
        words = UnresolvedWords(*chance.choice(doubt))
        fields = {"words": ":".join(map(str, words)), "entity": str(chance.choice(people))}
        self.answer(signed_in(self.user).post(list_address(WordsInDoubt), fields))
        decided = MentionDecision.objects.first()
        if decided and chance.random() < 0.5:
            self.answer(signed_in(self.user).post(list_address(WordsInDoubt), {"undo": str(decided.pk)}))


def test_merges_renames_saves_imports_and_decisions_at_once(static_files: None, tmp_path: Any) -> None:
    chance = random.Random(1)
    for number in range(30):
        ArticleFactory.create(headline=f"Report {number}", body=text(number, chance))
    editing.extract_again(Article.objects.values_list("pk", flat=True))
    desk = Desk(User.objects.create_superuser("root"))
    failures: list[Any] = []

    def imports(chance: random.Random) -> None:
        lines = [
            {"id": f"{number}", "headline": f"Wire {number}", "body": text(chance.randrange(99), chance)}
            for number in chance.sample(range(60), 30)
        ]
        failures.extend(run(write_jsonl(tmp_path / "wire.jsonl", lines), extract=True).failures)

    desk.run(desk.save, desk.save, desk.rename, desk.merge, desk.decide, desk.decide, here=imports)
    assert desk.said == []
    assert failures == []
    assert desk.done == {"save", "rename", "merge", "decide", "imports"}, "each finished at least once"
    for article in Article.objects.defer("search"):
        links = ArticleEntity.objects.filter(article=article, is_about=True).exclude(status=Decision.REJECTED)
        named = links.order_by("-mention_count", "entity_id").values_list(
            "entity__kind", "entity_id", "entity__name"
        )
        for kind, column in ARRAYS.items():
            assert getattr(article, column) == [pk for each, pk, _ in named if each == kind], article
        assert article.entity_names == "\n".join(name for _, _, name in named)
