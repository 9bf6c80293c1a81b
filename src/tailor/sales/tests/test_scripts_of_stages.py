"""What is said in a talk at a stage stands on the card of a record that is there."""

from typing import Any

import pytest
from django.utils import translation

from tailor.access.actors import TAILOR
from tailor.records import gate
from tailor.records.models import PipelineStage
from tailor.records.pipelines import STAGE
from tailor.records.web.stages import script_html
from tailor.sales.usual import begin_with_usual

pytestmark = pytest.mark.django_db


def test_lines_with_a_dash_are_points_and_nothing_in_them_is_markup() -> None:
    said = script_html("Say who you are\n- the <b>budget</b>\n– the day\n\nThank them")
    assert (
        said == "<p>Say who you are</p><ul><li>the &lt;b&gt;budget&lt;/b&gt;</li><li>the day</li></ul><p>Thank them</p>"
    )


def test_the_script_of_the_stage_stands_on_the_card_in_the_language_of_the_person(cast: Any, signed_in: Any) -> None:
    begin_with_usual(TAILOR)
    stage = PipelineStage.objects.get(code="new")
    said = {"script": "- Ask for the day", "scripts": {"hu": "- Kérdezd a napot\n- és az árat"}}
    gate.update(STAGE, stage.pk, said, by=cast.owner)
    from tailor.sales.records import DEAL

    pk = gate.create(DEAL, {"title": "Roof"}, by=cast.seller).id
    assert "<li>Ask for the day</li>" in signed_in("seller").get(f"/deals/{pk}/").content.decode()
    gate.update(DEAL, pk, {"stage": "sale.talks"}, by=cast.seller)
    assert "Ask for the day" not in signed_in("seller").get(f"/deals/{pk}/").content.decode()
    with translation.override("hu"):
        from tailor.records.shape import fields_of

        assert "és az árat" in str(fields_of(DEAL)["stage"].stage("sale.new").script)


def test_several_lines_in_another_language_are_kept_as_lines(cast: Any, signed_in: Any) -> None:
    begin_with_usual(TAILOR)
    stage, owner = PipelineStage.objects.get(code="talks"), signed_in("owner")
    assert "<textarea" in owner.get(f"/stages/{stage.pk}/fields/scripts/").content.decode()
    owner.post(f"/stages/{stage.pk}/fields/scripts/", {"scripts.ru": "- раз\n- два"})
    assert PipelineStage.objects.get(pk=stage.pk).scripts["ru"] == "- раз\n- два"
