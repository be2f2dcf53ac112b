"""What a person changes on their own account: colours, keys, and text not yet saved."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Draft, User
from core import clock
from core.actions import action, change, keep

DRAFT_MAX = 200_000


@action("own_account")
def choose_theme(user: User, *, by: Any, theme: str) -> User:
    """Light, dark, or as the device says."""
    user.theme = theme
    return user


@action("own_account")
def correct_profile(user: User, *, by: Any, **facts: Any) -> User:
    """Change one's own phone, languages, time zone or keyboard setting."""
    for name in ("phone", "languages", "zone", "keys_on"):
        if name in facts:
            setattr(user, name, facts[name])
    return user


@action("own_account", audited=False)
def keep_draft(user: User, *, by: Any, form: str, about: str = "", body: dict[str, Any]) -> Draft:
    """Keep what was typed into a form, for this person alone; the newest text replaces the older."""
    if len(str(body)) > DRAFT_MAX:
        raise ValidationError(_("This text is too long to be kept as a draft. Save it in parts."))
    draft = Draft.objects.filter(user=user, form=form, about=about).first()
    if draft is None:
        return keep(Draft(user=user, form=form, about=about, body=body, saved_at=clock.now()))
    return change(draft, body=body, saved_at=clock.now())


@action("own_account", audited=False)
def drop_draft(user: User, *, by: Any, form: str, about: str = "") -> User:
    """Forget a draft: its text was saved, or thrown away."""
    Draft.objects.filter(user=user, form=form, about=about).delete()
    return user
