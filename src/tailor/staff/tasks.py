"""Errands of staff."""

from __future__ import annotations

from tailor.kernel.jobs.running import Run, task
from tailor.staff import addresses


@task(addresses.TELL)
def tell_of_new_email(run: Run) -> None:
    addresses.tell(run.payload["user"], run.payload["former"], run.payload["email"])
