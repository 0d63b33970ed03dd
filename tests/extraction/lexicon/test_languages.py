"""The language of a text, by its words."""

import pytest

from articles.extraction.lexicon.languages import NONE, language_of, words_of

TEXTS = {
    "en": "The minister said on Monday that the plan of the government was ready and would be sent to them.",
    "de": "Der Minister sagte am Montag, dass der Plan der Regierung fertig sei und nun an alle geht.",
    "fr": "Le ministre a dit lundi que le plan du gouvernement est prêt et qu'il sera envoyé à tous.",
    "es": "El ministro dijo el lunes que el plan del gobierno está listo y que será enviado a todos.",
    "pt": "O ministro disse na segunda que o plano do governo está pronto e que será enviado a todos.",
    "it": "Il ministro ha detto lunedì che il piano del governo è pronto e che sarà inviato a tutti.",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("stated", ["en", "fr", "de-AT"])
def test_words_decide(language: str, stated: str) -> None:
    assert language_of(TEXTS[language], stated) == language


@pytest.mark.parametrize("stated", ["en", "fr", "de"])
def test_few_words_are_in_the_stated_language(stated: str) -> None:
    assert language_of("Merkel trifft Macron", stated) == stated


@pytest.mark.parametrize(
    "text", ["Президент прибыл в Минск, где его встретил министр.", "中国国家主席习近平周一在北京"]
)
def test_other_letters_are_in_no_known_language(text: str) -> None:
    assert language_of(text) in {"", "en"}


def test_names_and_numbers_alone_are_in_the_stated_language() -> None:
    assert language_of("Green 12 Miller 14 Kim Jong Un 3 Zorvik 9 Belkan 7 Tovask 2", "en") == "en"


def test_empty_text_has_the_stated_language() -> None:
    assert language_of("", "it") == "it"


def test_words_that_begin_no_name() -> None:
    assert words_of("en") is NONE
    assert {"selon", "les"} <= words_of("fr")
    assert {"selon", "nach", "secondo"} <= words_of("")
