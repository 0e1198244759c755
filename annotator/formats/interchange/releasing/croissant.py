"""A release for machines that learn: Croissant 1.1 (JSON-LD) with its properties for responsible use.

It says of each table where its file is, its checksum, and what its columns are, so that a reader of Croissant
loads the tables; `rai:` properties say how the labels came about. See docs.mlcommons.org/croissant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from annotator.formats.interchange.releasing.splits import COLUMNS
from annotator.formats.interchange.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.formats.interchange.releasing.cards import Terms
    from annotator.formats.interchange.releasing.facts import Facts
    from annotator.formats.interchange.releasing.splits import Splits
    from annotator.formats.interchange.tables import Kind

CONFORMS_TO: Final = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")

CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_TYPES: Final[dict[Kind, str]] = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "text": "sc:Text",
    "boolean": "sc:Boolean",
    "time": "sc:DateTime",
    "UUID": "sc:Text",
    "UUIDs": "sc:Text",
    "person": "sc:Text",
    "JSON": "sc:Text",
}


def croissant(
    facts: Facts,
    terms: Terms,
    files: Mapping[str, Mapping[str, Any]],
    *,
    folder: str = "tables",
    splits: Splits | None = None,
) -> bytes:
    """Return `croissant.json`.

    :param files: the release's files by name with `bytes` and `sha256`, as the archive counted them
    :param folder: where among them the tables are, as Parquet
    """
    tables = [name for name in TABLES if f"{folder}/{name}.parquet" in files]
    told = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": terms.title,
        "description": facts.description.strip() or terms.note.strip() or terms.title,
        "version": _version(terms.version),
        "datePublished": terms.released,
        "license": terms.licence_url,
        "citeAs": terms.cited,
        "creator": [
            {"@type": "sc:Person" if each.given else "sc:Organization", "name": str(each)}
            for each in terms.authors
        ],
        "keywords": ["news", "annotation", "claims", "speculation", "disagreement"],
        "distribution": [_file(name, files[name]) for name in sorted(files)],
        "recordSet": [*(_parts(splits) if splits else ()), *(_table(name, folder) for name in tables)],
        **_responsible(facts, terms),
    }
    if terms.url:
        told["url"] = terms.url
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _version(version: str) -> str:
    """Return it as the format takes it, MAJOR.MINOR.PATCH: `2` is `2.0.0`."""
    parts = version.split(".")
    return ".".join([*parts, "0", "0"][:3]) if all(map(str.isdecimal, parts)) else version


def _file(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{told['bytes']} B",
        "encodingFormat": _form(name),
        "sha256": told["sha256"],
    }


def _form(name: str) -> str:
    return {
        "parquet": "application/x-parquet",
        "jsonl": "application/jsonlines",
        "json": "application/json",
        "csv": "text/csv",
        "md": "text/markdown",
    }.get(name.rpartition(".")[2], "text/plain")


def _table(name: str, folder: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            _field(name, column, kind, {"fileObject": {"@id": f"{folder}/{name}.parquet"}})
            for column, kind in TABLES[name].items()
        ],
    }


def _field(table: str, column: str, kind: Kind, source: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{column}",
        "name": column,
        "dataType": _TYPES[kind],
        "source": {**source, "extract": {"column": column}},
    }
    if kind == "UUIDs":
        told |= {"isArray": True, "arrayShape": "-1"}
    return told


def _parts(splits: Splits) -> list[dict[str, Any]]:
    """Return the parts as Croissant knows them, and which part each article is in."""
    source = {"fileObject": {"@id": "splits.csv"}}
    return [
        {
            "@type": "cr:RecordSet",
            "@id": "splits",
            "name": "splits",
            "dataType": "cr:Split",
            "key": {"@id": "splits/name"},
            "field": [
                {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"},
            ],
            "data": [{"splits/name": part} for part in splits.shares],
        },
        {
            "@type": "cr:RecordSet",
            "@id": "article_splits",
            "name": "article_splits",
            "key": {"@id": "article_splits/article_id"},
            "field": [_field("article_splits", column, "text", source) for column in COLUMNS],
        },
    ]


def _responsible(facts: Facts, terms: Terms) -> dict[str, Any]:
    """Return the properties on how the data came about; of what nobody told, nothing."""
    per_text = ", ".join(f"{count} texts by {people}" for people, count in sorted(facts.per_text.items()))
    told: dict[str, Any] = {
        "rai:dataCollection": f"{facts.records['article']} news articles in {facts.records['story']} stories,"
        " brought in by the project's members.",
        "rai:dataCollectionType": ["Manual Human Curation"],
        "rai:dataCollectionTimeFrame": [each[:10] for each in facts.made] if facts.made else [],
        "rai:dataPreprocessingProtocol": [
            "Texts in one canonical form: Unicode NFC, one kind of line end, no control characters."
        ],
        "rai:dataAnnotationProtocol": [
            f"Version {facts.codebook} of a codebook, and {facts.records['guidelines']} versions of"
            " guidelines; both are in the dataset with all their versions."
        ],
        "rai:dataAnnotationPlatform": ["Annotator"],
        "rai:dataAnnotationAnalysis": [
            "Disagreement is kept: each annotator's own work is in the dataset, and the table `distributions`"
            f" counts who said what of each passage. {facts.decided} decisions of curators stand beside it."
        ],
        "rai:annotationsPerItem": f"Texts by how many people annotated them: {per_text}." if per_text else "",
        "rai:annotatorDemographics": [f"{len(facts.people)} annotators. {terms.people} No more is recorded."],
        "rai:machineAnnotationTools": sorted(facts.engines),
        "rai:dataBiases": [
            f"{facts.shown} of {facts.records['annotation']} annotations were made by people who were shown"
            f" the program's suggestions on that text; {facts.suggested} began as one."
        ],
        "rai:dataLimitations": [
            "A cell of a claim and an account that nobody checked has no record; that says nothing about the"
            " account.",
            *([] if terms.with_texts else ["The texts are not in it, and may change where they are."]),
        ],
        "rai:personalSensitiveInformation": [f"Articles name people, as they were published. {terms.people}"],
    }
    return {key: value for key, value in told.items() if value}
