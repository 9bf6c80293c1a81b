"""The interface speaks Russian, Hungarian and Georgian to the last word: catalogues are whole, and no page falls back
into English."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import translation

from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.exchange import exporting, targets
from tailor.exchange.recognition import recognise
from tailor.kernel import remembering
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.kernel.text import sort_key
from tailor.records import gate
from tailor.records.fields.choices import SWATCHES
from tailor.records.operations import all_operations
from tailor.records.showing import Show
from tailor.records.types import record_type

LANGUAGES = ["ru", "hu", "ka"]
ROOT = Path(__file__).resolve().parents[3]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
SPOKEN = {"title", "aria-label", "placeholder", "alt"}


def load_messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tailor_messages", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = load_messages()


@pytest.fixture(scope="module")
def source():
    """The messages as they stand in the source now."""
    return messages.template()


@pytest.fixture(scope="module", autouse=True)
def freshly_compiled(tmp_path_factory) -> Iterator[None]:
    """Whatever .mo files lie about, these tests read the catalogues as they stand."""
    into = tmp_path_factory.mktemp("locale")
    messages.compile_all(into)
    with override_settings(LOCALE_PATHS=[into]):
        yield


# ---- the catalogues ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_keeps_its_placeholders(language, source):
    assert list(messages.faults(language, source)) == []


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("hu", 2), ("ka", 2)])
def test_a_language_has_as_many_plural_forms_as_it_needs(language, forms):
    catalogue = messages.catalogue_of(language)
    assert catalogue.num_plurals == forms
    assert {len(one.string) for one in catalogue if one.id and one.pluralizable} == {forms}


@pytest.mark.parametrize("language", LANGUAGES)
def test_extracting_again_changes_nothing(language, source):
    catalogue = messages.catalogue_of(language)
    before = {(one.context, one.id) for one in catalogue}
    catalogue.update(source, no_fuzzy_matching=True)
    assert {(one.context, one.id) for one in catalogue} == before
    assert not catalogue.obsolete


def test_catalogues_hold_nothing_that_changes_by_itself():
    for language in LANGUAGES:
        text = messages.path_of(language).read_text()
        assert "-Date:" not in text
        assert not re.search(r"^#(:|~|, fuzzy)", text, re.MULTILINE)


def test_messages_asked_for_by_a_variable_are_known(source):
    for name in SWATCHES:
        assert source.get(name, "colour") is not None, name


def test_calls_within_f_strings_are_found():
    import io

    code = b"""f"{_('seen')}"\npgettext_lazy("here", "told")\n_(variable)\n_("two " "parts")"""
    found = {call[2] for call in messages.python_calls(io.BytesIO(code), {"_", "pgettext_lazy"}, [], {})}
    assert found == {"seen", ("here", "told"), "two parts"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_told(language, source, tmp_path, monkeypatch):
    path = tmp_path / "django.po"
    text = messages.path_of(language).read_text()
    path.write_text(re.sub(r'(msgid "Deleted: %\(name\)s"\nmsgstr) ".*"', r'\1 "x"', text))
    monkeypatch.setattr(messages, "path_of", lambda _language: path)
    told = [fault for fault in messages.faults(language, source) if "'Deleted: " in fault]
    assert [fault.split(":")[0] for fault in told] == ["placeholders"]


@pytest.mark.parametrize(
    ("language", "one", "two", "many"),
    [("ru", "1 запись", "2 записи", "5 записей"), ("hu", "1 rekord", "2 rekord", "5 rekord"),
     ("ka", "1 ჩანაწერი", "2 ჩანაწერი", "5 ჩანაწერი")],
)  # fmt: skip
def test_numbers_take_the_right_form(language, one, two, many):
    with translation.override(language):
        said = [translation.ngettext("%(num)s record", "%(num)s records", n) % {"num": n} for n in (1, 2, 5)]
    assert said == [one, two, many]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("password", ["short", "password1"])
def test_a_weak_password_is_refused_in_the_persons_language(language, password):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert not re.search(r"[Pp]assword|characters", " ".join(refused.value.messages))


# ---- the pages --------------------------------------------------------------------------------------------


CODES = frozenset({"data-col", "data-rows-shown", "data-shown", "data-live"})  # names for scripts, not for people


class Spoken(HTMLParser):
    """What a person reads or hears of a page, apart from scripts and the names of languages."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._silent += tag in ("script", "style")
        self.said += [
            value
            for name, value in attrs
            if value and (name in SPOKEN or (name.startswith("data-") and name not in CODES))
        ]

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.said.append(" ".join(data.split()))


def english_of(language: str, source) -> tuple[set[str], list[re.Pattern[str]]]:
    """Whole texts, and patterns of sentences, that a page in that language must not hold."""
    catalogue = messages.catalogue_of(language)
    whole, patterns = set(), []
    for one in source:
        if not one.id:
            continue
        ids = one.id if one.pluralizable else (one.id,)
        translated = catalogue.get(ids[0], one.context)
        if translated is None:
            continue  # the catalogue's own test says so
        strings = translated.string if one.pluralizable else (translated.string,)
        for text in set(ids) - set(strings):
            parts = [re.escape(part) for part in PLACEHOLDER.split(text)]
            if len(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", text))) > 2:
                patterns.append(re.compile(".+?".join(parts)))
            elif len(parts) == 1 and text.casefold() not in {string.casefold() for string in strings}:
                whole.add(text)
    return whole, patterns


def english_in(html: str, language: str, source) -> list[str]:
    """What of a page should have been said in the language, but was not."""
    whole, patterns = english_of(language, source)
    said = dict.fromkeys(Spoken(html).said)
    return [text for text in said if text in whole or any(pattern.search(text) for pattern in patterns)]


@pytest.fixture
def office(cast, clients, signed_in):
    """A small company with something on every page; those who work in it bear no English words as names."""
    for number, user in enumerate(User.objects.order_by("pk")):
        User.objects.filter(pk=user.pk).update(name=f"Ani {number}")
    remembering.forget()
    company = clients(name="Vake Kft", is_company=True, owner=cast.owner.person_id, is_supplier=True)
    one = clients(
        name="Giorgi Beridze", company=company, phones=[{"value": "+995599412077", "type": "mobile"}],
        emails=[{"value": "g@beridze.ge"}], next_step="Ring", next_step_at="2020-01-03T10:00", owner=cast.owner.person_id,
    )  # fmt: skip
    other = clients(name="Giorgi Beridze", phones=[{"value": "+995599412077"}], birthday="1981-04-12")
    kind, noted = record_type("party"), record_type("interaction")
    for what, direction in (("call", "in"), ("call", "missed"), ("letter", "out"), ("note", ""), ("meeting", "")):
        values = {"party": one, "kind": what, "direction": direction, "text": "…", "at": "2020-01-02", "minutes": 4}
        gate.create(noted, values, by=cast.owner)
    gate.update(kind, one, {"is_partner": True, "position": "CEO", "group": None}, by=cast.owner)
    gate.delete(kind, clients(name="Nino"), by=cast.owner)
    gate.create(record_type("group"), {"name": "VIP", "colour": "moss"}, by=cast.owner)
    return company, one, other


def addresses(office: tuple[int, int, int], person: int) -> list[str]:
    company, one, other = office
    lists = ["clients", "interactions", "groups", "staff", "departments", "own-fields"]
    card = f"/clients/{one}/"
    filters = [
        f"/clients/filter/?field={name}"
        for name in ("name", "group", "phones", "owner", "last_contact_at", "is_company", "birthday", "company")
    ]
    asked = "last_contact_at=past:30&group=empty&name=has:x&is_company=is:yes&owner=is:me&next_step_at=older:3"
    return [
        *(f"/{slug}/" for slug in lists), *(f"/{slug}/new/" for slug in lists if slug != "interactions"),
        f"/clients/?{asked}", "/clients/?group_by=group", "/clients/filter/", "/clients/columns/", "/clients/keep/",
        *filters, card, f"/clients/{company}/", f"{card}story/", f"{card}fields/phones/", f"{card}fields/about/",
        *(f"/clients/do/{op.code}/?pick={one}" for op in all_operations() if op.on in ("*", "party")),
        "/clients/import/", "/clients/duplicates/", f"/clients/merge/?pick={one}&pick={other}", "/history/", "/jobs/",
        "/me/", "/search/?q=giorgi", "/search/?q=qqqqq", "/search/", f"/staff/{person}/", f"/staff/{person}/password/", "/nowhere/",
        "/clients/alike/?name=Giorgi+Beridze",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_falls_back_into_english(language, office, signed_in, cast, source):
    User.objects.update(language=language)
    browser = signed_in("owner")
    english: dict[str, list[str]] = {}
    for address in addresses(office, cast.seller.person_id):
        page = browser.get(address)
        assert page.status_code == (404 if address == "/nowhere/" else 200), address
        for text in english_in(page.content.decode(), language, source):
            english.setdefault(text, []).append(address)
    assert not english, english


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_speak_the_persons_language(language, office, signed_in, source):
    User.objects.update(language=language)
    browser = signed_in("owner")
    _company, one, _other = office
    bad = {"name": "", "birthday": "99.99.2020", "emails.value": "nobody", "phones.value": "none", "sites.value": "x"}
    posts = {
        "/clients/new/": bad,
        f"/clients/{one}/fields/birthday/": {"birthday": "whenever"},
        "/me/": {"old_password": "wrong", "password": "x"},
        f"/staff/{User.objects.first().pk}/password/": {"password": "x"},
        "/clients/import/": {},
    }
    for address, values in posts.items():
        page = browser.post(address, values)
        assert page.status_code == 422, address
        assert english_in(page.content.decode(), language, source) == [], address


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_import_speaks_the_persons_language(language, office, signed_in, source):
    User.objects.update(language=language)
    browser = signed_in("owner")
    file = SimpleUploadedFile("people.csv", "Имя;Телефон;Почта;?\nЛали;599123456;;\n;;x;\n".encode())
    address = browser.post("/clients/import/", {"files": file})["Location"]
    assert english_in(browser.get(address).content.decode(), language, source) == [], "columns"
    browser.post(address, {"load": "1", "rule": "fill", "column-0": "name", "column-1": "phones", "column-2": "emails"})
    with translation.override("en"):  # as in the worker, where nobody has asked for a page
        work_off()
    assert not Job.objects.filter(state="failed").exists()
    report = browser.get(address).content.decode()
    assert "Лали" in report
    assert english_in(report, language, source) == [], "report"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_are_met_in_the_language_they_chose(language, cast, source):
    browser = Client()
    browser.post("/language/", {"language": language})
    pages = [browser.get("/sign-in/"), browser.post("/sign-in/", {"email": "a@b.c", "password": "x"})]
    for page in pages:
        assert f'lang="{language}"' in page.content.decode()
        assert english_in(page.content.decode(), language, source) == [], "/sign-in/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_account_is_made_in_the_language_chosen(language, source):
    browser = Client()
    browser.post("/language/", {"language": language})
    pages = [browser.get("/welcome/"), browser.post("/welcome/", {"name": "", "email": "x", "password": "longenough7"})]
    for page in pages:
        assert english_in(page.content.decode(), language, source) == [], "/welcome/"
    values = {"company": "Vake", "name": "Ani", "email": "a@b.ge", "password": "longenough7"}
    assert browser.post("/welcome/", values).status_code == 302
    assert User.objects.get().language == language


def test_english_is_noticed(source):
    page = '<p>Nothing here yet</p><button title="Undo">x</button><p>Möchten: Undo</p><p>At least 7 is expected.</p>'
    assert english_in(page, "hu", source) == ["Nothing here yet", "Undo", "At least 7 is expected."]


# ---- columns of files, dates, numbers, order --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_is_understood_when_it_is_brought_back(language):
    kind = record_type("party")
    with translation.override(language):
        columns = exporting.columns_of(kind, TAILOR, "", everything=True)
    columns = [column for column in columns if column.field.editable]
    wanted = [f"{column.field.name}.{column.type}".rstrip(".") for column in columns]
    guesses = recognise([column.heading for column in columns], [], targets.recognisable(kind, TAILOR), {})
    assert [guess.key for guess in guesses] == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "day", "weekday", "birthday", "number"),
    [
        ("ru", "3 мая 2020", "воскресенье", "3 мая", "1\u00a0234\u00a0567,5"),
        ("hu", "2020. máj. 3.", "vasárnap", "május 3.", "1\u00a0234\u00a0567,5"),
        ("ka", "3 მაი 2020", "კვირა", "3 მაისი", "1\u00a0234\u00a0567,5"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_writes_them(language, day, weekday, birthday, number):
    show = Show(replace(TAILOR, language=language))
    sunday = date(2020, 5, 3)
    assert show.day(sunday) == day
    assert weekday in show.weekday(sunday)
    assert show.day_of_year(sunday) == birthday
    assert show.number(1234567.5) == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "now", "yesterday", "tomorrow", "days"),
    [
        ("ru", "сегодня", "вчера", "завтра", "5 дн. назад"),
        ("hu", "ma", "tegnap", "holnap", "5 napja"),
        ("ka", "დღეს", "გუშინ", "ხვალ", "5 დღის წინ"),
    ],
)
def test_what_is_near_is_called_by_name(language, now, yesterday, tomorrow, days):
    show = Show(replace(TAILOR, language=language))
    with translation.override(language):
        assert show.near(show.now) == f"{now} {show.now:%H:%M}"
        assert show.near(show.now - timedelta(days=1)) == yesterday
        assert show.near(show.now + timedelta(days=1)) == tomorrow
        assert show.near(show.now - timedelta(days=5)) == days
        assert show.relative_day(show.today) == now.capitalize()


@pytest.mark.parametrize(
    "in_order",
    [
        ["Абрамов", "Егоров", "Елкин", "Ёлкина", "Жуков", "Яковлев"],
        ["Ádám", "Aladár", "Cecil", "Csaba", "Oláh", "Ödön", "Ősz", "Zoltán", "Zsolt"],
        ["ანა", "ბექა", "გიორგი", "სანდრო", "შოთა", "ჰამლეტი"],
        ["1 Kft", "Anna", "Zsolt", "Анна", "Яна", "ანა"],
    ],
)
def test_names_stand_in_alphabetical_order(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


def test_the_languages_are_those_with_catalogues():
    assert [code for code, _name in settings.LANGUAGES if code != "en"] == LANGUAGES == list(messages.PLURALS)
