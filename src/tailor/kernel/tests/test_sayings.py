"""Texts that are kept and read later by people of other languages."""

import orjson
from django.utils.translation import gettext_lazy, ngettext_lazy, override, pgettext_lazy

from tailor.kernel.sayings import Saying, kept, said


def read(text, language):
    with override(language):
        return said(orjson.loads(orjson.dumps(text)))


def test_a_message_kept_in_one_language_is_read_in_another():
    with override("hu"):
        text = kept(Saying(gettext_lazy("Undo: %(what)s"), what=gettext_lazy("Clients")))
    assert read(text, "en") == "Undo: Clients"
    assert "Клиенты" in read(text, "ru")
    assert "Ügyfelek" in read(text, "hu")


def test_names_and_figures_stay_as_they_are():
    assert read(kept("Clients"), "ru") == "Clients"
    assert read(kept(Saying("%(deed)s: %(n)s", deed=gettext_lazy("Clients"), n=3)), "ru") == "Клиенты: 3"


def test_a_message_with_a_context_keeps_it():
    assert kept(pgettext_lazy("short", "Interactions")) == {"id": "Interactions", "context": "short"}


def test_of_other_lazy_texts_the_words_are_kept():
    assert kept(ngettext_lazy("%(n)s row", "%(n)s rows", 2) % {"n": 2}) == "2 rows"


def test_a_kept_text_that_is_kept_again_stays_what_it_is():
    text = kept(Saying(gettext_lazy("Undo: %(what)s"), what="x"))
    assert kept(text) == text


def test_a_percent_sign_in_a_message_without_placeholders_does_no_harm():
    assert said(kept("100 % done")) == "100 % done"
