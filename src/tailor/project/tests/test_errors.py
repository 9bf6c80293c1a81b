"""What a page says when there is none."""

import pytest

pytestmark = pytest.mark.django_db
RAIL = '<nav class="rail"'


def test_who_is_signed_in_keeps_the_menu_around_a_page_that_is_not_there(signed_in):
    for address in ("/clients/999999/", "/no-such-page/", "/history/999999/"):
        answer = signed_in("seller").get(address)
        html = answer.content.decode()
        assert answer.status_code == 404 and RAIL in html and "There is nothing here" in html
        assert 'role="search"' in html


def test_the_way_on_leads_to_the_list_the_address_is_about(signed_in):
    assert 'href="/clients/"><svg' in signed_in("seller").get("/clients/999999/").content.decode().split("mishap")[1]
    assert "/interactions/" not in signed_in("warehouse").get("/interactions/9/").content.decode().split("mishap")[1]


def test_a_stranger_gets_a_bare_page(client, cast):
    html = client.get("/files/1/", follow=True).content.decode()
    assert RAIL not in html


def test_when_the_menu_breaks_too_the_bare_page_is_still_there(signed_in, monkeypatch):
    from tailor.project import errors

    def broken(*_args, **_more):
        raise RuntimeError("no menu")

    monkeypatch.setattr(errors.pages, "render", broken)
    answer = signed_in("seller").get("/no-such-page/")
    assert answer.status_code == 404 and "There is nothing here" in answer.content.decode()


def test_whoever_undoes_what_they_just_made_lands_on_the_list(signed_in):
    seller = signed_in("seller")
    card = seller.post("/clients/new/", {"name": "Acme"})["Location"]
    from tailor.history.models import Step

    made = Step.objects.latest("id").pk
    heads = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{card}"}
    answer = seller.post(f"/history/{made}/undo/", headers=heads)
    assert answer["HX-Redirect"] == "/clients/"
    toasts = seller.get("/clients/").content.decode().split('id="toasts"')[1].split("</div>")[0]
    assert "Undone: Acme" in toasts and f"/history/{made + 1}/undo/" in toasts
