"""Gate G7: what a template points at exists; and every template can be read."""

import re

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import Resolver404, resolve

from casemgmt.documents import ours
from core.walk import addresses
from tests.policy.source import ROOT, none

URL_TAG = re.compile(r"""{%-?\s*url\s+["']([\w:.-]+)["']""")
POINTS = re.compile(
    r"""\s(?:hx-(?:get|post|put|patch|delete)|href|action|formaction)\s*=\s*["']([^"']*)["']"""
)
OUTSIDE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
# A script that only carries data (type application/json) never runs.
INLINE = re.compile(
    r"""<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|\shx-on""",
    re.IGNORECASE,
)


def pages():
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in ours.APPS)]
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".html", ".txt")
    }


def lost(text, names):
    """What a template points at that is not there."""
    for name in URL_TAG.findall(text):
        if name not in names:
            yield f"there is no address named {name}"
    for target in POINTS.findall(text):
        if OUTSIDE.match(target):
            yield f"{target} is outside of this site"
        elif target.startswith("/") and not re.search(r"{[{%]", target) and not _resolves(target):
            yield f"{target} leads nowhere"


def _resolves(target):
    try:
        return bool(resolve(re.split(r"[?#]", target)[0]))
    except Resolver404:
        return target.startswith(settings.STATIC_URL)


def names():
    # The gallery of components exists in development only.
    return {one.name for one in addresses()} | {"gallery"}


def test_g7_every_template_points_at_what_exists():
    known = names()
    none([f"{page}: {what}" for page, text in pages().items() for what in lost(text, known)])


@pytest.mark.parametrize(
    "text",
    [
        '<a href="{% url "patients:ghost" %}">',
        "<form action='/nowhere/'>",
        '<button hx-post="/nowhere/?x=1">',
        '<a href="https://elsewhere.example/">',
        '<img ><a href="//cdn.example/x">',
    ],
)
def test_a_lost_pointer_is_seen(text):
    assert list(lost(text, names()))


def test_what_exists_is_not_reported():
    assert (
        list(lost('<a href="/"><a href="{{ url }}"><a href="#main"><a href="/static/x.css">', names())) == []
    )


def test_no_template_carries_script_or_style_of_its_own():
    none([f"{page}: {found[0]}" for page, text in pages().items() for found in INLINE.finditer(_bare(text))])
    assert INLINE.search('<p style="color:red">')
    assert INLINE.search("<script>alert(1)</script>")
    assert INLINE.search('<p onclick="x()">')


def _bare(text):
    return re.sub(r"{%-?\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|<!--.*?-->", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", sorted(pages()))
def test_every_template_can_be_read(name):
    assert get_template(name)


def test_templates_escape():
    assert engines["django"].engine.autoescape
