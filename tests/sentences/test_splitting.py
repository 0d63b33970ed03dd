"""Texts split into sentences: abbreviations, initials, quotations, datelines and several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sentences.splitting import sentence_at, split


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Kerry met Gen. Lee.", "He left."]),
        ("en", ["John F. Kerry spoke to George W. Bush in the U.S. Senate.", "It was late."]),
        ("en", ["They live in the U.S.", "The house is small."]),
        ("en", ["Shares of Acme Inc. Monday rose to $5.80.", "Analysts cheered."]),
        ("en", ["WASHINGTON, Feb. 2 (Reuters) - The Senate voted at 5 p.m. Friday.", "Nobody objected."]),
        ("en", ["“What is before us is real,” Kerry said.", "“And it is compelling.”", "He sat down."]),
        ("en", ['"Are you ready?" Sergei Lavrov asked.', "Nobody was."]),
        ("en", ["The roads were shut.", "Ferries stopped at noon."]),
        ("en", ["He said no.", "I met him twice."]),
        ("en", ["See No. 5 on page p. 12 of it.", "Then stop!", "Now?", "Yes…"]),
        ("en", ["Yahoo! Finance wrote it.", "Others followed."]),
        ("en", ["Voting rights", "The law passed.", "Next: taxes."]),
        ("de", ["Am 3. März sprach Dr. Merkel, z. B. über Europa.", "Die Rede war kurz."]),
        ("fr", ["M. Sarkozy a parlé à Mme. Merkel.", "«\u00a0Il pleut.\u00a0»", "Elle est partie."]),
        ("es", ["El Sr. Aznar habló ayer.", "¿Quién lo oyó?", "Nadie."]),
        ("ru", ["Лавров прибыл в Москву.", "Он устал."]),
        ("zh", ["王毅访问了莫斯科。", "他很高兴！"]),
    ],
)
def test_a_text_is_split(language: str, sentences: list[str]) -> None:
    glue = "" if language == "zh" else " "
    text = sentences[0] + "".join(
        ("\n\n" if each == "The law passed." else glue) + each for each in sentences[1:]
    )
    assert [text[start:end] for start, end in split(text, language)] == sentences


def test_a_missing_space_is_no_obstacle() -> None:
    text = "The port was shut.Ferries stopped at noon.The mayor left Amazon.com."
    found = [text[start:end] for start, end in split(text)]
    assert found == ["The port was shut.", "Ferries stopped at noon.", "The mayor left Amazon.com."]


def test_the_sentence_of_a_name() -> None:
    text = "It rained.\n\nMr. Kerry met Mr. Lavrov. He left."
    start = text.index("Lavrov")
    one, other = sentence_at(text, start, start + 6)
    assert text[one:other] == "Mr. Kerry met Mr. Lavrov."


def test_a_sentence_without_end_is_cut() -> None:
    text = "word " * 2_000 + "Kerry " + "word " * 2_000
    start = text.index("Kerry")
    one, other = sentence_at(text, start, start + 5)
    assert one <= start
    assert start + 5 <= other
    assert other - one < 1_100


@given(st.text(alphabet='aA.!?…"”’ \n。3J', max_size=80))
def test_nothing_but_space_is_lost(text: str) -> None:
    """Sentences never overlap, never begin or end with space, and hold every visible character."""
    spans = list(split(text))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(st.text(alphabet="aA.! \nJ", min_size=1, max_size=80), st.data())
def test_a_sentence_holds_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one, other = sentence_at(text, start, end)
    assert one <= start < end <= other
