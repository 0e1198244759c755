"""Files with marks of others, small and written here; bringing them, and taking them in."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from annotator.formats.interchange.mapping import AttributeRule, LabelRule, Mapping
from annotator.models import Annotation, Intake
from annotator.queries import intakes as queries
from annotator.services import intakes

CERTAIN = {"certainty": "certain"}
BRIDGE = "The bridge may be closed.\nThe café is open \U0001f30a, he said."
BRAT = {
    "one.txt": BRIDGE,
    "one.ann": (
        "T1\tClaim 0 24\tThe bridge may be closed\n"
        "A1\tCertainty T1 possible\n"
        "T2\tHedge 11 14\tmay\n"
        "#1\tAnnotatorNotes T2\ta hedge\n"
    ),
}
MAPPED = Mapping(
    {
        "Claim": LabelRule("claim", {"Certainty": AttributeRule("certainty", {"possible": "possible"})}),
        "Hedge": LabelRule(None),
    }
)


def mapped_intake(team, do_jobs) -> Intake:
    """Bring a file, have it read, and map it."""
    made = intakes.start(
        actor=team.owner, project_id=team.project.pk, name="set.zip", file=io.BytesIO(packed(BRAT))
    )
    do_jobs()
    intakes.map_to(actor=team.owner, intake_id=made.pk, mapping=MAPPED, story_id=team.story.pk)
    return made


def packed(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)  # not the time: the same files, the same bytes
    return out.getvalue()


def page(**annotation) -> bytes:
    """Return a Web Annotation of another tool, on a text that it only refers to."""
    told = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "https://tool.example/1",
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "Claim"}],
        "target": {
            "source": "https://news.example/bridge",
            "selector": {"type": "TextQuoteSelector", "exact": "may resign", "prefix": "mayor "},
        },
    }
    return json.dumps(told | annotation).encode()


@pytest.fixture
def bring(team, do_jobs):
    """Return a function that brings a file and has it read."""

    def start(data: bytes | dict, name: str = "set.zip", *, by=None, form: str = "") -> Intake:
        data = packed(data) if isinstance(data, dict) else data
        made = intakes.start(
            actor=by or team.owner, project_id=team.project.pk, name=name, file=io.BytesIO(data), form=form
        )
        do_jobs()
        made.refresh_from_db()
        made.job.refresh_from_db()
        assert made.job.state == "done", made.job.traceback
        return made

    return start


@pytest.fixture
def take(team, do_jobs):
    """Return a function that maps a file that was read, and takes it in."""

    def go(intake: Intake, mapping: Mapping = MAPPED, **kwargs) -> Intake:
        kwargs = {"story_id": team.story.pk} | kwargs
        intakes.map_to(actor=team.owner, intake_id=intake.pk, mapping=mapping, **kwargs)
        intakes.take(actor=team.owner, intake_id=intake.pk)
        do_jobs()
        intake.refresh_from_db()
        intake.job.refresh_from_db()
        assert intake.job.state == "done", intake.job.error + intake.job.traceback
        return intake

    return go


def imported() -> list[Annotation]:
    return list(Annotation.objects.filter(origin="imported").order_by("created_at", "pk"))


def whys(intake: Intake) -> list[str]:
    return [each.why % each.facts for each in queries.refused_of(intake)]


def sure() -> Mapping:
    return Mapping({"Claim": LabelRule("claim", {}, CERTAIN)})


def web_page(text: str, *selectors: dict) -> dict[str, str]:
    """Return a Web Annotation file of another tool with the text beside it, which does not say its unit."""
    items = [
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:x:{number}",
            "type": "Annotation",
            "body": {"type": "TextualBody", "purpose": "tagging", "value": "Claim"},
            "target": {
                "source": "https://news.example/new",
                "state": {"type": "TimeState", "cached": "text.txt"},
                "selector": selector,
            },
        }
        for number, selector in enumerate(selectors)
    ]
    return {"text.txt": text, "marks.json": json.dumps(items)}


def position(start: int, end: int) -> dict:
    return {"type": "TextPositionSelector", "start": start, "end": end}


AT = BRIDGE.index("he said")
