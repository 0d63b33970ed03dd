"""Rules that decide which words in a run of capitalised words are a person's name.

A run ends at a word already recognised as a country, place or organisation. Two or more words need evidence:
a known given name, a title or role before them, an initial, or a context typical of people. A single word
remains a candidate, on which the document decides.
"""

from dataclasses import dataclass

from articles.extraction.lexicon.boilerplate import BLANK
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    AFTER_THINGS,
    ALSO_FAMILY,
    COMMON_WORDS,
    COMPANY_ROLES,
    COURTESY,
    FAMILY_FIRST,
    FIRM_NOUNS,
    FIRM_ROLES,
    FOREIGN_ROLES,
    GIVEN_COUNTRIES,
    GIVEN_NAMES,
    GIVEN_PLACES,
    LARGER_NAMES,
    LEADING_PARTICLES,
    NAMED_AFTER,
    NEVER_NAMES,
    NOT_PEOPLE,
    PARTICLES,
    REGNAL,
    ROLES,
    SAINTS,
    SHIPS,
    SIGNS_ANALYSTS,
    SIGNS_AT,
    SIGNS_OF,
    SPEECH,
    STAFF,
    SUFFIXES,
    SURNAMES,
    TITLE_PARTS,
    TITLES,
    WEAK_TITLES,
    WHEREABOUTS,
    WORD_GIVEN_NAMES,
    WORD_SURNAMES,
)
from articles.extraction.person_names.offices import KNOWN_FULL
from articles.extraction.recognise.people.given import DOUBTFUL_GIVEN, is_after_title, is_doubtful_given
from articles.extraction.recognise.people.words import is_family, is_initial, is_name_word

#: In brackets after a company, before its ticker symbol.
EXCHANGES_OR_CODE = frozenset({"NYSE", "NASDAQ", "Nasdaq", "AMEX", "LSE", "TSX", "OTC", BLANK})
#: Particles that also join two names.
CONJUNCTIONS = frozenset({"y", "e"})
#: Last words of longer names that are no family names, and first words of what looks like a person.
NEVER_FAMILY = LARGER_NAMES - ALSO_FAMILY - SURNAMES
OPENING_OTHERS = frozenset(name.partition(" ")[0] for name in NOT_PEOPLE)
#: Titles that are names, too, between a given name and another: "Hassan Sheikh Mohamud".
MIDDLE_TITLES = frozenset(
    {"Sheikh", "Sheik", "Shaikh", "Haji", "Imam", "Sultan", "Raja", "Amir", "King", "Prince"}
)
MAX_WORDS = 5
#: Suffixes that only people have.
YOUNGER = SUFFIXES - REGNAL
ACCEPT = 0.7


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """The words of a text from first to last (exclusive), which may name a person.

    score: 0 to 1; below ACCEPT, the candidate needs support from the document. titled: a title directly
    precedes it. chance: the trained model's probability, 0 without a model. thing: the words around it show
    that it is a firm or a ship.
    """

    text: TokenizedText
    first: int
    last: int
    score: float
    titled: bool
    chance: float = 0.0
    thing: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.words[self.first : self.last]


def split_run(text: TokenizedText, first: int, last: int) -> list[tuple[int, int, bool]]:
    """Split a run of capitalised words into pieces of name words, initials, particles and suffixes.

    Returns (first, last exclusive, whether a title directly precedes the piece).
    """
    pieces: list[tuple[int, int, bool]] = []
    start, titled = first, text.word(first - 1) in TITLES
    for index in range(first, last):
        word = text.words[index]
        if _inside(text, index, start, last) and not (index > start + 1 and word == text.words[start]):
            continue
        if index > start:
            pieces.append((start, index, titled))
        if word == text.words[start] and index > start + 1:
            start, titled = index, False  # the name repeated: "Bernie Sanders Bernie SandersDemocrats"
            continue
        start, titled = index + 1, word in TITLES or (titled and word in TITLE_PARTS)
    if last > start:
        pieces.append((start, last, titled))
    return pieces


def _inside(text: TokenizedText, index: int, start: int, last: int) -> bool:
    """Whether the word can belong to the piece that starts at `start`."""
    word = text.words[index]
    opens = index == start
    if word in CONJUNCTIONS and index > start + 1 and text.word(index + 1) in GIVEN_NAMES:
        return False  # "Iván Duque y Martín Vizcarra"
    if text.function_words and word.lower() in text.function_words:
        return not opens and word.lower() in PARTICLES
    if opens and word in DOUBTFUL_GIVEN and is_doubtful_given(text, index, last):
        return True
    if index == start + 1 and (is_after_title(text, index, start) or _goes_on(text, index, last)):
        return True
    if word in WORD_SURNAMES and _closes_name(text, index, start, last):
        return True
    if word in TITLES or word in TITLE_PARTS:
        return not opens and _is_title_as_surname(text, index, last)
    if is_initial(word):
        return True
    if word in SUFFIXES or word in PARTICLES:
        return not opens
    return _is_part(text, index, start, last)


def _goes_on(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a capitalised particle or a title after a given name is part of the name: "Bart De Wever",
    "Hassan Sheikh Mohamud"."""
    word, following = text.words[index], text.word(index + 1)
    if index + 1 >= last or text.words[index - 1] not in GIVEN_NAMES:
        return False
    return (word in LEADING_PARTICLES and following.isalpha()) or (
        word in MIDDLE_TITLES and is_name_word(following)
    )


def _is_title_as_surname(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a title is in the position of a family name: "Martin King", "Robert Dean"."""
    following, before = text.word(index + 1), text.words[index - 1]
    ends = index + 1 == last or following in SUFFIXES or following in LARGER_NAMES
    return ends and text.words[index] in SURNAMES and (before in GIVEN_NAMES or before in SURNAMES)


def _is_part(text: TokenizedText, index: int, start: int, last: int) -> bool:
    """Whether a word that is no title, initial or particle can belong to the piece that starts at `start`."""
    word = text.words[index]
    opens = index == start
    if not is_name_word(word):
        # "Marine Le Pen": a word after a given name and an article
        article = index > start + 1 and text.words[index - 1] in LEADING_PARTICLES
        return (article and word.isalpha()) or (opens and word in {"Abu", "Al", "Bin", "El"})
    if word.lower() in COMMON_WORDS:
        # "Will", "Young": only as a given name at the start or a family name at the end
        if opens and index > 0 and text.words[index - 1] in COURTESY:
            return True
        return index + 1 < last if opens else word in SURNAMES and text.words[index - 1] not in COMMON_WORDS
    return True


def _closes_name(text: TokenizedText, index: int, start: int, last: int) -> bool:
    """Whether a word that can be a family name follows a given name ("Mark Butcher")."""
    before = text.words[index - 1]
    if index == start + 1 and f"{before} {text.words[index]}" in KNOWN_FULL:
        return not text.word(index + 1).isdigit()
    ends = (index + 1 == last or text.words[index + 1] in SUFFIXES) and not text.word(index + 1).isdigit()
    given = before in GIVEN_NAMES and before.lower() not in COMMON_WORDS and before not in NEVER_NAMES
    return index == start + 1 and ends and given and not text.titlecase


def judge(text: TokenizedText, first: int, last: int, titled: bool) -> NameCandidate | None:
    """Return the candidate in a piece, without words that cannot start or end a name; or None."""
    words = text.words
    while first < last and (
        words[first] in SUFFIXES or (words[first] in PARTICLES and words[first].islower())
    ):
        first += 1
    while first < last and (words[last - 1] in PARTICLES and words[last - 1].islower()):
        last -= 1
    while first < last and is_initial(words[last - 1]) and not is_initial(words[first]):
        last -= 1
    names = [word for word in words[first:last] if not is_initial(word) and word not in SUFFIXES]
    if not names or len(names) > MAX_WORDS + 1:
        return None
    return _judge_trimmed(text, first, last, names, titled)


def _judge_trimmed(
    text: TokenizedText, first: int, last: int, names: list[str], titled: bool
) -> NameCandidate | None:
    words = text.words
    if last - first > 2 and words[first] in WEAK_TITLES and _is_title(text, first):
        return judge(text, first + 1, last, titled=True)
    if is_not_person(text, first, last):
        return None
    if last - first > 1 and _is_thing(text, first, last):
        return NameCandidate(text, first, last, 0.0, titled, thing=True)
    if words[last - 1] in REGNAL and len(names) == 1 and names[0] in GIVEN_NAMES:
        return NameCandidate(text, first, last, 0.8, titled)
    full = sum(word not in PARTICLES for word in names) - (names[0] in LEADING_PARTICLES)
    if full < 2 and not (full == 1 and is_initial(words[first])):
        return _single(text, first, last, titled)
    score = _score(text, first, last, names, titled)
    if score < ACCEPT and _opens_too_early(text, first, last):
        return judge(text, first + 1, last, titled=False)
    return NameCandidate(text, first, last, score, titled)


def _is_title(text: TokenizedText, index: int) -> bool:
    """Whether a word that may be a title is one here: "Elder Marcus Whitfield", "Tan Sri ..."."""
    word, before = text.words[index], text.word(index - 1)
    titled = before in TITLES or before in TITLE_PARTS
    return titled or text.words[index + 1] in GIVEN_NAMES or word not in GIVEN_NAMES


def _opens_too_early(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the second word is the given name: "Exchequer Nigel Lawson", "Bear Walter Payton"."""
    if last - first < 3:
        return False
    opening, given = text.words[first], text.words[first + 1]
    known = opening in GIVEN_NAMES or opening in PARTICLES or opening in FAMILY_FIRST or is_initial(opening)
    if given in GIVEN_COUNTRIES or given in GIVEN_PLACES:
        return not known and opening.lower() in ROLES
    return not known and given in GIVEN_NAMES and given.lower() not in COMMON_WORDS


def is_not_person(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the context shows that the words are not a person in the article, but a company, a place named
    after a saint, a park, a prison or a photographer ("REUTERS/Jane Roe")."""
    before, after = text.word(first - 1), text.word(last)
    if before in COMPANY_ROLES or before in SAINTS or before == "/" or after == "/":
        return True
    if before == "caption" and text.word(first - 2) == "toggle":
        return True  # the photographer, on pages of NPR
    if text.words[first] in OPENING_OTHERS and " ".join(text.words[first:last]) in NOT_PEOPLE:
        return True
    if after.lower() in NAMED_AFTER or (text.words[last - 1] == "Park" and before in WHEREABOUTS):
        return True
    if after == "law" and text.word(last + 1) in {"firm", "school"}:
        return True
    return _is_larger_name(text, first, last)


def _is_thing(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the words around a full name show that it is a firm ("shares of Glen Raven", "auditors Grant
    Thornton") or a ship ("the destroyer John McCain", "the Edmund Fitzgerald sank")."""
    before, after = text.word(first - 1), text.word(last)
    if before in SHIPS or before in FIRM_ROLES or after in FIRM_NOUNS:
        return True
    if after in SIGNS_ANALYSTS and text.word(last + 1)[:1].isupper():
        return True  # "Miller Tabak analyst Les Funtleyder"
    sign = text.word(first - 2).lower()
    if before in {"of", "in"} and sign in SIGNS_OF and after != "'s":
        return before == "of" or sign in {"shares", "stock", "stake"}
    if (before == "at" and (sign in SIGNS_AT or sign in STAFF)) or (
        before == "with" and sign in SIGNS_ANALYSTS
    ):
        return True
    return before in {"the", "The"} and (after in AFTER_THINGS or after == "'s" or after.endswith("ed"))


def _is_larger_name(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the words are part of a longer name ("the Oprah Winfrey Show", "Barack Obama Day"), a company
    with its ticker ("Reed Elsevier (REL.L)"), or an initial joined to a word ("D.Boerse")."""
    words, after = text.words, text.word(last)
    if after in LARGER_NAMES and not text.titlecase:
        return True
    if last - first > 2 and words[last - 1] in LARGER_NAMES and words[first] in GIVEN_NAMES:
        return True
    if last - first == 2 and words[last - 1] in NEVER_FAMILY:
        return True
    if after == "(" and (text.word(last + 1) in EXCHANGES_OR_CODE or _is_ticker(text, last + 1)):
        return True
    stuck = last - first == 2 and text.starts[first] + len(words[first]) == text.starts[first + 1]
    return stuck and is_initial(words[first]) and words[first + 1] not in SURNAMES


def _is_ticker(text: TokenizedText, index: int) -> bool:
    """Whether a Reuters instrument code starts here: "REL.L", "000270.KS"."""
    code, market = text.word(index), text.word(index + 2)
    shaped = (code[:1].isupper() or code.isdigit()) and len(market) < 4 and market.isupper()
    return shaped and text.word(index + 1) == "." and text.word(index + 3) == ")"


def _single(text: TokenizedText, first: int, last: int, titled: bool) -> NameCandidate | None:
    word = text.words[last - 1] if text.words[last - 1] not in SUFFIXES else text.words[first]
    if titled and text.word(first - 1) in COURTESY:
        score = 0.75 if is_name_word(word) else 0.4
    else:
        score = 0.3 if text.begins_sentence(first) else 0.4
    return NameCandidate(text, first, last, score, titled)


def _score(text: TokenizedText, first: int, last: int, names: list[str], titled: bool) -> float:
    words = text.words
    given = (
        words[first] in GIVEN_NAMES
        or words[first] in WORD_GIVEN_NAMES
        or words[first] in GIVEN_PLACES
        or words[first] in GIVEN_COUNTRIES
        or ("-" in words[first] and words[first].partition("-")[0] in GIVEN_NAMES)
    )
    common = words[first].lower() in COMMON_WORDS
    family = is_family(names[-1])
    before, after = text.word(first - 1), text.word(last)
    score = 0.3 + 0.15 * family
    if given:
        # "Will Smith" may also start a question
        doubtful = common and (
            not family or (words[first] == "Will" and (text.titlecase or text.begins_sentence(first)))
        )
        score = 0.5 if doubtful else 0.9
    elif words[first] in FAMILY_FIRST and "-" in names[-1]:
        score = 0.85
    elif any(is_initial(word) for word in words[first:last]):
        score = 0.8 if family or len(names) > 1 or titled else 0.72
    if words[last - 1] in YOUNGER or (words[last - 1] in REGNAL and family):
        score = max(score, 0.85)
    if titled:
        score = max(score, 0.9 if before in COURTESY else 0.75)
    elif before in ROLES or (text.function_words and _has_foreign_role(text, first)):
        score = max(score, 0.8)
    elif before == after == "," and text.word(first - 2) in ROLES:
        score = max(score, 0.75)  # "his lawyer, Drew Findling, said"
    if score < ACCEPT:
        score = max(score, _context_score(text, last, before, after, family))
    return score


def _has_foreign_role(text: TokenizedText, first: int) -> bool:
    """Whether a role precedes: "le président Macky Sall", "le président sénégalais Macky Sall"."""
    before = text.word(first - 1)
    return before in FOREIGN_ROLES or (before.islower() and text.word(first - 2) in FOREIGN_ROLES)


def _context_score(text: TokenizedText, last: int, before: str, after: str, family: bool) -> float:
    """Return a score for the context: an age, "who", or a verb of speech beside a known family name."""
    if after == ",":
        following = text.word(last + 1)
        if following == "who" or (
            len(following) == 2 and following.isdigit() and text.word(last + 2) in {",", "."}
        ):
            return 0.8
    if family and (after in SPEECH or before in SPEECH):
        return 0.75
    return 0.0
