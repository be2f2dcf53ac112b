"""How a view answers: the whole page, or one part of it when htmx asks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core.refusals import Refused


def show(
    request: HttpRequest, page: str, context: dict[str, Any], part: str = "", status: int = 200
) -> HttpResponse:
    """Render a page, or only its part `part` for an htmx request that is not a boosted page change."""
    htmx: Any = getattr(request, "htmx", None)
    name = f"{page}#{part}" if part and htmx and not htmx.boosted else page
    return render(request, name, context, status=status)


def attempt(form: Any, verb: Any, target: Any, *, by: Any, **extra: Any) -> Any:
    """Validate a form and run a verb with its cleaned data; None when either said no.

    What was wrong then stands on the form: beside its field, or on top; `form.status` is 422 or 409. A rule's own
    refusal is kept as `form.refusal`, for a page that shows more of it than its sentence.
    """
    form.status = 422
    if not form.is_valid():
        return None
    try:
        return verb(target, by=by, **form.cleaned_data, **extra)
    except Refused as refusal:
        form.status, form.refusal = refusal.status, refusal
        form.add_error(_field(form, refusal.field), str(refusal.sentence))
    except ValidationError as wrong:
        _add(form, wrong)
    return None


def done(request: HttpRequest, url: str, sentence: Any = "") -> HttpResponse:
    """Go on to the page that shows the result (303), with a notice; htmx is told to load it."""
    if sentence:
        messages.success(request, sentence)
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        if _is_here(request, url):
            # A browser does not load the page it is on again for another fragment.
            answer["HX-Refresh"] = "true"
        else:
            # A whole new page: HX-Location would ask for it as a part and swap that into the body.
            answer["HX-Redirect"] = url
        return answer
    return HttpResponseRedirect(url, status=303)


def _is_here(request: HttpRequest, url: str) -> bool:
    """Whether the browser already shows the page of an address with a fragment."""
    page, _hash, fragment = url.partition("#")
    here = getattr(request.htmx, "current_url_abs_path", "") or ""  # type: ignore[attr-defined]
    return bool(fragment) and here.partition("#")[0] == page


def _field(form: BaseForm, name: str | None) -> str | None:
    return name if name in form.fields else None


def _add(form: BaseForm, wrong: ValidationError) -> None:
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(_field(form, name), errors)
