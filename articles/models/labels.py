"""The names of models and fields in the reader's language, where the models do not give any.

Django derives them from the names in the code. If they were written into the models, migrations would have to
repeat them, so they are set here, once the models are there.
"""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Singular and plural, by the name of the model in lower case.
MODELS = {
    "alertmail": (_("saved search email"), _("saved search emails")),
    "archivechange": (_("archive change"), _("archive changes")),
    "article": (pgettext_lazy("label", "article"), _("articles")),
    "articleentity": (_("article entity"), _("article entities")),
    "author": (_("author"), _("authors")),
    "authorname": (_("author name"), _("author names")),
    "capture": (_("capture"), _("captures")),
    "correction": (_("correction"), _("corrections")),
    "deletedoriginal": (_("deleted article"), _("deleted articles")),
    "duplicateproposal": (_("possible duplicate"), _("possible duplicates")),
    "entity": (_("entity"), _("entities")),
    "entityidentifier": (_("entity identifier"), _("entity identifiers")),
    "entityname": (_("entity name"), _("entity names")),
    "errorreport": (_("error report"), _("error reports")),
    "fixitycheck": (_("fixity check"), _("fixity checks")),
    "importrun": (_("import run"), _("import runs")),
    "procrastinatejob": (_("background task"), _("background tasks")),
    "source": (_("source"), _("sources")),
    "sourcefeed": (_("feed"), _("feeds")),
}
#: Fields, by their names.
FIELDS = {
    "alerted_at": _("alerted at"),
    "alerts": _("alerts"),
    "args": _("arguments"),
    "article": pgettext_lazy("label", "article"),
    "article_id": _("article id"),
    "attempts": _("attempts"),
    "author": _("author"),
    "begun_at": _("begun at"),
    "begun_by": _("begun by"),
    "body": _("body"),
    "byline": _("byline"),
    "caption": _("caption"),
    "capture": _("capture"),
    "captured_at": _("captured at"),
    "checksum": _("checksum"),
    "cleaning": _("cleaning"),
    "code": _("code"),
    "count": _("count"),
    "counts": _("counts"),
    "created_at": _("created at"),
    "date_is_approximate": _("date is approximate"),
    "date_text": _("date text"),
    "dateline": _("dateline"),
    "day": _("day"),
    "decided_at": _("decided at"),
    "decided_by": _("decided by"),
    "deleted_at": _("deleted at"),
    "deleted_by": _("deleted by"),
    "description": _("description"),
    "edited_fields": _("edited fields"),
    "editor": _("editor"),
    "email": _("email"),
    "embargoed_until": _("embargoed until"),
    "ended_at": _("ended at"),
    "entity": _("entity"),
    "entity_ids": _("entity ids"),
    "failures": _("failures"),
    "first": _("first"),
    "format": _("format"),
    "frozen_at": _("frozen at"),
    "headline": _("headline"),
    "homepage": _("homepage"),
    "http_headers": _("HTTP headers"),
    "id": _("ID"),
    "interval": _("interval"),
    "is_about": _("is about"),
    "is_active": _("active"),
    "is_damaged": _("damaged"),
    "key": _("key"),
    "kind": _("kind"),
    "label": _("label"),
    "language": _("language"),
    "made_at": _("made at"),
    "made_by": _("made by"),
    "media_type": _("media type"),
    "mention_count": _("mention count"),
    "message": _("message"),
    "message_id": _("message id"),
    "model": _("model"),
    "modified_at": _("modified at"),
    "name": _("name"),
    "note": _("note"),
    "notice": _("notice"),
    "object_id": _("object id"),
    "owner": _("owner"),
    "parser": _("parser"),
    "paths": _("paths"),
    "problem": _("problem"),
    "published_at": _("published at"),
    "published_on": _("published on"),
    "published_until": _("published until"),
    "query": _("query"),
    "reading": _("reading"),
    "reason": _("reason"),
    "reference": _("reference"),
    "reported_at": _("reported at"),
    "reported_from": _("reported from"),
    "scheduled_at": _("scheduled at"),
    "scheme": _("scheme"),
    "search": _("search"),
    "second": _("second"),
    "section": _("section"),
    "seen_at": _("seen at"),
    "sent_at": _("sent at"),
    "sha256": "SHA-256",
    "slug": _("slug"),
    "software": _("software"),
    "sort_name": _("sort name"),
    "source": _("source"),
    "standfirst": _("standfirst"),
    "state": _("state"),
    "status": _("status"),
    "summary": _("summary"),
    "surface": _("words"),
    "text": _("text"),
    "total": _("total"),
    "undone_at": _("undone at"),
    "undone_by": _("undone by"),
    "url": "URL",
    "user": _("user"),
    "value": _("value"),
    "verified_at": _("verified at"),
    "version_number": _("version number"),
    "versioned_at": _("versioned at"),
    "withdrawal": _("withdrawal"),
    "withdrawn_at": _("withdrawn at"),
}


def name_models(*apps: AppConfig) -> None:
    """Give the models of these applications their names, and the fields that have none of their own."""
    for app in apps:
        for model in app.get_models():
            options: Any = model._meta
            given = MODELS.get(options.model_name, ())
            for attribute, text in zip(("verbose_name", "verbose_name_plural"), given, strict=False):
                if attribute not in options.original_attrs:
                    setattr(options, attribute, text)
            for field in options.local_fields:
                # Django keeps here what the model says; migrations look at nothing else.
                if field._verbose_name is None and field.name in FIELDS:
                    field.verbose_name = FIELDS[field.name]
