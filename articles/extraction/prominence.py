"""Decide which countries an article is about, and where it was reported from.

Each country gets a score for its mentions in the headline, the lead and the rest of the text: by name, by
adjective, or by a place or institution in it. A score that is low beside the highest one shows that a
country is only named in passing. The dateline states where the report was filed; it makes its country a
subject only if the text names that country again, or no other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log
from typing import Literal

from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.lexicon.data import read_groups, read_rows
from articles.extraction.lexicon.organisations import public_bodies

LEAD_CHARACTERS = 200
DATELINE = re.compile(
    r"\s{0,20}[A-Z][^\n()]{1,80}?(?:\((?:Reuters|AP|AFP|UPI|Xinhua|CNN|dpa|IPS|Thomson Reuters Foundation)\)"
    r"|, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2})(?:[^\w\n]|_){1,6}"
)
#: If one of these is mentioned, "Brussels" does not count for Belgium.
SEATED_IN_BRUSSELS = frozenset(
    {"European Union", "European Commission", "European Community", "European Parliament", "NATO"}
)
#: Cities in which the countries of the world meet.
SEATS, NONE = frozenset({"Brussels", "Davos", "Geneva", "Strasbourg", "The Hague"}), frozenset[str]()
PUBLIC_BODIES = public_bodies()
#: Nations without a state of their own: they stand for the country as its own name does.
NATIONS = frozenset(read_groups("words.txt")["nations"][0])
PAST = ("former", "Former", "ex-", "post-", "the old")
Zone = Literal["headline", "lead", "body"]
Manner = Literal["name", "adjective", "region", "place", "town", "market", "authority", "institution"]
Counts = defaultdict[str, Counter[tuple[Manner, Zone]]]
#: The weight of n mentions in one zone, multiplied by log(1 + n): one name in the headline or the lead, or
#: two in the rest, just reach MIN_SCORE.
NAMES: dict[Zone, float] = {"headline": 2.0, "lead": 2.0, "body": 1.2}
#: The weight of each manner relative to a name. Set by hand, not fitted to tagged news: an adjective is
#: weaker evidence than the name, a city weaker still (every business report names financial centres).
SHARES: dict[Manner, float] = {
    "name": 1.0,
    "adjective": 0.75,
    "region": 0.6,
    "place": 0.4,
    "town": 0.6,
    "market": 0.4,
    "authority": 0.4,
    "institution": 0.25,
}
#: With the dateline, one name or adjective in the text is enough; one place is not quite.
DATELINE_SCORE = 0.95
#: Bonus for the only country that the text points to, and for each further sign of it, up to MOST_SIGNS.
#: Regions count as one more: news names cities of other countries in passing, but hardly their provinces.
ONLY_SCORE, SIGN_SCORE, MOST_SIGNS = 0.3, 0.2, 3
#: Companies of other countries do not matter if the country has this many times their score.
ONLY_TIMES = 1.4
#: The score from which an article is about a country.
MIN_SCORE = 1.3
#: The share of the highest score from which a country is not only named in passing; and the same for a
#: country that the text shows only by places and institutions.
LEAST, LEAST_UNNAMED = 0.3, 0.45
#: In a shorter text both shares are smaller, in proportion: it has less room for what it names in passing.
LONG_CHARACTERS = 3000
#: A text shorter than this has no room to repeat what it is about: a smaller score is enough, in proportion,
#: but at least this share. What it names only at its end must have LEAST_LATE of the highest score.
SHORT_CHARACTERS, SHORTEST, LEAST_LATE = 500, 0.63, 0.4
#: Not so where only companies and markets ("traders in London") point to the country.
OWN: frozenset[Manner] = frozenset({"name", "adjective", "region", "place", "town", "authority"})
MARKET = re.compile(
    r"\b(?:analysts?|traders?|shares|stocks|trad(?:e|ing)|dealers?|markets?|brokers?|economists?|investors)"
    r"(?:\s\w+)?\s(?:in|at|from)\s$",
    re.IGNORECASE,
)
MARKET_CHARACTERS = 40
#: What stands between the towns of a list.
LISTED_BEFORE, LISTED_AFTER = (
    re.compile(r"[A-Z][\w.]*(?:,|,?\s(?:and|or|to))\s$"),
    re.compile(r"(?:,|\s(?:and|or|to))\s[A-Z]"),
)
#: Words that show a country without naming it, like an authority ("Republicans"). See data/country_signs.tsv.
SIGNS = {code: words.split(";") for code, words in read_rows("country_signs.tsv")}
#: A country that is named as often as this needs no other signs.
OFTEN = 4
#: Former countries and their successors, whose places count for the former country in a text that names it.
FORMER = {
    "SU": {"RU", "UA", "BY", "KZ", "UZ", "GE", "AM", "AZ", "MD", "LT", "LV", "EE", "KG", "TJ", "TM"},
    "YU": {"RS", "HR", "SI", "BA", "MK", "ME", "XK"},
    "CS": {"CZ", "SK"},
}


#: After the place that starts the text: "Washington: ", "LONDON — ", "PARIS 1996-08-30".
AFTER_PLACE = re.compile(r"(?:, [A-Z][\w.]{1,20})?(?:\s?:\s|\s(?:[—–_-]|--)\s|\s\d{4}-\d\d-\d\d\s)")


def dateline_end(body: str) -> int:
    """Return the end offset of a dateline at the start of the body ("MADRID (Reuters) - "), or 0."""
    match = DATELINE.match(body)
    return match.end() if match else 0


def _opening(document: Document, mentions: Iterable[ExtractedMention]) -> int:
    """Return the end offset of a dateline at the start of the body, even if it has only a place; or 0."""
    end = dateline_end(document.body)
    first = next((mention for mention in mentions if mention.field == "body"), None)
    if end == 0 and first is not None and first.start < 3 and first.kind == "place":
        match = AFTER_PLACE.match(document.body, first.end)
        return match.end() if match else 0
    return end


def countries_about(document: Document, mentions: Sequence[ExtractedMention]) -> tuple[str, ...]:
    """Return the ISO codes of the countries that the article is about, most prominent first."""
    opening = _opening(document, mentions)
    counts: Counts = defaultdict(Counter)
    reported: dict[str, None] = {}
    seat = any(mention.entity in SEATED_IN_BRUSSELS for mention in mentions)
    coded = _coded(document, mentions)
    by_towns = len(document.body) < SHORT_CHARACTERS
    # Beside countries that a text names, these only tell where people met.
    seats = SEATS if any(mention.kind == "country" for _, mention in coded) else NONE
    for code, mention in coded:
        if seat and mention.entity == "Brussels":
            continue
        if _in_dateline(mention, opening):
            reported[code] = None
        else:
            counts[code][
                _manner(document, mention, by_towns=by_towns and mention.entity not in seats),
                _zone(mention, opening + LEAD_CHARACTERS),
            ] += 1
    _add_signs(counts, document, opening + LEAD_CHARACTERS)
    scores = _scores(counts)
    for code in reported:
        if code in scores:
            scores[code] += DATELINE_SCORE
        elif not counts:
            scores[code] = MIN_SCORE
    highest = max(scores.values(), default=0.0)
    length = len(document.body)
    about = [
        code
        for code, score in scores.items()
        if score >= _least(counts[code], highest, length, reported=code in reported)
    ]
    return tuple(sorted(about, key=lambda code: -scores[code]))


def _add_signs(counts: Counts, document: Document, lead: int) -> None:
    """Count the words that show a country, unless the text names it often; lead: the end of the lead."""
    whole = f"{document.headline}\n{document.body}"
    for code, signs in SIGNS.items():
        if _names(counts.get(code, Counter())) >= OFTEN:
            continue
        for sign in signs:
            if sign not in whole:
                continue
            if number := document.body.count(sign):
                early = document.body.count(sign, 0, lead)
                counts[code]["authority", "lead"] += early
                counts[code]["authority", "body"] += number - early
            if number := document.headline.count(sign):
                counts[code]["authority", "headline"] += number


def _scores(counts: Counts) -> dict[str, float]:
    scores = {
        code: sum(SHARES[manner] * NAMES[zone] * log(1 + number) for (manner, zone), number in each.items())
        for code, each in counts.items()
    }
    code = max(scores, key=lambda each: scores[each], default="")
    others = [each for each in scores if each != code]
    by_company = all(manner == "institution" for each in others for manner, _ in counts[each])
    if code and by_company and scores[code] >= ONLY_TIMES * sum(scores[each] for each in others):
        regions = sum(number for (manner, _), number in counts[code].items() if manner == "region")
        signs = min(MOST_SIGNS, counts[code].total() - 1 + min(1, regions))
        scores[code] += ONLY_SCORE + SIGN_SCORE * signs
    return scores


def _names(each: Counter[tuple[Manner, Zone]]) -> int:
    """Return how often the country is named, by its name or adjective."""
    return sum(number for (manner, _), number in each.items() if manner in {"name", "adjective"})


def _least(each: Counter[tuple[Manner, Zone]], highest: float, length: int, *, reported: bool) -> float:
    """Return the score that the country must reach in a text of so many characters, beside the highest score.

    reported: the report comes from the country.
    """
    named = _names(each)
    share = (LEAST if named else LEAST_UNNAMED) * min(1.0, length / LONG_CHARACTERS)
    enough = MIN_SCORE
    if length < SHORT_CHARACTERS and (named or (not reported and any(m in OWN for m, _ in each))):
        enough *= max(SHORTEST, length / SHORT_CHARACTERS)
        if all(zone == "body" for _, zone in each):
            share = LEAST_LATE
    return max(enough, share * highest)


def reported_from(document: Document, mentions: Sequence[ExtractedMention]) -> tuple[str, ...]:
    """Return the ISO codes of the countries named in the dateline, directly or by a place, in its order."""
    opening = _opening(document, mentions)
    return tuple(
        dict.fromkeys(code for code, each in _coded(document, mentions) if _in_dateline(each, opening))
    )


def _in_dateline(mention: ExtractedMention, opening: int) -> bool:
    return mention.field == "dateline" or (mention.field == "body" and mention.start < opening)


def _coded(document: Document, mentions: Iterable[ExtractedMention]) -> list[tuple[str, ExtractedMention]]:
    """Return the mentions that point to a country, with its code.

    Places in a successor state (Moscow) count for the former country if the text names only the former.
    """
    coded = [(mention.code, mention) for mention in mentions if mention.code]
    named = {code for code, mention in coded if mention.kind == "country"}
    former = {
        successor: code
        for code, successors in FORMER.items()
        if code in named and not _is_past(document, code, coded)
        for successor in successors - named
    }
    return [(former.get(code, code), mention) for code, mention in coded]


def _is_past(document: Document, code: str, coded: list[tuple[str, ExtractedMention]]) -> bool:
    """Whether the text always calls the country a former one."""
    return all(
        document.field(each.field)[max(0, each.start - 12) : each.start].rstrip().endswith(PAST)
        for country, each in coded
        if country == code
    )


def _manner(document: Document, mention: ExtractedMention, *, by_towns: bool) -> Manner:
    """Return how the mention points to its country. by_towns: a town outside a list counts for more."""
    if mention.kind == "country":
        return "adjective" if mention.evidence == "demonym" else "name"
    if mention.kind == "organisation":
        public = mention.entity in PUBLIC_BODIES or (mention.entity or "").startswith(("Senate ", "House "))
        return "authority" if public else "institution"
    if mention.entity in NATIONS:
        return "name"
    if mention.evidence == "region":
        return "region"
    if len(document.body) >= SHORT_CHARACTERS:
        return "place"
    text = document.field(mention.field)
    before = text[max(0, mention.start - MARKET_CHARACTERS) : mention.start]
    if MARKET.search(before):
        return "market"
    return (
        "place"
        if not by_towns or LISTED_BEFORE.search(before) or LISTED_AFTER.match(text, mention.end)
        else "town"
    )


def _zone(mention: ExtractedMention, lead: int) -> Zone:
    if mention.field in {"headline", "standfirst"}:
        return "headline"
    return "lead" if mention.field == "caption" or mention.start < lead else "body"
