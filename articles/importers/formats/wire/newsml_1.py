"""Items of NewsML 1.0 to 1.2, the predecessor of NewsML-G2."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.html_fragment import element_text, local_name, take_caption
from articles.importers.formats.wire.editorial import (
    distinct,
    edition_of,
    not_a_text,
    publication,
    take_headline,
    take_place,
)
from articles.importers.formats.wire.nitf import dates as nitf_dates
from articles.importers.formats.wire.nitf import read_nitf
from articles.importers.formats.wire.renditions import best_text, read_data
from articles.importers.formats.wire.xml_tree import first_text, language_of
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions

PARSER = "newsml 1"
MEDIA_TYPE = "text/vnd.iptc.newsml"
_IDENTIFIER = "{*}Identification/{*}NewsIdentifier/{*}"
_MANAGEMENT = "{*}NewsManagement/{*}"
_ADMINISTRATION = ".//{*}AdministrativeMetadata/{*}"
_DESCRIPTION = ".//{*}DescriptiveMetadata/{*}"
_SOURCE = (
    *(_ADMINISTRATION + "Provider/{*}Party/@FormalName", _ADMINISTRATION + "Source/{*}Party/@FormalName"),
    *(".//{*}NewsLines/{*}CreditLine", _IDENTIFIER + "ProviderId"),
)
_CODE = re.compile(r"[\d:]+$")


def parse_item(item: Any, record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a NewsItem. Raises RecordError, or SkippedError if it may not be published."""
    edition = edition_of(
        first_text(item, _MANAGEMENT + "Status/@FormalName"),
        first_text(item, _IDENTIFIER + "RevisionId"),
        first_text(item, _MANAGEMENT + "ThisRevisionCreated"),
    )
    nitf = item.find(".//{*}nitf")
    inside = {} if nitf is None else read_nitf(nitf)
    captions = [inside.pop("caption", "")]
    body = best_text([(1, inside.pop("body", "")), *_contents(item, captions)])
    kind = first_text(item, ".//{*}ContentItem/{*}MediaType/@FormalName")
    if not body and kind.lower() not in {"", "text"}:
        raise not_a_text(kind)

    def line(name: str) -> str:
        return first_text(item, f".//{{*}}NewsLines/{{*}}{name}")

    stated = {
        "id": _identifier(item),
        "headline": line("HeadLine") or inside.get("headline", "") or line("SlugLine"),
        "standfirst": "\n\n".join(distinct([line("SubHeadLine")], line("HeadLine"))),
        "byline": line("ByLine"),
        "dateline": line("DateLine"),
        "caption": next(filter(None, captions), ""),
        "source": first_text(item, *_SOURCE),
        "language": first_text(item, _DESCRIPTION + "Language/@FormalName") or language_of(item),
        "section": next(_subjects(item), ""),
        "body": body,
    }
    draft = Draft({**inside, **{name: text for name, text in stated.items() if text}})
    take_headline(draft, edition)
    take_place(draft, _city(item))
    paths = (_MANAGEMENT + "FirstCreated", _MANAGEMENT + "ThisRevisionCreated", _IDENTIFIER + "DateId")
    dates = [*(first_text(item, path) for path in paths), *(() if nitf is None else nitf_dates(nitf))]
    dated = publication(dates)
    return replace(build(draft, record, options, PARSER, MEDIA_TYPE, dated), edition=edition)


def _identifier(item: Any) -> str:
    """Return what all revisions of an item have in common: the public identifier ends with the revision."""
    public = first_text(item, _IDENTIFIER + "PublicIdentifier", _IDENTIFIER + "NewsItemId")
    revision = first_text(item, _IDENTIFIER + "RevisionId")
    return re.sub(rf":{re.escape(revision)}[A-Z]?$", "", public) if revision else public


def _contents(item: Any, captions: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts and their ranks; those of pictures become captions."""
    for data in item.iterfind(".//{*}DataContent"):
        if data.find(".//{*}nitf") is not None:
            continue
        if len(data):
            captions.append(take_caption(data))
            rank, text = 1, element_text(data)
        else:
            kind = first_text(data.getparent(), "{*}MimeType/@FormalName", "{*}Format/@FormalName")
            rank, text = read_data(data, kind, captions)
        if _is_caption(data):
            captions.append(text)
        else:
            yield rank, text


def _is_caption(data: Any) -> bool:
    """Whether the component around a text says that it is the caption of a picture."""
    component = next((each for each in data.iterancestors() if local_name(each) == "newscomponent"), None)
    return component is not None and "caption" in first_text(component, "{*}Role/@FormalName").lower()


def _subjects(item: Any) -> Iterator[str]:
    """Yield the names of subjects. Most items have only their codes."""
    for code in item.iterfind(_DESCRIPTION + "SubjectCode"):
        for subject in code:
            name = subject.get("FormalName") or ""
            if name and not _CODE.match(name):
                yield name


def _city(item: Any) -> str:
    for each in item.iterfind(_DESCRIPTION + "Location/{*}Property"):
        if each.get("FormalName") == "City":
            return each.get("Value") or ""
    return ""
