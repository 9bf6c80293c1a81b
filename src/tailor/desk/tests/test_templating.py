import re

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from jinja2 import UndefinedError

from tailor.desk import assets, icons
from tailor.desk.templating import attrs, environment, grouped
from tailor.desk.views import styleguide

NAMES = ["app.css", "shaping.css", "app.js", "icons.svg", "icon.svg"]
NAMES += [f"firago-{w}-{s}.woff2" for w in (400, 500) for s in ("latin", "cyrillic", "georgian")]


@pytest.fixture(autouse=True)
def built(monkeypatch):
    monkeypatch.setattr(assets, "manifest", lambda: {name: name for name in NAMES})
    icons.icon.cache_clear()
    yield
    icons.icon.cache_clear()


def render(source, **context):
    return environment().from_string(source).render(**context)


def test_attributes_leave_out_what_is_not_and_escape_what_is():
    assert attrs({"a": None, "b": False, "c": True, "d": '"x"', "e": 0}) == ' c d="&#34;x&#34;" e="0"'


def test_digits_are_grouped_by_a_space_that_does_not_break():
    assert grouped(1234567) == "1\u00a0234\u00a0567"


def test_values_are_escaped():
    assert render("{{ name }}", name="<script>") == "&lt;script&gt;"


def test_a_forgotten_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        render("{{ forgotten }}")


def test_texts_go_through_gettext_with_named_values():
    assert render("{{ _('Edit: %(what)s', what='<x>') }}") == "Edit: &lt;x&gt;"


def test_a_field_ties_its_message_and_hint_to_the_control():
    source = '{% from "desk/parts.html" import text_field as f %}{{ f("Phone", "phone", "1", "Short", "All") }}'
    html = engines["jinja2"].from_string(source).render()
    assert 'for="phone"' in html
    assert 'aria-invalid="true" aria-describedby="phone-error phone-hint"' in html
    assert 'id="phone-error"' in html
    assert 'id="phone-hint"' in html


def gallery():
    return styleguide(RequestFactory().get("/styleguide/")).content.decode()


def test_the_gallery_draws_every_component_within_the_security_policy():
    html = gallery()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"\son\w+=", html)


def test_ids_of_the_gallery_are_there_once():
    ids = re.findall(r'\sid="([^"]+)"', gallery())
    assert sorted(ids) == sorted(set(ids))


def test_an_error_page_needs_no_person_and_no_shell():
    html = render_to_string("desk/error.html", {"title": "Not there", "what": "Gone <x>"})
    assert "Gone &lt;x&gt;" in html
    assert 'class="rail"' not in html
