"""Small files in the formats that training reads, made up for the tests."""

import csv
import json
import lzma
import random
from io import StringIO
from pathlib import Path

#: Word and tag.
Row = tuple[str, str]

PEOPLE = [
    "Anna Kovacs",
    "Ketil Tovask",
    "Ilmar Dask",
    "Joram Wexo",
    "Pieter Vanth",
    "Olga Renko",
    "Marek Tusk",
]
PLACES = ["Quandel", "Lima", "Nairobi", "Ostrivar", "Minsk", "Belvoir"]
COMPANIES = ["Vexil Group", "Dorn Holdings", "Astra Bank", "Kelm Institute", "Norvik Union"]
TEMPLATES = [
    "{person} told reporters in {place} that {company} would close .",
    "Officials of {company} met {person} on Monday .",
    "The {company} said {person} had left {place} .",
    "In {place} , {person} called for talks .",
    "{person} and {person} flew to {place} for {company} .",
    "Nobody came to the talks .",
]  # fmt: skip


def tagged(sentence: str) -> list[Row]:
    """Rows of a sentence whose names are written "[per Anna Kovacs]"."""
    rows: list[Row] = []
    kind = ""
    for word in sentence.split():
        if word.startswith("["):
            kind = f"B-{word[1:]}"
            continue
        ends = word.endswith("]")
        rows.append((word.rstrip("]"), kind or "O"))
        kind = "" if ends else kind.replace("B-", "I-")
    return rows


def sentences(count: int, seed: int = 5) -> list[str]:
    """This many sentences from the templates, with names marked."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        words = chance.choice(TEMPLATES).split()
        names = {"{person}": ("per", PEOPLE), "{place}": ("geo", PLACES), "{company}": ("org", COMPANIES)}
        for at, word in enumerate(words):
            if word in names:
                kind, choices = names[word]
                words[at] = f"[{kind} {chance.choice(choices)}]"
        made.append(" ".join(words))
    return made


def write_gmb(path: Path, marked: list[str]) -> Path:
    """A file in the format of the Groningen Meaning Bank, plain or .xz."""
    file = StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(["Sentence #", "Word", "POS", "Tag"])
    for number, sentence in enumerate(marked, start=1):
        for at, (word, tag) in enumerate(tagged(sentence)):
            rows.writerow(["" if at else f"Sentence: {number}", word, "NNP", tag])
    data = file.getvalue().encode()
    path.write_bytes(lzma.compress(data) if path.suffix == ".xz" else data)
    return path


def write_news(path: Path, bodies: list[str]) -> Path:
    """Articles as JSON lines."""
    lines = [
        json.dumps({"id": number, "headline": "News", "body": body}) for number, body in enumerate(bodies)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
