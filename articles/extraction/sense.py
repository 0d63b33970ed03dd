"""What the words of a document say of names that mean several things."""

from functools import cached_property

from articles.extraction.records import Document

#: Words that tell the country Georgia from the state.
STATE_SIGNS = ("Atlanta", "Savannah", "Ga.", "Alabama", "Florida", "Carolina", "Tennessee", "Macon")
COUNTRY_SIGNS = (
    *("Tbilisi", "Georgian", "Abkhaz", "Ossetia", "Russia", "Moscow", "Soviet", "Caucasus", "Armenia"),
    *("Azerbaijan", "Saakashvili", "Shevardnadze", "Ukraine", "Caspian", "Ivanishvili", "Batumi"),
)
US_SIGNS = ("U.S.", "United States", "American", " US ")
TURKEY_SIGNS = ("Turkish", "Ankara", "Istanbul", "Erdogan", "Turks", "Kurd", "Ozal", "Cyprus")


class Sense:
    """What the words of the document say of names that mean several things; read when asked."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def _any(self, signs: tuple[str, ...]) -> bool:
        texts = (self.document.headline, self.document.dateline, self.document.body)
        return any(sign in text for sign in signs for text in texts)

    @cached_property
    def is_state(self) -> bool:
        """Whether "Georgia" is the state of the US here."""
        if self._any(COUNTRY_SIGNS):
            return False
        return self._any(STATE_SIGNS) or self._any(US_SIGNS)

    @cached_property
    def is_bird(self) -> bool:
        """Whether "Turkey" is something to eat here."""
        return self._any((" turkey", "Thanksgiving")) and not self._any(TURKEY_SIGNS)
