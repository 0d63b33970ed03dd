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
NOT_NAMES = set(
    """But The While As And In On At For If When He She It We They You This That There New National
    Capital American Business Motors General Financial Research Bank Group Holdings Asset Street
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March July September
    October November December North South East West Central Sterling Bloomberg Reuters Sunni Roman
    Shiite Muslim Christian Jewish Israel Lebanese Taliban Hamas Al El Van De Von Der La Le Du Bin
    Ben-Gurion United States World Energy Health Oil Global Advisors Securities Markets Management
    Insurance Investment Investments Partners Associates University College School Institute Center
    Action Analytics Automotive Aviation Blank Block Blood Blue Book Cars Command Daily Drain Economics
    Fan Force Forum Funds Gang Ham Heck Human Hung International Jihad Law Lawless Lien Line Lone Media
    News Operations Oversight Place Post Power Protection Re Read Reform Rein Report Review Sands
    Services Star Statistics Square Tin Watch Wine Ah Ally Beta Camp Coy Dove Gala Genesis Heaven
    Harmony Liberty Mats Metro Maverick Olive Pepper Pink Prophet Prosper Steward Tad Tea Till Times Veer
    Wash Blaze May Street Wall Broadway Square Avenue Road Stadium Park Airport Hotel Plaza Tower Dow
    Nasdaq Treasury Treasuries Islam Internet Web Christmas Easter Olympics Olympic Cup Open Masters
    Air Apple Google Ford Toyota Honda Nissan Siemens House White Wall Committee Agency Department
    Federal Democratic Republican Conservative Labour Party Congress Senate Union European Chinese
    Japanese German French British Russian Indian Greek Wells Old San Santa Los Las Saint St""".split()
)
#: Given names somewhere that in English news are first of all something else.
PLACES_AND_ADJECTIVES = set(
    """America Brazil China Cuba France Germany India Iran Iraq Italy Japan Kenya Korea Mali Mexico Nazi
    Nigeria Oman Peru Russia Spain Sudan Syria Texas Utah Virginia-state Sweden Poland Africa Asia Europe
    Said Than Mate Peer Magic COmfort Spike Ne Di Buzz Chip-maker Florida Chicago Atlanta Louisiana Missouri
    Wisconsin Houston Melbourne Indiana Dallas Cleveland Washington Rome Manila Basel Nile Adelaide Aden
    Alberta Alexandria Aspen Bristol Brittany Cheyenne Essex Devon Kent Greenwich Hobart Littleton Lourdes
    Montgomery Roswell Sabah Sanaa Samara Selma Siena Trenton Tula Valencia Venice Verona Modena Dijon
    London Moscow Berlin Tokyo Boston Brooklyn Bronx Manhattan Nevada Montana Dakota Carolina Arizona
    Alabama Kansas Tennessee Ohio Persia Britain Wales Scotland Gaza Crimea Ankara Cairo Tripoli Lima
    Roma Milan Genoa Oslo Vienna Geneva Havana Bali Java Goa Riviera Odessa Riga Kabul Baku Bucha
    Pacific Atlantic Arctic Phoenix Memphis Denver Chelsea Arsenal Everton Inter Ajax
    Nokia Ericsson Mercedes Toyota Sony Siemens Bentley Lexus Pepsi Disney Harley Nike Prada Armani
    Swiss Dutch Latin Hindu Kurd Arab Nobel Oscar-winning Senate Zion""".split()
)
SURNAMES_TOO = {"King", "Dean", "Major", "Prince", "Bishop", "Pope", "Judge", "Marshal", "Price", "Park"}
KEEP = {"Park", "Will", "Christian", "Roman", "Israel", "Sterling", "Dean", "Earl", "Duke", "Ben"}
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


def own_given_names() -> set[str]:
    """The names of given_own.txt."""
    lines = Path(__file__).with_name("given_own.txt").read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


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
        "\n# (public domain), counts over unlabelled news. Made by build/names.py.\n"
    )
    text = head + "".join(f"{word}\n" for word in sorted(words))
    (FOLDER / name).write_text(text, encoding="utf-8")


def main(corpora: Path) -> None:
    """Read everything, decide, write the three lists."""
    titles = {
        word
        for name in ("titles.txt", "organisation_words.txt")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    }
    lower, capital, pairs = count_news(corpora / "news-30k.jsonl.xz")
    common = {
        word
        for word, count in lower.items()
        if count >= MIN_LOWER and count > 0.8 * capital[word.capitalize()] and word.isascii()
    }
    given, family = faker_names()
    tagged: Counter[str] = Counter()
    for name in gmb_names(corpora / "gmb.csv.xz", titles):
        tagged[name[0]] += 1
        family.add(name[-1])
    given |= {name for name, count in tagged.items() if count > 1}
    given |= {name for name, surnames in pairs.items() if len(surnames) >= MIN_CONTEXTS}
    stop = {*titles, *NOT_NAMES, *(word.capitalize() for word in common)}
    stop -= {name for name in given if capital[name] > 0.25 * lower[name.lower()]}
    stop = (stop | NOT_NAMES | titles) - KEEP
    seen = capital.keys() | tagged.keys()
    contexts = Counter(name for surnames in pairs.values() for name in surnames)
    family = {
        name
        for name in (family & seen) | {name for name in contexts if capital[name] > 2}
        if len(name) > 1
        and (name not in stop or (contexts[name] > 2 and capital[name] > 0.02 * lower[name.lower()]))
        and name not in NOT_NAMES | titles
    } | SURNAMES_TOO
    given = {name for name in given if len(name) > 1 and name.isalpha() and name[0].isupper()} - stop
    given |= own_given_names() - {"Taoiseach", "Tengku", "Datuk", "Dato", "Mufti", "Sheikh", "Shah", "Sultan"}
    given -= PLACES_AND_ADJECTIVES
    write("given_names.txt", "Given names that open a person's name.", given)
    write("surnames.txt", "Family names (weak evidence only).", family)
    write("common_words.txt", "Words that news writes in lower case.", common)
    print(len(given), "given names,", len(family), "surnames,", len(common), "common words")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
