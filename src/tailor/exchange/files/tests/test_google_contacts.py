"""Google Contacts' CSV, of the time before 2024 and after, becomes the columns of an address book."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tailor.exchange.files.tests.helpers import dicts, opened


def exported(contact: dict[str, str]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(contact))
    writer.writeheader()
    writer.writerow(contact)
    return stream.getvalue().encode()


def test_the_old_export(tmp_path: Path) -> None:
    table = opened(
        tmp_path,
        exported(
            {
                "Name": "Anna Kovács",
                "Given Name": "Anna",
                "Family Name": "Kovács",
                "Yomi Name": "",
                "Birthday": " --05-06",
                "Notes": "first\nsecond",
                "Group Membership": "* myContacts ::: Clients",
                "E-mail 1 - Type": "* Work",
                "E-mail 1 - Value": "anna@example.com ::: kovacs@example.com",
                "E-mail 2 - Type": "Home",
                "E-mail 2 - Value": "a@example.org",
                "Phone 1 - Type": "Work Fax",
                "Phone 1 - Value": "+36 1 234 5678",
                "Phone 2 - Type": "Summer house",
                "Phone 2 - Value": "+36 30 123 4567",
                "Address 1 - Type": "Home",
                "Address 1 - Formatted": "Fő u. 1\nGyőr\n9021",
                "Address 1 - Street": "Fő u. 1",
                "Organization 1 - Name": "Vaskereskedés Kft.",
                "Organization 1 - Title": "Buyer",
                "Website 1 - Type": "Profile",
                "Website 1 - Value": "http\\://example.com",
                "Event 1 - Type": "Anniversary",
                "Event 1 - Value": "2001-02-03",
                "Relation 1 - Type": "Spouse",
                "Relation 1 - Value": "Béla",
                "Custom Field 1 - Type": "Discount",
                "Custom Field 1 - Value": "5%",
            }
        ),
    )
    (found,) = dicts(table)
    assert table.kind == "google_csv"
    assert (found["Name"], found["Last name"], found["First name"]) == ("Anna Kovács", "Kovács", "Anna")
    assert found["E-mail, work"] == "anna@example.com\nkovacs@example.com"
    assert (found["E-mail, home"], found["Phone, fax"]) == ("a@example.org", "+36 1 234 5678")
    assert (found["Address, home"], found["Groups"]) == ("Fő u. 1, Győr, 9021", "myContacts\nClients")
    assert (found["Company"], found["Position"], found["Birthday"]) == (
        "Vaskereskedés Kft.",
        "Buyer",
        "--05-06",
    )
    assert (found["Related"], found["Anniversary"]) == ("Spouse: Béla", "2001-02-03")
    assert found["Phone, other"] == "+36 30 123 4567"
    assert {"Discount: 5%", "Summer house: +36 30 123 4567"} <= set(found["Other"].split("\n"))


def test_the_new_export(tmp_path: Path) -> None:
    table = opened(
        tmp_path,
        exported(
            {
                "First Name": "Нино",
                "Middle Name": "",
                "Last Name": "Беридзе",
                "Organization Name": "ООО Ромашка",
                "Organization Title": "Директор",
                "Organization Department": "Продажи",
                "Labels": "* myContacts ::: VIP",
                "E-mail 1 - Label": "* ",
                "E-mail 1 - Value": "nino@example.ge",
                "Phone 1 - Label": "Mobile",
                "Phone 1 - Value": "+995 555 12 34 56",
                "Address 1 - Label": "Work",
                "Address 1 - Formatted": "",
                "Address 1 - Street": "Руставели 1",
                "Address 1 - City": "Тбилиси",
            }
        ),
    )
    assert table.kind == "google_csv"
    assert dicts(table) == [
        {
            "Name": "Нино Беридзе",
            "Last name": "Беридзе",
            "First name": "Нино",
            "Company": "ООО Ромашка",
            "Department": "Продажи",
            "Position": "Директор",
            "Phone, mobile": "+995 555 12 34 56",
            "E-mail, other": "nino@example.ge",
            "Address, work": "Руставели 1, Тбилиси",
            "Groups": "myContacts\nVIP",
        }
    ]
