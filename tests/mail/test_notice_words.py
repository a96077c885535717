"""What colleagues are told, as a mail and a chat show it."""

from uuid import UUID

from activities.notice_words import in_html, in_text
from engine.store.tables import Notice
from engine.store.tables.columns import utc_now

TASK = UUID("5f978638-dd96-44c4-bbd2-9193d3a5eb10")


def notice(text: str, task: UUID | None = None) -> Notice:
    now = utc_now()
    return Notice(kind="digest", subject="Your day", text=text, task_id=task, created_at=now)


def test_what_is_listed_leads_to_its_page() -> None:
    told = notice(f"Overdue:\n\n- Call <Ada> (Acme) /tasks/{TASK}\n- and 3 more")
    assert in_text(told, "https://o.test") == (
        f"Overdue:\n\n- Call <Ada> (Acme)\n  https://o.test/tasks/{TASK}\n- and 3 more\n\n"
        "See your tasks: https://o.test/tasks?whose=mine"
    )
    html = in_html(told, "https://o.test", "Northwind")
    assert ">Overdue</h3>" in html
    assert f'href="https://o.test/tasks/{TASK}"' in html
    assert "Call &lt;Ada&gt; (Acme)</a>" in html
    assert ">and 3 more</li>" in html
    assert ">See your tasks</a>" in html


def test_a_task_leads_to_itself_and_what_it_says_is_no_html() -> None:
    told = notice("Ring <b>Ada</b>\n\nIt is yours.\n\nFirst\nsecond", TASK)
    html = in_html(told, "https://o.test", "Northwind")
    assert ">Ring &lt;b&gt;Ada&lt;/b&gt;</h2>" in html
    assert "First<br>second" in html
    assert f'href="https://o.test/tasks/{TASK}"' in html
    assert in_text(told, "https://o.test").endswith(f"Open the task: https://o.test/tasks/{TASK}")
