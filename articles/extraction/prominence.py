"""Which countries an article is about.

A country counts when the headline or the lead names it, or the text names it at least twice. Places and
institutions speak for their country. The dateline says where the report comes from, not what it is about.
"""

import re
from collections import Counter
from collections.abc import Iterable

from articles.extraction.records import Document, Mention

LEAD_CHARACTERS = 300
MIN_MENTIONS = 2
DATELINE = re.compile(
    r"\s{0,20}[A-Z][^\n()]{1,80}?(?:\((?:Reuters|AP|AFP|UPI|Xinhua|CNN|dpa|IPS|Thomson Reuters Foundation)\)"
    r"|, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2})[^\w\n]{1,6}"
)
WEIGHTS = {"headline": 3.0, "standfirst": 2.0, "caption": 1.0}


def dateline_end(body: str) -> int:
    """Where the dateline at the head of the body ends ("MADRID (Reuters) - "), 0 where there is none."""
    match = DATELINE.match(body)
    return match.end() if match else 0


def countries_about(document: Document, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """ISO codes of the countries the article is about, the most prominent first."""
    opening = dateline_end(document.body)
    lead = opening + LEAD_CHARACTERS
    counts: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for mention in mentions:
        code = mention.code
        if code is None or mention.field == "dateline":
            continue
        if mention.field == "body" and mention.start < opening:
            continue
        weight = 1.0 if mention.kind == "country" else 0.6
        counts[code] += 1
        scores[code] += weight
        if mention.field != "body":
            scores[code] += WEIGHTS[mention.field] * weight
        elif mention.start < lead:
            scores[code] += 2.0 * weight
    about = [code for code in counts if counts[code] >= MIN_MENTIONS or scores[code] >= 2.0]
    return tuple(sorted(about, key=lambda code: -scores[code]))
