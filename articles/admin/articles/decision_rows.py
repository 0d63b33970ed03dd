"""Editors' decisions on the entities of an article, as the history records them and takes them back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from articles.admin.common.conflicts.filling import add_row, put
from articles.admin.common.conflicts.page_values import Page
from articles.admin.common.history.rows import RecordedRow, RowList
from articles.models import Article, ArticleEntity, Decision

_FLAGS = ("is_about", "reported_from")
_ADDED = "article_entities-2"  # the rows for entities that are not in the article


def _decided(article: Article) -> QuerySet[ArticleEntity]:
    links = article.article_entities.exclude(status=Decision.AUTOMATIC).select_related("entity")
    return links.order_by("entity__name", "pk")


class DecisionList(RowList):
    """The decisions of an article. Rows are those of its entities: none is deleted, each has a status."""

    def __init__(self) -> None:
        super().__init__("Decisions", "article_entities", ("entity_id", "status", *_FLAGS), _decided)

    def record(self, row: ArticleEntity) -> RecordedRow:
        """Return a decision with the id of its entity."""
        said = f"{row.entity.name}: {row.get_status_display().lower()}"
        said += (", about" if row.is_about else "") + (", reported from" if row.reported_from else "")
        return {"said": said, **{name: getattr(row, name) for name in self.fields}}

    def take_back(
        self, data: QueryDict, page: Page, before: Sequence[RecordedRow], after: Sequence[RecordedRow]
    ) -> list[str]:
        """Fill in the status that each entity had. One that had none is left to extraction again.

        Returns decisions on entities that are not in the article, unless they can be added.
        """
        rows = {each.prefix: each for each in page.rows}
        found = {
            _entity_of(page, f"{self.prefix}-{number}-status"): number
            for number in range(len(rows[self.prefix].ids) if self.prefix in rows else 0)
        }
        for each in after:
            if each not in before and (number := found.get(each["entity_id"])) is not None:
                data[f"{self.prefix}-{number}-status"] = Decision.AUTOMATIC
        unplaced, added = [], 0
        for each in before:
            if each in after:
                continue
            number = found.get(each["entity_id"])
            if number is not None:
                flags = {name: ["on"] if each[name] else [] for name in _FLAGS}
                put_row = {"status": [each["status"]], **flags}
                put(data, {f"{self.prefix}-{number}-{name}": values for name, values in put_row.items()})
            elif each["status"] == Decision.CONFIRMED and _ADDED in rows:
                values = {
                    "entity": str(each["entity_id"]),
                    **({"is_about": "on"} if each["is_about"] else {}),
                }
                add_row(data, rows[_ADDED], added, values)
                added += 1
            else:
                unplaced.append(each["said"])
        return unplaced


def _entity_of(page: Page, name: str) -> Any:
    field = page.fields.get(name)
    return field.bound.form.instance.entity_id if field else None  # type: ignore[attr-defined]
