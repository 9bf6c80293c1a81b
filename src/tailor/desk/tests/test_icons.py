import pytest
from django.core.exceptions import ImproperlyConfigured

from tailor.desk import assets, icons


@pytest.fixture(autouse=True)
def built(monkeypatch):
    monkeypatch.setattr(assets, "manifest", lambda: {"icons.svg": "icons.abc.svg"})
    icons.icon.cache_clear()
    yield
    icons.icon.cache_clear()


def test_an_icon_is_a_reference_into_the_sprite():
    assert icons.icon("phone", "late") == (
        '<svg class="ic late" aria-hidden="true"><use href="/static/desk/icons.abc.svg#phone"/></svg>'
    )


def test_an_unknown_icon_says_where_to_add_it():
    with pytest.raises(ImproperlyConfigured, match=r"icons\.txt"):
        icons.icon("no-such-icon")


def test_an_asset_that_was_not_built_is_named():
    with pytest.raises(ImproperlyConfigured, match=r"'app\.js'.*icons\.svg"):
        assets.asset("app.js")


def test_the_list_of_icons_is_sorted_and_has_each_once():
    lines = icons.LIST.read_text().split()
    assert lines == sorted(set(lines))


def test_unbuilt_assets_say_what_to_run(monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    assets.manifest.cache_clear()
    with pytest.raises(ImproperlyConfigured, match=r"tools/build_assets\.py"):
        assets.asset("app.js")
    assets.manifest.cache_clear()
