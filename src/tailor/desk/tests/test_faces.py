import pytest

from tailor.desk.faces import face


@pytest.fixture(autouse=True)
def built(monkeypatch):
    monkeypatch.setattr("tailor.desk.icons.asset", lambda name: f"/static/desk/{name}")


def test_a_person_is_round_and_keeps_a_colour():
    assert face("Tóth G.", initials="TG", key=9) == '<span class="face s22 c1" aria-hidden="true">TG</span>'


def test_a_company_is_square_and_has_no_colour():
    assert face("Delta", initials="Д", company=True, size=40) == (
        '<span class="face s40 firm" aria-hidden="true">Д</span>'
    )


def test_without_a_name_to_shorten_a_face_shows_an_icon():
    from tailor.desk.icons import icon

    icon.cache_clear()
    assert "#user-round" in face("", key=1)
    icon.cache_clear()


def test_initials_of_a_hostile_name_stay_text():
    assert "<b>" not in face("x", initials="<b>")


def test_a_face_that_stands_alone_says_whose_it_is():
    assert 'role="img" aria-label="A &#34;B&#34;"' in face('A "B"', initials="AB", alone=True)


def test_a_photo_does_not_repeat_the_name_beside_it():
    assert 'alt=""' in face("Anna", photo_url="/files/1.jpg")


def test_no_face_of_a_size_that_was_not_drawn():
    with pytest.raises(ValueError, match="not 23"):
        face("x", size=23)
