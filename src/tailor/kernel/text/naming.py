"""Names as they are written: cased by rule for people, tidied for companies, shortened for an avatar."""

import re
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LEGAL_FORMS = _set(
    "ООО ОАО ПАО ЗАО НАО АО ИП ЧП ТОО АНО НКО ТСЖ ГУП МУП ФГУП ГБУ ФГБУ НПО КФХ СНТ ТД "
    "შპს სს ი/მ იმ კს სპს ააიპ "
    "Kft Kft. Bt Bt. Zrt Zrt. Nyrt Nyrt. Rt Rt. Kkt Kkt. Ev E.v. "
    "LLC L.L.C. Ltd Ltd. Limited LLP LP PLC Inc Inc. Corp Corp. Co Co. GmbH AG KG OHG UG mbH SA S.A. SARL "
    "SAS Srl S.r.l. SpA BV B.V. NV N.V. Oy AB AS ApS OÜ SIA UAB d.o.o. s.r.o. a.s."
)

# In any case they are nothing but a legal form; of the others some are names of people in lower case, or parts of them.
_UNMISTAKABLE = _set(
    "ооо оао пао зао нао нко тоо гуп муп фгуп шпс შპს ააიპ kft zrt nyrt kkt llc ltd limited llp plc inc corp gmbh ohg mbh sarl "
    "srl d.o.o s.r.o"
)
_OF_PEOPLE = _set("Ev Ev. E.v.")  # what a person is called who trades in their own name

_PARTICLES = _set("van von der den de del della di da dos du ter ten zu zur bin ibn фон ван дер ибн бин")
_SUFFIXES = _set("оглы оглу кызы гызы уулу oglu oğlu ogly kyzy qizi")
_ROMAN = _set("II III IV VII VIII IX XII XIII XIV XV XVI XVII XVIII XIX XX")
_APART = frozenset("odlод")  # O'Neil, D'Artagnan, L'Isle, О'Нил: the name begins anew after the apostrophe
_MC = re.compile(r"mc(?=[a-z]{2})", re.IGNORECASE)
_NAME_PART = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_VOWELS = re.compile("[AEIOUYÁÉÍÓÖŐÚÜŰÄÅØĀŪАЕЁИОУЫЭЮЯІЇЄ'’ʼ`]")
_NO_PERSON = re.compile(r"[#@&+/_]")  # an order, an address, two firms
_GEORGIAN = re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f]")


def proper_name(name: str) -> str:
    """A person's name cased by rule. A name in which somebody took the trouble of both cases stays as it is; so does what
    is no person's."""
    words = name.split()
    if has_legal_form(name):
        return proper_company(name)
    if any(_is_cased(word) for word in words) or _NO_PERSON.search(name):
        return " ".join(words)
    shouted = all(word.isupper() or not _has_case(word) for word in words)
    last = len(words) - 1
    return " ".join(
        _cased_word(word, first=place == 0, last=place == last, shouted=shouted) for place, word in enumerate(words)
    )


def _is_cased(word: str) -> bool:
    """Whether a word begins with a capital and goes on in small letters: nobody's keyboard does that by itself."""
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and letters[0].isupper() and all(letter.islower() for letter in letters[1:])


def _has_case(word: str) -> bool:
    return word.upper() != word.lower()


def _cased_word(word: str, *, first: bool, last: bool, shouted: bool) -> str:
    small = word.lower()
    if not first and (small in _SUFFIXES or (small in _PARTICLES and not last)):
        return small if word.isupper() or word.islower() else word
    if word.strip(".,()") in _ROMAN and not first:
        return word
    letters = sum(map(str.isalpha, word))
    if word.isupper() and ((letters < 3 and not shouted) or (letters > 2 and not _VOWELS.search(word))):
        return word  # initials beside a name written in both cases: Иванов АП; an abbreviation: DHL
    return _NAME_PART.sub(_cased_part, word)


def _cased_part(found: re.Match[str]) -> str:
    part = found[0]
    if not (part.isupper() or part.islower()) or _GEORGIAN.search(part):
        return part
    if found.start() and part.lower() in _SUFFIXES:
        return part.lower()
    if part[1:2] in {"'", "’", "ʼ", "`"} and part[0].lower() in _APART:
        return part[:2].upper() + _capitalised(part[2:])
    return _capitalised(part)


def _capitalised(part: str) -> str:
    if _MC.match(part):
        return "Mc" + part[2:].capitalize()
    return part.capitalize()


_AFTER_OPENING = re.compile(r"(?<=[«„“])\s+")
_BEFORE_CLOSING = re.compile(r"\s+(?=»)")


def proper_company(name: str) -> str:
    """A company's name with single spaces and no doubled quotes; its letters stay as written."""
    name = " ".join(name.replace("<<", "«").replace(">>", "»").replace("''", '"').split())
    name = _BEFORE_CLOSING.sub("", _AFTER_OPENING.sub("", name))
    if "««" in name:
        name = name.replace("««", "«").replace("»»", "»")
    return _without_doubled_quotes(name)


def _without_doubled_quotes(name: str) -> str:
    """Undoes what a spreadsheet does to quotes; ООО "ТД "Ромашка"" only ends in two and stays."""
    inner = name[1:-1] if name.startswith('"') and name.endswith('"') else ""
    for candidate in (name, inner):
        if _all_doubled(candidate):
            return candidate.replace('""', '"').strip()
    return name


def _all_doubled(name: str) -> bool:
    runs = re.findall('"+', name)
    return bool(runs) and all(len(run) % 2 == 0 for run in runs)


def has_legal_form(name: str) -> bool:
    """Whether a name as it is written has the legal form of an organisation in it."""
    words = [word.strip("\"'«»„“”(),;") for word in name.split()]
    return any(
        (word in LEGAL_FORMS and word not in _OF_PEOPLE) or word.lower().rstrip(".") in _UNMISTAKABLE for word in words
    )


_SMALL_FORMS = frozenset(form.lower() for form in LEGAL_FORMS)
_LINKS = _set("и і და and és und et &")
_SIGNS = re.compile(r"[^\W_]+(?:[.'’/&][^\W_]+)*\.?|&")


@lru_cache(maxsize=8192)
def initials(name: str, company: bool) -> str:
    """At most two letters that stand for the name where there is no picture; "" when it has none."""
    words = _SIGNS.findall(name)
    telling = [word for word in words if not _says_nothing(word, company)] or words
    letters = (
        "".join(word[0] for word in telling[:2])
        if len(telling) > 1
        else "".join(filter(str.isalnum, "".join(telling)))[:2]
    )
    return letters.title() if _GEORGIAN.search(letters) else letters.upper()[:2]


def _says_nothing(word: str, company: bool) -> bool:
    small = word.lower()
    if company:
        return small in _SMALL_FORMS or small.rstrip(".") in _SMALL_FORMS or small in _LINKS
    return word in _PARTICLES or small in _SUFFIXES
