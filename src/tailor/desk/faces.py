"""A face: a photo, or initials on a colour that stays with the party. People are round, companies square."""

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
    """`alone` says the name to those who cannot see the face; otherwise it stands beside already."""
    if size not in SIZES:
        raise ValueError(f"A face is one of {SIZES} px, not {size}")
    firm = " firm" if company else ""
    if photo_url:
        return Markup(
            '<img class="face s{}{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        ).format(size, firm, photo_url, name if alone else "", size, size)
    inner = initials or icon("building-2" if company else "user-round")
    said = Markup('aria-hidden="true"')
    if alone:
        said = Markup('role="img" aria-label="{}" title="{}"').format(name, name)
    colour = "" if company else f" c{key % COLOURS}"
    return Markup('<span class="face s{}{}{}" {}>{}</span>').format(size, firm, colour, said, inner)
