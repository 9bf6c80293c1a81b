"""Guesses what each column of a foreign table means: by what was chosen before, its heading, its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


def _listed(english: str, russian: str, hungarian: str, georgian: str) -> list[str]:
    return ", ".join((english, russian, hungarian, georgian)).split(", ")


HEADINGS: dict[str, list[str]] = {
    "name": _listed(
        english=(
            "name, full name, display name, contact, contact name, contact person, person, client, "
            "client name, customer, customer name, lead name, file as, title of client, person name"
        ),
        russian=(
            "имя, фио, ф и о, полное имя, полное имя контакта, контакт, контактное лицо, клиент, "
            "имя клиента, имя контакта, наименование, название, покупатель, заказчик, физлицо, "
            "наименование клиента, название клиента, название контакта, контрагент, основной контакт"
        ),
        hungarian=(
            "név, teljes név, megjelenítendő név, ügyfél, ügyfél neve, ügyfélnév, kapcsolattartó, "
            "kapcsolattartó neve, vevő, vevő neve, partner, partner neve, megrendelő"
        ),
        georgian=(
            "სახელი, სახელი და გვარი, სახელი გვარი, სრული სახელი, კლიენტი, კლიენტის სახელი, "
            "საკონტაქტო პირი, მომხმარებელი, კონტაქტი, დასახელება"
        ),
    ),
    "last_name": _listed(
        english=("last name, surname, family name, lastname, contact last name, customer last name"),
        russian="фамилия, фамилия контакта, фамилия клиента, фам",
        hungarian="vezetéknév, családnév, családi név, vezeték név",
        georgian="გვარი, კლიენტის გვარი, საგვარეულო სახელი, გვარი ქართულად",
    ),
    "first_name": _listed(
        english="first name, given name, forename, firstname, christian name, contact first name",
        russian="имя, имя контакта, имя клиента, личное имя",
        hungarian="keresztnév, utónév, kereszt név, utó név",
        georgian="სახელი, პირველი სახელი, კლიენტის სახელი, საკუთარი სახელი",
    ),
    "middle_name": _listed(
        english="middle name, additional name, patronymic, second name, middlename",
        russian="отчество, отчество контакта, второе имя, отч",
        hungarian="középső név, második keresztnév, második utónév, további név",
        georgian="მამის სახელი, შუა სახელი, მეორე სახელი, მამისსახელი",
    ),
    "prefix": _listed(
        english=("prefix, name prefix, title, salutation, title of courtesy, honorific, courtesy title"),
        russian="обращение, приветствие, префикс, титул, форма обращения",
        hungarian="megszólítás, titulus, előtag, név előtag, cím előtag",
        georgian="მიმართვა, პრეფიქსი, ტიტული, თავსართი",
    ),
    "suffix": _listed(
        english="suffix, name suffix, generation suffix, honorific suffix",
        russian="суффикс, суффикс имени, дополнение к имени, постфикс",
        hungarian="utótag, név utótag, név utótagja, névutótag",
        georgian="სუფიქსი, სახელის სუფიქსი, ბოლოსართი, დაბოლოება",
    ),
    "nickname": _listed(
        english="nickname, nick, alias, short name, known as, nick name",
        russian="псевдоним, прозвище, ник, никнейм, краткое имя",
        hungarian="becenév, becézés, rövid név, álnév",
        georgian="მეტსახელი, ზედმეტსახელი, ფსევდონიმი, მოკლე სახელი",
    ),
    "company": _listed(
        english=(
            "company, company name, organization, organisation, organization name, account, "
            "organization 1 name, account name, business, firm, employer, legal name, supplier, "
            "supplier name, vendor, company title"
        ),
        russian=(
            "компания, название компании, организация, название организации, фирма, юрлицо, "
            "юридическое лицо, наименование организации, наименование компании, предприятие, "
            "поставщик, место работы, компания контакта, компания клиента, полное название компании"
        ),
        hungarian=(
            "cég, cégnév, cég neve, vállalat, szervezet, szervezet neve, társaság, vállalkozás, "
            "munkahely, szállító, beszállító, cégnév teljes"
        ),
        georgian=(
            "კომპანია, კომპანიის სახელი, კომპანიის დასახელება, ორგანიზაცია, ორგანიზაციის დასახელება, "
            "ფირმა, საწარმო, მომწოდებელი, იურიდიული პირი"
        ),
    ),
    "department": _listed(
        english=("department, organization department, organization 1 department, division, unit, dept"),
        russian="отдел, подразделение, департамент, служба, отделение",
        hungarian="osztály, részleg, szervezeti egység, főosztály",
        georgian="განყოფილება, დეპარტამენტი, სამსახური, ქვედანაყოფი",
    ),
    "position": _listed(
        english=(
            "position, title, job title, contact title, organization title, organization 1 title, "
            "job, occupation, role, post, title of position"
        ),
        russian="должность, должность контакта, позиция, роль, профессия, пост",
        hungarian="beosztás, munkakör, pozíció, titulus a cégnél, foglalkozás",
        georgian="თანამდებობა, პოზიცია, პროფესია, როლი",
    ),
    "phone": _listed(
        english=(
            "phone, telephone, phone number, tel, tel number, phones, contact phone, main phone, "
            "primary phone, other phone, phone value, company main phone, phone other, "
            "telephone number"
        ),
        russian=(
            "телефон, тел, телефоны, номер телефона, контактный телефон, номер, тел номер, "
            "другой телефон, основной телефон, телефон клиента, телефон контакта, телефон для связи, "
            "прочие телефоны, прочий телефон, телефон другой, другой телефон контакт"
        ),
        hungarian=(
            "telefon, telefonszám, tel szám, telefonszámok, elérhetőség telefon, egyéb telefon, "
            "kapcsolattartó telefonszáma, telefon szám, fő telefonszám"
        ),
        georgian="ტელეფონი, ტელეფონის ნომერი, ტელ, ნომერი, საკონტაქტო ტელეფონი, საკონტაქტო ნომერი",
    ),
    "phone_mobile": _listed(
        english=(
            "mobile, mobile phone, cell, cell phone, mobile number, cellphone, phone mobile, gsm, "
            "cellular, mob, mobile tel, whatsapp"
        ),
        russian=(
            "мобильный, мобильный телефон, моб, моб тел, моб телефон, сотовый, сотовый телефон, "
            "мобильный телефон контакт, сот тел, телефон мобильный, тел моб, номер мобильного"
        ),
        hungarian="mobil, mobiltelefon, mobilszám, mobil telefon, mobiltelefonszám, mobil szám",
        georgian="მობილური, მობილური ტელეფონი, მობილურის ნომერი, მობ, მობ ტელ",
    ),
    "phone_work": _listed(
        english=(
            "work phone, business phone, office phone, phone work, company phone, business phone 2, "
            "direct phone, work tel, office tel, work number"
        ),
        russian=(
            "рабочий телефон, раб тел, раб телефон, телефон рабочий, рабочий, служебный телефон, "
            "рабочий телефон контакт, офисный телефон, телефон компании, тел раб, "
            "рабочий прямой телефон, рабочий телефон компания, городской телефон, телефон офиса"
        ),
        hungarian=(
            "munkahelyi telefon, céges telefon, irodai telefon, munkahelyi telefonszám, "
            "vezetékes telefon, céges telefonszám, munkahelyi tel"
        ),
        georgian=("სამსახურის ტელეფონი, სამუშაო ტელეფონი, ოფისის ტელეფონი, კომპანიის ტელეფონი, სამსახურის ნომერი"),
    ),
    "phone_home": _listed(
        english="home phone, phone home, home tel, home number, private phone, home telephone",
        russian=("домашний телефон, дом тел, телефон домашний, домашний, домашний телефон контакт, тел дом"),
        hungarian="otthoni telefon, otthoni telefonszám, lakástelefon, magán telefon, otthoni tel",
        georgian="სახლის ტელეფონი, ბინის ტელეფონი, სახლის ნომერი ტელეფონის, პირადი ტელეფონი",
    ),
    "fax": _listed(
        english=("fax, fax number, business fax, home fax, work fax, phone fax, telefax, other fax"),
        russian="факс, номер факса, рабочий факс, телефакс, факс контакт, домашний факс",
        hungarian="faxszám, telefax száma, munkahelyi fax, céges fax",
        georgian="ფაქსი, ფაქსის ნომერი, სამსახურის ფაქსი, ტელეფაქსი",
    ),
    "email": _listed(
        english=(
            "email, email address, mail, emails, contact email, primary email, email value, "
            "email 2 address, email 3 address, other email, email other, e mail addr"
        ),
        russian=(
            "почта, электронная почта, эл почта, email адрес, адрес электронной почты, имейл, мейл, "
            "емейл, мыло, другой email, электронный адрес, email контакта, email клиента, эл адрес"
        ),
        hungarian=("email cím, e mail cím, drótposta, elektronikus levélcím, levelezési email, villámposta"),
        georgian="ელფოსტა, ელ ფოსტა, ელექტრონული ფოსტა, მეილი, იმეილი, ელფოსტის მისამართი",
    ),
    "email_work": _listed(
        english="work email, business email, email work, company email, office email",
        russian=(
            "рабочий email, рабочая почта, email рабочий, рабочий email контакт, служебная почта, "
            "корпоративная почта, рабочий email компания"
        ),
        hungarian="munkahelyi email, céges email, céges email cím, munkahelyi email cím",
        georgian="სამსახურის ელფოსტა, სამუშაო ელფოსტა, კორპორატიული ელფოსტა, სამუშაო მეილი",
    ),
    "email_home": _listed(
        english="home email, personal email, private email, email home",
        russian="личный email, частный email, личная почта, домашний email, личный email контакт",
        hungarian="személyes email, otthoni email, magán email, privát email",
        georgian="პირადი ელფოსტა, სახლის ელფოსტა, პირადი მეილი, კერძო ელფოსტა",
    ),
    "site": _listed(
        english=(
            "site, website, web site, web page, home page, homepage, url, web, business home page, "
            "personal web page, website value, www, internet"
        ),
        russian=(
            "сайт, веб сайт, корпоративный сайт, сайт компании, адрес сайта, web сайт, "
            "интернет сайт, вебсайт, страница, личная страница, другой сайт"
        ),
        hungarian="weboldal, honlap, weblap, webcím, internetcím, webhely",
        georgian="საიტი, ვებ საიტი, ვებსაიტი, ვებგვერდი, ვებ გვერდი, ინტერნეტ გვერდი",
    ),
    "address": _listed(
        english=(
            "address, full address, mailing address, postal address, business address, home address, "
            "legal address, delivery address, ship address, address formatted, location, "
            "shipping address"
        ),
        russian=(
            "адрес, полный адрес, почтовый адрес, юридический адрес, фактический адрес, "
            "адрес доставки, адрес компании, юр адрес, факт адрес, адрес регистрации, адрес клиента, "
            "местонахождение"
        ),
        hungarian=("cím, teljes cím, postacím, levelezési cím, székhely, szállítási cím, lakcím, telephely"),
        georgian=("მისამართი, სრული მისამართი, საფოსტო მისამართი, იურიდიული მისამართი, ფაქტობრივი მისამართი"),
    ),
    "country": _listed(
        english=(
            "country, country region, business country, business country region, address country, "
            "home country region, ship country"
        ),
        russian="страна, государство, страна клиента, адрес страна",
        hungarian="ország, ország régió, állam, országkód",
        georgian="ქვეყანა, სახელმწიფო, მისამართი ქვეყანა, რეგიონი ქვეყანა",
    ),
    "region": _listed(
        english=("region, state, province, county, address region, business state, home state, district, area"),
        russian="регион, область, край, район, область край, республика, адрес регион, округ",
        hungarian="megye, régió, körzet, tartomány, járás",
        georgian="რეგიონი, მხარე, რაიონი, ოლქი",
    ),
    "city": _listed(
        english=("city, town, address city, business city, home city, locality, ship city, settlement"),
        russian=("город, населенный пункт, город клиента, адрес город, населённый пункт, город компании"),
        hungarian="város, település, helység, helységnév, község",
        georgian="ქალაქი, დასახლება, დასახლებული პუნქტი, სოფელი ქალაქი",
    ),
    "postcode": _listed(
        english=(
            "postcode, postal code, zip, zip code, post code, address postal code, index, "
            "business postal code, home postal code, zipcode, zip postal code"
        ),
        russian="индекс, почтовый индекс, адрес почтовый индекс, зип, индекс почтовый",
        hungarian="irányítószám, ir szám, irsz, postai irányítószám",
        georgian="საფოსტო ინდექსი, ინდექსი, ზიპ კოდი, საფოსტო კოდი",
    ),
    "street": _listed(
        english=(
            "street, street address, address street, business street, home street, address line 1, street house, house"
        ),
        russian="улица, улица дом, улица номер дома, улица дом корпус строение, адрес улица",
        hungarian="utca, utca házszám, utca hsz, közterület, közterület neve",
        georgian="ქუჩა, ქუჩის მისამართი, ქუჩა სახლი, ქუჩა და ნომერი",
    ),
    "birthday": _listed(
        english="birthday, birth date, date of birth, dob, born, birthdate",
        russian="день рождения, дата рождения, д р, др, родился, дата рожд",
        hungarian="születésnap, születési dátum, születési idő, szül dátum, szül idő",
        georgian="დაბადების დღე, დაბადების თარიღი, დაბ თარიღი, დაიბადა",
    ),
    "group": _listed(
        english=("group, groups, group membership, labels, tags, categories, category, segment, tag"),
        russian="группа, группы, теги, категория, категории, сегмент, тег, метки, тег контакта",
        hungarian="csoport, csoportok, címkék, kategória, szegmens, csoporttagság",
        georgian="ჯგუფი, ჯგუფები, კატეგორია, იარლიყები, სეგმენტი, ტეგები",
    ),
    "note": _listed(
        english=("note, notes, comment, comments, remark, remarks, description, memo, additional info"),
        russian=(
            "примечание, примечания, комментарий, комментарии, заметка, заметки, описание, прим, "
            "доп информация, дополнительная информация, примечание 1, текст примечания"
        ),
        hungarian="megjegyzés, megjegyzések, jegyzet, jegyzetek, leírás, komment",
        georgian="შენიშვნა, შენიშვნები, კომენტარი, აღწერა, ჩანაწერი",
    ),
    "owner": _listed(
        english=(
            "owner, responsible, manager, assigned to, account manager, sales rep, responsible user, "
            "assigned by, responsible person, contact owner, salesperson"
        ),
        russian=(
            "ответственный, ответственные, менеджер, куратор, ответственный пользователь, владелец, "
            "ответственный за контакт, ответственный менеджер, ведущий менеджер"
        ),
        hungarian="felelős, ügyintéző, tulajdonos, menedzser, értékesítő, ügyfélfelelős",
        georgian="პასუხისმგებელი, მენეჯერი, მფლობელი, კურატორი, პასუხისმგებელი პირი",
    ),
    "source": _listed(
        english="source, lead source, channel, sales channel, origin, referred by, utm source",
        russian=(
            "источник, источник лида, канал, канал продаж, откуда узнал, откуда, источник контакта, "
            "источник клиента, рекламный канал, канал привлечения"
        ),
        hungarian=("forrás, lead forrás, csatorna, értékesítési csatorna, honnan, érdeklődés forrása"),
        georgian="წყარო, არხი, ლიდის წყარო, გაყიდვის არხი, საიდან",
    ),
    "tax_number": _listed(
        english="tax number, tax id, vat, vat number, vat id, tin, tax code, taxpayer id",
        russian="инн, инн кпп, налоговый номер, инн компании, унп, реквизит инн",
        hungarian="adószám, adóazonosító, közösségi adószám, adóazonosító jel, áfa szám",
        georgian=("საიდენტიფიკაციო კოდი, საიდენტიფიკაციო ნომერი, საგადასახადო ნომერი, ს კ, საიდ კოდი"),
    ),
    "created": _listed(
        english=("created, created at, date created, creation date, created on, registered, added, date added"),
        russian=("дата создания, создан, дата регистрации, дата добавления, создано, дата создания контакта"),
        hungarian="létrehozva, létrehozás dátuma, létrehozás ideje, felvétel dátuma, rögzítve",
        georgian="შექმნის თარიღი, შექმნილია, დამატების თარიღი, რეგისტრაციის თარიღი",
    ),
    "kind": _listed(
        english=("type, kind, contact type, client type, customer type, company type, status of client"),
        russian="тип, вид, тип контакта, тип клиента, тип компании, вид клиента, тип контрагента",
        hungarian="típus, ügyfél típusa, ügyféltípus, fajta, cég típusa, partner típusa",
        georgian="ტიპი, კლიენტის ტიპი, სახეობა, კომპანიის ტიპი",
    ),
    "photo": _listed(
        english="photo, picture, image, avatar, photo url, photo path",
        russian="фото, фотография, аватар, изображение, логотип, картинка",
        hungarian="fénykép, kép, fotó, profilkép, arckép",
        georgian="ფოტო, სურათი, ფოტოსურათი, ავატარი",
    ),
    "discount": _listed(
        english="discount, discount percent, discount rate, client discount, rebate",
        russian=("скидка, скидка %, размер скидки, процент скидки, персональная скидка, скидка клиента"),
        hungarian="kedvezmény, engedmény, kedvezmény mértéke, árengedmény, kedvezmény százalék",
        georgian="ფასდაკლება, ფასდაკლების პროცენტი, პერსონალური ფასდაკლება, დისკონტი",
    ),
    "debt": _listed(
        english=("debt, balance due, receivable, receivables, outstanding, amount due, overdue amount"),
        russian=("долг, задолженность, дебиторская задолженность, сумма долга, долг клиента, дебиторка"),
        hungarian="tartozás, kintlévőség, hátralék, adósság, fennálló tartozás",
        georgian="ვალი, დავალიანება, დებიტორული დავალიანება, დარჩენილი ვალი",
    ),
}
"""How programs and people head their columns, by what these mean, in our four languages."""

KINDS_OF_SEVERAL = frozenset({"phone", "email", "site", "address"})

_SAMPLES_SHOWN = 5
_SHARE_THAT_DECIDES = 0.7
_SHARE_THAT_SUPPORTS = 0.3
_FEWEST_VALUES_THAT_CONTRADICT = 3
_LONGEST_CHOICE = 40
_MOST_CHOICES = 15
_LONG_TEXT = 120


@dataclass(frozen=True)
class Target:
    """A field that a column may go to.

    `names` are its label and usual headings (see HEADINGS), in any letter case. `kind` is one of "name",
    "phone", "email", "site", "date", "money", "number", "choice", "person", "text", "longtext", "address"
    and "company".
    """

    key: str
    names: frozenset[str]
    kind: str


@dataclass
class Guess:
    """What a column is taken for.

    `key` is that of the target, None where there is no guess (or the person once chose to leave it out).
    `by` is "heading", "values" or "none"; `sure` is from 0 to 1. `samples` are a few different values,
    `filled` and `distinct` numbers of values in the sample. `kind` is what the values look like, whatever the
    target: "phone", "email", "site", "date", "money", "number", "choice", "longtext" or "text".
    """

    column: str
    key: str | None
    by: str
    sure: float
    samples: list[str]
    filled: int
    distinct: int
    kind: str


def recognise(
    columns: Sequence[str],
    sample_rows: Iterable[Sequence[str]],
    targets: Sequence[Target],
    remembered: Mapping[str, str | None],
) -> list[Guess]:
    """A guess for each column, in their order.

    What was chosen for a column of this heading before (`remembered`) comes first, then headings, then
    values.
    A target gets one column at most, unless its kind is one of KINDS_OF_SEVERAL.
    """
    rows = list(sample_rows)
    values = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(len(columns))]
    guesses = [_unknown(column, of_column) for column, of_column in zip(columns, values, strict=True)]
    matching = _Matching(guesses, targets)
    matching.by_memory({_same(heading): key for heading, key in remembered.items()})
    matching.by_headings(values)
    matching.by_values(values)
    return guesses


def _unknown(column: str, values: list[str]) -> Guess:
    different = list(dict.fromkeys(values))
    kind = _kind_of_values(values, len(different))
    return Guess(column, None, "none", 0.0, different[:_SAMPLES_SHOWN], len(values), len(different), kind)


class _Matching:
    """Columns being given to targets."""

    def __init__(self, guesses: list[Guess], targets: Sequence[Target]) -> None:
        self._guesses = guesses
        self._targets = targets
        self._decided: set[int] = set()
        self._taken: set[str] = set()

    def by_memory(self, remembered: Mapping[str, str | None]) -> None:
        targets = {target.key: target for target in self._targets}
        for place, guess in enumerate(self._guesses):
            if _same(guess.column) not in remembered:
                continue
            key = remembered[_same(guess.column)]
            if key is None:
                guess.by, guess.sure = "heading", 1.0
                self._decided.add(place)
            elif key in targets and self._is_free(targets[key]):
                self._give(place, targets[key], "heading", 1.0)

    def by_headings(self, values: Sequence[Sequence[str]]) -> None:
        for sure, place, target in self._offers(values):
            if place not in self._decided and self._is_free(target):
                self._give(place, target, "heading", min(sure, 1.0))

    def _offers(self, values: Sequence[Sequence[str]]) -> list[tuple[float, int, Target]]:
        """Which columns may be which targets by their headings: the surest first.

        Of equally sure ones, first those that can be nothing else: beside "Job title", "Title" is a courtesy.
        """
        names = {target.key: {normalised(name) for name in target.names} - {""} for target in self._targets}
        penalties = self._penalties_of_names(names)
        ranked: list[tuple[float, int, int, int]] = []
        for place, guess in enumerate(self._guesses):
            heading = normalised(guess.column)
            sure = [
                _corrected_by_values(_sureness(heading, names[target.key]), target, values[place])
                - penalties.get(target.key, 0.0)
                for target in self._targets
            ]
            rivals = sum(1 for one in sure if one >= _EXACT)
            ranked += [(-one, rivals, place, rank) for rank, one in enumerate(sure) if one >= _LEAST_SURE]
        return [(-negative, place, self._targets[rank]) for negative, _, place, rank in sorted(ranked)]

    def _penalties_of_names(self, names: Mapping[str, set[str]]) -> dict[str, float]:
        """The heading "Имя" means the first name where a surname stands beside it, else the whole name."""
        has_last_name = any(normalised(guess.column) in names.get("last_name", ()) for guess in self._guesses)
        return {"name" if has_last_name else "first_name": 0.03}

    def by_values(self, values: Sequence[Sequence[str]]) -> None:
        for kind, looks_like in LOOKS_LIKE.items():
            for place, of_column in enumerate(values):
                share = _share(of_column, looks_like)
                target = self._target_of_kind(kind)
                if place not in self._decided and share >= _SHARE_THAT_DECIDES and target:
                    self._give(place, target, "values", share * 0.7)

    def _target_of_kind(self, kind: str) -> Target | None:
        of_kind = [target for target in self._targets if target.kind == kind]
        if kind == "date" and len(of_kind) > 1:
            return None  # a date alone does not say whether it is a birthday or a day of registration
        free = filter(self._is_free, of_kind)
        return min(free, key=lambda target: target.key != kind, default=None)

    def _is_free(self, target: Target) -> bool:
        return target.kind in KINDS_OF_SEVERAL or target.key not in self._taken

    def _give(self, place: int, target: Target, by: str, sure: float) -> None:
        guess = self._guesses[place]
        guess.key, guess.by, guess.sure = target.key, by, round(sure, 2)
        self._decided.add(place)
        self._taken.add(target.key)


_LEAST_SURE = 0.5
_EXACT = 0.9
_BETWEEN_CASES = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_ELECTRONIC_MAIL = re.compile(r"\be mail")
_NUMBER_AT_THE_END = re.compile(r" \d+$")


def normalised(heading: str) -> str:
    """The heading as plain words: "E-mail 1", "EMail" and "e_mail" alike become "email"."""
    words = _BETWEEN_CASES.sub(" ", heading)
    letters = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    text = _ELECTRONIC_MAIL.sub("email", _NOT_IN_WORDS.sub(" ", plain).strip())
    return _NUMBER_AT_THE_END.sub("", text)


def _same(heading: str) -> str:
    """What headings have in common that are the same to a person; "Phone 2" is another than "Phone"."""
    return " ".join(heading.casefold().split())


def _sureness(heading: str, names: set[str]) -> float:
    """How likely a heading means a target of these names: 0.98 when it is one of them, less by its words."""
    if heading in names:
        return 0.98
    words = heading.split()
    return max((_sureness_by_words(words, name.split()) for name in names), default=0.0)


def _sureness_by_words(heading: list[str], name: list[str]) -> float:
    """All the words of the name must be in the heading; the more of it they are, the surer."""
    if not heading or not set(name) <= set(heading) or max(map(len, name)) <= 1:
        return 0.0
    # In "company phone" the last word is the thing, in "телефон компании" the first.
    is_the_thing = name[-1] == heading[-1] or name[0] == heading[0]
    return 0.5 + 0.4 * len(name) / len(heading) - (0.0 if is_the_thing else 0.1)


def _corrected_by_values(sure: float, target: Target, values: Sequence[str]) -> float:
    """The values may confirm what the heading only hints at, or show that it cannot be."""
    if sure < _LEAST_SURE - 0.1 or not values:
        return sure
    looks_like = LOOKS_LIKE.get(target.kind)
    if looks_like is None:
        contradicted = target.kind in ("name", "company", "person") and any(
            _share(values, LOOKS_LIKE[kind]) >= _SHARE_THAT_DECIDES for kind in ("phone", "email", "date")
        )
        return 0.0 if contradicted and len(values) >= _FEWEST_VALUES_THAT_CONTRADICT else sure
    share = _share(values, looks_like)
    if share >= _SHARE_THAT_DECIDES:
        return sure + 0.02
    contradicted = share < _SHARE_THAT_SUPPORTS and len(values) >= _FEWEST_VALUES_THAT_CONTRADICT
    return sure - 0.3 if contradicted else sure


_LONGEST_LOOKED_AT = 300
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_SITE = re.compile(r"(https?://\S+|www\.\S+|[\w-]+(\.[\w-]+)*\.[a-zрф]{2,6}(/\S*)?)", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(ext|доб|mellék|x|вн)\.?\s*\d+$", re.IGNORECASE)
_LETTERS_OF_PHONE = re.compile(r"\+?[\d\s()\-./\u2010-\u2015\xa0]+")
_DAY = (
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}\.?|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{2})"
    r"|--\d\d-\d\d|\d{4}\. \d{1,2}\. \d{1,2}\.)"
)
_DATE = re.compile(_DAY + r"(\s*г\.?)?([ T]\d{1,2}:\d\d(:\d\d)?.*)?")
_NUMBER = re.compile(r"[-+]?\d[\d \xa0\u202f.,']*%?")
_GROUPED_NUMBER = re.compile(r"\d{1,3}([ \xa0\u202f]\d{3}){1,2}")
_CURRENCY = re.compile(r"[$€£₽₾₴₸]|\b(руб|р|rub|usd|eur|ft|huf|gel|ლარი|лари)\b\.?", re.IGNORECASE)
_DIGITS_OF_PHONE = range(6, 16)
_DIGITS_OF_BARE_PHONE = range(9, 13)
_GROUPED_DIGITS_OF_PHONE = 9


def looks_like_email(value: str) -> bool:
    return bool(_EMAIL.fullmatch(value))


def looks_like_site(value: str) -> bool:
    return "@" not in value and bool(_SITE.fullmatch(value))


def looks_like_date(value: str) -> bool:
    return bool(_DATE.fullmatch(value))


def looks_like_phone(value: str) -> bool:
    """Digits with a plus, brackets or separators as phones have; bare digits only of a full length."""
    value = _EXTENSION.sub("", value)
    digits = sum(map(str.isdigit, value))
    if not _LETTERS_OF_PHONE.fullmatch(value) or digits not in _DIGITS_OF_PHONE or looks_like_date(value):
        return False
    if value.isdigit():
        return digits in _DIGITS_OF_BARE_PHONE
    if re.fullmatch(r"\d+\.\d+", value):
        return False
    return not (_GROUPED_NUMBER.fullmatch(value) and digits < _GROUPED_DIGITS_OF_PHONE)


LOOKS_LIKE: dict[str, Callable[[str], bool]] = {
    "email": looks_like_email,
    "site": looks_like_site,
    "date": looks_like_date,
    "phone": looks_like_phone,
}
"""Tests of a single value, for the kinds that values alone give away."""


def _share(values: Sequence[str], looks_like: Callable[[str], bool]) -> float:
    if not values:
        return 0.0
    return sum(1 for value in values if looks_like(_first_of_several(value))) / len(values)


def _first_of_several(value: str) -> str:
    """The first of the phones or e-mails in one cell."""
    return re.split(r"[\n;,]", value[:_LONGEST_LOOKED_AT], maxsplit=1)[0].strip()


def _kind_of_values(values: Sequence[str], distinct: int) -> str:
    for kind, looks_like in LOOKS_LIKE.items():
        if _share(values, looks_like) >= _SHARE_THAT_DECIDES:
            return kind
    if values and all(map(_is_number, values)):
        return "money" if any(map(_CURRENCY.search, values)) else "number"
    if any(len(value) > _LONG_TEXT or "\n" in value for value in values):
        return "longtext"
    few = distinct <= min(_MOST_CHOICES, len(values) // 3)
    return "choice" if values and few and max(map(len, values)) <= _LONGEST_CHOICE else "text"


def _is_number(value: str) -> bool:
    return len(value) <= _LONG_TEXT and bool(_NUMBER.fullmatch(_CURRENCY.sub("", value).strip()))
