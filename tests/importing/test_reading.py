"""Files as they come: whatever a spreadsheet or an export makes of them. All in memory."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import Invalid
from engine.importing.choosing import chosen
from engine.importing.guessing import guessed, hint_for
from engine.importing.mapping import Column, Kind, Mapping, problems_of
from engine.importing.report import report
from engine.importing.rows import Rejected, Rules, call_of
from engine.importing.sheets import How, Row, Sheet, look
from engine.importing.trying import count
from engine.importing.values import BadValue, value_of
from engine.tracking.calls import Call, Identify, Track

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def opened(content: str | bytes, name: str = "file.csv", **how: str) -> tuple[Sheet, list[Row]]:
    written = content.encode() if isinstance(content, str) else content
    sheet = look(io.BytesIO(written), name, How(**how))  # type: ignore[arg-type]
    rows = list(sheet.rows())
    return sheet, rows


def taken(kind: Kind, content: str, *said: str, name: str = "file.csv", **rules: Any) -> list[Any]:
    sheet, rows = opened(content, name)
    mapping = chosen(kind, guessed(kind, list(sheet.columns), rows), said)
    mapping = mapping.model_copy(update=rules)
    assert problems_of(kind, mapping, list(sheet.columns)) == []
    return [call_of(row, Rules(kind, mapping), NOW) for row in rows]


def reason(found: Call | Rejected) -> str:
    assert isinstance(found, Rejected), found
    return found.reason


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id;name\r\n1;Zoë\r\n".encode("utf-8-sig"), "utf-8-sig"),
        ("id;name\n1;Zoë\n".encode("utf-16"), "utf-16"),
        ("id;name\n1;Zoë\n".encode("utf-16-le"), "utf-16-le"),
        ("id;name\n1;Zoë\n".encode("cp1252"), "cp1252"),
        ("id;name\r1;Zoë\r".encode(), "utf-8"),
        ('sep=;\nid;name\n1;"Zoë"\n'.encode(), "utf-8"),
    ],
)
def test_a_spreadsheets_file_is_read_in_its_own_encoding(content: bytes, encoding: str) -> None:
    sheet, rows = opened(content)
    assert sheet.encoding == encoding
    assert [row.cells for row in rows] == [{"id": "1", "name": "Zoë"}]
    guess = any("Windows-1252" in note for note in sheet.notes)
    assert guess == (encoding == "cp1252")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_quotes_and_lines_in_cells_are_understood(separator: str) -> None:
    _, rows = opened(f'id{separator}note\n1{separator}"a{separator}b\n""c"""\n\n2{separator}d\n')
    assert [(row.line, row.cells["note"]) for row in rows] == [(2, f'a{separator}b\n"c"'), (5, "d")]


def test_headers_that_are_there_twice_or_empty_get_names() -> None:
    sheet, _ = opened("id,name,name,\n1,a,b,\n")
    assert list(sheet.columns) == ["id", "name", "name (2)"]
    assert "The column “name” is there twice; the other is “name (2)”." in sheet.notes
    assert list(opened("id,,name\n1,a,b\n")[0].columns) == ["id", "Column 2", "name"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b" \r\n\n", "The file is empty."),
        (b"PK\x03\x04 a workbook", "Save the sheet as CSV"),
        (b"\x1f\x8b\x08", "Unpack it first"),
        (("c," * 1_000_000).encode() + b"\n1\n", "Line 1 has more than 1,000,000 characters"),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n1\n", "more than 200 columns"),
        (b'id,name\n1,"' + b"x" * 200_000 + b"\n", "a quotation mark is opened and never closed"),
        (b"id\n" + b"x" * 1_100_000, "Line 2 has more than"),
        (b'[{"id": 1}]', "Write each object on a line of its own"),
    ],
)
def test_what_is_no_table_says_what_to_do(content: bytes, said: str) -> None:
    name = "file.jsonl" if content.startswith(b"[") else "file.csv"
    with pytest.raises(Invalid, match=said.replace("(", r"\(")):
        opened(content, name)


def test_a_row_that_is_wrong_does_not_keep_the_others_out() -> None:
    csv = "id,name\n1,Ada\n2,Bea,more\n,Cem\n4,a\x00b\n5,Dee\n6\n7,,,\n"
    found = taken("accounts", csv)
    assert "3 cells, and the first line names 2" in reason(found[1])
    assert reason(found[2]) == "The row does not have the account's id."
    assert isinstance(found[3], Rejected)
    assert reason(found[5]) == (
        "The row has 1 cell, and the first line names 2 columns. Perhaps it breaks off."
    )
    assert not isinstance(found[6], Rejected)
    lines = '{"id": "1"}\nnot json\n[1]\n{"id": {"deep": 1}}\n'
    found = taken("accounts", lines, name="file.jsonl")
    assert "not JSON" in reason(found[1])
    assert "not an object" in reason(found[2])
    assert "should be text" in reason(found[3])


@pytest.mark.parametrize("depth", [40, 300])
def test_a_row_that_is_nested_too_deep_does_not_either(depth: int) -> None:
    """**How it broke:** what is nested deeper than JSON is written could not be given an id, at no
    try, and the import stood still, and all after it."""
    deep = "[" * depth + "]" * depth
    at = "2026-01-05T10:00:00Z"
    csv = f'user_id,event,timestamp,properties\nada,Login,{at},"{{""a"":{deep}}}"\n'
    [found] = taken("events", csv + f"ada,Login,{at},{{}}\n")[:1]
    assert "deep" in reason(found)
    line = f'{{"userId":"ada","event":"Login","timestamp":"{at}","properties":{{"a":{deep}}}}}\n'
    fine = f'{{"userId":"ada","event":"Login","timestamp":"{at}","properties":{{}}}}\n'
    nested, other = taken("events", line + fine, name="export.jsonl")
    assert reason(nested)
    assert not isinstance(other, Rejected)


def test_columns_are_guessed_by_name_and_by_what_is_in_them() -> None:
    csv = (
        "Company ID,Company Name,ARR,Seats,Renewal Date,Is Paying,Zip,Notes\n"
        "acme,Acme,24000.50,12,2027-03-01,yes,01234,\n"
    )
    sheet, rows = opened(csv)
    found = {each.column: each for each in guessed("accounts", list(sheet.columns), rows).columns}
    assert {name: (each.use, each.name, each.type) for name, each in found.items()} == {
        "Company ID": ("id", None, "text"),
        "Company Name": ("trait", "name", "text"),
        "ARR": ("trait", "arr", "number"),
        "Seats": ("trait", "seats", "number"),
        "Renewal Date": ("trait", "renewal_date", "date"),
        "Is Paying": ("trait", "is_paying", "boolean"),
        "Zip": ("trait", "zip", "text"),
        "Notes": ("leave", "notes", "text"),
    }


def test_what_is_the_accounts_is_not_taken_for_the_persons() -> None:
    """**How it broke:** in a file of contacts, the company's name became each person's own."""
    csv = "email,account id,company,owner\nada@acme.example,acme,Acme,mo@northwind.example\n"
    sheet, rows = opened(csv)
    found = {
        each.column: each.use for each in guessed("contacts", list(sheet.columns), rows).columns
    }
    assert found == {
        "email": "email",
        "account id": "account",
        "company": "leave",
        "owner": "leave",
    }
    assert "names the account" in (hint_for("contacts", "company") or "")
    assert "Import it with the accounts" in (hint_for("contacts", "Account Owner") or "")
    assert "colleague’s email" in (hint_for("accounts", "CSM") or "")
    assert taken("contacts", csv)[0].traits == {"email": "ada@acme.example"}
    event = "event,time,email,company\nLogin,2026-01-05T10:00:00Z,ada@acme.example,Acme\n"
    assert taken("events", event)[0].properties == {"company": "Acme"}


@pytest.mark.parametrize(
    ("cell", "kind", "how", "value"),
    [
        ("1234.5", "number", {}, 1234.5),
        ("1.234,5", "number", {"numbers": "comma"}, 1234.5),
        ("1,234.50", "number", {"numbers": "grouped"}, 1234.5),
        ("1,5", "number", {}, None),
        ("1.234,5", "number", {"numbers": "grouped"}, None),
        ("12345678901234567890123", "number", {}, 1.2345678901234568e22),
        ("2026-05-31", "date", {}, "2026-05-31"),
        ("31.05.2026", "date", {}, None),
        ("31.05.2026", "date", {"dates": "day_first"}, "2026-05-31"),
        ("31.05.2026", "date", {"dates": "month_first"}, None),
        ("5/31/2026 9:30", "date", {"dates": "month_first"}, "2026-05-31T09:30:00"),
        ("No", "boolean", {}, False),
        ("perhaps", "boolean", {}, None),
        ("a; b,c", "list", {}, ["a", "b", "c"]),
        ("=1+1", "text", {}, "=1+1"),
    ],
)
def test_numbers_and_dates_are_read_as_somebody_said(
    cell: str, kind: Any, how: dict[str, Any], value: Any
) -> None:
    rules = {"dates": "iso", "numbers": "plain", **how}
    if value is None:
        with pytest.raises(BadValue):
            value_of(cell, kind, **rules)
    else:
        assert value_of(cell, kind, **rules) == value


def test_an_empty_cell_says_nothing_unless_it_is_to_clear() -> None:
    csv = "id,email,plan\nada,ada@acme.test,\n"
    said = "plan=plan"
    [call] = taken("contacts", csv, said)
    assert call.traits == {"email": "ada@acme.test"}
    [call] = taken("contacts", csv, said, empty="clear")
    assert call.traits == {"email": "ada@acme.test", "plan": None}


def test_a_contact_comes_with_account_and_roles() -> None:
    csv = "email,account,role,first name\nAda@Acme.test,acme,Champion; billing,Ada\n,,,B\nx,,,B\n"
    found = taken("contacts", csv)
    [ada, nobody, odd] = found
    assert isinstance(ada, Identify)
    assert (ada.user_id, ada.group_id, ada.joins) == (None, "acme", True)
    assert ada.others == (("email", "ada@acme.test"),)
    assert ada.traits["roles"] == ["champion", "billing"]
    assert "does not say who it is" in reason(nobody)
    assert "is not an email address" in reason(odd)
    [odd] = taken("contacts", "id,role\n1,boss\n")
    assert "“boss” is no role" in reason(odd)


def test_what_happened_has_its_time_and_none_in_the_future() -> None:
    csv = (
        "user_id,event,timestamp,size\nada,Project Created,2026-01-05T10:00:00Z,3\n"
        "ada,Project Created,,3\nada,Project Created,2027-01-01,3\nada,,2026-01-01,3\n"
        "ada,Login,1767600000,1\n"
    )
    made, timeless, ahead, nameless, unix = taken("events", csv)
    assert isinstance(made, Track)
    assert (made.event, made.properties) == ("Project Created", {"size": 3})
    assert made.occurred_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert "when it happened" in reason(timeless)
    assert "in the future" in reason(ahead)
    assert "what happened" in reason(nameless)
    assert unix.occurred_at == datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_an_export_of_json_lines_is_taken_with_its_properties() -> None:
    line = (
        '{"event": "Login", "userId": "ada", "timestamp": "2026-01-05T10:00:00Z",'
        ' "properties": {"from": {"city": "Ghent"}}, "messageId": "m1"}\n'
    )
    [call] = taken("events", line, name="export.jsonl")
    assert call.properties == {"from": {"city": "Ghent"}}
    [other] = taken("events", line.replace("Ghent", "Delft"), name="export.jsonl")
    assert other.message_id == call.message_id


def test_a_number_of_too_many_digits_is_nobodys_id() -> None:
    """It is read as the nearest floating-point number, which is that of others too."""
    lines = f'{{"id": {2**64 - 1}}}\n{{"id": {2**64 + 1}}}\n'
    [exact, rounded] = taken("accounts", lines, name="export.jsonl")
    assert exact.group_id == str(2**64 - 1)
    assert "Send it as text" in reason(rounded)


def test_the_same_row_has_the_same_message_id_wherever_it_stands() -> None:
    csv = "id,seats\nacme,1\nzeta,2\n"
    [acme, zeta] = taken("accounts", csv)
    assert acme.message_id != zeta.message_id
    [moved, _] = taken("accounts", "id,seats\nzeta,2\nacme,1\n")[::-1]
    assert moved.message_id == acme.message_id
    sheet, rows = opened(csv)
    rules = Rules("accounts", guessed("accounts", list(sheet.columns), rows), salt="again")
    assert call_of(rows[0], rules, NOW).message_id != acme.message_id  # type: ignore[union-attr]


def test_all_rows_are_counted_before_any_is_taken() -> None:
    csv = "user_id,event,time\na,Login,2026-11-27\na,Login,2026-11-27\na,Login,2025-01-01\na,,1\n"
    sheet, rows = opened(csv)
    found = count(rows, Rules("events", guessed("events", list(sheet.columns), rows)), NOW)
    assert (found.rows, found.taken, found.repeated, found.old) == (4, 2, 1, 1)
    assert [each.line for each in found.rejected] == [5]


@pytest.mark.parametrize(
    ("kind", "columns", "said"),
    [
        ("accounts", {"a": "trait"}, "the account's id"),
        ("contacts", {"a": "account"}, "the contact's id or email address"),
        ("events", {"a": "event", "b": "id"}, "when it happened"),
        ("accounts", {"a": "id", "b": "id"}, "Only one column can be"),
        ("accounts", {"a": "id", "b": "email"}, "No column of accounts is “email”"),
        ("accounts", {"a": "id", "z": "leave"}, "There is no column “z”"),
    ],
)
def test_a_mapping_that_lacks_something_says_what(
    kind: Kind, columns: dict[str, Any], said: str
) -> None:
    made = [Column(column=name, use=use, name=name) for name, use in columns.items()]
    assert said in " ".join(problems_of(kind, Mapping(columns=tuple(made)), ["a", "b"]))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [("plan", "should be column=trait"), ("x=plan", "no column “x”"), ("a=b:int", "is no type")],
)
def test_what_is_said_of_a_column_is_checked(said: str, complaint: str) -> None:
    mapping = Mapping(columns=(Column(column="a", use="id"), Column(column="b", use="leave")))
    with pytest.raises(Invalid, match=complaint):
        chosen("accounts", mapping, [said])
    took_over = chosen("accounts", mapping, ["b=id"])
    assert [each.use for each in took_over.columns] == ["leave", "id"]


def test_the_report_opens_in_a_spreadsheet_without_running_anything() -> None:
    rows = [
        Rejected(2, "It is bad.", {"id": "=HYPERLINK(1)", "n": "-5", "t": "@x", "o": {"a": 1}}),
        Rejected(3, "The line is not JSON.", {"line": "+1 oops"}),
    ]
    assert "".join(report(["id", "n", "t", "o"], rows)).splitlines() == [
        "Line,Reason,id,n,t,o",
        """2,It is bad.,'=HYPERLINK(1),-5,'@x,"{""a"":1}\"""",
        "3,The line is not JSON.,'+1 oops",
    ]
