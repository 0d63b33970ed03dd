"""What readers see at the address of a withdrawn article: a notice, or only that nothing is there."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article, Status, WithdrawalKind


@dataclass(frozen=True, slots=True)
class WithdrawalNotice:
    """The public notice of a withdrawal. headline: "" unless the editor lets the notice name it."""

    article: int
    headline: str
    language: str
    day: date | None
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the text."""
        return [each.strip() for each in self.text.split("\n\n") if each.strip()]

    @property
    def sentence(self) -> str:
        """The notice in words, for programs: "This article was withdrawn on 3 May 2014: …"."""
        when = date_format(self.day, "DATE_FORMAT") if self.day else ""
        said = _("This article was withdrawn on %(date)s.") % {"date": when} if when else ""
        return f"{said or _('This article has been withdrawn.')} {self.text}".strip()


class WithdrawnError(Exception):
    """The article has been withdrawn; ``notice`` is None if that leaves no trace."""

    def __init__(self, notice: WithdrawalNotice | None) -> None:
        super().__init__(self.sentence_of(notice))
        self.notice = notice

    @staticmethod
    def sentence_of(notice: WithdrawalNotice | None) -> str:
        """Return what programs are told."""
        return notice.sentence if notice else _("There is nothing at this address.")


def notices(article_ids: list[int]) -> dict[int, WithdrawalNotice]:
    """Return the notices of those of these articles that were withdrawn with one, by article id."""
    withdrawn = Article.objects.filter(
        pk__in=article_ids, status=Status.WITHDRAWN, withdrawal=WithdrawalKind.NOTICE
    )
    columns = ("pk", "headline", "language", "withdrawn_at", "notice", "notice_headline")
    return {
        pk: WithdrawalNotice(pk, headline if shown else "", language, moment.date() if moment else None, text)
        for pk, headline, language, moment, text, shown in withdrawn.values_list(*columns)
    }


def raise_missing(article_id: int | None) -> NoReturn:
    """Raise WithdrawnError if the article has been withdrawn, else Http404: it never was, or is a draft."""
    if article_id and Article.objects.filter(pk=article_id, status=Status.WITHDRAWN).exists():
        raise WithdrawnError(notices([article_id]).get(article_id))
    raise Http404("There is no such published article.")
