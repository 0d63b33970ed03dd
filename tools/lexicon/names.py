"""Write given_names.txt, surnames.txt, word_surnames.txt, female_names.txt and common_words.txt.

    python tools/lexicon/names.py CORPORA

CORPORA contains gmb.csv.xz (tagged person names) and news-30k.jsonl.xz (unlabelled text, used only for
counts). Names also come from the lists of Faker and Mimesis, and from the 1990 US Census counts in the
package "names"; all three packages must be installed.
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
from importlib.metadata import distribution
from pathlib import Path

import faker.providers.person as faker_people

FOLDER = Path(__file__).resolve().parents[2] / "articles" / "extraction" / "lexicon" / "data"
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
#: A given name counts as female if the census has it at least this many times more often for women.
FEMALE_TIMES = 20
#: This many of the most frequent family names are kept even if they are also words ("Green", "Wood").
FREQUENT_FAMILIES = 1200
#: Of this many, those that are also words count as family names after a given name.
WORD_FAMILIES = 8000


def is_latin(word: str) -> bool:
    """Whether the word is written in Latin letters."""
    return max(word, default="z") < "ɐ"


def faker_names() -> tuple[set[str], set[str], set[str]]:
    """Return the given names, surnames and women's names in Latin script of all Faker locales."""
    given: set[str] = set()
    family: set[str] = set()
    female: set[str] = set()
    male: set[str] = set()
    for module in pkgutil.iter_modules(faker_people.__path__):
        provider = importlib.import_module(f"{faker_people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if not attribute.startswith(("first_name", "last_name")) or not isinstance(values, Collection):
                continue
            latin = {value for value in values if isinstance(value, str) and is_latin(value)}
            target = given if attribute.startswith("first_name") else family
            target |= latin
            if attribute.startswith(("first_names_female", "first_names_male")):
                gendered = female if "female" in attribute else male
                gendered |= latin
    return given, family, female - male


def _package_file(package: str, name: str) -> Path:
    """Return the path of a package's data file. Importing "names" would import this script instead."""
    return Path(str(distribution(package).locate_file(f"{package}/{name}")))


def mimesis_names() -> tuple[set[str], set[str], set[str]]:
    """Return given names, surnames and women's names of all Mimesis locales."""
    given: set[str] = set()
    family: set[str] = set()
    female: set[str] = set()
    male: set[str] = set()
    for path in sorted(_package_file("mimesis", "datasets").glob("*/person.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        female |= set(record.get("names", {}).get("female", ()))
        male |= set(record.get("names", {}).get("male", ()))
        surnames = record.get("surnames", ())
        family.update(*(surnames.values() if isinstance(surnames, dict) else [surnames]))
    given = female | male
    return {n for n in given if is_latin(n)}, {n for n in family if is_latin(n)}, female - male


def census_names(name: str) -> dict[str, float]:
    """Return the names in a census file with their share in percent, most frequent first."""
    lines = _package_file("names", name).read_text(encoding="ascii").splitlines()
    return {_cased(columns[0]): float(columns[1]) for line in lines if (columns := line.split())}


def _cased(name: str) -> str:
    """Return a name in capitals, as in the census ("MCCARTHY"), in normal case."""
    word = name.capitalize()
    return f"Mc{word[2:].capitalize()}" if word.startswith("Mc") and len(word) > 4 else word


def own_words() -> dict[str, set[str]]:
    """Return the sections of names_own.txt."""
    sections: dict[str, set[str]] = {}
    name = ""
    for line in Path(__file__).with_name("names_own.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            sections.setdefault(name, set()).update(line.split())
    return sections


def gmb_names(path: Path, titles: set[str]) -> Iterator[list[str]]:
    """Yield person names of two or more words from the Groningen Meaning Bank, without titles."""
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
    """Return counts of lower-case words, of words capitalised in mid-sentence, and surnames by given name."""
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
    """Write one word per line below a header that names the sources."""
    head = (
        f"# {title}\n# Sources: lists of Faker and Mimesis (MIT), US Census 1990 and person tags of the"
        "\n# Groningen Meaning Bank (public domain), counts over unlabelled news, names_own.txt."
        "\n# Made by tools/lexicon/names.py.\n"
    )
    text = head + "".join(f"{word}\n" for word in sorted(words))
    (FOLDER / name).write_text(text, encoding="utf-8")


def common_words(lower: Counter[str], capital: Counter[str]) -> set[str]:
    """Return the words that are mostly written in lower case."""
    return {
        word
        for word, count in lower.items()
        if count >= MIN_LOWER and count > 0.8 * capital[word.capitalize()] and word.isascii()
    }


def title_words() -> set[str]:
    """Return titles and organisation words, which are not names."""
    return {
        word
        for name in ("titles.txt", "organisation_words.txt")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    }


def main(corpora: Path) -> None:
    """Read all sources and write the lists."""
    own, titles = own_words(), title_words()
    lower, capital, pairs = count_news(corpora / "news-30k.jsonl.xz")
    common = common_words(lower, capital)
    given, family, female = faker_names()
    more_given, more_family, more_female = mimesis_names()
    # some are medieval spellings
    given |= more_given & capital.keys()
    family |= more_family
    female |= more_female
    women, men = census_names("dist.female.first"), census_names("dist.male.first")
    given |= women.keys() | men.keys()
    female |= women.keys()
    female -= {name for name in men if women.get(name, 0) < FEMALE_TIMES * men[name]}
    counted = list(census_names("dist.all.last"))
    family |= set(counted)
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
    ordinary -= set(counted[:FREQUENT_FAMILIES])
    family = {n for n in known if len(n) > 1} - ordinary - own["no names"] - titles | own["family"]
    given = {name for name in given if len(name) > 1 and name.isalpha() and name[0].isupper()} - stop
    given = (given | own["given"]) - own["no given names"]
    write("given_names.txt", "Given names that open a person's name.", given)
    words = {n for n in counted[:WORD_FAMILIES] if n.lower() in common} - family - own["no names"] - titles
    write("word_surnames.txt", "Family names that are words, too: only after a given name.", words)
    write("female_names.txt", "Given names of women.", female & given)
    write("surnames.txt", "Family names (weak evidence only).", family)
    write("common_words.txt", "Words that news writes in lower case.", common)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
