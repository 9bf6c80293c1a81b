"""The message catalogues of the interface: python tools/messages.py extract | check | compile

extract  brings the messages of src/tailor into src/tailor/locale/*/LC_MESSAGES/django.po
check    lists what is missing, fuzzy, left over, or whose placeholders differ from the source; exits 1 if anything is
compile  writes the .mo files Django reads

English is the source, so it has no catalogue. Everything is extracted in memory; no template file is kept.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tailor"
LOCALE = SOURCE / "locale"
PLURALS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "hu": "nplurals=2; plural=(n != 1);",
    "ka": "nplurals=2; plural=(n != 1);",
}
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
)
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
ELSEWHERE = frozenset({"tests", "static", "migrations", "node_modules", "__pycache__"})
# What the code asks for by a variable.
ASKED_BY_VARIABLE = [("colour", name) for name in ("moss", "rust", "wine", "slate", "ochre", "teal", "sand", "denim")]
# What Django says to our users; its app that holds the translations is not installed.
OF_DJANGO = (
    "This password is too common.",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")


def main() -> None:
    task = {"extract": extract, "check": check, "compile": compile_all}.get(" ".join(sys.argv[1:]))
    if task is None:
        sys.exit(__doc__)
    task()


def extract() -> None:
    messages = template()
    for language in PLURALS:
        catalogue = catalogue_of(language)
        catalogue.update(messages, no_fuzzy_matching=True)
        write(catalogue, language)


def check() -> None:
    messages = template()
    found = [f"{language}: {fault}" for language in PLURALS for fault in faults(language, messages)]
    print("\n".join(found) or f"{len(messages)} messages, all translated into {', '.join(PLURALS)}")
    sys.exit(1 if found else 0)


def compile_all(into: Path = LOCALE) -> None:
    for language in PLURALS:
        target = into / path_of(language).relative_to(LOCALE).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            write_mo(out, catalogue_of(language))


# ---- what the source says ---------------------------------------------------------------------------------


def template() -> Catalog:
    """All messages of the source, without translations."""
    messages = Catalog()
    found = extract_from_dir(
        SOURCE,
        [("**.py", python_calls), ("**/jinja2/**.html", "jinja2")],
        {"**/jinja2/**.html": JINJA},
        KEYWORDS,
        directory_filter=lambda path: Path(path).name not in ELSEWHERE,
    )
    for _path, _line, message, _comments, context in found:
        messages.add(message, context=context)
    for context, name in ASKED_BY_VARIABLE:
        messages.add(name, context=context)
    for said in OF_DJANGO:
        messages.add(said)
    return messages


def python_calls(
    file: IO[bytes], keywords: Iterable[str], comment_tags: Iterable[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Calls of the keywords with literal texts; those within f-strings too, which Babel's own extractor misses."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name in keywords:
            texts = [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in node.args]
            if texts and texts[0] is not None:
                yield node.lineno, str(name), tuple(texts) if len(texts) > 1 else texts[0], []


# ---- what the catalogues say ------------------------------------------------------------------------------


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue_of(language: str) -> Catalog:
    path = path_of(language)
    text = path.read_text() if path.exists() else HEADER.format(language=language, plurals=PLURALS[language])
    return read_po(text.splitlines(keepends=True), locale=language)


def write(catalogue: Catalog, language: str) -> None:
    """Without dates, places and whatever else changes by itself; one message a line."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(HEADER.format(language=language, plurals=PLURALS[language]).encode())
        write_po(out, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)


def faults(language: str, messages: Catalog) -> Iterator[str]:
    """What is wrong with a language, in words."""
    catalogue = catalogue_of(language)
    wanted = {(one.context, _first(one)) for one in messages if one.id}
    for one in catalogue:
        if one.id and (one.context, _first(one)) not in wanted:
            yield f"left over: {_named(one)}"
    for source in messages:
        if not source.id:
            continue
        translated = catalogue.get(_first(source), source.context)
        if translated is None or not translated.string or not all(_forms(translated)):
            yield f"missing: {_named(source)}"
        elif translated.fuzzy:
            yield f"fuzzy: {_named(source)}"
        elif bool(source.pluralizable) != bool(translated.pluralizable) or len(_forms(translated)) != (
            catalogue.num_plurals if source.pluralizable else 1
        ):
            yield f"plural forms: {_named(source)}"
        else:
            yield from _differences(source, translated)


def _differences(source: Message, translated: Message) -> Iterator[str]:
    original = source.id[1] if source.pluralizable else source.id
    for form in _forms(translated):
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(original)):
            yield f"placeholders: {_named(source)} → {form!r}"
        if form.strip() != form:
            yield f"blanks at the ends: {_named(source)} → {form!r}"


def _first(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def _named(message: Message) -> str:
    return f"{_first(message)!r}" + (f" ({message.context})" if message.context else "")


if __name__ == "__main__":
    main()
