"""One's own account: drafts, colours, the role acted in, keeping the session alive."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import actions
from accounts.forms import ProfileForm, ThemeForm
from accounts.models import Draft
from audit import record
from core import clock
from core.access import OWN, visible_to
from core.htmx import attempt, done, show
from core.routes import route


@route("GET", "POST", kind="session", does="accounts.keep_draft", event="none: unsaved typing of one's own")
def draft(request: HttpRequest, form: str, about: str = "") -> HttpResponse:
    """What this person typed into a form and has not saved: read it, keep it, or drop it."""
    user: Any = request.user
    if request.method == "GET":
        return _drafted(user, form, about)
    if request.POST.get("discard"):
        actions.drop_draft(user, by=user, form=form, about=about)
        return HttpResponse(status=204)
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    actions.keep_draft(user, by=user, form=form, about=about, body=fields)
    return HttpResponse(status=204)


def _drafted(user: Any, form: str, about: str) -> HttpResponse:
    kept = visible_to(Draft, user, OWN).filter(form=form, about=about).first()
    if kept is None:
        return HttpResponse(status=204)
    fields = dict(kept.body)
    focus = (fields.pop("_focus", None) or [""])[0]
    saved = kept.saved_at.astimezone(user.tz).strftime("%H:%M")
    return JsonResponse({"saved": saved, "focus": focus, "fields": fields})


@route("POST", kind="session", does="accounts.choose_theme", event="accounts.choose_theme")
def theme(request: HttpRequest) -> HttpResponse:
    """Change the colours and go back."""
    form = ThemeForm(request.POST)
    attempt(form, actions.choose_theme, request.user, by=request.user)
    return HttpResponseRedirect(_back(request), status=303)


@route("POST", kind="session", does="act in a role", event="accounts.act_as")
def role(request: HttpRequest) -> HttpResponse:
    """Act in another of the roles one holds; rights, navigation and the trail follow it from the next page on."""
    chosen = request.POST.get("role", "")
    if chosen in getattr(request.user, "roles_held", []):
        request.session.cycle_key()
        request.session["acting_role"] = chosen
        record.noted("accounts.act_as", by=request.user, at=clock.now(), reason=chosen)
    return HttpResponseRedirect(reverse("home"), status=303)


@route("POST", kind="session", does="stay signed in", event="none: nothing is shown")
def extend(request: HttpRequest) -> HttpResponse:
    """The person is still there: the click itself is the use that keeps the session."""
    return HttpResponse(status=204)


@route("GET", "POST", kind="session", does="accounts.correct_profile", event="accounts.correct_profile")
def profile(request: HttpRequest) -> HttpResponse:
    """One's own settings."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and attempt(form, actions.correct_profile, request.user, by=request.user):
        return done(request, reverse("accounts:profile"), _("Settings saved."))
    return show(request, "accounts/profile.html", {"form": form}, status=getattr(form, "status", 200))


@route("GET", kind="session", does="view", event="none: help")
def keys(request: HttpRequest) -> HttpResponse:
    """The keyboard map as a page, for those who work without script."""
    return show(request, "accounts/keys.html", {})


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"
