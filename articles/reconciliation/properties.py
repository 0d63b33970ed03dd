"""The properties of entities: what can be compared in a query, and fetched afterwards."""

from dataclasses import dataclass

from articles.identifiers import SCHEMES
from articles.models import Kind

#: Which kinds of entities have an identifier of a scheme; all, if it is not here.
_OF_ORGANISATIONS = ("lei", "company")
_EVERY: tuple[str, ...] = tuple(Kind.values)


@dataclass(frozen=True, slots=True)
class Property:
    """A property.

    kinds: of the entities that can have it. finds: whether entities are found by its values, without a name.
    refers_to: the kind of its values, if these are entities; "" is any kind, None means texts or numbers.
    """

    id: str
    name: str
    description: str
    kinds: tuple[str, ...] = _EVERY
    finds: bool = False
    refers_to: str | None = None

    @property
    def is_identifier(self) -> bool:
        """Whether it is an identifier in a public register."""
        return self.id in SCHEMES

    def as_item(self) -> dict[str, str]:
        """Return it as clients read it."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _identifiers() -> list[Property]:
    return [
        Property(
            key,
            scheme.label[:1].upper() + scheme.label[1:],
            f"Its {scheme.label}: {scheme.like}.",
            ("organisation",) if key in _OF_ORGANISATIONS else _EVERY,
            finds=True,
        )
        for key, scheme in SCHEMES.items()
    ]


PROPERTIES = {
    each.id: each
    for each in (
        Property("name", "Name", "The name that the archive shows.", finds=True),
        Property("other_names", "Other names", "Other spellings and former names.", finds=True),
        Property("description", "Description", "Who or what it is, in a sentence."),
        Property("country", "Country", "The country that a place is in.", ("place",), refers_to="country"),
        Property("code", "Country code", "The ISO 3166-1 code of a country, such as UA.", ("country",)),
        Property("articles", "Number of articles", "How many published articles are about it."),
        Property("first_year", "First year", "The year of the first article about it."),
        Property("last_year", "Last year", "The year of the latest article about it."),
        *_identifiers(),
        Property("address", "Address", "The address of its page in the archive.", finds=True),
        Property(
            "current",
            "Current entity",
            "What it is now: another one if it was merged or has a new address.",
            finds=True,
            refers_to="",
        ),
    )
}
