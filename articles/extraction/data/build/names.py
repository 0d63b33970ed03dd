"""Write given_names.txt, surnames.txt and common_words.txt.

    python articles/extraction/data/build/names.py CORPORA

CORPORA holds gmb.csv.xz (person names tagged) and news-30k.jsonl.xz (unlabelled text, read for
counts only). Names are also taken from the provider lists of Faker.
"""

import csv
import importlib
import json
import lzma
import pkgutil
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import faker.providers.person as faker_people

FOLDER = Path(__file__).resolve().parents[1]
WORD = re.compile(r"([.!?:\"“”]\s*)?\b([^\W\d_]+(?:['’-][^\W\d_]+)*)")
NAME = r"[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?"
MIDDLE = r"(?:[A-Z]\.\s?)*"
ROLE = (
    r"\b(?:[Pp]resident|[Mm]inister|[Ss]enator|Sen\.|Rep\.|Gov\.|[Gg]overnor|[Cc]hairman|CEO|"
    r"[Ss]pokesman|[Ss]pokeswoman|[Aa]nalyst|[Ee]conomist|[Ss]trategist|[Ll]awyer|[Jj]udge|"
    r"[Cc]oach|[Ll]eader|[Mm]ayor|[Pp]rofessor)"
)
CONTEXTS = [
    re.compile(rf"{ROLE} ({NAME}) {MIDDLE}({NAME})\b(?!\.? [A-Z])"),
    re.compile(rf"\bsaid ({NAME}) {MIDDLE}({NAME}), "),
    re.compile(rf"(?<=[a-z,] )({NAME}) {MIDDLE}({NAME}), (?:\d\d,|who |an? [a-z]+ (?:at|with) )"),
    re.compile(rf"\b({NAME}) {MIDDLE}({NAME}) (?:said|told|added)\b"),
]
MIN_CONTEXTS = 3
MIN_LOWER = 12


def faker_names() -> tuple[set[str], set[str]]:
    """Given names and surnames in Latin script from every locale of Faker."""
    given: set[str] = set()
    family: set[str] = set()
    for module in pkgutil.iter_modules(faker_people.__path__):
        provider = importlib.import_module(f"{faker_people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            target = given if attribute.startswith("first_name") else family
            if attribute.startswith(("first_name", "last_name")) and isinstance(values, Collection):
                target |= {v for v in values if isinstance(v, str) and max(v, default="z") < "ɐ"}
    return given, family


def own_words() -> dict[str, set[str]]:
    """The sections of names_own.txt."""
    sections: dict[str, set[str]] = {}
    name = ""
    for line in Path(__file__).with_name("names_own.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            sections.setdefault(name, set()).update(line.split())
    return sections


def gmb_names(path: Path, titles: set[str]) -> Iterator[list[str]]:
    """Person names of two or more words in the Groningen Meaning Bank, titles removed."""
    current: list[str] = []
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for _, word, _, tag in csv.reader(handle):
            if tag == "I-per" and current:
                current.append(word)
                continue
            while current and (current[0] in titles or not current[0][0].isupper()):
                current.pop(0)
            if len(current) > 1:
                yield current
            current = [word] if tag == "B-per" else []


def count_news(path: Path) -> tuple[Counter[str], Counter[str], dict[str, set[str]]]:
    """Lower-case and mid-sentence capitalised word counts, and given name -> surnames in context."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    pairs: dict[str, set[str]] = defaultdict(set)
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            body = json.loads(line)["body"]
            for start, word in WORD.findall(body):
                if word[0].islower():
                    lower[word] += 1
                elif not start and not word.isupper():
                    capital[word] += 1
            for pattern in CONTEXTS:
                for given, family in pattern.findall(body):
                    pairs[given].add(family)
    return lower, capital, pairs


def write(name: str, title: str, words: set[str]) -> None:
    """One word a line under a head that names the sources."""
    head = (
        f"# {title}\n# Sources: Faker provider lists (MIT), person tags of the Groningen Meaning Bank"
        "\n# (public domain), counts over unlabelled news, names_own.txt. Made by build/names.py.\n"
    )
    text = head + "".join(f"{word}\n" for word in sorted(words))
    (FOLDER / name).write_text(text, encoding="utf-8")


def common_words(lower: Counter[str], capital: Counter[str]) -> set[str]:
    """Words that are written in lower case far more often than not."""
    return {
        word
        for word, count in lower.items()
        if count >= MIN_LOWER and count > 0.8 * capital[word.capitalize()] and word.isascii()
    }


def title_words() -> set[str]:
    """Titles and words of organisations, which are no names."""
    return {
        word
        for name in ("titles.txt", "organisation_words.txt")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    }


def main(corpora: Path) -> None:
    """Read everything, decide, write the three lists."""
    own, titles = own_words(), title_words()
    lower, capital, pairs = count_news(corpora / "news-30k.jsonl.xz")
    common = common_words(lower, capital)
    given, family = faker_names()
    tagged: Counter[str] = Counter()
    for name in gmb_names(corpora / "gmb.csv.xz", titles):
        tagged[name[0]] += 1
        family.add(name[-1])
    given |= {name for name, count in tagged.items() if count > 1}
    given |= {name for name, surnames in pairs.items() if len(surnames) >= MIN_CONTEXTS}
    stop = {word.capitalize() for word in common}
    stop -= {name for name in given if capital[name] > 0.25 * lower[name.lower()]}
    stop = (stop | own["no names"] | titles) - own["kept"]
    contexts = Counter(name for surnames in pairs.values() for name in surnames)
    known = (family & (capital.keys() | tagged.keys())) | {n for n in contexts if capital[n] > 2}
    ordinary = {n for n in known if contexts[n] <= 2 or capital[n] <= 0.02 * lower[n.lower()]} & stop
    family = {n for n in known if len(n) > 1} - ordinary - own["no names"] - titles | own["family"]
    given = {name for name in given if len(name) > 1 and name.isalpha() and name[0].isupper()} - stop
    given = (given | own["given"]) - own["no given names"]
    write("given_names.txt", "Given names that open a person's name.", given)
    write("surnames.txt", "Family names (weak evidence only).", family)
    write("common_words.txt", "Words that news writes in lower case.", common)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
