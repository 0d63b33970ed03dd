"""Word lists that the rules use."""

from articles.extraction.lexicon.data import read_lines


def _words(name: str) -> frozenset[str]:
    return frozenset(read_lines(name))


def _blocks(name: str) -> list[frozenset[str]]:
    """Return the words of a file by block; blocks are separated by "%" lines."""
    blocks: list[set[str]] = [set()]
    for line in read_lines(name):
        if line == "%":
            blocks.append(set())
        else:
            blocks[-1].update(line.split(" "))
    return [frozenset(block) for block in blocks]


def _sections(name: str) -> dict[str, frozenset[str]]:
    """Return the words of a file by section ("[roles]")."""
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in read_lines(name):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        else:
            current.update(line.split(" "))
    return {section: frozenset(words) for section, words in sections.items()}


GIVEN_NAMES = _words("given_names.txt")
SURNAMES = _words("surnames.txt")
WORD_SURNAMES = _words("word_surnames.txt")
FEMALE_NAMES = _words("female_names.txt")
COMMON_WORDS = _words("common_words.txt")
TITLES, TITLE_PARTS = _blocks("titles.txt")
#: Firms, brands and laws that look like people.
NOT_PEOPLE = _words("not_people.txt")
ORGANISATION_ENDS, ORGANISATION_HEADS, PLACE_ENDS = _blocks("organisation_words.txt")

_SECTIONS = _sections("words.txt")
PARTICLES = _SECTIONS["particles"]
CALENDAR = _SECTIONS["calendar"]
SUFFIXES = _SECTIONS["suffixes"]
SPEECH = _SECTIONS["speech"]
ROLES = _SECTIONS["roles"]
FOREIGN_ROLES = _SECTIONS["foreign roles"]
COURTESY = _SECTIONS["courtesy"]
COMPANY_ROLES = _SECTIONS["company roles"]
GIVEN_COUNTRIES = _SECTIONS["given countries"]
OFTEN_GIVEN = _SECTIONS["often given"]
#: After a known name, these make it a street ("Atlantic Avenue", "Congress Street").
STREETS = _SECTIONS["streets"]
KIN = _SECTIONS["kin"]
UNSURE_TOWNS = _SECTIONS["unsure towns"]
GIVEN_PLACES = _SECTIONS["given places"]
KINDS = _SECTIONS["kinds"]
IN_WORK_TITLES = _SECTIONS["in titles"]
PLACES_WITH_THE = _SECTIONS["places with the"]
ORDINARY_PLACES = _SECTIONS["ordinary places"]
NAME_OPENERS = _SECTIONS["name openers"]
OFFICES = _SECTIONS["offices"]
JOINED_HEADS = _SECTIONS["joined heads"]
SAINTS = _SECTIONS["saints"]
NEVER_NAMES = CALENDAR | _SECTIONS["never names"]
COMPANY_ENDS = _SECTIONS["company ends"]
COMPANY_ADJECTIVES = _SECTIONS["company adjectives"]
ALSO_OFFICES = _SECTIONS["also offices"]
ALSO_SURNAMES = _SECTIONS["also surnames"]
HEADS_WITH_FOR = _SECTIONS["heads with for"]
HEADS_WITH_ON = _SECTIONS["heads with on"]
LED_BY_PEOPLE = _SECTIONS["led by people"]
HEADS_WITH_ADJECTIVE = _SECTIONS["heads with adjective"]
NAMED_AFTER = _SECTIONS["named after"]
LARGER_NAMES = _SECTIONS["named after, capitalised"]
ALSO_FAMILY = _SECTIONS["named after, also family names"]
GIVEN_TITLES = _SECTIONS["given titles"]
WEAK_TITLES = _SECTIONS["weak titles"]
SHIPS = _SECTIONS["ships"]
AFTER_THINGS = _SECTIONS["after things"]
FIRM_ROLES = _SECTIONS["firm roles"]
FIRM_NOUNS = _SECTIONS["firm nouns"]
STAFF = _SECTIONS["staff"]
WORD_GIVEN_NAMES = _SECTIONS["word given names"]
PERSONAL_TITLES = _SECTIONS["personal titles"]
REGNAL = _SECTIONS["regnal"]
NAMELIKE_ENDS = _SECTIONS["namelike ends"]
WHEREABOUTS = _SECTIONS["whereabouts"]
ORDINARY = _SECTIONS["ordinary"]
GENERIC = _SECTIONS["generic"]
FAMILY_FIRST = _SECTIONS["family first"]
EITHER_WAY = _SECTIONS["either way"]
LEADING_PARTICLES = _SECTIONS["leading particles"]
ARTICLES = tuple(_SECTIONS["articles"])
SPORTS = _SECTIONS["sports"]
SPORT_WORDS = _SECTIONS["sport words"]
TEAM_VERBS = _SECTIONS["team verbs"]
TEAM_ROLES = _SECTIONS["team roles"]
TEAM_OBJECTS = _SECTIONS["team objects"]
TEAM_ENDS = _SECTIONS["team ends"]
NICKNAMES = _SECTIONS["nicknames"]
TABLE_WORDS = _SECTIONS["table words"]
BEFORE_PRONOUN = _SECTIONS["before pronoun"]
#: Last words of events, laws and works; peoples and religions are capitalised but not names.
EVENTS = _SECTIONS["events"]
PEOPLES = _SECTIONS["peoples"]
ABBREVIATIONS = _SECTIONS["abbreviations"]
BUSINESS = _SECTIONS["business"]

_SIGNS = _sections("organisation_signs.txt")
SIGNS_AFTER = _SIGNS["after"]
SIGNS_POSSESSIVE = _SIGNS["possessive"]
SIGNS_OF = _SIGNS["of"]
SIGNS_AT = _SIGNS["at"]
SIGNS_BY = _SIGNS["by"]
ORGANISATION_KINDS = _SIGNS["kinds"]
SIGNS_ANALYSTS = _SIGNS["analysts"]
SIGNS_CALLED = _SIGNS["called"]
SIGNS_OCCUPATIONS = _SIGNS["occupations"]
SIGNS_ROLES_OF = _SIGNS["roles of"]
SIGNS_STUDIES = _SIGNS["studies"]
SIGNS_SURVEYS = _SIGNS["surveys"]
