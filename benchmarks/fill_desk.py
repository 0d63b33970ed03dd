"""Adds to a synthetic archive what its staff would see after some years: originals, names, decisions, logs.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/fill_desk.py

Run it once, on an archive made by benchmarks/make_archive.py. Every article gets an original, half of them
are verified, one in five has a name in doubt, and so on: see STATEMENTS. The rows are made by SQL from
the articles and entities, without randomness. It also makes the users that benchmarks/admin_lists.py signs
in.
"""

import sys
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.search import begin  # noqa: E402

_CONTRIBUTOR = "(SELECT id FROM articles_user WHERE username = 'contributor')"
_EDITOR = "(SELECT id FROM articles_user WHERE username = 'editor')"
_WHEN = "timestamptz '2026-01-01' - n * interval '1 minute'"
_SHA = "lpad(to_hex(n), 64, '0')"
_PERSON = "(SELECT id FROM articles_entity WHERE kind = 'person' ORDER BY id LIMIT 1) + n"
STATEMENTS = {
    "originals": f"""
        INSERT INTO articles_capture (article_id, reference, sha256, captured_at, http_headers,
            version_number, media_type, raw, parser, cleaning)
        SELECT n, 'https://news.example/' || n, {_SHA}, {_WHEN}, '', 0, 'text/html', '\\x41',
            'html/1', '{{}}'
        FROM articles_article AS article (n)
    """,
    "fixity": """
        INSERT INTO articles_fixitycheck (capture_id, verified_at, is_damaged)
        SELECT id, captured_at, id % 100000 = 0 FROM articles_capture WHERE id % 2 = 0
    """,
    "other names": """
        INSERT INTO articles_entityname (entity_id, name, folded, learned)
        SELECT id, 'Dr ' || name, 'dr ' || folded, true FROM articles_entity
        WHERE kind = 'person' AND id % 4 = 0
    """,
    "names in doubt": """
        INSERT INTO articles_mention (article_id, field, start, "end", surface, folded, kind, code, evidence,
            status, origin, score)
        SELECT n, 'headline', 0, 5, 'Smith ' || n % 5000, 'smith ' || n % 5000,
            CASE n % 4 WHEN 0 THEN 'organisation' WHEN 1 THEN 'place' ELSE 'person' END, '', 'surname',
            CASE n % 3 WHEN 0 THEN 'ambiguous' ELSE 'unknown' END, 'synthetic', 0.5
        FROM generate_series(1, (SELECT max(id) FROM articles_article), 5) AS n
    """,
    "decisions": f"""
        INSERT INTO articles_mentiondecision (article_id, kind, folded, surface, entity_id, before,
            decided_by_id, decided_at)
        SELECT n, 'person', 'jones', 'Jones', {_PERSON} % 100000, '', {_EDITOR}, {_WHEN}
        FROM articles_article AS article (n) WHERE n <= 50000
    """,
    "names to check": """
        INSERT INTO articles_entitysample (article_id, entity_id, evidence, origin, drawn_at)
        SELECT article_id, entity_id, 'name', 'synthetic', now()
        FROM articles_articleentity WHERE id % 500 = 0 LIMIT 20000
    """,
    "drafts of a contributor": f"""
        INSERT INTO articles_contribution (article_id, author_id)
        SELECT id, CASE WHEN id % 5 = 0 THEN {_CONTRIBUTOR} ELSE {_EDITOR} END
        FROM articles_article WHERE status = 'draft'
    """,
    "withdrawals": """
        UPDATE articles_article SET withdrawal = CASE WHEN id % 3 = 0 THEN 'notice' ELSE 'silent' END
        WHERE status = 'withdrawn'
    """,
    "stories": """
        UPDATE articles_article SET story_id = id - id % 2 WHERE id % 50 < 2 AND id > 1
    """,
    "changes": f"""
        INSERT INTO articles_archivechange (model, object_id, label, editor, made_at, before, after)
        SELECT CASE n % 10 WHEN 0 THEN 'entity' WHEN 1 THEN 'source' ELSE 'article' END, n, 'Headline ' || n,
            CASE n % 3 WHEN 0 THEN 'editor' ELSE 'olga' END, {_WHEN}, '{{"section": ""}}',
            '{{"section": "World"}}'
        FROM generate_series(1, 300000) AS n
    """,
    "changes of entities": f"""
        INSERT INTO articles_entitychange (kind, state, summary, entity_ids, rows, asked, total, done,
            made_by_id, made_at, problem)
        SELECT 'merge', 'done', 'Smith ' || n || ' merged into Jones.', ARRAY[n, n + 1], '{{}}', '{{}}',
            10, 10, {_EDITOR}, {_WHEN}, ''
        FROM generate_series(1, 20000) AS n
    """,
    "changes of many articles": f"""
        INSERT INTO articles_bulkchange (state, summary, total, done, "left", made_by_id, made_at, values,
            problem)
        SELECT 'done', 'Section: World.', 100, 100, 0, {_EDITOR}, {_WHEN}, '{{"section": "World"}}', ''
        FROM generate_series(1, 2000) AS n
    """,
    "import runs": f"""
        INSERT INTO articles_importrun (paths, is_upload, begun_by, begun_at, ended_at, seconds, state,
            problem, options, counts, skipped, unused, undated, undated_examples, undone_by)
        SELECT ARRAY['feed-' || n || '.jsonl'], false, 'import_articles', {_WHEN}, {_WHEN}, 9, 'finished', '',
            '{{}}', '{{"created": 500}}', '{{}}', '[]', 0, '[]', ''
        FROM generate_series(1, 2000) AS n
    """,
    "articles of import runs": """
        INSERT INTO articles_importbatch (run_id, created, updated)
        SELECT run.id, array_agg(article.id), '{}'
        FROM articles_importrun AS run JOIN articles_article AS article ON article.id % 2000 = run.id % 2000
        GROUP BY run.id
    """,
    "deleted articles": f"""
        INSERT INTO articles_deletedoriginal (article_id, reference, sha256, headline, deleted_at, deleted_by)
        SELECT 10000000 + n, 'https://gone.example/' || n, {_SHA}, 'Gone ' || n, {_WHEN}, 'root'
        FROM generate_series(1, 30000) AS n
    """,
    "reports": f"""
        INSERT INTO articles_errorreport (article_id, message, email, reported_at, status, note)
        SELECT n, 'The name in paragraph ' || n || ' is wrong.', '', {_WHEN},
            CASE WHEN n % 20 = 0 THEN 'open' ELSE 'done' END, ''
        FROM articles_article AS article (n) WHERE n <= 30000
    """,
    "feeds": """
        INSERT INTO articles_sourcefeed (source_id, url, text, interval, is_active, etag, last_modified, seen,
            arrivals, failures, problem)
        SELECT id, 'https://feeds.example/' || id, 'feed', 60, true, '', '', '{}', '{}', id % 7, ''
        FROM articles_source
    """,
    "possible duplicates": """
        INSERT INTO articles_duplicateproposal (kind, reason, entity_ids, articles, shared, is_sure)
        SELECT 'person', 'key', ARRAY[id, id + 1], id % 1000, 0, false
        FROM articles_entity WHERE kind = 'person' AND id % 8 = 0
    """,
    "pairs that are not the same": f"""
        INSERT INTO articles_distinctentities (first_id, second_id, decided_by_id, decided_at)
        SELECT id, id + 1, {_EDITOR}, now() FROM articles_entity WHERE kind = 'person' AND id % 9 = 0
    """,
    "searches": f"""
        INSERT INTO articles_savedsearch (user_id, name, query, created_at, seen_ids, seen_at, alerts,
            alerted_ids, token)
        SELECT {_EDITOR}, 'Search ' || n, 'q=' || n, now(), '', now(), 'none', '', lpad(n::text, 40, '0')
        FROM generate_series(1, 20000) AS n
    """,
    "alerts": """
        INSERT INTO articles_alertmail (search_id, ids, message_id, made_at, attempts, problem)
        SELECT id, '', id || '@news.example', now(), 0, '' FROM articles_savedsearch
    """,
    "cited searches": f"""
        INSERT INTO articles_frozensearch (key, query, reading, frozen_at, count, checksum, software, ids,
            asker)
        SELECT lpad(n::text, 16, '0'), 'q=' || n, '{{}}', {_WHEN}, 1, {_SHA}, 'News Archive', '', ''
        FROM generate_series(1, 20000) AS n
    """,
    "background work": f"""
        INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, scheduled_at)
        SELECT 'default', 'articles.tasks.group_stories', '{{}}', 'succeeded', 1, {_WHEN}
        FROM generate_series(1, 50000) AS n
    """,
    "attempts to sign in": f"""
        INSERT INTO axes_accesslog (user_agent, ip_address, username, http_accept, path_info, attempt_time,
            session_hash)
        SELECT 'Firefox', '192.0.2.1', 'editor', '', '/admin/login/', {_WHEN}, ''
        FROM generate_series(1, 50000) AS n
    """,
}


def make_users() -> None:
    """Make an administrator, an editor and a contributor, and 500 readers."""
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from articles.models import User  # noqa: PLC0415
    from articles.seed import CONTRIBUTORS, EDITORS, create_roles  # noqa: PLC0415

    create_roles()
    User.objects.create_superuser("administrator")
    for name, role in (("editor", EDITORS), ("contributor", CONTRIBUTORS)):
        User.objects.create_user(name, is_staff=True).groups.add(Group.objects.get(name=role))
    User.objects.bulk_create(User(username=f"reader{n}", password="!") for n in range(500))


def main() -> None:
    """Fill the database that DATA_DIR or DATABASE_URL names."""
    begin()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        call_command("migrate", verbosity=0)
        make_users()
        for what, statement in STATEMENTS.items():
            begun = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                print(f"{time.perf_counter() - begun:7.1f} s  {what}: {cursor.rowcount:,}", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
