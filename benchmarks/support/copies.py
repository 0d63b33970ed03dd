"""Copies of articles as other papers print them: cut, with another headline, and edited."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Copy:
    """The parts of an article that are compared, and how it was changed."""

    headline: str
    body: str
    day: date | None
    changes: tuple[str, ...] = ()


def _sentences(body: str) -> list[str]:
    return re.findall(r"[^.!?]+[.!?]+[”’\"']*\s*|[^.!?]+$", body)


def _cut(copy: Copy, share: float) -> Copy:
    """Cut the end, at a sentence."""
    wanted, kept = share * len(copy.body.split()), ""
    for sentence in _sentences(copy.body):
        kept += sentence
        if len(kept.split()) >= wanted:
            break
    return replace(copy, body=kept.strip())


def _cut_inside(copy: Copy, chance: random.Random) -> Copy:
    """Leave out every fifth sentence."""
    kept = [each for each in _sentences(copy.body) if chance.random() > 0.2]
    return replace(copy, body="".join(kept).strip())


def _replace_words(copy: Copy, words: Sequence[str], chance: random.Random) -> Copy:
    """Replace one word in twenty-five, as editors do: here and there, often two in a row."""
    text = copy.body.split(" ")
    for _ in range(len(text) // 40):
        place = chance.randrange(len(text))
        text[place : place + chance.choice([1, 1, 2])] = [
            chance.choice(words) for _ in range(chance.choice([1, 1, 2]))
        ]
    return replace(copy, body=" ".join(text))


def _add(copy: Copy, paragraph: str, *, first: bool) -> Copy:
    """Add a paragraph of another article, as an introduction or somewhere else."""
    parts = [paragraph, copy.body] if first else [copy.body, paragraph]
    return replace(copy, body="\n\n".join(parts))


def _typography(copy: Copy) -> Copy:
    """Use other quotation marks, dashes and spaces."""
    body = re.sub(r'"([^"\n]*)"', r"“\1”", copy.body).replace("'", "’").replace(" - ", " — ")
    return replace(copy, body=body.replace(". ", ".\u00a0 "))


def _dateline(copy: Copy) -> Copy:
    body = re.sub(r"^[A-Z/ ,.]{3,60} \([A-Za-z]+\) [-–—] ", "", copy.body)
    return replace(copy, body=f"FROM OUR CORRESPONDENT, LONDON — {body}")


def _byline(copy: Copy) -> Copy:
    return replace(
        copy,
        body=f"By Jane Doe and Richard Roe\n\n{copy.body}\n\n© The Daily Example. All rights reserved.",
    )


def make_copy(original: Copy, others: Sequence[Copy], chance: random.Random) -> Copy:
    """Return a copy, cut in most cases and edited in two or three ways."""
    other = chance.choice(others)
    paragraph = " ".join(_sentences(other.body)[1:3])[:300]
    edits: dict[str, Callable[[Copy], Copy]] = {
        "words": lambda copy: _replace_words(copy, other.body.split(), chance),
        "introduction": lambda copy: _add(copy, paragraph, first=True),
        "paragraph": lambda copy: _add(copy, paragraph, first=False),
        "typography": _typography,
        "dateline": _dateline,
        "byline": _byline,
        "sentences": lambda copy: _cut_inside(copy, chance),
    }
    length = chance.choice(["third", "half", "half", "whole"])
    made = _cut(original, {"third": 1 / 3, "half": 1 / 2, "whole": 1}[length])
    chosen = chance.sample(sorted(edits), chance.randint(2, 3))
    for name in chosen:
        made = edits[name](made)
    day = original.day + timedelta(chance.choice([0, 0, 0, 1, 2])) if original.day else None
    return Copy(other.headline, made.body, day, (length, *chosen))
