"""Write data/countries.tsv from countries_own.txt and the English territory names of CLDR (Babel).

python tools/lexicon/countries.py
"""

from pathlib import Path

from babel import Locale

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "articles" / "extraction" / "lexicon" / "data"
#: CLDR territories that are not ISO 3166-1 countries.
NOT_COUNTRIES = {*("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")}
FORMER = {"SU", "CS", "YU", "DD", "YD", "VD", "AN"}
HEADER = """\
# Countries and territories: code, display name, other names, demonyms, capitals, former (1 or 0).
# Sources: Unicode CLDR English territory names (Unicode License v3) by Babel; aliases, demonyms and
# capitals written for this project. Made by tools/lexicon/countries.py: edit tools/lexicon/countries_own.txt.
# ISO 3166-3 gave CS twice: here it is Czechoslovakia (until 1993); Serbia and Montenegro is under YU.
# The Federal Republic of Germany kept DE throughout, so "West Germany" is a name of DE.
"""


def main() -> None:
    """Merge both sources and write the table, sorted by code."""
    cldr = {
        code: name.replace(" & ", " and ").replace("St. ", "Saint ")
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    rows: dict[str, str] = {}
    for line in (HERE / "countries_own.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, names, demonyms, capitals = line.split("|")
        name, *others = names.split(";")
        extra = cldr.get(code, name)
        # "Myanmar (Burma)", "Hong Kong SAR China" and "Congo - Kinshasa" are labels, not names used in text.
        if extra not in (name, *others) and not set("(-") & set(extra) and "SAR" not in extra:
            others.append(extra)
        rows[code] = "\t".join([code, name, ";".join(others), demonyms, capitals, str(int(code in FORMER))])
    missing = set(cldr) - set(rows)
    if missing:
        raise SystemExit(f"no line in countries_own.txt for {sorted(missing)}")
    text = HEADER + "".join(f"{rows[code]}\n" for code in sorted(rows))
    (FOLDER / "countries.tsv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
