"""Articles with mentions, written as texts with the names in brackets."""

import re
from typing import Any

from articles.models import Article, Entity, Mention
from tests.factories import ArticleFactory

_NAMED = re.compile(r"\[([^\]]+)\]")


def article(body: str, names: dict[str, Entity], **fields: Any) -> Article:
    """Create an article. ``names``: the entity meant by the words in brackets, in body and headline."""
    texts = {"headline": fields.pop("headline", "A report"), "body": body}
    made: Article = ArticleFactory.create(
        **{name: _NAMED.sub(r"\1", text) for name, text in texts.items()},
        entities=list(dict.fromkeys(names.values())),
        **fields,
    )
    for name, text in texts.items():
        for number, match in enumerate(_NAMED.finditer(text)):
            entity = names[match[1]]
            start = match.start() - 2 * number
            Mention.objects.create(
                article=made,
                entity=entity,
                field=name,
                start=start,
                end=start + len(match[1]),
                surface=match[1],
                kind=entity.kind,
                evidence="name",
                origin="rules",
            )
    return made
