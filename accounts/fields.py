"""Choosing a colleague in a form."""

from django import forms

from accounts.models import User


class Person(forms.ModelChoiceField):
    """A colleague by name and usual role."""

    def label_from_instance(self, user: User) -> str:
        role = user.get_default_role_display()
        return f"{user.name}, {role}" if role else user.name
