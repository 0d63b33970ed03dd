"""What feeds and wire formats have in common: publishing status, dates, the best of several texts."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from articles.importers.cleaning import datelines, publication_dates
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.normalise import shorten
from articles.importers.record import FIRST, UNDATED, Dated, Edition, SkippedError
from articles.text import fold, one_line

_CANCELED = {"canceled", "cancelled"}
_WITHHELD = ("withheld by the publisher", "its publisher withholds it from publication")
_NUMBER = re.compile(r"\d{1,9}$")
_EMBARGO = "under embargo"
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T00:?00:?00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SENTENCE = re.compile(r"(?<=[.!?])\s")


def edition_of(
    status: str, number: object = "", moment: str | None = "", embargo: str | None = None
) -> Edition:
    """Return which version of an item a record is. Raises SkippedError if it may not be published (yet).

    status: a word such as "usable", also as "stat:usable"; number and moment: of this version, as stated;
    embargo: until when, None for no embargo.
    """
    word = re.split(r"[:/#]", status.strip())[-1].casefold()
    made = publication([moment]).moment
    stated = str(number).strip()
    edition = Edition(
        number=int(stated) if _NUMBER.match(stated) else 0,
        moment=made if made and made <= datetime.now(UTC) else None,
        is_canceled=word in _CANCELED,
    )
    if not edition.is_canceled:
        _check_status(word, embargo)
    return edition


def _check_status(word: str, embargo: str | None) -> None:
    if word == "withheld":
        raise SkippedError(*_WITHHELD)
    if embargo is None and word != "embargoed":
        return
    try:
        day, moment = publication_dates.parse(embargo or "")
    except (ValueError, OverflowError):
        raise SkippedError(_EMBARGO, "it is under an embargo without an end") from None
    if (moment or datetime.combine(day, time(), UTC)) > datetime.now(UTC):
        raise SkippedError(_EMBARGO, f"it is under embargo until {embargo}; import it again after that")


def not_a_text(kind: str) -> SkippedError:
    """Return the reason to leave out a picture, a film or the like that has no text."""
    return SkippedError("pictures, films and the like", f"it is of type “{kind[:40]}” and has no text")


def publication(texts: Iterable[str | None]) -> Dated:
    """Return the first date that can be read, else the words of the first one that cannot."""
    unread = UNDATED
    for text in texts:
        if not text or not text.strip():
            continue
        try:
            return Dated(*_parse(text.strip()))
        except (ValueError, OverflowError) as error:
            unread = unread if unread.words else Dated(words=text.strip(), reason=str(error))
    return unread


def _parse(text: str) -> tuple[date, datetime | None]:
    if found := _DAY.match(text):  # midnight stands for an unknown time
        return publication_dates.parse("-".join(found.groups()))
    return publication_dates.parse(text)


def take_place(draft: Draft, place: str) -> None:
    """Take where an article was written as its dateline, unless its text begins with one."""
    found = [datelines.find(paragraph) for paragraph in draft.body[:2]]
    if place and not draft.get("dateline") and not any(each and each.place for each in found):
        draft.fields["dateline"] = one_line(place)


def take_headline(draft: Draft, edition: Edition = FIRST) -> None:
    """Make a headline of the first words if there is none. The words stay in the body.

    The notice that cancels an item may have neither; its id has to do.
    """
    if not draft.get("headline") and draft.body:
        draft.fields["headline"] = shorten(_SENTENCE.split(one_line(draft.body[0]), maxsplit=1)[0], 120)
        draft.note("headline made of the first words")
    elif not draft.get("headline") and edition.is_canceled:
        draft.fields["headline"] = draft.get("id")


def distinct(texts: Iterable[str], *known: str) -> list[str]:
    """Return the texts that are not empty, each once, without those that are known."""
    by_words = {fold(text): text for text in reversed(list(texts)) if text.strip()}
    folded = {fold(text) for text in known}
    return [text for words, text in reversed(by_words.items()) if words not in folded]
