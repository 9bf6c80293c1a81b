"""Work that has to be done inside of a process of the database: asked for by name, answered as JSON.

``python -m bench.inside NAME ARGUMENTS-AS-JSON`` in the environment of a place.
"""

# ruff: noqa: PLC0415 - Django is set up before its models are imported

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.places import Place


def ask(place: Place, name: str, *arguments: Any) -> Any:
    """The answer of a task to a place's database."""
    command = [sys.executable, "-m", "bench.inside", name, json.dumps(arguments)]
    answered = subprocess.run(command, env=place.environment(), check=True, stdout=subprocess.PIPE)
    return json.loads(answered.stdout.splitlines()[-1])


def main(name: str, arguments: list[Any]) -> None:
    import django

    django.setup()
    from bench import boards_inside, gate_inside, homes_inside, import_inside, own_inside, places_inside, search_inside

    rooms = (places_inside, search_inside, gate_inside, import_inside, boards_inside, own_inside, homes_inside)
    tasks: dict[str, Any] = {name: task for room in rooms for name, task in room.TASKS.items()}
    print(json.dumps(tasks[name](*arguments)))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
