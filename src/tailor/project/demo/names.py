"""Names people have, by the naming custom they follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Custom:
    """First names by sex, last names, and how they are put together.

    `feminine` is what a woman's last name ends in beyond a man's; `last_first` that the last name stands first.
    """

    men: tuple[str, ...]
    women: tuple[str, ...]
    last: tuple[str, ...]
    fathers: tuple[str, ...] = ()
    last_first: bool = False
    feminine: str = ""


GEORGIAN = Custom(
    men=tuple(
        "გიორგი დავითი ლევანი ნიკა ზურაბი ირაკლი თორნიკე ლუკა ვახტანგი მამუკა ბესიკი გოჩა შალვა თემური რამაზი "
        "ავთანდილი მერაბი კახაბერი ზაზა ბექა".split()
    ),
    women=tuple(
        "ნინო მარიამი თამარი ანა ქეთევანი ნათია ეკა სოფიო ხათუნა ლელა მაია თეონა ნანა თინათინი რუსუდანი სალომე "
        "გვანცა ირმა მაკა ელენე".split()
    ),
    last=tuple(
        "ბერიძე კაპანაძე გელაშვილი მაისურაძე გიორგაძე ლომიძე წიკლაური ბოლქვაძე კვარაცხელია შენგელია ხარაიშვილი "
        "მჭედლიშვილი ჯანელიძე აბაშიძე ცერცვაძე გოგოლაძე ნოზაძე თოდუა ჩხეიძე ხუციშვილი ჯაფარიძე ელიავა დვალი "
        "ქავთარაძე ბარათაშვილი სულაბერიძე ფხაკაძე გვასალია ყიფიანი ზარქუა".split()
    ),
)

GEORGIAN_IN_LATIN = Custom(
    men=tuple("Giorgi Davit Levan Nika Zurab Irakli Tornike Luka Vakhtang Mamuka Saba Archil".split()),
    women=tuple("Nino Mariam Tamar Ana Ketevan Natia Salome Teona Maia Lika Elene Sopho".split()),
    last=tuple(
        "Lomidze Kiknadze Tsiklauri Bakradze Gogua Sharashidze Meladze Chkheidze Nakashidze Janashia Tabatadze Gvaramia "
        "Kobakhidze Rusadze".split()
    ),
)

RUSSIAN = Custom(
    men=tuple(
        "Дмитрий Алексей Сергей Андрей Михаил Павел Николай Роман Игорь Виктор Артём Олег Константин Евгений".split()
    ),
    women=tuple(
        "Ольга Елена Наталья Ирина Светлана Анна Марина Татьяна Юлия Екатерина Гульнара Вера Ксения Алина".split()
    ),
    last=tuple(
        "Ковалёв Смирнов Орешкин Лебедев Соколов Воронцов Зайцев Морозов Громов Чернов Беляков Журавлёв Тихонов Гусев "
        "Сафиуллин Панин Ермаков Голубев Фомин Дроздов Калинин Рябов Щербаков Назаров Шестаков Одинцов".split()
    ),
    fathers=tuple("Александр Дмитрий Иван Сергей Павел Виктор Олег Роман Николай Андрей".split()),
    last_first=True,
    feminine="а",
)

ARMENIAN_IN_CYRILLIC = Custom(
    men=tuple("Ашот Карен Тигран Арам Гагик Ваге Армен Самвел".split()),
    women=tuple("Ани Лусине Мариам Гаяне Нарине Сона".split()),
    last=tuple("Маргарян Саркисян Петросян Арутюнян Григорян Мкртчян Оганесян Хачатрян Аветисян Акопян".split()),
    last_first=True,
)

AZERBAIJANI = Custom(
    men=tuple("Rəşad Elçin Orxan Kamran Tural Vüqar Samir".split()),
    women=tuple("Günel Aysel Leyla Nigar Sevinc Aytən".split()),
    last=tuple("Əliyev Məmmədov Hüseynov Quliyev İsmayılov Həsənov Abbasov Rzayev".split()),
    feminine="a",
)

HUNGARIAN = Custom(
    men=tuple(
        "Péter Gábor László István Zoltán Balázs Attila Tamás Dániel Ádám Ferenc Csaba Gergő Márton Zsolt Imre".split()
    ),
    women=tuple(
        "Ágnes Krisztina Zsuzsanna Katalin Eszter Réka Orsolya Judit Enikő Anikó Boglárka Dóra Márta Noémi".split()
    ),
    last=tuple(
        "Kovács Szabó Tóth Nagy Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász Lakatos Mészáros Oláh "
        "Simon Rácz Fekete Szűcs Hegedűs Kővágó Bognár Győri Pintér Ötvös Ürmös Csőke Dömötör".split()
    ),
    last_first=True,
)

AUSTRIAN = Custom(
    men=tuple("Stefan Thomas Michael Andreas Lukas Wolfgang Markus Florian Jürgen Christoph".split()),
    women=tuple("Sabine Petra Julia Katharina Andrea Monika Birgit Claudia Eva Johanna".split()),
    last=tuple(
        "Huber Gruber Wagner Steiner Moser Pichler Hofer Leitner Schwarz Brandstätter Köhler Weiß Lechner Öllinger".split()
    ),
)


def patronymic(father: str, woman: bool) -> str:
    """Иван -> Иванович, Ивановна; Сергей -> Сергеевич."""
    if father.endswith("й"):
        return father[:-1] + ("евна" if woman else "евич")
    return father + ("овна" if woman else "ович")


def last_name(custom: Custom, last: str, woman: bool) -> str:
    return last + custom.feminine if woman else last
