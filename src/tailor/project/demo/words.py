"""Short words of clients' cards, by language: what people are, how parties belong together."""

POSITIONS = {
    "en": ("Director", "Buyer", "Site manager", "Architect", "Foreman", "Accountant", "Owner",
           "Storekeeper", "Project manager"),
    "ru": ("Директор", "Снабженец", "Прораб", "Архитектор", "Бригадир", "Главный бухгалтер",
           "Начальник участка", "Кладовщик", "Руководитель проекта"),
    "hu": ("Ügyvezető", "Beszerző", "Építésvezető", "Építész", "Művezető", "Könyvelő", "Tulajdonos",
           "Raktárvezető", "Projektvezető"),
    "ka": ("დირექტორი", "მომმარაგებელი", "უბნის უფროსი", "არქიტექტორი", "ბრიგადირი", "ბუღალტერი",
           "მეპატრონე", "საწყობის გამგე", "პროექტის მენეჯერი"),
}  # fmt: skip

CRAFTS = {
    "en": ("Private house", "Roofer", "Architect", "Interior designer", "Builder"),
    "ru": ("Частный дом", "Кровельщик", "Архитектор", "Дизайнер", "Строитель"),
    "hu": ("Családi ház", "Tetőfedő", "Építész", "Lakberendező", "Kőműves"),
    "ka": ("კერძო სახლი", "მესახურავე", "არქიტექტორი", "დიზაინერი", "მშენებელი"),
}

PARTS = {
    "en": ("accountant", "spouse", "parent company", "fits our roofs", "recommended by"),
    "ru": ("бухгалтер", "жена", "головная компания", "монтирует наши крыши", "по рекомендации"),
    "hu": ("könyvelő", "házastárs", "anyacég", "a mi tetőinket szereli", "ajánlotta"),
    "ka": ("ბუღალტერი", "მეუღლე", "სათავო კომპანია", "ამონტაჟებს ჩვენს სახურავებს", "მირჩეულია"),
}
PARTS_OF_PEOPLE, PARTS_OF_COMPANIES = (0, 3), (2, 4)

DOCTORS = {"en": "DI", "hu": "dr."}
NICKNAMES = {
    "ka": ("ბექა", "გია", "ლექსო"),
    "hu": ("Laci", "Peti", "Zoli"),
    "ru": ("Саныч", "Петрович"),
    "en": ("Gio",),
}

MISTAKES = ("Test", "asdf", "Новый клиент", "Ujabb ugyfel")
