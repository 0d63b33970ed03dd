"""Parses pages for tests into a small tree, and finds violations of the Content Security Policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Tag:
    """An element: its name, attributes, and children (elements and strings)."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Tag | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text inside, with single spaces."""
        return " ".join(self.raw_text.split())

    @property
    def raw_text(self) -> str:
        """The text inside, unchanged."""
        return "".join(each if isinstance(each, str) else each.raw_text for each in self.children)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    def walk(self) -> Iterator["Tag"]:
        """Yield this element and its descendants, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def all(self, name: str, /, **attributes: str) -> list["Tag"]:
        """Return descendants with this name and these attributes; ``class_`` matches one of the classes."""
        wanted_class = attributes.pop("class_", None)
        return [
            tag
            for tag in self.walk()
            if tag.name == name
            and (wanted_class is None or wanted_class in tag.classes)
            and all(tag.attributes.get(key) == value for key, value in attributes.items())
        ]

    def one(self, name: str, /, **attributes: str) -> "Tag":
        """Return the only such element."""
        found = self.all(name, **attributes)
        assert len(found) == 1, f"{len(found)} <{name}> with {attributes}"
        return found[0]

    def first(self, name: str, /, **attributes: str) -> str:
        """Return the text of the first such element, or ""."""
        found = self.all(name, **attributes)
        return found[0].text if found else ""

    def links(self) -> dict[str, str]:
        """Return the text and URL of every link inside."""
        return {tag.text: tag.attributes["href"] for tag in self.all("a") if "href" in tag.attributes}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(tag, {name: value or "" for name, value in attrs})
        if len(made.attributes) != len(attrs):
            self.faults.append(f"an attribute twice in <{tag}>")
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].name != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].name}>")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Tag:
    """Parse a page. Raises AssertionError if elements are not closed in order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.faults == []
    assert builder.open == [builder.root], f"never closed: {[tag.name for tag in builder.open[1:]]}"
    return builder.root


def complaints(page: Tag) -> list[str]:
    """Return violations of a strict policy ('self' only), script links and duplicate ids."""
    found = []
    ids: set[str] = set()
    for tag in page.walk():
        found += [f"{name} on <{tag.name}>" for name in tag.attributes if name.startswith("on")]
        if "style" in tag.attributes:
            found.append(f"style on <{tag.name}>")
        if tag.name == "style":
            found.append("<style>")
        if tag.name == "script" and "src" not in tag.attributes and tag.attributes.get("type") not in _DATA:
            found.append("inline <script>")
        for name in ("href", "src", "action", "formaction"):
            address = tag.attributes.get(name, "").strip().lower()
            if address.startswith(("javascript:", "data:", "vbscript:")):
                found.append(f"{address[:20]} on <{tag.name}>")
            foreign = address.startswith(("http", "//")) and tag.attributes.get("rel") != "canonical"
            if foreign and (name == "src" or tag.name == "link"):
                found.append(f"{address} from another host")
        identity = tag.attributes.get("id")
        if identity is not None and identity in ids:
            found.append(f"id {identity} twice")
        ids.add(identity or "")
    return found


# Data blocks, which browsers do not run.
_DATA = {"application/json", "application/ld+json"}
