"""Lexemes by the language of the article, without accents. Rewrites the whole table of articles.

articles_vector(language, text) stems in French, German, Spanish, Portuguese, Italian or Russian where the code
says so, else in English. A lexeme with accents is stored without them; where the stemmer needs accents to
find the end of a word ("préparées"), the stem of the word without them stands beside it, at the same place:
so both spellings find each other, and inflected forms as long as they are written rightly.

Positions come from one reading of the text, so phrases stay exact. A text in ASCII costs nothing more.
"""

import articles.fulltext.vector
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models

LANGUAGES = {
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ru": "russian",
}
PUNCTUATION = (
    r"[\u00A0-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u2000-\u200B\u200E-\u206F\u20A0-\u20CF"
    r"\u2190-\u245F\u2500-\u2775\u2794-\u2BFF\u3000-\u3004\u3008-\u3020\u3030\uFE10-\uFE6F\uFEFF"
    r"\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\U0001F000-\U0001F0FF\U0001F300-\U0001FAFF]"
)
# Marks of multiplication and division are among them, which only costs a moment.
FOLDABLE = r"[\u00C0-\u024F\u0300-\u03FF\u0400\u0401\u040D\u0450\u0451\u045D\u04D6\u04D7\u1E00-\u1FFF]"
ACCENTS = r"(?<=[a-zßæœøþłđðıħŧα-ωе])[\u0300-\u036f]+|(?<=[аиоуыэюя])[\u0300\u0301]+"
LONGEST = 2000  # bytes of a lexeme; a tsvector takes 2046


def choose(suffix: str, kind: str) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{name}{suffix}'::{kind}" for code, name in LANGUAGES.items())
    return f"CASE split_part(language, '-', 1) {cases} ELSE 'english{suffix}'::{kind} END"


def folded(text: str) -> str:
    sql = f"regexp_replace(normalize({text}, NFD), '{ACCENTS}', '', 'g')"
    for letter, letters in {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}.items():
        sql = f"replace({sql}, '{letter}', '{letters}')"
    return f"normalize(translate({sql}, 'łøđðıħŧ', 'loddiht'), NFC)"


def folded_words(words: str) -> str:
    # All words as one text: taking the accents off each by itself takes longer.
    joined = folded(f"array_to_string({words}, ' ', '')")
    return f"string_to_array({joined}, ' ')"


# Names of the catalogue only, so that the function means the same under any search_path.
FUNCTION = rf"""
CREATE FUNCTION articles_vector(language text, value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    config CONSTANT regconfig := {choose("", "regconfig")};
    dictionary CONSTANT regdictionary := {choose("_stem", "regdictionary")};
    vector tsvector;
    words text[];
    places text[];
    plain text[];
    rightly text[];
    accented text[];
    bare text;
BEGIN
    IF octet_length(value) = length(value) THEN
        RETURN to_tsvector(config, value);
    END IF;
    value := regexp_replace(replace(value, '’', ''''), '{PUNCTUATION}', ' ', 'g');
    vector := to_tsvector(config, value);
    IF value !~ '{FOLDABLE}' THEN
        RETURN vector;
    END IF;
    SELECT array_agg(lexeme), array_agg(array_to_string(positions, ',')) INTO words, places
    FROM unnest(to_tsvector('simple', value)) WHERE lexeme ~ '{FOLDABLE}';
    IF words IS NULL THEN
        RETURN vector;
    END IF;
    plain := {folded_words("words")};
    rightly := ARRAY(SELECT (ts_lexize(dictionary, word))[1]
        FROM unnest(words) WITH ORDINALITY AS w (word, place) ORDER BY place);
    WITH stemmed AS MATERIALIZED (
        -- PostgreSQL's russian configuration reads words of Latin letters as English.
        SELECT lexeme, stem, (ts_lexize(CASE
            WHEN dictionary = 'russian_stem'::regdictionary AND octet_length(plain_word) = length(plain_word)
            THEN 'english_stem'::regdictionary ELSE dictionary END, plain_word))[1] AS plainly, place
        FROM unnest(words, plain, rightly, {folded_words("rightly")}, places)
            AS w (word, plain_word, lexeme, stem, place)
        WHERE plain_word <> word
    ), kept AS (
        SELECT lexeme, stem, place FROM stemmed
        UNION ALL SELECT NULL, plainly, place FROM stemmed WHERE plainly <> stem
    )
    SELECT array_agg(lexeme) FILTER (WHERE lexeme <> stem),
        string_agg(format('''%s'':%s', replace(replace(stem, '\', '\\'), '''', ''''''), place), ' ')
    INTO accented, bare FROM kept WHERE octet_length(stem) BETWEEN 1 AND {LONGEST};
    RETURN concat(ts_delete(vector, coalesce(accented, '{{}}'))::text, ' ', bare)::tsvector;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_learned_names")]

    operations = [
        migrations.RemoveIndex(model_name="article", name="article_search"),
        migrations.RemoveField(model_name="article", name="search"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION articles_vector(text, text)"),
        migrations.AddField(
            model_name="article",
            name="search",
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(articles.fulltext.vector.ArticlesVector(models.F('language'), models.F('headline'), weight='A'), '||', articles.fulltext.vector.ArticlesVector(models.F('language'), django.db.models.functions.text.Concat(django.db.models.functions.text.Left('standfirst', 10000), models.Value('\n'), django.db.models.functions.text.Left('caption', 10000), output_field=models.CharField()), weight='B'), output_field=django.contrib.postgres.search.SearchVectorField()), '||', articles.fulltext.vector.ArticlesVector(models.F('language'), django.db.models.functions.text.Left('entity_names', 20000), weight='C'), output_field=django.contrib.postgres.search.SearchVectorField()), '||', articles.fulltext.vector.ArticlesVector(models.F('language'), django.db.models.functions.text.Left('body', 100000), weight='D'), output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="article_search"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["language"],
                name="article_other_language",
                condition=models.Q(language__regex="^(fr|de|es|pt|it|ru)(-|$)"),
            ),
        ),
        # What relates articles looks at how frequent a lexeme is.
        migrations.RunSQL("ANALYZE articles_article", migrations.RunSQL.noop),
    ]
