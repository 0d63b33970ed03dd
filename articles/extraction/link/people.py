"""Link people, within one document.

All forms of a full name are one entity ("John F. Kerry", "Jack Kerry"). A family name refers to the only
person of the document with that name; a title or "Mrs." before it may decide between two. If no full name
matches, it refers to the holder of an office at the time (`person_names/offices.py`). Otherwise it is
ambiguous or unknown.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise

from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.lexicon.words import FEMALE_NAMES, GIVEN_NAMES, SUFFIXES, TITLES
from articles.extraction.person_names.capitals import natural_case
from articles.extraction.person_names.offices import (
    FEMALE,
    HOLDERS,
    MALE,
    OfficeHolder,
    holder_of,
    known_as,
    namesake,
    titled_holder,
)
from articles.extraction.person_names.parts import family_names, given_name, name_words
from articles.extraction.person_names.spellings import PersonName, alike, parse

#: More names with one family name are not compared with each other: they are a list, or noise.
MAX_NAMESAKES = 40
QUOTES = "\"“”'’`"
_NICKNAME = re.compile(rf"\s[{QUOTES}][^{QUOTES}]{{1,40}}[{QUOTES}]\s")
_WORD_BEFORE = re.compile(r"([^\W\d_]+\.?)\s{1,2}$")
#: Characters before a name in which to look for a title.
TITLE_CHARACTERS = 40
_GENDERED = tuple(f"{title} " for title in FEMALE | MALE)
#: Scores of a surname that means the holder of an office: named with the title in the text, and alone.
TITLED, ALONE = 0.75, 0.65


@dataclass(eq=False)
class Person:
    """A person in the document: the forms of the full name with their counts, and titles.

    usual: the name under which the archive has the person, if another than these forms.
    """

    forms: Counter[str] = field(default_factory=Counter)
    names: list[PersonName] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    usual: str | None = None

    @property
    def display(self) -> str:
        """The form to show: the usual one, or the most frequent, preferring a given name to an initial."""
        return self.usual or max(self.forms, key=lambda form: (form[1:2] != ".", self.forms[form]))

    @property
    def is_female(self) -> bool | None:
        """Whether the given name is female, or None if unknown."""
        given = self.display.partition(" ")[0]
        return given in FEMALE_NAMES if given in GIVEN_NAMES else None


class People:
    """The people that a document names in full; resolves shorter names."""

    def __init__(self, document: Document, spans: list[Span]) -> None:
        self._document = document
        self._people: dict[str, Person | None] = {}
        self._couples: dict[tuple[str, int], str] = {}
        self._families: dict[str, set[Person]] = defaultdict(set)
        self._givens: dict[str, set[Person]] = defaultdict(set)
        persons = [span for span in spans if span.kind == "person"]
        forms = Counter(_display_form(span.text) for span in persons if span.evidence == "name")
        for span, following in pairwise(persons):
            if (name := self._partner(span, following)) is not None:
                self._couples[span.field, span.start] = name
                forms[name] += 0
        self._gather(forms)
        for span in persons:
            if span.evidence == "name" and (person := self._people[_display_form(span.text)]):
                person.titles.add(self._word_before(span))
        for form, person in self._people.items():
            if person is not None:
                self._learn(form, person)
        self._name_by_office()
        self._holders = self._titled_holders(persons)

    def mention(self, span: Span) -> ExtractedMention:
        """Return the mention for a person span."""
        if span.evidence == "name" or (span.field, span.start) in self._couples:
            form = self._couples.get((span.field, span.start)) or _display_form(span.text)
            person = self._people[form]
            if person is None:
                return ExtractedMention.of(span, None, None, "ambiguous")
            return ExtractedMention.of(span, person.display, None, "linked")
        people = self._who(span)
        if span.evidence == "surname" and (len(people) != 1 or self._contradicts(span, next(iter(people)))):
            holder = self._holder(span, people)
            if holder is not None:
                return self._by_office(span, holder)
        if len(people) == 1:
            return ExtractedMention.of(span, next(iter(people)).display, None, "linked")
        return ExtractedMention.of(span, None, None, "ambiguous" if people else "unknown")

    def _contradicts(self, span: Span, person: Person) -> bool:
        """Whether the title before a surname is not this person's: "Mr. Clinton" and "President Clinton" in a
        text that names only Hillary Clinton in full."""
        before = self._before(span)
        if before.endswith(_GENDERED):
            return person.is_female is (self._word_before(span) in MALE)
        holder = titled_holder(span.text, before, self._document.published)
        return holder is not None and not _is_holder(person, holder)

    def _holder(self, span: Span, people: set[Person]) -> OfficeHolder | None:
        """Return the holder of an office that the surname means, unless people of the text share it."""
        before, day = self._before(span), self._document.published
        titled = titled_holder(span.text, before, day)
        if titled is not None or (self._word_before(span) in TITLES and len(people) > 1):
            return titled
        if len(people) > 1:
            holder = holder_of(span.text, before, day)
            named = [person for person in people if holder is not None and _is_holder(person, holder)]
            return holder if len(named) == 1 else None
        surname = " ".join(word for word in name_words(span.text) if word not in SUFFIXES)
        if not people and (known := self._holders.get(surname.casefold())) is not None:
            title = self._word_before(span)
            if not ((title in FEMALE and not known.is_female) or (title in MALE and known.is_female)):
                return known
        return holder_of(surname, before, day)

    def _by_office(self, span: Span, holder: OfficeHolder) -> ExtractedMention:
        """Return the mention of a holder: in the text's own words if it names the person in full."""
        for person in self._families.get(span.text.casefold(), ()):
            if _is_holder(person, holder):
                return ExtractedMention.of(span, person.display, None, "linked")
        named = self._holders.get(span.text.casefold())
        score = min(span.score, TITLED if named is not None and named.name == holder.name else ALONE)
        return replace(ExtractedMention.of(span, holder.name, None, "linked", evidence="office"), score=score)

    def _name_by_office(self) -> None:
        """Give the people the names under which the archive has them ("Charles Schumer", "George Bush")."""
        document = self._document
        texts = [document.headline, document.standfirst, document.dateline, document.body]
        for person in {person for person in self._people.values() if person is not None}:
            shown = person.display
            person.usual = namesake(shown, document.published, texts)
            if person.usual is None and person.names and person.names[0].family in HOLDERS:
                person.usual = known_as(person.names, document.published)

    def _titled_holders(self, persons: list[Span]) -> dict[str, OfficeHolder]:
        """Return the holders that the text names by title and surname, by surname."""
        found: dict[str, OfficeHolder] = {}
        for span in persons:
            if span.evidence == "surname" and span.text.casefold() not in found:
                holder = titled_holder(span.text, self._before(span), self._document.published)
                if holder is not None:
                    found[span.text.casefold()] = holder
        return found

    def by_short_name(self, name: str) -> str | None:
        """Return the only person of the document with this given name or family name, or None."""
        people = self._givens.get(name.casefold(), set()) | self._families.get(name.casefold(), set())
        return next(iter(people)).display if len(people) == 1 else None

    def _who(self, span: Span) -> set[Person]:
        """Return the people that a shorter name may refer to."""
        words = [word.casefold() for word in name_words(span.text) if word not in SUFFIXES]
        table = self._givens if span.evidence == "alias" else self._families
        people = table.get(" ".join(words)) or table.get(words[-1] if words else "", set())
        if not people and words and words[-1][-1:] in {"s", "S"}:
            # "the Clintons": the family, even if only one member is named
            family = table.get(words[-1][:-1], set())
            return family if len(family) != 1 else family | {Person()}
        return self._chosen(span, people) if len(people) > 1 else people

    def _chosen(self, span: Span, people: set[Person]) -> set[Person]:
        """Return those of the people that fit the title before the name."""
        title = self._word_before(span)
        if title in FEMALE or title in MALE:
            by_given = {person for person in people if person.is_female is (title in FEMALE)}
            others = {person for person in people if person.is_female is not (title in FEMALE)}
            return by_given if all(person.is_female is not None for person in others) and by_given else people
        if title in TITLES:
            return {person for person in people if title in person.titles} or people
        return people

    def _before(self, span: Span) -> str:
        return self._document.field(span.field)[max(0, span.start - TITLE_CHARACTERS) : span.start]

    def _word_before(self, span: Span) -> str:
        match = _WORD_BEFORE.search(self._before(span))
        return match[1] if match else ""

    def _partner(self, span: Span, following: Span) -> str | None:
        """Return the full name of a given name before "and Hillary Clinton" ("Bill and Hillary Clinton")."""
        if span.evidence != "alias" or following.evidence != "name" or span.field != following.field:
            return None
        between = self._document.field(span.field)[span.end : following.start]
        words = name_words(following.text)
        if between.strip() not in {"and", "&"} or span.text not in GIVEN_NAMES or given_name(words) is None:
            return None
        family = family_names(words)[0]
        return f"{span.text} {family}" if span.text != family else None  # "Kerry and John Kerry"

    def _gather(self, forms: Counter[str]) -> None:
        """Group the forms of a name by person. A form that fits two people belongs to neither."""
        families: dict[str, list[tuple[str, PersonName]]] = defaultdict(list)
        for form, count in forms.items():
            name = parse(form)
            if name is None:
                self._people[form] = Person(Counter({form: count}))
            else:
                families[name.group[1]].append((form, name))
        for namesakes in families.values():
            # Most specific first, so that a short form joins a long one if only one fits.
            ordered = sorted(namesakes, key=lambda each: (-len(each[1].middles), len(each[1].given) == 1))
            people: list[Person] = []
            for form, name in ordered:
                self._people[form] = self._place(form, name, forms[form], people)

    def _place(self, form: str, name: PersonName, count: int, people: list[Person]) -> Person | None:
        same: list[Person] = []
        if len(people) < MAX_NAMESAKES:
            same = [person for person in people if all(alike(name, each) for each in person.names)]
        if len(same) > 1:
            return None
        person = same[0] if same else Person()
        if not same:
            people.append(person)
        person.forms[form] = count
        person.names.append(name)
        return person

    def _learn(self, form: str, person: Person) -> None:
        words = name_words(form)
        plain = [word for word in words if word not in SUFFIXES and word != ","]
        tails = {" ".join(plain[start:]) for start in range(1, len(plain)) if plain[start][-1] != "."}
        for family in {*family_names(words), *tails}:
            self._families[family.casefold()].add(person)
        if given := given_name(words):
            self._givens[given.casefold()].add(person)


def _is_holder(person: Person, holder: OfficeHolder) -> bool:
    name = parse(holder.name)
    return name is not None and bool(person.names) and all(alike(name, each) for each in person.names)


def _display_form(text: str) -> str:
    words = name_words(_NICKNAME.sub(" ", text) if text[-1:] not in QUOTES else text)
    if text.isupper() and any(len(word) > 2 and "." not in word for word in words):
        words = natural_case(" ".join(words)).split()
    while len(words) > 2 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words).replace(" ,", ",")
