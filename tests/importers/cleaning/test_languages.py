"""Languages by name."""

import pytest

from articles.importers.cleaning.languages import language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("English", "en"),
            ("ENGLISH", "en"),
            ("Deutsch", "de"),
            ("German; English", "de"),
            ("français", "fr"),
        ),
        *(("Französisch", "fr"), ("español", "es"), ("русский", "ru")),
        *(
            ("eng", "en"),
            ("ger", "de"),
            ("deu", "de"),
            ("Klingonese", ""),
            ("", ""),
            ("en-US", ""),
            ("xyz", ""),
        ),
    ],
)
def test_names(text: str, code: str) -> None:
    assert language_code(text) == code
