"""A page in progress: what is read from it, and what somebody has corrected."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import QueryDict

from articles.admin.common.text_forms import plain_lines
from articles.admin.pasting.paste_forms import PastedForm
from articles.admin.pasting.preview import marked, rules_of, similar_to
from articles.extraction.annotations import Document
from articles.importers.cleaning.clean import OPTIONAL
from articles.importers.cleaning.encodings import decode
from articles.importers.pasted import read
from articles.importers.record import ArticleRecord, RecordError
from articles.models import Article, PastedDraft, Status

_READ = (
    "headline", "standfirst", "body", "byline", "dateline", "caption", "published_on", "published_until",
    "date_is_approximate", "published_at", "date_text", "url", "language", "section",
)  # fmt: skip
_SHOWN = 200_000  # characters of the original


class PageInWork:
    """A draft with the article read from it. problem: why it could not be read, or ""."""

    def __init__(self, draft: PastedDraft, *, adds_sources: bool) -> None:
        self.draft = draft
        self.problem = ""
        self._adds_sources = adds_sources
        self.record: ArticleRecord | None = None
        self._read()

    def _read(self) -> None:
        try:
            self.record = read(self.draft)
        except RecordError as error:
            self.problem = str(error)

    @cached_property
    def original(self) -> str:
        """The beginning of what was given, as text."""
        return decode(bytes(self.draft.raw))[0].replace("\0", "\ufffd")[:_SHOWN]

    def _found(self) -> Article:
        """Return the article as it was read; if nothing was, the whole text."""
        if self.record is None:
            return Article(body=self.original.strip())
        return Article(**{name: getattr(self.record, name) for name in _READ})

    def form(self, sent: QueryDict | None) -> PastedForm:
        """Return the form of the fields: as sent, or with what was corrected so far."""
        source = self.record.source if self.record else ""
        typed = None if sent is not None else self.draft.fields
        return PastedForm(
            sent, instance=self._found(), source=source, typed=typed, adds_sources=self._adds_sources
        )

    def keep(self, form: PastedForm, sent: QueryDict) -> bool:
        """Store corrections and steps taken back; return whether the steps are others than before."""
        before = set(self.draft.kept)
        if "rules" in sent:
            offered = OPTIONAL & {*sent.getlist("offered")}
            self.draft.kept = sorted(offered - {*sent.getlist("rules")})
        self.draft.fields = {
            name: plain_lines(str(sent.get(form.add_prefix(name), "")).replace("\0", ""))
            for name in form.changed_data
        }
        self.draft.save(update_fields=["kept", "fields", "changed_at"])
        return before != set(self.draft.kept)

    def edited(self, form: PastedForm) -> list[str]:
        """Return the fields of the article that were corrected by hand."""
        return ["source" if name == "source_name" else name for name in form.changed_data]

    def article_of(self, form: PastedForm, status: Status) -> Article:
        """Return the article of a valid form, not saved yet."""
        article: Article = form.save(commit=False)
        article.source, article.status = form.source(), status
        return article

    def preview(self, form: PastedForm, *, sees_all: bool) -> Mapping[str, Any]:
        """Return the template context: steps, the text with marks, and similar articles."""
        shown = {name: str(form[name].value() or "") for name in ("headline", "standfirst", "body")}
        article = self._found()
        article.headline, article.standfirst, article.body = shown.values()
        article.dateline, article.caption = (
            str(form[name].value() or "") for name in ("dateline", "caption")
        )
        return {
            "rules": rules_of(self.record, self.draft.kept),
            "marked": marked(Document.of(article)),
            "similar": similar_to(article, self.record, sees_all=sees_all),
        }
