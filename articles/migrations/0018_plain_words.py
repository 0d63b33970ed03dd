"""Texts are read as plain words, so that a search finds every word that is there. Re-indexes all articles.

articles_plain(text) makes plain words of "COVID-19", "shut.Ferries", "U.S.", "co-operation" and "ﬁre";
articles/fulltext/plain.py has the same steps for queries. articles_stems(language, text) is articles_vector as it
was, without punctuation. articles_vector adds the parts of joined words ("co", "operation") at the place of the
whole ("cooperation"), so that phrases stay exact.

Articles are re-indexed in batches, each a transaction of its own, so that they can be read and searched
meanwhile. If the migration is interrupted, it goes on where it stopped.
"""

import re
import sys
import time
from importlib import import_module

from django.db import migrations, transaction

languages = import_module("articles.migrations.0005_languages")

INVISIBLE = r"[\u00AD\u034F\u061C\u180E\u200C-\u200F\u202A-\u202E\u2060-\u2064\uFE00-\uFE0F\uFEFF]+"
PUNCTUATION = (
    r"[\u00A0-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u2000-\u200A\u2012-\u206F\u20A0-\u20CF"
    r"\u2120\u2122\u2190-\u245F\u2500-\u2775\u2794-\u2BFF\u3000-\u3004\u3008-\u3020\u3030\u30A0\u30FB"
    r"\uFE10-\uFE62\uFE64-\uFE6F\uFF01-\uFF06\uFF08-\uFF0C\uFF0E\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65"
    r"\U0001F000-\U0001F0FF\U0001F300-\U0001FAFF]"
)
PAIRED = (
    r"[\u0E01-\u0E3A\u0E40-\u0E4E\u0E80-\u0ECE\u1000-\u103F\u1050-\u109F\u1780-\u17D3\u3005-\u3007\u3041-\u309A"
    r"\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3]"
)
WORD = r"[0-9A-Za-z\u0080-\U0010FFFF]"
LETTER = r"[A-Za-z\u00C0-\u024F\u0370-\u052F]"
LOWER = r"[a-z\u00DF-\u00FF\u0430-\u045F]"
PREFIXES = (
    "anti|auto|bio|co|counter|cyber|e|eco|extra|hyper|inter|intra|macro|mega|micro|mini|multi|neo|non|over|post"
    "|pre|pro|pseudo|re|semi|socio|sub|super|tele|trans|ultra|under"
)
LONGEST_PREFIX = max(map(len, PREFIXES.split("|")))
NOT_BROKEN = "and|or|to|nor|but|as|than|und|oder|bis|et|ou|y|o|e|u|i"
NAMES = "IT|WHO|IS|AM|ME|AS|CAN|NOW"
MOST_PAIRED = 150_000  # characters; a text of twice as many different pairs may exceed the size of a tsvector
MOST_JOINED = 2_000  # different joined words of a text


def step(pattern: str, replacement: str, flags: str = "g") -> str:
    # In the C collation, only ASCII letters and digits are \d and \y, whatever the database's locale.
    return f"value := regexp_replace(value COLLATE \"C\", '{pattern}', '{replacement}', '{flags}');"


# translate() takes ten times as long.
TYPOGRAPHIC = "".join(
    f"value := replace(value, U&'\\{code}', '{ascii_}');"
    for code, ascii_ in {"2019": "''", "2010": "-", "2011": "-", "200B": "^"}.items()
)
INITIALS = step(r"\y([A-Za-z])\.(?=[A-Za-z]\y)", r"\1")  # U.S. and F.B.I.
THOUSANDS = step(r"\y(\d{1,3}),(?=(?:\d{3},)*\d{3}(?!\d))", r"\1")  # 1,250,000
JOINERS = step(r"[_/@~+\\<>]|\.(?=[^\s\d])|(?<!\d)\.(?=\d)", " ")  # HIV/AIDS, shut.Ferries, but not 3.5
CAPITALS = step(rf"\y(US|(?:{NAMES})(?! [A-Z][A-Z]))\y", r"\10")
BROKEN = step(rf"({LETTER})-(?: *\n *| +)(?!(?:{NOT_BROKEN})\y)(?={LOWER})", r"\1^")  # har- bour
MARKED = step(rf"\^-(?={LETTER})", "^")
# co-operation. Looking for so many prefixes only before hyphens takes half as long as everywhere in the text. They
# get a mark, which replaces the hyphen if a letter follows.
PREFIXED = rf"""
        SELECT rtrim(string_agg(part || CASE WHEN right(part, {LONGEST_PREFIX + 1}) COLLATE "C"
            ~* '\y(?:{PREFIXES})$' THEN '^' ELSE '' END, '-' ORDER BY place), '^') INTO value
        FROM unnest(string_to_array(value, '-')) WITH ORDINALITY AS each (part, place);
        IF position('^-' IN value) > 0 THEN
            {MARKED}
            value := replace(value, '^-', '-');
        END IF;
"""
NUMBERS = step(r"([A-Za-z])-(?=\d)", r"\1^") + step(r"(\^\d+)(?=[A-Za-z])", r"\1^")  # F-16, P-8A
ZERO_WIDTH = step(rf"(?<!{WORD})\^|\^(?!{WORD})", " ")
PAIRS = (
    step(rf"(?<={PAIRED})\^(?={PAIRED})", "")
    + step(rf"(?<!{PAIRED})({PAIRED})", r" \1")
    + step(rf"({PAIRED})(?!{PAIRED})", r"\1 ")
    + step(rf"(?<={PAIRED})({PAIRED})", r"\1 \1")
)

PLAIN = rf"""
CREATE OR REPLACE FUNCTION articles_plain(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    value := replace(value, '^', ' ');
    IF octet_length(value) > length(value) THEN
        {step(INVISIBLE, "")}
        {TYPOGRAPHIC}
        {step(PUNCTUATION, " ")}
        IF octet_length(value) > length(value) THEN
            value := replace(normalize(value, NFKC), U&'\2044', ' ');
            IF value COLLATE "C" ~ '{PAIRED}' THEN
                {PAIRS}
                value := left(value, {MOST_PAIRED});
            END IF;
        END IF;
        IF position('^' IN value) > 0 THEN
            {ZERO_WIDTH}
        END IF;
    END IF;
    IF value COLLATE "C" ~ '\.[A-Za-z]\y' THEN
        {INITIALS}
    END IF;
    IF value COLLATE "C" ~ ',\d\d\d' THEN
        {THOUSANDS}
    END IF;
    {JOINERS}
    {CAPITALS}
    IF value COLLATE "C" !~ '[-^]' THEN
        RETURN value;
    END IF;
    {BROKEN}
    IF position('-' IN value) > 0 THEN
        {PREFIXED}
    END IF;
    IF value COLLATE "C" ~ '[-^]\d' THEN
        {NUMBERS}
    END IF;
    RETURN replace(value, '-', ' ');
END
$$
"""
# articles_vector as it was, without the line that replaces punctuation.
STEMS = re.sub(
    r"\n    value := .*", "", languages.FUNCTION.replace("articles_vector", "articles_stems"), count=1
).replace("CREATE", "CREATE OR REPLACE", 1)
# The parts of joined words, and all but the last of them together: P-8A is P8A, P, 8, A and P8. The weight marks
# the joined words of the vector: reading the places of all its words takes longer.
VECTOR = rf"""
CREATE OR REPLACE FUNCTION articles_vector(language text, value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    marked CONSTANT text := articles_plain(value);
    vector CONSTANT tsvector := articles_stems(language, replace(marked, '^', ''));
    parts text;
BEGIN
    IF position('^' IN marked) = 0 THEN
        RETURN vector;
    END IF;
    WITH joined AS MATERIALIZED (
        SELECT articles_stems(language, concat(replace(word, '^', ''), ' ', replace(word, '^', ' '), ' ',
            replace(regexp_replace(word, '\^[^^]*$', ''), '^', ''))) AS stems
        FROM (SELECT DISTINCT match[1] AS word FROM regexp_matches(
            marked COLLATE "C", '{WORD}+(?:\^{WORD}+)+', 'g') AS match LIMIT {MOST_JOINED}) AS each
    ), named AS MATERIALIZED (
        SELECT lexeme, tsvector_to_array(stems) AS parts FROM joined CROSS JOIN unnest(stems)
        WHERE positions[1] = 1
    )
    SELECT string_agg(format('''%s'':%s', replace(replace(part, '\', '\\'), '''', ''''''),
        array_to_string(positions, ',')), ' ') INTO parts
    FROM named JOIN unnest(ts_filter(setweight(vector, 'A', ARRAY(SELECT lexeme FROM named)), '{{a}}'))
        USING (lexeme) CROSS JOIN unnest(named.parts) AS part;
    RETURN concat(vector::text, ' ', parts)::tsvector;
END
$$
"""

BATCH = 1_000  # articles of one transaction
# Without VACUUM, every article would leave its old search column behind, and the table would double.
VACUUM_AFTER = 5_000
SAID_EVERY = 5.0  # seconds
# Setting a column that the search column is made of computes it again, whatever the value.
READ_AGAIN = """
    WITH batch AS MATERIALIZED (
        SELECT id FROM articles_article WHERE id > %s ORDER BY id LIMIT %s
    ), changed AS (
        UPDATE articles_article SET headline = headline WHERE id IN (SELECT id FROM batch)
    )
    SELECT max(id), count(*) FROM batch
"""


def read_again(apps, schema_editor):
    """Compute the search column of every article, with progress; go on where an earlier run stopped."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS articles_reindexed (upto bigint NOT NULL)")
        cursor.execute("SELECT coalesce(max(upto), 0) FROM articles_reindexed")
        (upto,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM articles_article WHERE id > %s", [upto])
        (total,) = cursor.fetchone()
        done, said = 0, float("-inf")
        while count := (batch := read_batch(connection, upto))[1]:
            upto, done = batch[0], done + count
            if time.monotonic() - said > SAID_EVERY or done >= total:
                said = time.monotonic()
                say(f"Indexing articles for search: {done:,} of {total:,}")
            if done % VACUUM_AFTER == 0:
                cursor.execute("VACUUM articles_article")
        if upto:
            finish(cursor)
        cursor.execute("DROP TABLE articles_reindexed")


def read_batch(connection, after):
    """Compute the search column of the next articles; return the last id and their number."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(READ_AGAIN, [after, BATCH])
        last, count = cursor.fetchone()
        if count:
            cursor.execute("DELETE FROM articles_reindexed")
            cursor.execute("INSERT INTO articles_reindexed VALUES (%s)", [last])
    return last, count


def finish(cursor):
    """Free the space of the old words, and let the columns and the vocabulary be collected again."""
    say("Indexing articles for search: tidying up the index")
    cursor.execute("VACUUM (ANALYZE) articles_article")
    for index in ("article_search", "article_headline"):
        # left behind if an earlier run was interrupted here
        cursor.execute(f"DROP INDEX IF EXISTS {index}_ccnew, {index}_ccold")
        cursor.execute(f"REINDEX INDEX CONCURRENTLY {index}")
    with transaction.atomic(using=cursor.db.alias):
        cursor.execute("INSERT INTO articles_articlechange (article_id) VALUES (NULL)")  # all of them
        cursor.execute("DELETE FROM articles_columnsfile")
        cursor.execute("DELETE FROM articles_searchword")


def say(text):
    print(text, file=sys.stderr, flush=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0017_samples")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, read_again),  # the last step of going back
        migrations.RunSQL(PLAIN, "DROP FUNCTION articles_plain(text)"),
        migrations.RunSQL(STEMS, "DROP FUNCTION articles_stems(text, text)"),
        migrations.RunSQL(VECTOR, languages.FUNCTION.replace("CREATE", "CREATE OR REPLACE", 1)),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
