"""What is wrong in a form, as the summary above it lists it."""

from django.forms import BaseForm
from django.forms.boundfield import BoundField


def mistakes(form: BaseForm) -> list[tuple[str, str, str]]:
    """(anchor, label, sentence) for each error: those of the whole form first, without an anchor."""
    rows = [("", "", str(error)) for error in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            field = form[name]
            rows += [(anchor(field), str(field.label), str(error)) for error in errors]
    return rows


def anchor(field: BoundField) -> str:
    """The id of the control to go to: of a group of radios, boxes or parts, its first."""
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"
