"""What every template keeps: known icons, no inline script or style, documented components, errors beside their field."""

import re
import zipfile
from pathlib import Path
from typing import Any

import lucide
import pytest
from django import forms
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from core.gallery import gallery

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
ICONS = {name[:-4] for name in zipfile.ZipFile(Path(lucide.__file__).with_name("lucide.zip")).namelist()}
DATA_BLOCK = re.compile(r'type="application/json"')


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(Path(settings.BASE_DIR) / "templates")) for path in paths]


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_it_compiles_and_its_icons_exist(name: str) -> None:
    get_template(name)
    text = (Path(settings.BASE_DIR) / "templates" / name).read_text()
    used = re.findall(r'{% icon "([^"]+)"', text) + re.findall(r'\bicon="([a-z0-9-]+)"', text)
    assert not [icon for icon in used if icon not in ICONS]


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_it_has_no_inline_script_style_or_handler(name: str) -> None:
    text = (Path(settings.BASE_DIR) / "templates" / name).read_text()
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|\bhx-vals=[\"']js:", text)
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert not [tag for tag in scripts if "src=" not in tag and not DATA_BLOCK.search(tag)]


@pytest.mark.parametrize("path", COMPONENTS, ids=names(COMPONENTS))
def test_a_component_says_what_it_needs(path: Path) -> None:
    assert "{% comment %}" in path.read_text().split("\n", 1)[0]


@pytest.mark.parametrize("query", ["", "theme=dark", "dir=rtl", "page=case"])
def test_the_gallery_shows_every_component(query: str, db: None, rf: RequestFactory) -> None:
    body = gallery(rf.get("/gallery/?" + query)).content.decode()
    assert "{%" not in body
    assert "{{" not in body
    if "dark" in query:
        assert 'data-bs-theme="dark"' in body
    if "rtl" in query:
        assert 'dir="rtl"' in body
        assert "tabler.rtl" in body


class Sample(forms.Form):
    name = forms.CharField(help_text="As written.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_an_error_stands_beside_its_field_and_in_the_summary() -> None:
    html = str(Sample({"kind": "z"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index('id="id_name_error"') < html.index('name="name"')
    assert '<a href="#id_name">' in html
    assert '<a href="#id_kind_0">' in html
    assert "autofocus" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "cm-error-summary" not in str(Sample())


def test_what_was_typed_is_escaped_wherever_it_comes_back() -> None:
    evil: dict[str, Any] = {"family": "<b>x", "given": '"><script>', "preferred_name": "&"}
    html = render_to_string("components/patient.html", {"patient": evil})
    assert "<b>" not in html
    assert "<script>" not in html


def test_a_provisional_patient_is_named_by_the_alias() -> None:
    html = render_to_string("components/patient.html", {"patient": {"provisional": True, "alias": "HERON"}})
    assert "Unknown HERON" in html
    assert "Provisional" in html


def test_a_notice_offers_undo_only_for_an_address_of_ours() -> None:
    for bad in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:x",
        "",
    ):
        assert "<form" not in render_to_string(
            "components/notice.html", {"kind": "done", "text": "Done", "undo_url": bad}
        )
    assert "<form" in render_to_string(
        "components/notice.html", {"kind": "done", "text": "Done", "undo_url": "/undo/"}
    )
