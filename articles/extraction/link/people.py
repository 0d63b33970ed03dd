"""Link people, within one document.

All forms of a full name are one entity ("John F. Kerry", "Jack Kerry"). A family name refers to the only
person of the document with that name; a title or "Mrs." before it may decide between two. Otherwise it is
ambiguous, or unknown if no full name matches. Nothing is guessed across documents.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.lexicon.words import FEMALE_NAMES, GIVEN_NAMES, SUFFIXES, TITLES
from articles.extraction.person_names.parts import family_names, given_name, name_words
from articles.extraction.person_names.spellings import PersonName, alike, parse

#: More names with one family name are not compared with each other: they are a list, or noise.
MAX_NAMESAKES = 40
FEMALE = frozenset({"Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Mme.", "Mme", "Lady", "Dame", "Queen", "Frau"})
MALE = frozenset({"Mr.", "Mr", "Sir", "Lord", "King", "Herr", "Monsieur"})
QUOTES = "\"“”'’`"
_NICKNAME = re.compile(rf"\s[{QUOTES}][^{QUOTES}]{{1,40}}[{QUOTES}]\s")
_WORD_BEFORE = re.compile(r"([^\W\d_]+\.?)\s{1,2}$")
#: Characters before a name in which to look for a title.
TITLE_CHARACTERS = 24


@dataclass(eq=False)
class Person:
    """A person in the document: the forms of the full name with their counts, and titles."""

    forms: Counter[str] = field(default_factory=Counter)
    names: list[PersonName] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    @property
    def display(self) -> str:
        """The form to show: the most frequent one, preferring a given name to an initial."""
        return max(self.forms, key=lambda form: (form[1:2] != ".", self.forms[form]))

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

    def mention(self, span: Span) -> ExtractedMention:
        """Return the mention for a person span."""
        if span.evidence == "name" or (span.field, span.start) in self._couples:
            form = self._couples.get((span.field, span.start)) or _display_form(span.text)
            person = self._people[form]
            if person is None:
                return ExtractedMention.of(span, None, None, "ambiguous")
            return ExtractedMention.of(span, person.display, None, "linked")
        people = self._who(span)
        if len(people) == 1:
            return ExtractedMention.of(span, next(iter(people)).display, None, "linked")
        return ExtractedMention.of(span, None, None, "ambiguous" if people else "unknown")

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

    def _word_before(self, span: Span) -> str:
        text = self._document.field(span.field)[max(0, span.start - TITLE_CHARACTERS) : span.start]
        match = _WORD_BEFORE.search(text)
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


def _display_form(text: str) -> str:
    words = name_words(_NICKNAME.sub(" ", text) if text[-1:] not in QUOTES else text)
    while len(words) > 2 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words).replace(" ,", ",")
