"""Words that are there are found, however they are written; others are not."""

import pytest

from articles.models import Article
from articles.search.engine import run
from articles.search.query.compiler import read_query
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

TEXTS = {
    "slashes": "Grants against malaria/cholera; speeds in m/s; photos by Reuters/EPA.",
    "run-on": "The ferry was late.Passengers slept at the quay.Nobody complained.",
    "virus": "MERS-17 emptied the hotels. A Saab J-39 landed, then an A-10C and two Il-76s.",
    "spaced": "Doctors feared MERS 17 again.",
    "file": "See annual_report_T7_final.pdf, or write to press.desk@harbour-office.example today.",
    "compound": "The server iceland-test-north failed in Coca‑Cola’s well-known data centre.",
    "initials": "The U.S. and the U.K. met the F.B.I., N.A.S.A. and J.K. Rowling at 9 a.m.",
    "acronyms": "US and UK troops; the WHO warned IT firms. The FBI agreed.",
    "pronouns": "He told us who it was. Join us now.",
    "prefix": "Closer co-operation on anti-doping by e-mail; she was re-elected. Non-payers pay.",
    "joined": "Cooperation on antidoping by email.",
    "ligatures": "The ﬂoating oﬃce caught ﬁre; ＴＯＫＹＯ　２０２０ was post\u00adponed in Ham\u200bburg.",
    "broken": "The har-\nbour of Alt- dorf. First- and second-class seats, pre- or post-war.",
    "numbers": "It lost £7m and $4.25bn: 2,750,000 shares and €300,000.",
    "japanese": "東京都知事は大阪へ行った。５月のカタカナ、ﾊﾞﾅﾅ。",
    "chinese": "北京大学的学生",
    "thai": "รัฐบาลกรุงเทพมหานครประกาศ",
    "korean": "서울에서 회의가 열렸다",
    "chemistry": "CO₂ of ½ m² and Brand™",
}


@pytest.fixture
def archive(db: None) -> dict[int, str]:
    return {
        ArticleFactory.create(headline=f"Zyzzyva {name}", body=body).pk: name for name, body in TEXTS.items()
    }


FOUND = [
    *(
        ("cholera", "slashes"),
        ("malaria/cholera", "slashes"),
        ("malaria", "slashes"),
    ),
    *(
        ("EPA", "slashes"),
        ("passengers", "run-on"),
        ('"late passengers"', "run-on"),
    ),
    *(
        ("quay nobody", "run-on"),
        ("MERS 17", "virus spaced"),
        ("MERS-17", "virus spaced"),
    ),
    *(
        ('"mers 17"', "virus spaced"),
        ("J 39", "virus"),
        ("J-39", "virus"),
        ("J39", "virus"),
    ),
    *(
        ('"saab j-39 landed"', "virus"),
        ("A-10", "virus"),
        ("A 10", "virus"),
        ("A-10C", "virus"),
    ),
    *(
        ("Il-76", "virus"),
        ("A-11", ""),
        ("J-3", ""),
        ("T7", "file"),
        ("annual", "file"),
    ),
    *(
        ("pdf", "file"),
        ("desk", "file"),
        ("harbour", "file broken"),
    ),
    *(
        ("annual_report_T7_final.pdf", "file"),
        ("press.desk@harbour-office.example", "file"),
    ),
    *(
        ("iceland", "compound"),
        ("north", "compound"),
        ("test-north", "compound"),
        ("wellknown", ""),
    ),
    *(
        ("coca-cola", "compound"),
        ("Coca Cola", "compound"),
        ("well-known", "compound"),
    ),
    *(
        ("US", "initials acronyms"),
        ("U.S.", "initials acronyms"),
        ("U.S", "initials acronyms"),
    ),
    *(
        ("us", "initials acronyms pronouns"),
        ("UK", "initials acronyms"),
    ),
    *(
        ("FBI", "initials acronyms"),
        ("F.B.I.", "initials acronyms"),
        ("NASA", "initials"),
    ),
    *(
        ("JK Rowling", "initials"),
        ("WHO", "acronyms"),
        ("IT", "acronyms"),
    ),
    *(
        ('"US and UK"', "acronyms"),
        ('"met the FBI"', "initials"),
        ("headline:US", ""),
    ),
    *(
        ("cooperation", "prefix joined"),
        ("co-operation", "prefix joined"),
        ("operation", "prefix"),
    ),
    *(
        ("antidoping", "prefix joined"),
        ("doping", "prefix"),
        ("e-mail", "prefix joined"),
    ),
    *(
        ("mail", "prefix"),
        ("reelected", "prefix"),
        ("re-elected", "prefix"),
    ),
    *(
        ('"closer cooperation on antidoping"', "prefix"),
        ('"closer co-operation on"', "prefix"),
    ),
    *(
        ('"co operation"', "prefix joined"),
        ("co operation", "prefix"),
        ("nonpayers", "prefix"),
    ),
    *(
        ("payers", "prefix"),
        ("fire", "ligatures"),
        ("office", "file ligatures"),
    ),
    *(
        ('"floating office"', "ligatures"),
        ("ﬁre", "ligatures"),
        ("tokyo", "ligatures"),
    ),
    *(
        ("2020", "ligatures"),
        ("postponed", "ligatures"),
        ("Hamburg", "ligatures"),
    ),
    *(
        ("Altdorf", "broken"),
        ("dorf", "broken"),
        ('"harbour of altdorf"', "broken"),
    ),
    *(
        ("firstand", ""),
        ("first", "broken"),
        ('"first and second"', "broken"),
        ("preor", ""),
    ),
    *(
        ("postwar", "broken"),
        ("£7m", "numbers"),
        ("7m", "numbers"),
        ("$4.25bn", "numbers"),
    ),
    *(
        ("4.25", "numbers"),
        ("2,750,000", "numbers"),
        ("2750000", "numbers"),
        ("300,000", "numbers"),
    ),
    *(
        ("750,000", ""),
        ("25bn", ""),
        ("750", ""),
        ("東京", "japanese"),
        ("京都", "japanese"),
    ),
    *(
        ("知事", "japanese"),
        ("大阪", "japanese"),
        ("大都", ""),
        ("東京都知事", "japanese"),
        ("5月", "japanese"),
    ),
    *(
        ("５月", "japanese"),
        ("バナナ", "japanese"),
        ("阪", "japanese"),
        ("京", "japanese chinese"),
    ),
    *(
        ("北京", "chinese"),
        ("大学", "chinese"),
        ("学生", "chinese"),
        ("生", "chinese"),
        ("学北", ""),
    ),
    *(
        ("大", "japanese chinese"),
        ("北大", ""),
        ("กรุงเทพ", "thai"),
        ("รัฐบาล", "thai"),
    ),
    *(
        ("เทพกรุง", ""),
        ("서울", "korean"),
        ("회의", "korean"),
        ("CO2", "chemistry"),
        ("m2", "chemistry"),
    ),
    *(("brand", "chemistry"),),
]


@pytest.mark.parametrize(("q", "names"), FOUND)
def test_what_is_found(archive: dict[int, str], q: str, names: str) -> None:
    found = Article.objects.filter(read_query(q).where).values_list("pk", flat=True)
    assert {archive[pk] for pk in found} == set(names.split())


MARKED = [
    *(("passengers", "late.<mark>Passengers</mark> slept"),),
    *(
        ("cholera", "malaria/<mark>cholera</mark>"),
        ("MERS-17", "<mark>MERS-17</mark> emptied"),
    ),
    *(
        ("A-10", "an <mark>A-10</mark>C and"),
        ("J39", "<mark>J-39</mark>"),
    ),
    *(
        ("T7", "report_<mark>T7</mark>_final"),
        ("iceland", "<mark>iceland</mark>-test-north"),
    ),
    *(
        ("NASA", "<mark>N.A.S.A</mark>"),
        ("WHO", "<mark>WHO</mark> warned"),
    ),
    *(
        ("reelected", "<mark>re-elected</mark>"),
        ("payers", "Non-<mark>payers</mark>"),
    ),
    *(
        ('"met the FBI"', "<mark>met the F.B.I</mark>"),
        ("fire", "<mark>ﬁre</mark>"),
    ),
    *(
        ("2020", "<mark>２０２０</mark>"),
        ("postponed", "<mark>post\u00adponed</mark>"),
    ),
    *(
        ("Hamburg", "<mark>Ham\u200bburg</mark>"),
        ("Altdorf", "<mark>Alt- dorf</mark>"),
    ),
    *(
        ("dorf", "<mark>dorf</mark>"),
        ("2750000", "<mark>2,750,000</mark>"),
    ),
    *(
        ("4.25", "$<mark>4.25</mark>bn"),
        ("7m", "£<mark>7m</mark>"),
        ("知事", "東京都<mark>知事</mark>は"),
    ),
    *(
        ("東京都知事", "<mark>東京都知事</mark>は"),
        ("バナナ", "<mark>ﾊﾞﾅﾅ</mark>"),
        ("阪", "大<mark>阪</mark>へ"),
    ),
    *(
        ("学生", "的<mark>学生</mark>"),
        ("กรุงเทพ", "<mark>กรุงเทพ</mark>"),
        ("CO2", "<mark>CO₂</mark>"),
    ),
]


@pytest.mark.parametrize(("q", "marked"), MARKED)
def test_what_is_marked(archive: dict[int, str], q: str, marked: str) -> None:
    assert any(marked in hit.snippet for hit in run(SearchRequest(q=q)).hits)
