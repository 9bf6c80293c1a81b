"""Names people have, by the naming custom they follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Custom:
    """First names by sex, last names, and how they are put together.

    `feminine` is what a woman's last name ends in beyond a man's; `last_first` tells that it stands first.
    """

    men: tuple[str, ...]
    women: tuple[str, ...]
    last: tuple[str, ...]
    fathers: tuple[str, ...] = ()
    last_first: bool = False
    feminine: str = ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GEORGIAN = Custom(
    men=_words(
        "გიორგი დავითი ლევანი ნიკა ზურაბი ირაკლი თორნიკე ლუკა ვახტანგი მამუკა ბესიკი გოჩა შალვა "
        "თემური რამაზი ავთანდილი მერაბი კახაბერი ზაზა ბექა"
    ),
    women=_words(
        "ნინო მარიამი თამარი ანა ქეთევანი ნათია ეკა სოფიო ხათუნა ლელა მაია თეონა ნანა თინათინი "
        "რუსუდანი სალომე გვანცა ირმა მაკა ელენე"
    ),
    last=_words(
        "ბერიძე კაპანაძე გელაშვილი მაისურაძე გიორგაძე ლომიძე წიკლაური ბოლქვაძე კვარაცხელია შენგელია "
        "ხარაიშვილი მჭედლიშვილი ჯანელიძე აბაშიძე ცერცვაძე გოგოლაძე ნოზაძე თოდუა ჩხეიძე ხუციშვილი "
        "ჯაფარიძე ელიავა დვალი ქავთარაძე ბარათაშვილი სულაბერიძე ფხაკაძე გვასალია ყიფიანი ზარქუა"
    ),
)

GEORGIAN_IN_LATIN = Custom(
    men=_words("Giorgi Davit Levan Nika Zurab Irakli Tornike Luka Vakhtang Mamuka Saba Archil"),
    women=_words("Nino Mariam Tamar Ana Ketevan Natia Salome Teona Maia Lika Elene Sopho"),
    last=_words(
        "Lomidze Kiknadze Tsiklauri Bakradze Gogua Sharashidze Meladze Chkheidze Nakashidze Janashia "
        "Tabatadze Gvaramia Kobakhidze Rusadze"
    ),
)

RUSSIAN = Custom(
    men=_words("Дмитрий Алексей Сергей Андрей Михаил Павел Николай Роман Игорь Виктор Артём Олег Константин Евгений"),
    women=_words("Ольга Елена Наталья Ирина Светлана Анна Марина Татьяна Юлия Екатерина Гульнара Вера Ксения Алина"),
    last=_words(
        "Ковалёв Смирнов Орешкин Лебедев Соколов Воронцов Зайцев Морозов Громов Чернов Беляков "
        "Журавлёв Тихонов Гусев Сафиуллин Панин Ермаков Голубев Фомин Дроздов Калинин Рябов Щербаков "
        "Назаров Шестаков Одинцов"
    ),
    fathers=_words("Александр Дмитрий Иван Сергей Павл Виктор Олег Роман Николай Андрей"),
    last_first=True,
    feminine="а",
)

ARMENIAN_IN_CYRILLIC = Custom(
    men=_words("Ашот Карен Тигран Арам Гагик Ваге Армен Самвел"),
    women=_words("Ани Лусине Мариам Гаяне Нарине Сона"),
    last=_words("Маргарян Саркисян Петросян Арутюнян Григорян Мкртчян Оганесян Хачатрян Аветисян Акопян"),
    last_first=True,
)

AZERBAIJANI = Custom(
    men=_words("Rəşad Elçin Orxan Kamran Tural Vüqar Samir"),
    women=_words("Günel Aysel Leyla Nigar Sevinc Aytən"),
    last=_words("Əliyev Məmmədov Hüseynov Quliyev İsmayılov Həsənov Abbasov Rzayev"),
    feminine="a",
)

HUNGARIAN = Custom(
    men=_words("Péter Gábor László István Zoltán Balázs Attila Tamás Dániel Ádám Ferenc Csaba Gergő Márton Zsolt Imre"),
    women=_words("Ágnes Krisztina Zsuzsanna Katalin Eszter Réka Orsolya Judit Enikő Anikó Boglárka Dóra Márta Noémi"),
    last=_words(
        "Kovács Szabó Tóth Nagy Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász "
        "Lakatos Mészáros Oláh Simon Rácz Fekete Szűcs Hegedűs Kővágó Bognár Győri Pintér Ötvös Ürmös "
        "Csőke Dömötör"
    ),
    last_first=True,
)

AUSTRIAN = Custom(
    men=_words("Stefan Thomas Michael Andreas Lukas Wolfgang Markus Florian Jürgen Christoph"),
    women=_words("Sabine Petra Julia Katharina Andrea Monika Birgit Claudia Eva Johanna"),
    last=_words(
        "Huber Gruber Wagner Steiner Moser Pichler Hofer Leitner Schwarz Brandstätter Köhler Weiß Lechner Öllinger"
    ),
)


def patronymic(father: str, woman: bool) -> str:
    """Иван -> Иванович, Ивановна; Сергей -> Сергеевич; Павел is given as Павл."""
    if father.endswith("й"):
        return father[:-1] + ("евна" if woman else "евич")
    return father + ("овна" if woman else "ович")


def last_name(custom: Custom, last: str, woman: bool) -> str:
    return last + custom.feminine if woman else last
