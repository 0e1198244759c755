"""A claim in the browser, with all that stands on it, and how it and its passages are linked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Conflict
from annotator.http import said, signed_in
from annotator.models import Link, Mention
from annotator.models.links import INVERSE, SHORT, UNDIRECTED
from annotator.policies import Action
from annotator.queries import claims as claim_queries
from annotator.queries import links as queries
from annotator.queries.passages import ClaimRead, claim_read
from annotator.services import links as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Claim, Project, Story


def _ways() -> list[tuple[str, Any]]:
    """Return the kinds, with those that have a direction in both."""
    ways: list[tuple[str, Any]] = []
    for kind in Link.Kind:
        ways.append((kind.value, kind.label))
        if kind not in UNDIRECTED:
            ways.append((f"{kind.value}:back", INVERSE[kind]))
    return ways


class WordsForm(forms.Form):
    """Why two things are linked."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )


class LinkForm(WordsForm):
    """How a claim or a passage is linked, and to which other one."""

    way = forms.ChoiceField(label=gettext_lazy("It"), choices=_ways, widget=forms.RadioSelect)
    to = forms.ChoiceField(label=gettext_lazy("This one"), widget=forms.RadioSelect)
    field_order = ("way", "to", "note")

    def __init__(self, *args: Any, ends: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer `ends` to choose from: ids and words."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = ends  # type: ignore[attr-defined]


class KindForm(WordsForm):
    """A link's kind, changed; its direction stays."""

    kind = forms.ChoiceField(label=gettext_lazy("It"), choices=Link.Kind.choices, widget=forms.RadioSelect)
    field_order = ("kind", "note")


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Everything `templates/links/claim.html` may use."""

    project: Project
    story: Story
    claim: Claim
    may: Rights
    me: int
    edits_others: bool
    read: ClaimRead


@dataclass(frozen=True, slots=True)
class NewLinkPage:
    """Everything `templates/links/new.html` may use."""

    project: Project
    story: Story
    claim: Claim
    quote: str  # of the passage that is linked; empty when the claim is
    may: Rights
    form: LinkForm


@require_safe
def claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Show a claim: its quotes in their context, who found what, and its links (12 queries)."""
    user = signed_in(request)
    seen = claim_queries.claim_for(user, claim_id)
    page = ClaimPage(
        project=seen.it.story.project,
        story=seen.it.story,
        claim=seen.it,
        may=rights(seen),
        me=user.pk,
        edits_others=seen.may(Action.EDIT_OTHERS),
        read=claim_read(user, seen.it),
    )
    return render(request, "links/claim.html", {"page": page})


@require_http_methods(["GET", "POST"])
def from_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Link a claim to another one of its story."""
    user = signed_in(request)
    seen = claim_queries.claim_for(user, claim_id)
    found = seen.require(Action.FILL_MATRIX)
    others = [each for each in claim_queries.claims_of(found.story) if each.pk != found.pk]
    form = LinkForm(request.POST or None, ends=[(str(each.pk), each.wording) for each in others])
    link = partial(services.link_claims, actor=user, link_id=uuid.uuid4())
    if request.method == "POST" and form.is_valid() and _linked(form, link, claim_id):
        messages.success(request, _("Linked."))
        return redirect("claim", claim_id=claim_id)
    page = NewLinkPage(found.story.project, found.story, found, "", rights(seen), form)
    return render(request, "links/new.html", {"page": page}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def from_mention(request: HttpRequest, mention_id: uuid.UUID) -> HttpResponse:
    """Link a passage to another one of its story."""
    user = signed_in(request)
    seen = queries.mention_for(user, mention_id)
    found = seen.require(Action.FILL_MATRIX)
    story = found.claim.story
    others = [each for each in queries.mentions_of(user, story) if each.annotation_id != found.annotation_id]
    form = LinkForm(request.POST or None, ends=[(str(each.pk), _words(each)) for each in others])
    link = partial(services.link_mentions, actor=user, link_id=uuid.uuid4())
    if request.method == "POST" and form.is_valid() and _linked(form, link, mention_id):
        messages.success(request, _("Linked."))
        return redirect("claim", claim_id=found.claim_id)
    page = NewLinkPage(story.project, story, found.claim, _quote(found), rights(seen), form)
    return render(request, "links/new.html", {"page": page}, status=422 if form.errors else 200)


def _linked(form: LinkForm, link: Callable[..., Link], here: uuid.UUID) -> bool:
    """Link as the form says; put what clashes beside its field."""
    kind, _colon, back = form.cleaned_data["way"].partition(":")
    there = uuid.UUID(form.cleaned_data["to"])
    one, other = (there, here) if back else (here, there)
    call = partial(link, kind=kind, from_id=one, to_id=other, note=form.cleaned_data["note"])
    try:
        return attempt(form, call) is not None
    except Conflict as error:
        form.add_error("to", said(error))
        return False


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Say otherwise how two things are linked, or why."""
    user = signed_in(request)
    seen = queries.link_for(user, link_id)
    found = seen.require(Action.FILL_MATRIX)
    form = KindForm(request.POST or None, initial={"kind": found.kind, "note": found.note})
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        call = partial(
            services.change,
            actor=user,
            link_id=link_id,
            version=int(version) if version.isdigit() else found.version,
            **form.cleaned_data,
        )
        try:
            if attempt(form, call) is not None:
                return redirect("claim", claim_id=_claim_of(found))
        except Conflict as error:
            form.add_error("kind", said(error))
    one, other = _ends(found)
    context = {"form": form, "link": found, "one": one, "other": other, "claim": _claim_of(found)}
    return render(request, "links/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Take a link away, and offer to bring it back."""
    link = services.delete(actor=signed_in(request), link_id=link_id)
    one, other = _ends(link)
    kind = SHORT[Link.Kind(link.kind)][0]
    context = {"link": link, "claim": _claim_of(link), "words": f"{one} \u2014 {kind} \u2014 {other}"}
    return render(request, "links/deleted.html", context)


@require_POST
def restore(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Bring a link back."""
    link = services.restore(actor=signed_in(request), link_id=link_id)
    messages.success(request, _("The link is back."))
    return redirect("claim", claim_id=_claim_of(link))


def _claim_of(link: Link) -> uuid.UUID:
    found = link.from_claim_id or (link.from_mention and link.from_mention.claim_id)
    if not found:
        raise ValueError("A link joins two things.")
    return found


def _ends(link: Link) -> tuple[str, str]:
    told: Any = link  # with the quotes of both ends
    one = link.from_claim.wording if link.from_claim else told.from_quote
    other = link.to_claim.wording if link.to_claim else told.to_quote
    return one, other


def _quote(mention: Mention) -> str:
    told: Any = mention  # with its first words
    return " ".join((told.quote or "").split())


def _words(mention: Mention) -> str:
    article = mention.annotation.revision.article
    told = (f"\u201c{_quote(mention)}\u201d", str(article.source or article.title), mention.claim.wording)
    return " \u00b7 ".join(told)
