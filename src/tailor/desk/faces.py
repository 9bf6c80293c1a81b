"""A face: a photo, or initials on a colour that stays the same for the same party. People are round, companies square."""

from markupsafe import Markup

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
    """`alone` names the face to those who cannot see it; otherwise the name stands beside and is not said twice."""
    if size not in SIZES:
        raise ValueError(f"A face is one of {SIZES} px, not {size}")
    firm = " firm" if company else ""
    if photo_url:
        return Markup(
            '<img class="face s{}{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">'
        ).format(size, firm, photo_url, name if alone else "", size, size)
    inner = initials or icon("building-2" if company else "user-round")
    said = Markup('role="img" aria-label="{}" title="{}"').format(name, name) if alone else Markup('aria-hidden="true"')
    colour = "" if company else f" c{key % COLOURS}"
    return Markup('<span class="face s{}{}{}" {}>{}</span>').format(size, firm, colour, said, inner)
