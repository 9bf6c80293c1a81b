"""What the demo company is asked for, by language."""

GOODS = {
    "en": ("Clay tiles for the roof", "Façade boards", "Insulation 150 mm", "Gutters and downpipes", "Timber battens", "Metal roofing, graphite"),
    "ru": ("Металлочерепица, графит", "Утеплитель 150 мм", "Фасадные панели", "Водосточная система", "Брус и обрешётка", "Мембрана и плёнки"),
    "hu": ("Cserepeslemez, grafit", "Homlokzati burkolat", "Szigetelés 150 mm", "Ereszcsatorna", "Tetőléc és gerenda", "Kerámia cserép"),
    "ka": ("კრამიტი სახურავისთვის", "ფასადის პანელები", "თბოიზოლაცია 150 მმ", "წყალსადინარი სისტემა", "ხის მასალა", "ლითონის სახურავი"),
}  # fmt: skip
PLACES = {
    "en": ("house on the hill", "school extension", "warehouse, phase 2", "two cottages", "hotel annexe"),
    "ru": ("дом в Сагурамо", "склад, вторая очередь", "два коттеджа", "школа № 14", "гостиница"),
    "hu": ("családi ház, Érd", "raktár, második ütem", "iskola bővítése", "két ikerház", "panzió"),
    "ka": ("სახლი საგურამოში", "საწყობი, მეორე ეტაპი", "ორი კოტეჯი", "სკოლის მიშენება", "სასტუმრო ბათუმში"),
}
STEPS = {
    "ru": ("Перезвонить по расчёту", "Отправить образцы", "Согласовать срок доставки", "Уточнить площадь кровли"),
    "hu": ("Visszahívni az ajánlat miatt", "Mintát küldeni", "Szállítási napot egyeztetni", "Felmérést megbeszélni"),
    "ka": ("დავურეკო შეთავაზებაზე", "ნიმუშების გაგზავნა", "მიწოდების დღის შეთანხმება", "აზომვის დანიშვნა"),
}
ASKING = {
    "en": ("James Whitlock", "Priya Nair", "Tom Ashdown", "Helen Carver"),
    "ru": ("Игорь Самойлов", "Марина Дьячкова", "Артур Григорян", "Светлана Юрченко"),
    "hu": ("Kocsis Bálint", "Vörös Zsuzsanna", "Fehérvári Gergő", "Pintér Orsolya"),
    "ka": ("ნინო ქავთარაძე", "ზურა ბოლქვაძე", "თეკლე ონიანი", "ლაშა გოგიჩაიშვილი"),
}
QUESTIONS = {
    "en": ("How much is the roof of a 140 m² house, with delivery?", "Do you have graphite gutters in stock?", "Please call me about façade boards for a school."),
    "ru": ("Сколько стоит кровля на дом 140 м² с доставкой?", "Есть ли в наличии водостоки, цвет графит?", "Нужен расчёт утеплителя на склад, перезвоните после обеда."),
    "hu": ("Mennyibe kerül egy 140 m²-es ház teteje szállítással?", "Van raktáron grafit ereszcsatorna?", "Kérek visszahívást homlokzati burkolat ügyében."),
    "ka": ("რა ღირს 140 მ² სახლის სახურავი მიწოდებით?", "გაქვთ გრაფიტისფერი წყალსადინარი?", "დამირეკეთ ფასადის პანელების თაობაზე."),
}  # fmt: skip
