"""Decoding of bytes: Unicode, declared encodings, wrong declarations, and none."""

import pytest

from articles.importers.cleaning.encodings import codec, decode, decode_page

RUSSIAN = "Вчера вечером над портом поднялся густой туман, и паромы остались у причала до утра."
JAPANESE = "昨日の夜、港に濃い霧が出て、フェリーは朝まで桟橋に残った。乗客は①番の待合室で過ごした。"
CHINESE = "昨天晚上港口起了大雾,渡轮一直停在码头,直到早晨才开。乘客们在候船室里过夜。"
TAIWANESE = "昨天晚上港口起了大霧,渡輪一直停在碼頭,直到早晨才開。乘客們在候船室裡過夜。"
KOREAN = "어제 저녁 항구에 짙은 안개가 끼어 여객선이 아침까지 부두에 머물렀다."
POLISH = "Wczoraj wieczorem nad portem podniosła się gęsta mgła i promy stały przy nabrzeżu aż do świtu."
GREEK = "Χθες το βράδυ σηκώθηκε πυκνή ομίχλη πάνω από το λιμάνι και τα πλοία έμειναν δεμένα."
FRENCH = "Hier soir, une brume s’est levée sur le port ; les ferries sont restés à quai jusqu’à l’aube."
GERMAN = "Gestern Abend zog dichter Nebel über den Hafen; die Fähren blieben bis früh „am Kai“, hieß es."


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("Łódź – “tak”".encode(), "Łódź – “tak”", "utf-8"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café", "utf-8-sig"),
        ("naïve".encode("utf-16"), "naïve", "utf-16"),
        ("naïve text".encode("utf-16-le"), "naïve text", "utf-16-le"),
        (b"\x93caf\xe9\x94", "“café”", "windows-1252"),
        (b"bad \x81\xff", "bad \ufffdÿ", "windows-1252"),
        (JAPANESE.replace("①", "一").encode("iso2022_jp"), JAPANESE.replace("①", "一"), "iso-2022-jp"),
    ],
)
def test_decode(raw: bytes, text: str, encoding: str) -> None:
    assert decode(raw) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, name) for name in ("cp1251", "koi8_r", "iso8859_5", "cp866")),
        *((JAPANESE, name) for name in ("cp932", "euc_jis_2004")),
        *((CHINESE, "gb18030"), (TAIWANESE, "big5"), (KOREAN, "cp949"), (GREEK, "cp1253")),
        *((POLISH, "cp1250"), (FRENCH, "cp1252"), (GERMAN, "cp1252")),
    ],
)
@pytest.mark.parametrize("label", ["", "utf-8", "shift_jis", "gb2312"])
def test_a_wrong_label_or_none_does_no_harm(text: str, encoding: str, label: str) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    page = f"<html><head>{meta}</head><body><p>{text}</p><p>{text}</p></body></html>".encode(encoding)
    assert decode_page(page).count(text) == 2


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (GREEK, "cp1253"), (JAPANESE, "cp932"), (KOREAN, "cp949")]
)
def test_no_other_script_is_read_as_western_letters(text: str, encoding: str) -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'
    assert text in decode_page(page.encode(encoding))


@pytest.mark.parametrize(
    ("head", "text", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "“It’s – well”", "cp1252"),
        ("<meta charset=us-ascii>", "“café”", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-31j">', "①髙㈱", "cp932"),
        ("<meta charset='x-sjis'>", "①髙㈱", "cp932"),
        ('<meta charset="EUC-JP">', "①日本語", "euc_jis_2004"),
        ('<meta charset="gb2312">', "朱镕基，€1", "gb18030"),
        ('<meta charset="ks_c_5601-1987">', "뷁똠방각하", "cp949"),
        ('<meta charset="big5">', "港聞：啲嘢喺邊", "big5hkscs"),
        ('<meta charset="iso-8859-9">', "Şişli’de ığdır", "cp1254"),
        ('<meta charset="iso-8859-2">', "Łódź", "iso8859_2"),
        ('<meta charset="macintosh">', "café “au lait”", "mac_roman"),
        ('<!-- <meta charset="koi8-r"> --><meta charset="windows-1251">', RUSSIAN[:20], "cp1251"),
        ('<meta charset="no-such">', "café", "cp1252"),
        ('<meta charset="utf-16">', "café", "utf-8"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(head: str, text: str, encoding: str) -> None:
    assert decode_page(f"<html><head>{head}</head><body>{text}".encode(encoding)).endswith(text)


def test_an_xml_prolog_names_the_encoding() -> None:
    page = f'<?xml version="1.0" encoding="ISO-8859-2"?>\n<html><body><p>{POLISH}</p></body></html>'
    assert POLISH in decode_page(page.encode("iso8859_2"))


@pytest.mark.parametrize("label", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
def test_one_bad_byte_does_not_spoil_a_long_page(label: str) -> None:
    good = f"{label}{GERMAN} {RUSSIAN} ".encode()
    assert decode_page(good + b"It\x92s " + good).count(GERMAN) == 2
    assert "It’s" in decode_page(good + b"It\x92s " + good)
    assert decode_page(good + b"half \xe2\x80 " + good).count("\ufffd") == 1


def test_one_bad_byte_does_not_change_a_declared_encoding() -> None:
    page = f'<meta charset="shift_jis">{JAPANESE}'.encode("cp932") + b"\xff." + JAPANESE.encode("cp932")
    assert decode_page(page).count(JAPANESE) == 2


def test_the_language_tells_letters_of_western_and_central_europe_apart() -> None:
    text = "A tegnap esti köd miatt a hajók reggelig a kikötőben maradtak, közölte a hatóság."
    assert text in decode_page(f'<html lang="hu"><body><p>{text}</p>'.encode("cp1250"))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        *(("windows-31j", "cp932"), (" Latin1 ", "cp1252"), ("gb2312", "gb18030"), ("cp850", "cp850")),
        *(("no-such", ""), ("base64", ""), ("rot13", ""), ("", "")),
    ],
)
def test_codec(label: str, name: str) -> None:
    assert codec(label) == name
