"""The history of a project in the browser: searched, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from annotator.errors import Invalid
from annotator.http import signed_in, streamed
from annotator.models import Article, Event, Member, Project, Story
from annotator.queries import articles as article_queries
from annotator.queries import audit as queries
from annotator.queries import projects as project_queries
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

_NO_ID = 2**63  # no database has ids from here on


class HistoryForm(forms.Form):
    """What to look for. All of it can be left out, and stands in the address."""

    person = forms.IntegerField(required=False, min_value=1, max_value=_NO_ID - 1)
    noun = forms.RegexField("[a-z]+", required=False, max_length=30)
    verb = forms.RegexField(r"[a-z]+\.[a-z]+", required=False, max_length=60)
    subject = forms.CharField(required=False, max_length=40)
    article = forms.IntegerField(required=False, min_value=1, max_value=_NO_ID - 1)
    story = forms.IntegerField(required=False, min_value=1, max_value=_NO_ID - 1)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=_NO_ID - 1)

    def wanted(self) -> queries.Wanted:
        """Return what is looked for: whole days, UTC. Raises :class:`Invalid` for what can't be read."""
        if not self.is_valid():
            field = next(iter(self.errors))
            raise Invalid("This can't be looked for: %(field)s.", field=field)
        given = self.cleaned_data
        told = {key: given[key] for key in ("person", "noun", "verb", "subject", "article", "story")}
        until = given["until"]
        try:
            return queries.Wanted(
                **told,
                since=datetime.combine(given["since"], time(), tzinfo=UTC) if given["since"] else None,
                until=datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC) if until else None,
            )
        except OverflowError:
            raise Invalid("This can't be looked for: %(field)s.", field="until") from None


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event, and the page of what it happened to, if that has one."""

    event: Event
    article: Article | None
    story: Story | None
    whom: str  # of what is about a member: their name


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Everything `templates/projects/history.html` may use."""

    project: Project
    may: Rights
    wanted: queries.Wanted
    since: str  # as the form takes it
    until: str
    filtered: bool
    people: list[Member]
    nouns: list[str]
    stories: list[Story]
    article: Article | None  # the one that is looked for
    events: list[EventShown]
    older: str  # the address's query for what is older; empty where that was all
    query: str  # the address's query without its place


@require_safe
def history(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what happened in a project (at most 12 queries, in a blind project 6 more for 200 events)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    form = HistoryForm(request.GET)
    wanted = form.wanted()
    found = queries.page_for(user, project_id, wanted, before=form.cleaned_data["before"])
    places = queries.places_of(seen.it, found.events)
    asked = {key: value for key in form.fields if (value := request.GET.get(key, ""))}
    asked.pop("before", None)
    people = queries.people_of(user, project_id)
    names = {str(each.user_id): each.user.shown_name for each in people}
    page = HistoryPage(
        project=seen.it,
        may=rights(seen),
        wanted=wanted,
        since=asked.get("since", ""),
        until=asked.get("until", ""),
        filtered=wanted != queries.Wanted(),
        people=people,
        nouns=[*queries.NOUNS],
        stories=list(article_queries.stories_of(user, project_id)),
        article=article_queries.articles_of(user, project_id).filter(pk=wanted.article).first()
        if wanted.article
        else None,
        events=[_shown(each, places.get(each.scope), names) for each in found.events],
        older=urlencode(asked | {"before": found.older}) if found.older else "",
        query=urlencode(asked),
    )
    return render(request, "projects/history.html", {"page": page})


def _shown(event: Event, place: Article | Story | None, names: dict[str, str]) -> EventShown:
    return EventShown(
        event,
        article=place if isinstance(place, Article) else None,
        story=place if isinstance(place, Story) else None,
        whom=names.get(event.subject, "") if event.verb.startswith("member.") else "",
    )


@require_safe
def download(request: HttpRequest, project_id: int, form: str) -> StreamingHttpResponse:
    """Send what is looked for as CSV or JSONL, oldest first, row by row."""
    wanted = HistoryForm(request.GET).wanted()
    records = queries.records_for(signed_in(request), project_id, wanted)
    return streamed(records, queries.COLUMNS, f"history-{project_id}", form)
