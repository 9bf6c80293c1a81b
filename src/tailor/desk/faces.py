"""A face: a photo, or initials on a colour that stays with the party. People are round, companies square."""

from functools import lru_cache

from markupsafe import Markup, escape

from tailor.desk.icons import icon

SIZES = (22, 26, 40, 44, 56, 76)
COLOURS = 8


def face(
    name: str,
    *,
    initials: str = "",
    company: bool = False,
    photo_url: str | None = None,
    size: int = 22,
    key: int = 0,
    alone: bool = False,
) -> Markup:
    """`alone` says the name to those who cannot see the face; otherwise it stands beside already."""
    if size not in SIZES:
        raise ValueError(f"A face is one of {SIZES} px, not {size}")
    firm = " firm" if company else ""
    if photo_url:
        said = escape(name) if alone else ""
        return Markup(  # noqa: S704 - every piece is ours or escaped
            f'<img class="face s{size}{firm}" src="{escape(photo_url)}" alt="{said}" width="{size}" height="{size}" '
            'loading="lazy" decoding="async">'
        )
    return _letters(initials, firm, "" if company else f" c{key % COLOURS}", size, name if alone else "")


@lru_cache(maxsize=4096)
def _letters(initials: str, firm: str, colour: str, size: int, name: str) -> Markup:
    inner = escape(initials) if initials else icon("building-2" if firm else "user-round")
    said = f'role="img" aria-label="{escape(name)}" title="{escape(name)}"' if name else 'aria-hidden="true"'
    return Markup(f'<span class="face s{size}{firm}{colour}" {said}>{inner}</span>')  # noqa: S704
