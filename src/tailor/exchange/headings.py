"""How programs and people head the columns of their tables, and when two headings are the same."""

from __future__ import annotations

import re
import unicodedata


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


def alike(heading: str) -> str:
    """What headings have in common that are the same to a person; "Phone 2" is another than "Phone"."""
    return " ".join(heading.casefold().split())
