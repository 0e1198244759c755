"""What a very large project needs: `python bench/scale.py [articles [marks]]`: 100,000, 1,000,000.

A project of that many articles of 2,400 characters is written straight into PostgreSQL, in a database of its
own on the server of `BENCH_DATABASE_URL` that is dropped at the end: sources, stories of ten accounts, texts,
marks with range and two codes, an event for each mark, 20 claims a story and a cell for each claim and
account, and 500 members. All rows are made by the database itself, from `generate_series`. Then are told,
for each table, its rows and the bytes a row takes in it and in its indexes, with what a project of
1,000,000 articles, 10,000,000 marks and 5,000 people would take; and the hot requests over Django's own
stack in this process: how long each takes, its number of queries, the slowest of them, and whether any
reads a large table from end to end (`EXPLAIN`).

It needs some 3 GB of disk for the sizes that are not said.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = {"articles": 1_000_000, "marks": 10_000_000, "people": 5_000}
PEOPLE, ACCOUNTS, CLAIMS = 500, 10, 20
LARGE = 50_000  # rows: a table that a request must not read from end to end
RUNS = 5


def main(articles: int, marks: int) -> None:
    from bench.api import database_of_its_own  # noqa: PLC0415 - the path is set first

    url = os.environ.get("BENCH_DATABASE_URL")
    if not url:
        sys.exit("Name a PostgreSQL server: BENCH_DATABASE_URL=postgres://user@host/postgres")
    with database_of_its_own(url) as own, tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        os.environ |= {
            "DATABASE_URL": own,
            "DATA_DIR": folder,
            "DEBUG": "on",
            "HTTPS": "off",
        }  # with DEBUG no file is collected
        os.environ |= {"SECRET_KEY": "bench" * 12, "ALLOWED_HOSTS": "testserver"}
        import django  # noqa: PLC0415 - the database is chosen first

        django.setup()
        with contextlib.suppress(KeyboardInterrupt):
            world = filled(articles, marks)
            sizes(articles, marks)
            requests(world)
        from django.db import connections  # noqa: PLC0415

        connections.close_all()


def filled(articles: int, marks: int) -> dict[str, Any]:
    """Fill the project; return what the requests name."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup
    from django.db import connection  # noqa: PLC0415

    from annotator import models  # noqa: PLC0415
    from annotator.services import projects  # noqa: PLC0415
    from bench import rows  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    people = models.User.objects.bulk_create(
        models.User(username=f"person-{n}", name=f"Person {n}") for n in range(PEOPLE)
    )
    project = projects.create(actor=people[0], name="Scale")
    models.Member.objects.bulk_create(
        models.Member(project=project, user=each, role="annotator") for each in people[1:]
    )
    layer = models.Layer.objects.get(codebook__project=project, key="claim")
    dimensions = list(layer.dimensions.exclude(kind="text").order_by("position")[:2])
    facts = {
        "project": project.pk,
        "first": people[0].pk,
        "people": PEOPLE,
        "articles": articles,
        "stories": -(-articles // ACCOUNTS),
        "accounts": ACCOUNTS,
        "claims": CLAIMS,
        "marks": marks,
        "layer": layer.pk,
        "dimensions": [each.pk for each in dimensions],
        "codes": [list(each.codes.values_list("pk", flat=True)) for each in dimensions],
    }
    for name, sql in rows.statements(facts):
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            print(f"  {name}: {cursor.rowcount:,} rows in {time.perf_counter() - begun:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # else the counts and plans are those of an empty project
    return {"project": project.pk, "actor": people[1], "half": 1_000 + marks // 2}


def sizes(articles: int, marks: int) -> None:
    """Tell what each table takes, and would take in the project that is asked for."""
    from django.db import connection  # noqa: PLC0415

    by_mark = ("annotation", "range", "annotationcode", "event", "mention")
    print(f"\n{'table':<28}{'rows':>13}{'B a row':>9}{'B in indexes':>14}{'GB at the size asked for':>26}")
    total = 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid)"
            " FROM pg_stat_user_tables WHERE n_live_tup > 0"
            " ORDER BY pg_total_relation_size(relid) DESC LIMIT 12"
        )
        for name, rows, table, indexes in cursor.fetchall():
            ours = name.removeprefix("annotator_")
            times = ASKED["marks"] / marks if ours in by_mark else ASKED["articles"] / articles
            asked = (table + indexes) * times / 1e9
            total += asked
            print(f"{name:<28}{rows:>13,}{table / rows:>9.0f}{indexes / rows:>14.0f}{asked:>26.1f}")
    print(f"{'':<28}{'':>13}{'':>9}{'':>14}{total:>26.1f}\n")


def requests(world: dict[str, Any]) -> None:
    """Tell what the hot requests cost."""
    from django.test import Client  # noqa: PLC0415

    browser = Client()
    browser.force_login(world["actor"])
    project = world["project"]
    print(f"{'request':<44}{'ms':>8}{'queries':>9}{'slowest':>9}  reads a large table whole")
    for name, path in (
        ("the list of projects", "/"),
        ("the project's page", f"/projects/{project}/"),
        ("the project's articles", f"/api/v1/projects/{project}/articles/"),
        ("the project's stories", f"/api/v1/projects/{project}/stories/"),
        ("a story's page", "/stories/777/"),
        ("a story's matrix", "/api/v1/stories/777/matrix/"),
        ("an article's page", "/articles/7777/"),
        ("the marks of a text", "/api/v1/revisions/7777/annotations/"),
        ("the inbox", "/api/v1/inbox/"),
        ("my work", "/work/"),
        ("the members", f"/api/v1/projects/{project}/members/"),
        ("the activity", f"/projects/{project}/activity/"),
    ):
        tell(name, lambda path=path: browser.get(path).status_code)
    from annotator.queries import feed  # noqa: PLC0415

    tell("100 events for a stream", lambda: len(feed.events_after(project, world["half"], 100)))


def tell(name: str, do: Callable[[], int]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    took = []
    try:
        said = do()
        for _ in range(RUNS):
            begun = time.perf_counter()
            do()
            took.append(time.perf_counter() - begun)
        with CaptureQueriesContext(connection) as captured:
            do()
    except Exception as error:  # noqa: BLE001 - told, and the others go on
        print(f"{name:<44} {type(error).__name__}: {str(error)[:80]}")
        return
    queries = captured.captured_queries
    slowest = max((float(each["time"]) for each in queries), default=0.0)
    whole = sorted({table for each in queries for table in scanned(each["sql"])})
    print(
        f"{name:<44}{1000 * min(took):>8.0f}{len(queries):>9}{1000 * slowest:>9.0f}"
        f"  {', '.join(whole) or '-'}"
        f"{'' if said in (200, 100) else f'  ({said})'}",
        flush=True,
    )


def scanned(sql: str) -> set[str]:
    """Return the large tables that a query's plan reads from end to end."""
    from django.db import connection  # noqa: PLC0415

    if not sql.startswith("SELECT"):
        return set()
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"))
        plans = [cursor.fetchone()[0][0]["Plan"]]
        while plans:
            plan = plans.pop()
            plans += plan.get("Plans", [])
            if plan["Node Type"] == "Seq Scan":
                cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [plan["Relation Name"]])
                if cursor.fetchone()[0] > LARGE:
                    found.add(plan["Relation Name"].removeprefix("annotator_"))
    return found


if __name__ == "__main__":
    given = [int(each.replace(",", "").replace("_", "")) for each in sys.argv[1:]]
    main(*(given + [100_000, 1_000_000][len(given) :]))
