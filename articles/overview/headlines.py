"""Which headline stands out: the shortest that is still a sentence."""

import re
from collections.abc import Iterable

LEAST_WORDS = 4
# "UPDATE 1-…", "FACTBOX: …", "Live | …": labels of an agency or a page, not what happened.
_LABELLED = re.compile(r"^[^a-z]{3,}[-–:]|[|:»]|\.{3}|…|\?$")


def most_striking(headlines: Iterable[tuple[int, str]]) -> int | None:
    """Return the id of the shortest headline of four words or more, without a label, or None."""
    usable = [
        (len(text), -pk)
        for pk, text in headlines
        if len(text.split()) >= LEAST_WORDS and not _LABELLED.search(text) and not text.isupper()
    ]
    return -min(usable)[1] if usable else None
