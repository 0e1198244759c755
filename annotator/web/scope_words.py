"""Which part of a project a dataset is of, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import date as format_date
from django.utils.text import Truncator
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.web.export_forms import ScopeForm

_LISTED = 5  # names, before the rest is counted
_LONGEST = 60  # code points of one


def told(scope: Mapping[str, Any], form: ScopeForm) -> list[str]:
    """Return the parts of a scope, each as a line: nothing for a whole project (no query).

    :param form: offers what there is to choose from, with its names
    """
    lines = []
    for key, label in (("stories", _("Stories")), ("layers", _("Layers")), ("annotators", _("The work of"))):
        chosen = scope.get(key) or []
        if chosen:
            offered = dict(form.fields[key].choices)  # type: ignore[attr-defined]
            lines.append(f"{label}: {_listed(offered.get(str(each), f'#{each}') for each in chosen)}")
    if scope.get("newest"):
        lines.append(_("of each article only the newest text"))
    if scope.get("adjudicated"):
        lines.append(_("only what was decided on"))
    for key, words in (("since", _("work from %(day)s")), ("until", _("work to %(day)s"))):
        if scope.get(key):
            lines.append(words % {"day": format_date(date.fromisoformat(str(scope[key])[:10]), _("j M Y"))})
    return lines


def _listed(names: Iterable[str]) -> str:
    names = [Truncator(str(each)).chars(_LONGEST) for each in names]
    shown = ", ".join(names[:_LISTED])
    if len(names) > _LISTED:
        return _("%(names)s and %(count)s more") % {"names": shown, "count": len(names) - _LISTED}
    return shown
