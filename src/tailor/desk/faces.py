"""A face: a photo, or initials on a colour that stays with the party. People are round, companies square."""

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
    inner = escape(initials) if initials else icon("building-2" if company else "user-round")
    said = f'role="img" aria-label="{escape(name)}" title="{escape(name)}"' if alone else 'aria-hidden="true"'
    colour = "" if company else f" c{key % COLOURS}"
    return Markup(f'<span class="face s{size}{firm}{colour}" {said}>{inner}</span>')  # noqa: S704
