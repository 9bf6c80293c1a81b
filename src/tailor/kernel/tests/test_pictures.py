"""Small pictures of what was brought in."""

import io

import pytest
from PIL import Image

from tailor.kernel.files.storing import store, thumbnail_of

pytestmark = pytest.mark.django_db
TURNED_BY_A_QUARTER = 6
ORIENTATION = 0x0112


def test_a_photo_taken_with_the_phone_upright_stands_upright():
    picture = Image.new("RGB", (400, 200))
    marks = picture.getexif()
    marks[ORIENTATION] = TURNED_BY_A_QUARTER
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=marks)
    small = Image.open(thumbnail_of(store([content.getvalue()], "phone.jpg", by_id=None)))
    assert small.height > small.width
