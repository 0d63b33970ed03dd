"""Which countries an article is about.

A country counts when the headline or the lead names it, or the text names it at least twice. Places and
institutions speak for their country, adjectives a little less than its name. The dateline says where the
report comes from: alone it makes no country a subject, but it helps one that the text names again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from articles.extraction.records import Document, Mention

LEAD_CHARACTERS = 200
MIN_MENTIONS = 2
MIN_SCORE = 2.0
DATELINE = re.compile(
    r"\s{0,20}[A-Z][^\n()]{1,80}?(?:\((?:Reuters|AP|AFP|UPI|Xinhua|CNN|dpa|IPS|Thomson Reuters Foundation)\)"
    r"|, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2})(?:[^\w\n]|_){1,6}"
)
#: What a mention adds beyond its own weight, by where it stands.
FIELD_BONUS = {"headline": 2.0, "standfirst": 2.0, "caption": 1.0}
LEAD_BONUS = 2.0
DATELINE_SCORE = 1.5
NAME_WEIGHT, DEMONYM_WEIGHT, PLACE_WEIGHT = 1.0, 0.8, 0.6


def dateline_end(body: str) -> int:
    """Where the dateline at the head of the body ends ("MADRID (Reuters) - "), 0 where there is none."""
    match = DATELINE.match(body)
    return match.end() if match else 0


def countries_about(document: Document, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """ISO codes of the countries the article is about, the most prominent first."""
    coded = _coded(mentions)
    opening = dateline_end(document.body)
    weights: defaultdict[str, float] = defaultdict(float)
    scores: defaultdict[str, float] = defaultdict(float)
    for code, mention in coded:
        if _in_dateline(mention, opening):
            scores[code] = max(scores[code], DATELINE_SCORE)
            continue
        weight = _weight(mention)
        weights[code] += weight
        scores[code] += weight * (1 + _bonus(mention, opening + LEAD_CHARACTERS))
    about = [code for code in weights if weights[code] >= MIN_MENTIONS or scores[code] >= MIN_SCORE]
    return tuple(sorted(about, key=lambda code: -scores[code]))


def reported_from(document: Document, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """ISO codes of the countries the dateline names, itself or by a place, in its order."""
    opening = dateline_end(document.body)
    return tuple(dict.fromkeys(code for code, each in _coded(mentions) if _in_dateline(each, opening)))


def _in_dateline(mention: Mention, opening: int) -> bool:
    return mention.field == "dateline" or (mention.field == "body" and mention.start < opening)


def _coded(mentions: Iterable[Mention]) -> list[tuple[str, Mention]]:
    """The mentions that point to a country, with its code."""
    coded = [(mention.code, mention) for mention in mentions if mention.code]
    soviet = _is_soviet([mention for _, mention in coded])
    return [("SU" if soviet and code == "RU" else code, mention) for code, mention in coded]


def _weight(mention: Mention) -> float:
    if mention.kind != "country":
        return PLACE_WEIGHT
    return DEMONYM_WEIGHT if mention.evidence == "demonym" else NAME_WEIGHT


def _bonus(mention: Mention, lead: int) -> float:
    if mention.field == "body":
        return LEAD_BONUS if mention.start < lead else 0.0
    return FIELD_BONUS.get(mention.field, 0.0)


def _is_soviet(coded: list[Mention]) -> bool:
    """Whether Moscow speaks for the Soviet Union here: it is named, and Russia is not."""
    countries = {mention.code for mention in coded if mention.kind == "country"}
    return "SU" in countries and "RU" not in countries
