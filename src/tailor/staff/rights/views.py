"""Pages on which rights are read: the matrix, the tree of departments, who sees a record; and working as another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.access.models import User
from tailor.access.roles import BUILT_IN, Role, all_roles, role
from tailor.access.signing_in import COOKIE, key_hash
from tailor.access.working_as import end as end_it
from tailor.access.working_as import may, may_as
from tailor.kernel.numbers import whole_number
from tailor.records import gate, reading
from tailor.records.listing.counting import CAP
from tailor.records.names import Named, named
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved
from tailor.staff.records import DEPARTMENT, USER
from tailor.staff.rights import matrix, modules, sentences
from tailor.staff.rights.seeing import may_ask, who_sees
from tailor.staff.rights.tree import Branch, below, flat, tree
from tailor.staff.rights.working import begin_as
from tailor.staff.roles import grantable


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """The matrix, and every role in words."""
    by = actor_of(request)
    if not by.role.rules:
        raise NotVisible
    roles = all_roles()
    blocks = matrix.matrix(roles)
    context = {
        "roles": [_told(one, place, blocks, by) for place, one in enumerate(roles)],
        "blocks": blocks,
        "parts": [(part, [part.given_to(one) for one in roles]) for part in modules.parts()],
        "changeable": {one.kind.code: grantable(one.kind) for one in blocks},
        "legend": matrix.LEGEND,
        "actions": list(matrix.ACTION_LABELS.values()),
    }
    return render(request, "staff/rights.html", context, current="rights")


def _told(one: Role, place: int, blocks: list[matrix.Block], by: Actor) -> dict[str, Any]:
    return {
        "role": one,
        "built_in": one.code in BUILT_IN,
        "place": place,
        "said": sentences.of_role(one),
        "about": [(block, sentences.about(block.kind, one)) for block in blocks],
        "people": people_with(one),
        "may_work_as": may(by, one) and one.code != by.role.code,
    }


def people_with(one: Role) -> list[Named]:
    return [person for person in named("user").values() if person.active and person.role == one.code]


@require_GET
def who_sees_it(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who can see a record, and why."""
    kind, by = kind_for(request, slug), actor_of(request)
    record = reading.get(kind, pk, by)
    if not may_ask(record, by):
        raise NotVisible
    groups = who_sees(record)
    context = {"record": record, "groups": groups, "count": sum(len(group.people) for group in groups)}
    if request.headers.get("HX-Request"):
        return fragment(request, "staff/who_sees_dialog.html", context)
    return render(request, "staff/who_sees.html", context, current=kind.code)


@require_GET
def departments(request: HttpRequest) -> HttpResponse:
    """The departments as a tree."""
    kind_for(request, DEPARTMENT.slug)
    return render(request, "staff/departments.html", _tree_context(request), current="department")


def _tree_context(request: HttpRequest) -> dict[str, Any]:
    by = actor_of(request)
    top, nowhere = tree(by)
    listed = list(flat(top))
    return {
        "top": top,
        "nowhere": nowhere,
        "cap": CAP,
        "places": {branch.id: _places(branch, listed) for _depth, branch in listed},
        "may_move": by.role.rules,
        "role_label": lambda code: role(code).label,
    }


def _places(branch: Branch, listed: list[tuple[int, Branch]]) -> list[tuple[int, int, str]]:
    """Where a department may stand: everywhere but under itself, as (depth, id, name)."""
    own = below(branch)
    return [(depth, one.id, one.title) for depth, one in listed if one.id not in own]


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a department, with all under it, under another one, or at the top."""
    kind_for(request, DEPARTMENT.slug, "edit")
    by, parent = actor_of(request), whole_number(request.POST.get("parent", ""))
    step, tone = None, "good"
    try:
        done = gate.update(DEPARTMENT, pk, {"parent": parent}, by=by)
        text, step = _("Moved: %(name)s") % {"name": done.title}, done.step_id
    except Refusal as refusal:
        text, tone = " ".join(str(error) for error in refusal.errors.values()), "late"
    response = fragment(request, "staff/tree.html", _tree_context(request))
    return saved(response, request, text, step, tone=tone)


@require_http_methods(["GET", "POST"])
def work_as_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Work as an employee: GET tells what that means."""
    by = actor_of(request)
    record = reading.get(USER, pk, by)
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not may_as(by, user.pk, user.role):
        raise NotVisible
    if request.method == "GET":
        return fragment(request, "staff/work_as.html", {"record": record, "role": role(user.role)})
    begin_as(_key(request), by, user=user)
    return HttpResponseRedirect("/")


@require_POST
def work_in_role(request: HttpRequest) -> HttpResponse:
    """Work in another role, in one's own department."""
    by, code = actor_of(request), request.POST.get("role", "")
    if code == by.role.code or code not in {one.code for one in all_roles()} or not may(by, role(code)):
        raise NotVisible
    begin_as(_key(request), by, role_code=code)
    return HttpResponseRedirect("/")


def _key(request: HttpRequest) -> str:
    return key_hash(request.COOKIES.get(COOKIE, ""))


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    by = actor_of(request)
    back = f"/staff/{by.person_id}/" if by.person_id != by.doer_id else "/"
    end_it(_key(request), by)
    return HttpResponseRedirect(back)
