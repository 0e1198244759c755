"""The rows of a very large project, made by PostgreSQL itself: the statements for `bench/scale.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def statements(f: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the statements that fill each table, in the order of their keys."""
    now, who = "now()", f"({f['first']} + g.n % {f['people']})"
    yield "sources", insert("source", "500", project=f["project"], name="'Source ' || g.n")
    yield (
        "stories",
        insert(
            "story",
            f["stories"],
            id="g.n",
            uid="gen_random_uuid()",
            project=f["project"],
            title="'Story ' || g.n",
        ),
    )
    yield "articles", insert(
        "article", f["articles"], id="g.n", uid="gen_random_uuid()", project=f["project"],
        story=f"1 + (g.n - 1) / {f['accounts']}", title="'Account ' || g.n", source="1 + g.n % 500",
        published_at="now() - g.n * interval '1 minute'",
    )  # fmt: skip
    words = "(SELECT string_agg(md5((g.n * 80 + w)::text), ' ') FROM generate_series(1, 73) w)"
    text = f"rpad({words}, 2400, 'x')"
    yield "revisions", insert(
        "revision", f["articles"], id="g.n", uid="gen_random_uuid()", article="g.n", number="1", text=text,
        raw="''", sha256="md5(g.n::text) || md5(g.n::text)", length="2400", fetched_at=now,
    )  # fmt: skip
    yield "marks", insert(
        "annotation", f["marks"], id="md5(g.n::text)::uuid", revision=f"1 + g.n % {f['articles']}",
        layer=f["layer"], author=who, created_at=now, updated_at=now,
    )  # fmt: skip
    yield "ranges", insert(
        "range", f["marks"], annotation="md5(g.n::text)::uuid", position="0", start="(g.n % 2000)",
        end="(g.n % 2000) + 60", quote="repeat('words and ', 6)", prefix="repeat('words ', 5)",
        suffix="repeat('words ', 5)",
    )  # fmt: skip
    for dimension, codes in zip(f["dimensions"], f["codes"], strict=True):
        choice = f"(ARRAY{codes})[1 + g.n % {len(codes)}]"
        yield (
            "codes",
            insert(
                "annotationcode",
                f["marks"],
                annotation="md5(g.n::text)::uuid",
                dimension=dimension,
                code=choice,
            ),
        )
    told = (
        "jsonb_build_object('id', md5(g.n::text)::uuid, 'layer', 'claim', 'note', '', 'version', 1, 'codes',"
        " jsonb_build_array(jsonb_build_object('dimension', 'certainty', 'code', 'possible')), 'ranges',"
        " jsonb_build_array(jsonb_build_object('start', 1, 'end', 61, 'quote', repeat('words and ', 6),"
        " 'prefix', repeat('words ', 5), 'suffix', repeat('words ', 5))))"
    )
    yield "events", insert(
        "event", f["marks"], project=f["project"], seq="1000 + g.n", at=now, actor=who,
        verb="'annotation.created'", subject="md5(g.n::text)::uuid::text",
        scope=f"'revision:' || (1 + g.n % {f['articles']})", after=told, undo_in=f"1 + g.n % {f['articles']}",
    )  # fmt: skip
    head = 1000 + f["marks"]
    yield "head", f"UPDATE annotator_project SET event_seq = {head} WHERE id = {f['project']}"  # noqa: S608
    claims = f["stories"] * f["claims"]
    yield "claims", insert(
        "claim", claims, id="md5('c' || g.n)::uuid", story=f"1 + (g.n - 1) / {f['claims']}",
        wording="'Claim ' || g.n", position=f"g.n % {f['claims']}",
    )  # fmt: skip
    at = f"((g.n * 10) % {f['articles']})"  # the article of every tenth mark, counted from 0
    claim = f"({at} / {f['accounts']}) * {f['claims']} + 1 + g.n % {f['claims']}"
    yield "mentions", insert(
        "mention", f["marks"] // 10, claim=f"md5('c' || ({claim}))::uuid",
        annotation="md5((g.n * 10)::text)::uuid", author=who,
    )  # fmt: skip
    yield "cells", insert(
        "cell", f["articles"] * f["claims"] // 10, claim=f"md5('c' || (1 + g.n % {claims}))::uuid",
        article=f"1 + ((g.n % {claims}) / {f['claims']}) * {f['accounts']} + (g.n / {claims})", annotator=who,
        status="'not_reported'",
    )  # fmt: skip
    for table in ("source", "story", "article", "revision"):
        name = f"annotator_{table}"
        last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608
        yield f"{table}: ids", last


def insert(model: str, count: object, **given: object) -> str:
    """Return the statement that makes so many rows of a model: as given, and as Django would."""
    from django.apps import apps  # noqa: PLC0415 - after django.setup

    kind = apps.get_model("annotator", model)
    columns = {}
    for field in kind._meta.concrete_fields:  # noqa: SLF001 - Django's public name for it
        if field.name in given:
            columns[field.column] = str(given[field.name])
        elif field.primary_key:
            if field.get_internal_type() == "UUIDField":
                columns[field.column] = "gen_random_uuid()"
        elif not field.null:
            columns[field.column] = plain(field)
    names = ", ".join(f'"{name}"' for name in columns)
    series = f"generate_series(1, {count}) g(n)"
    table = kind._meta.db_table  # noqa: SLF001 - as above
    return f'INSERT INTO "{table}" ({names}) SELECT {", ".join(columns.values())} FROM {series}'  # noqa: S608


def plain(field: Any) -> str:  # noqa: ANN401 - any field
    """Return a column's default as SQL."""
    kind = field.get_internal_type()
    if kind == "UUIDField":
        return "gen_random_uuid()"
    if kind == "DateTimeField":
        return "now()"
    if kind == "JSONField":
        return "'[]'::jsonb" if field.default is list else "'{}'::jsonb"
    value = field.get_default()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value or "").replace("'", "''") + "'"
