"""An author as a byline names him."""

from dataclasses import dataclass
from typing import Literal

AuthorKind = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class ParsedAuthor:
    """A person by given name, family name and suffix; an organisation or single name in ``literal``."""

    given: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""
    kind: AuthorKind = "person"

    @property
    def straight(self) -> str:
        """The name in natural order: "Martin Luther King Jr."."""
        return self.literal or " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """The name as in an index: "King, Martin Luther, Jr."."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @classmethod
    def of_names(cls, name: str, sort_name: str, kind: str) -> "ParsedAuthor":
        """The author with this name and this name in an index, as they are stored."""
        family, *others = sort_name.split(", ")
        if kind == "organisation" or not others or len(others) > 2:
            return cls(literal=name, kind="organisation" if kind == "organisation" else "person")
        return cls(others[0], family, "".join(others[1:]))
