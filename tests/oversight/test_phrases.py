"""Every verb the application knows has a phrase of its own that can be translated."""

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from oversight.phrases import PHRASES
from oversight.queries import names


def verbs():
    found = set()
    for app in apps.get_app_configs():
        if not app.path.startswith(str(settings.BASE_DIR)) or ".venv" in app.path or app.name == "demo":
            continue
        for module in pkgutil.walk_packages([app.path], f"{app.name}."):
            if ".actions" in module.name or module.name.endswith(".telling"):
                rows = vars(importlib.import_module(module.name)).values()
                found |= {verb.verb_name for verb in rows if hasattr(verb, "verb_name")}
    return found


def test_every_verb_has_its_phrase():
    assert verbs() - set(PHRASES) == set()


def test_the_phrases_are_asked_of_the_translation(monkeypatch):
    monkeypatch.setattr(names, "_", lambda said: f"<{said}>")
    assert names.say("worklist.open_item") == "<opened a piece of work>"


@pytest.mark.parametrize("verb", ["gone.did_something", "did_something"])
def test_a_verb_of_an_older_release_is_said_by_its_own_words(verb):
    with translation.override("en"):
        assert names.say(verb) == "did something"
