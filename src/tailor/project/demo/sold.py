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
ANSWERS = {
    "en": ("Rang back: they will send the drawings, and then get an offer.", "Told them the price and the term; they think it over until Friday.", "Sent the leaflet, agreed on a talk next week."),
    "ru": ("Перезвонили: пришлют чертёж, после него посчитаем.", "Назвали цену и срок, думают до пятницы.", "Отправили каталог, договорились созвониться на той неделе."),
    "hu": ("Visszahívtuk: küldik a rajzot, utána adunk ajánlatot.", "Elmondtuk az árat és a határidőt, péntekig gondolkodnak.", "Elküldtük a katalógust, a jövő héten beszélünk."),
    "ka": ("დავურეკეთ: ნახაზს გამოგზავნიან და შემდეგ დავთვლით.", "ფასი და ვადა ვუთხარით, პარასკევამდე იფიქრებენ.", "კატალოგი გავუგზავნეთ, მომავალ კვირას დავრეკავთ."),
}  # fmt: skip
PRODUCTS: dict[str, list[tuple[str, str, str, float, tuple[str, ...]]]] = {
    "ru": [
        ("Металлочерепица", "roof", "м²", 11.4, ("графит 0,45", "графит 0,50", "терракот 0,45", "терракот 0,50")),
        ("Профнастил", "roof", "м²", 9.2, ("С8", "С20", "С44", "Н75")),
        ("Гибкая черепица", "roof", "м²", 13.9, ("коричневая", "зелёная", "серая", "красная")),
        ("Фасадная кассета", "facade", "шт.", 24.0, ("600×600", "600×1200", "900×900", "угловая")),
        ("Фиброцементная плита", "facade", "м²", 19.5, ("8 мм", "10 мм", "12 мм", "под дерево")),
        ("Минеральная вата", "insulation", "м²", 6.8, ("50 мм", "100 мм", "150 мм", "200 мм")),
        ("Мембрана", "insulation", "рулон", 46.0, ("ветрозащитная", "паробарьер", "трёхслойная", "кровельная")),
        ("Желоб водосточный", "gutters", "м", 5.6, ("125 графит", "125 белый", "150 графит", "150 белый")),
        ("Брус", "timber", "м³", 240.0, ("50×50", "100×100", "100×150", "150×150")),
        ("Саморез кровельный", "fasteners", "уп.", 8.3, ("4,8×29", "4,8×35", "5,5×32", "5,5×51")),
    ],
    "hu": [
        ("Cserepeslemez", "roof", "m²", 11.8, ("grafit 0,45", "grafit 0,50", "téglavörös 0,45", "téglavörös 0,50")),
        ("Trapézlemez", "roof", "m²", 9.4, ("T8", "T18", "T35", "T55")),
        ("Kerámia cserép", "roof", "db", 1.2, ("natúr", "vörös", "antracit", "engóbozott")),
        ("Homlokzati kazetta", "facade", "db", 24.6, ("600×600", "600×1200", "900×900", "sarok")),
        ("Szálcement lap", "facade", "m²", 19.9, ("8 mm", "10 mm", "12 mm", "fa mintás")),
        ("Kőzetgyapot", "insulation", "m²", 7.1, ("50 mm", "100 mm", "150 mm", "200 mm")),
        ("Tetőfólia", "insulation", "tekercs", 47.5, ("páraáteresztő", "párazáró", "háromrétegű", "öntapadó")),
        ("Ereszcsatorna", "gutters", "m", 5.9, ("125 grafit", "125 fehér", "150 grafit", "150 fehér")),
        ("Tetőléc", "timber", "m", 1.4, ("30×50", "40×60", "50×50", "impregnált")),
        ("Önmetsző csavar", "fasteners", "doboz", 8.6, ("4,8×28", "4,8×35", "5,5×32", "5,5×50")),
    ],
    "ka": [
        ("ლითონის კრამიტი", "roof", "მ²", 11.2, ("გრაფიტი 0,45", "გრაფიტი 0,50", "აგურისფერი 0,45", "აგურისფერი 0,50")),
        ("პროფნასტილი", "roof", "მ²", 9.0, ("С8", "С20", "С44", "Н75")),
        ("კერამიკული კრამიტი", "roof", "ცალი", 1.3, ("ნატურალური", "წითელი", "ანტრაციტი", "მოჭიქული")),
        ("ფასადის კასეტა", "facade", "ცალი", 23.5, ("600×600", "600×1200", "900×900", "კუთხის")),
        ("ფიბროცემენტის ფილა", "facade", "მ²", 19.1, ("8 მმ", "10 მმ", "12 მმ", "ხის იმიტაცია")),
        ("მინერალური ბამბა", "insulation", "მ²", 6.6, ("50 მმ", "100 მმ", "150 მმ", "200 მმ")),
        ("მემბრანა", "insulation", "რულონი", 45.0, ("ქარდამცავი", "ორთქლდამცავი", "სამშრიანი", "სახურავის")),
        ("წყალსადინარი ღარი", "gutters", "მ", 5.5, ("125 გრაფიტი", "125 თეთრი", "150 გრაფიტი", "150 თეთრი")),
        ("ძელი", "timber", "მ³", 230.0, ("50×50", "100×100", "100×150", "150×150")),
        ("სახურავის თვითმჭრელი", "fasteners", "კოლოფი", 8.1, ("4,8×29", "4,8×35", "5,5×32", "5,5×51")),
    ],
}  # fmt: skip
