"""The forms of an import: what is brought in, and what was read of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.formats.documents import SUFFIXES, title_from
from annotator.web.articles import ArticleForm, facts_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.models import ImportItem, Story

NEW_STORY = "new"


class ManyFiles(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - the framework's
        """Return the files, which may be none."""
        single = super().clean
        return [single(each, initial) for each in data] if isinstance(data, list | tuple) else []


class AddForm(forms.Form):
    """One box for pasted text, one for addresses, one for files; any mixture."""

    story = forms.ChoiceField(label=gettext_lazy("Story"), required=False)
    story_title = forms.CharField(
        label=gettext_lazy("Title of the new story"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What happened, in a few words. A title here makes a new story."),
    )
    text = forms.CharField(
        label=gettext_lazy("Paste an article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Title, byline and date are found where the text says so."),
    )
    documents = FilesField(
        label=gettext_lazy("Or choose files"),
        required=False,
        help_text=gettext_lazy("Several at once: text, Markdown, HTML, PDF or Word."),
    )
    addresses = forms.CharField(
        label=gettext_lazy("Or give addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://"}),
        help_text=gettext_lazy("One a line. Each page is fetched once."),
    )

    def __init__(self, stories: list[Story], data: Any = None, files: Any = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(data, files, **kwargs)
        self.fields["story"].choices = [  # type: ignore[attr-defined]
            (NEW_STORY, _("A new story")),
            *[(str(story.pk), story.title) for story in stories],
            ("", _("No story yet")),
        ]
        self.fields["documents"].widget.attrs["accept"] = ",".join(SUFFIXES)

    def clean(self) -> dict[str, Any]:
        """Let a title that was typed mean a new story, and a new story have a title, if that of a file."""
        given = super().clean() or {}
        if given.get("story_title", "").strip():
            given["story"] = NEW_STORY
        elif given.get("story") == NEW_STORY and given.get("documents"):
            # A browser empties its file chooser when a form comes back: rather a name to be changed.
            name = given["documents"][0].name
            given["story_title"] = (title_from(name) or name)[:200]
        elif given.get("story") == NEW_STORY:
            self.add_error("story_title", _("Say what the new story is about, or choose another one above."))
        return given


def _id_or_new(value: str) -> int | str:
    return value if value == NEW_STORY else int(value)


class ItemForm(ArticleForm):
    """What was read of a document. Its story may be the one that the import is still to make."""

    story = forms.TypedChoiceField(
        label=gettext_lazy("Story"), required=False, coerce=_id_or_new, empty_value=None
    )

    def __init__(
        self, item: ImportItem, stories: Sequence[Story], data: Mapping[str, str] | None = None
    ) -> None:
        batch = item.batch
        choices = [("", _("No story yet")), *[(str(story.pk), story.title) for story in stories]]
        if batch.story_title:
            choices.insert(0, (NEW_STORY, _("A new story: “%(title)s”") % {"title": batch.story_title}))
        meant = NEW_STORY if batch.story_title else batch.story_id or ""
        super().__init__(choices, data, initial=facts_in(item) | {"story": meant}, prefix=str(item.pk))
