"""Citations, compared with the style handbooks."""

from dataclasses import replace
from datetime import date

import pytest

from articles.authorship.bylines import read_byline
from articles.authorship.parsed import ParsedAuthor
from articles.exports.citations.citation import Citation
from articles.exports.citations.styles import styled
from articles.partial_dates import full_date

TODAY = date(2026, 11, 24)
ONE = Citation(
    key="newsarchive-5",
    title="US rejects Crimea vote",
    address="https://news.example/articles/5/",
    authors=read_byline("John F. Kerry"),
    source="The Daily Record",
    published=full_date(date(2014, 3, 17)),
)


def cited(citation: Citation) -> dict[str, str]:
    """The citation by style, with italics in asterisks."""
    return {
        each.name: "".join(f"*{run.text}*" if run.italic else run.text for run in each.runs)
        for each in styled(citation, TODAY)
    }


def check(citation: Citation, apa: str, chicago: str, mla: str) -> None:
    assert cited(citation) == {"APA": apa, "Chicago": chicago, "MLA": mla}


def test_one_author() -> None:
    check(
        ONE,
        "Kerry, J. F. (2014, March 17). US rejects Crimea vote. *The Daily Record*."
        " https://news.example/articles/5/",
        "Kerry, John F. “US rejects Crimea vote.” *The Daily Record*, March 17, 2014."
        " https://news.example/articles/5/.",
        "Kerry, John F. “US rejects Crimea vote.” *The Daily Record*, 17 Mar. 2014."
        " *News Archive*, news.example/articles/5/.",
    )


def test_two_authors() -> None:
    check(
        replace(ONE, authors=read_byline("By Ada Byron and Jean-Paul de la Tour")),
        "Byron, A., & de la Tour, J.-P. (2014, March 17). US rejects Crimea vote. *The Daily Record*."
        " https://news.example/articles/5/",
        "Byron, Ada, and Jean-Paul de la Tour. “US rejects Crimea vote.” *The Daily Record*,"
        " March 17, 2014. https://news.example/articles/5/.",
        "Byron, Ada, and Jean-Paul de la Tour. “US rejects Crimea vote.” *The Daily Record*,"
        " 17 Mar. 2014. *News Archive*, news.example/articles/5/.",
    )


def test_three_authors_one_of_them_junior() -> None:
    check(
        replace(ONE, authors=read_byline("Martin King Jr., Ada Byron and Bo Li")),
        "King, M., Jr., Byron, A., & Li, B. (2014, March 17). US rejects Crimea vote."
        " *The Daily Record*. https://news.example/articles/5/",
        "King, Martin, Jr., Ada Byron, and Bo Li. “US rejects Crimea vote.” *The Daily Record*,"
        " March 17, 2014. https://news.example/articles/5/.",
        "King, Martin, Jr., et al. “US rejects Crimea vote.” *The Daily Record*,"
        " 17 Mar. 2014. *News Archive*, news.example/articles/5/.",
    )


def test_agency() -> None:
    check(
        replace(ONE, authors=read_byline("Associated Press")),
        "Associated Press. (2014, March 17). US rejects Crimea vote. *The Daily Record*."
        " https://news.example/articles/5/",
        "Associated Press. “US rejects Crimea vote.” *The Daily Record*, March 17, 2014."
        " https://news.example/articles/5/.",
        "Associated Press. “US rejects Crimea vote.” *The Daily Record*, 17 Mar. 2014."
        " *News Archive*, news.example/articles/5/.",
    )


def test_no_author() -> None:
    check(
        replace(ONE, authors=()),
        "US rejects Crimea vote. (2014, March 17). *The Daily Record*. https://news.example/articles/5/",
        "*The Daily Record*. “US rejects Crimea vote.” March 17, 2014. https://news.example/articles/5/.",
        "“US rejects Crimea vote.” *The Daily Record*, 17 Mar. 2014. *News Archive*,"
        " news.example/articles/5/.",
    )


def test_no_date() -> None:
    check(
        replace(ONE, published=None),
        "Kerry, J. F. (n.d.). US rejects Crimea vote. *The Daily Record*. https://news.example/articles/5/",
        "Kerry, John F. “US rejects Crimea vote.” *The Daily Record*. Accessed November 24, 2026."
        " https://news.example/articles/5/.",
        "Kerry, John F. “US rejects Crimea vote.” *The Daily Record*. *News Archive*,"
        " news.example/articles/5/. Accessed 24 Nov. 2026.",
    )


def test_no_source() -> None:
    check(
        replace(ONE, source=""),
        "Kerry, J. F. (2014, March 17). *US rejects Crimea vote.* News Archive."
        " https://news.example/articles/5/",
        "Kerry, John F. “US rejects Crimea vote.” News Archive, March 17, 2014."
        " https://news.example/articles/5/.",
        "Kerry, John F. “US rejects Crimea vote.” *News Archive*, 17 Mar. 2014, news.example/articles/5/.",
    )


def test_nothing_but_a_headline() -> None:
    check(
        replace(ONE, source="", published=None, authors=()),
        "*US rejects Crimea vote.* (n.d.). News Archive. https://news.example/articles/5/",
        "“US rejects Crimea vote.” News Archive. Accessed November 24, 2026."
        " https://news.example/articles/5/.",
        "“US rejects Crimea vote.” *News Archive*, news.example/articles/5/. Accessed 24 Nov. 2026.",
    )


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Who won?", "“Who won?”"),
        ("Kerry: “No deal”", "“Kerry: ‘No deal.’”"),
        ('The "deal" and its ("secret") price', "“The ‘deal’ and its (‘secret’) price.”"),
        ("Made in the U.S.", "“Made in the U.S.”"),
        ("“Is it over?”", "“‘Is it over?’”"),
    ],
)
def test_marks_within_a_headline(title: str, quoted: str) -> None:
    answers = cited(replace(ONE, title=title))
    assert quoted in answers["Chicago"]
    assert quoted in answers["MLA"]


def test_many_authors() -> None:
    many = tuple(ParsedAuthor(given="Ada", family=f"Writer{number}") for number in range(1, 23))
    answers = cited(replace(ONE, authors=many))
    assert answers["APA"].startswith("Writer1, A., Writer2, A., ")
    assert "Writer19, A., … Writer22, A. (2014" in answers["APA"]
    assert "Writer20" not in answers["APA"]
    assert "Ada Writer7, et al. “US" in answers["Chicago"]
    assert answers["MLA"].startswith("Writer1, Ada, et al. “US")
