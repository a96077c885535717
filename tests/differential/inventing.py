"""Lives made up by Hypothesis: journeys over the whole language that can be published, customers,
and histories that touch what the journey looks at.

Everything that happens is kept minutes apart from everything else, and from the full and half
hours at which waits end: who comes first must never hang on how quick a machine is.
"""

from datetime import timedelta
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from engine.definition.document import from_data
from engine.validation import validate
from tests.differential.lives import Data, Happening, Life

EVENTS = ("Project Created", "Report Shared", "Logged In")
Subject = Literal["account", "contact"]
SEGMENTS: dict[Subject, str] = {
    "account": "newly-paid",
    "contact": "power-users",
}
CHANNEL = "alerts"
ZONES = ("UTC", "Europe/Amsterdam", "America/Los_Angeles", "Asia/Kathmandu")
TEMPLATES: Data = {
    "mail": {"subject": "A mail", "body": "For you."},
    "picky": {"subject": "A picky mail", "body": "You are on {{ account.plan }}."},
    "shown": {"title": "A notice", "body": "For you."},
}
some = st.sampled_from


# Conditions

durations = some(["2h", "1d", "2d", "2d", "3d", "5d", "2 business days"])
properties = some(
    [
        {"property": "plan", "is": "pro"},
        {"property": "plan", "is_not": "PRO"},
        {"property": "size", "at_least": 5},
        {"property": "size", "in": [3, "7"]},
        {"property": "tags", "contains": "Beta"},
        {"property": "due", "less_than": "2030-01-01"},
        {"not": {"property": "plan", "exists": True}},
    ]
)


@st.composite
def events(draw: st.DrawFn, *, waiting: bool = False) -> Data:
    found: Data = {"event": draw(some(EVENTS))}
    if (where := draw(st.none() | properties)) is not None:
        found["where"] = where
    if waiting:
        return found
    found["within"] = draw(some(["enrollment", "step", "ever", "2d", "1w", "12h"]))
    asked: list[Data] = [
        {},
        {"at_least": 2},
        {"at_most": 0},
        {"at_most": 1},
        {"exactly": 1},
        {"exactly": 0},
    ]
    asked += [{"last": {"longer_ago_than": "2d"}}, {"first": {"within_last": "3d"}}]
    return found | draw(some(asked))


by_date: st.SearchStrategy[Data] = some(
    [
        {"date": {"trait": "account.renewal_date", "offset": offset}, "at": "12:30"}
        for offset in ("-2d", "1w")
    ]
)
traits: st.SearchStrategy[Data] = some(
    [
        {"trait": "account.plan", "is": "pro"},
        {"trait": "account.plan", "exists": False},
        {"trait": "account.seats", "less_than": 10},
        {"trait": "account.seats", "more_than": "20"},
        {"trait": "contact.title", "contains": "chief"},
        {"trait": "account.renewal_date", "within_next": "10d"},
        {"trait": "account.renewal_date", "further_off_than": "2w"},
        {"trait": "account.signed_on", "longer_ago_than": "5d"},
        {"trait": "account.grade", "is": "a"},
    ]
)
others: st.SearchStrategy[Data] = some(
    [
        {"health": "band", "is": "red"},
        {"health": "score", "at_least": 50},
        {"now": "weekday", "in": ["sat", "sun"]},
        {"now": "day", "at_least": 4},
        {"now": "time", "at_least": "12:00"},
    ]
)


def conditions(
    touches: list[str], tasks: list[str], subject: Subject = "account"
) -> st.SearchStrategy[Data]:
    """Conditions that may also ask about these steps."""
    leaves: list[st.SearchStrategy[Data]] = [events(), events(), traits, others]
    leaves += [st.just({"segment": SEGMENTS[subject]})]
    if touches:
        leaves.append(
            st.fixed_dictionaries(
                {
                    "message": some(touches),
                    "was": some(["sent", "skipped", "opened", "clicked", "delivered"]),
                }
            )
        )
    if tasks:
        leaves.append(
            st.fixed_dictionaries({"task": some(tasks), "was": some(["open", "done", "overdue"])})
        )
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=3,
    )


# Steps

TYPES = (
    "email", "in_app", "survey", "task", "task", "approve", "webhook", "notify", "update", "enroll",
    "wait", "wait", "wait", "wait", "wait", "wait", "branch", "branch", "split", "go_to",
)  # fmt: skip
SENDING = (None, {"window": {"days": "mon-fri", "from": "09:00", "to": "17:00"}}, {"topic": "news"})


class Drawing:
    """Draws the steps of one journey, each from those that are there before and after it."""

    def __init__(self, draw: st.DrawFn, types: list[str], subject: Subject) -> None:
        self.draw = draw
        self.subject = subject
        self.names = [f"s{number}-{kind}" for number, kind in enumerate(types)]
        self.kinds = dict(zip(self.names, types, strict=True))
        self.touches = [
            name for name, kind in self.kinds.items() if kind in ("email", "in_app", "survey")
        ]
        self.tasks = [name for name, kind in self.kinds.items() if kind in ("task", "approve")]

    def condition(self) -> Data:
        found: Data = self.draw(conditions(self.touches, self.tasks, self.subject))
        return found

    def after(self, name: str) -> str:
        """A later step, most often the very next, or the end."""
        later = [*self.names[self.names.index(name) + 1 :], "end"]
        return self.draw(some([*[later[0]] * 9, *later]))

    def step(self, name: str) -> Data:
        kind = self.kinds[name]
        made: Data = {"type": kind} | getattr(self, f"_{kind}")(name)
        return made

    def _touch(self, name: str, template: str) -> Data:
        made: Data = {"template": template, "next": self.after(name)}
        if self.subject == "account":
            roles = ["primary", {"role": "champion", "else": "primary"}, {"role": "billing"}]
            roles += [{"roles": ["champion", "billing"], "else": "primary"}]
            roles += [{"roles": ["billing", "champion"], "at_most": 1}]
            made["to"] = self.draw(some(roles))
        if self.draw(some([False, False, True])):
            made["skip_when"] = self.condition()
        if (send := self.draw(some(SENDING))) is not None:
            made["send"] = send
        return made

    def _email(self, name: str) -> Data:
        made = self._touch(name, self.draw(some(["mail", "mail", "picky"])))
        instead = [{"template": "mail"}] if made["template"] == "picky" else []
        made["missing"] = self.draw(some(["skip", "fail", *instead]))
        if self.draw(st.booleans()):
            made["on"] = {"skipped": self.after(name), "failed": self.after(name)}
        return made

    def _in_app(self, name: str) -> Data:
        return self._touch(name, "shown")

    def _survey(self, name: str) -> Data:
        made = self._touch(name, "mail")
        on = {"detractor": self.after(name), "no_answer": self.after(name)}
        if self.draw(st.booleans()):
            made["remind"] = {"after": self.draw(durations)}
        return made | {"kind": "nps", "at_most": self.draw(durations), "on": on}

    def _task(self, name: str) -> Data:
        made: Data = {"title": "Call {{ account.name }}", "next": self.after(name)}
        if self.draw(st.booleans()):
            made |= {"outcomes": ["won", "lost"], "on": {"won": self.after(name)}}
        if self.draw(st.booleans()):
            made["due"] = self.draw(durations)
            if "outcomes" in made:
                made["on"]["overdue"] = self.after(name)
        if self.draw(some([False, False, True])):
            made["skip_when"] = self.condition()
        return made

    def _approve(self, name: str) -> Data:
        message = next((each for each in self.touches if each > name), None)
        return {
            "message": message or self.touches[0],
            "due": self.draw(durations),
            "silence": self.draw(some(["approved", "cancelled"])),
            "on": {"approved": self.after(name), "cancelled": self.after(name)},
        }

    def _webhook(self, name: str) -> Data:
        return {"url": "http://127.0.0.1:1/hook", "next": self.after(name)}

    def _notify(self, name: str) -> Data:
        text = self.draw(some(["About {{ account.name }}.", "On {{ account.plan }}."]))
        return {"channel": CHANNEL, "text": text, "next": self.after(name)}

    def _enroll(self, name: str) -> Data:
        return {"journey": "elsewhere", "next": self.after(name)}

    def _update(self, name: str) -> Data:
        change = self.draw(
            some(
                [
                    {"account.grade": "a"},
                    {"account.plan": "pro"},
                    {"account.plan": None},
                    {"account.note": "{{ account.name }}", "contact.title": "chief"},
                ]
            )
        )
        return {"set": change, "next": self.after(name)}

    def _wait(self, name: str) -> Data:
        there = {"next": self.after(name)}
        either = {"on": {"happened": self.after(name), "timeout": self.after(name)}}
        on_a_day = st.fixed_dictionaries({"day": st.integers(1, 12)})
        limit = self.draw(durations | on_a_day | by_date)
        match self.draw(some(["for", "day", "time", "date", "event", "when"])):
            case "for":
                made: Data = {"for": self.draw(durations)}
                if self.draw(some([False, False, False, True])):  # round again
                    before = self.names[: self.names.index(name) + 1]
                    return made | {"next": self.draw(some(before))}
                return made | there
            case "day":
                return {"until": {"day": self.draw(st.integers(1, 12)), "at": "09:30"}} | there
            case "time":
                days = self.draw(some(["mon-sun", "mon-fri", "sat"]))
                return {"until": {"time": "10:30", "days": days}} | there
            case "date":
                return self._wait_for_date(name, limit)
            case "event":
                until = {"until": self.draw(events(waiting=True)), "at_most": limit}
                return until | either
            case _:
                return {"until": {"when": self.condition()}, "at_most": limit} | either

    def _wait_for_date(self, name: str, limit: Any) -> Data:
        offset = self.draw(some(["-3d", "2d", "-1w", "-2 business days"]))
        until: Data = {"date": {"trait": "account.renewal_date", "offset": offset}, "at": "11:30"}
        on = {"timeout": self.after(name)}
        if self.draw(st.booleans()):
            until["passed"] = "skip"
            on["passed"] = self.after(name)
        return {"until": until, "at_most": limit, "next": self.after(name), "on": on}

    def _branch(self, name: str) -> Data:
        cases = [
            {"id": f"case-{number}", "when": self.condition(), "next": self.after(name)}
            for number in range(self.draw(st.integers(1, 2)))
        ]
        return {"cases": cases, "otherwise": self.after(name)}

    def _split(self, name: str) -> Data:
        ways = [
            {"id": way, "weight": self.draw(st.integers(1, 3)), "next": self.after(name)}
            for way in ("a", "b")
        ]
        return {"ways": ways}

    def _go_to(self, name: str) -> Data:
        return {"to": self.after(name)}


seldom = some([False, False, False, False, False, True])
"""What ends most lives early must be in few of them."""


@st.composite
def journeys(draw: st.DrawFn) -> Data:
    types = draw(st.lists(some(TYPES), min_size=5, max_size=9))
    if "approve" in types:  # it needs something to approve
        types = [*types, "email"]
    subjects: list[Subject] = ["account", "account", "contact"]
    subject = draw(some(subjects))
    drawing = Drawing(draw, types, subject)
    steps = {name: drawing.step(name) for name in drawing.names}
    steps["end"] = {"type": "exit"}
    made: Data = {
        "journey": "life",
        "name": "A life",
        "subject": subject,
        "entry": {"triggers": [{"event": "Account Created"}]},
        "start": drawing.names[0],
        "steps": steps,
        "templates": TEMPLATES,
    }
    if draw(seldom):
        made["goal"] = {"when": drawing.condition(), "exit": draw(st.booleans())}
        if draw(st.booleans()):
            made["goal"]["within"] = draw(durations)
    if draw(seldom):
        made["exit"] = [{"when": drawing.condition()}]
    if draw(seldom):
        made["entry"] = made["entry"] | {"audience": {"not": {"trait": "account.plan", "is": "x"}}}
        made["exit"] = [*made.get("exit", []), {"leaves": "audience"}]
    return made


# Lives

values = st.fixed_dictionaries(
    {},
    optional={
        "plan": some(["pro", "free", "x", True]),
        "size": some([3, 5, 7, "7", 4.5, None]),
        "tags": some([["beta"], "betamax", []]),
        "due": some(["2026-12-24", "2031-01-01T00:00:00Z", "soon"]),
    },
)
account_traits = st.fixed_dictionaries(
    {},
    optional={
        "plan": some(["pro", "free", "x"]),
        "seats": some([3, 12, "25", "many"]),
        "renewal_in": st.integers(-5, 25),
        "signed_in": st.integers(-8, 0),
        "health_band": some(["red", "green"]),
        "health_score": some([20, 80]),
    },
)


HOURS = range(1, 16 * 24, 3)
MINUTES = (13, 47)
"""Few enough that what happens in many lives at once is dispatched at once, as it is for real."""


@st.composite
def happenings(draw: st.DrawFn, journey: Data) -> tuple[Happening, ...]:
    """What the journey asks for is answered more often than not, at some time; beside it come
    events, changes and orders as they may."""
    what: list[tuple[str, str, Data]] = []
    for name, step in journey["steps"].items():
        what += draw(st.lists(_answers(name, step, journey["subject"]), max_size=1))
    what += draw(st.lists(_anything(journey["subject"]), min_size=1, max_size=6))
    if draw(some([False, False, True])):
        what += [(draw(some(["pause", "freeze"])), "", {}), ("resume", "", {})]
    times = draw(
        st.lists(
            st.tuples(some(HOURS), some(MINUTES)),
            min_size=len(what),
            max_size=len(what),
            unique=True,
        )
    )
    found = [
        Happening(timedelta(hours=hour, minutes=minute), kind, name, values)  # type: ignore[arg-type]
        for (hour, minute), (kind, name, values) in zip(times, what, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: each.after))


def _answers(name: str, step: Data, subject: Subject) -> st.SearchStrategy[tuple[str, str, Data]]:
    """What the step waits for, or may be asked about."""
    match step["type"]:
        case "task" | "approve":
            outcome = st.fixed_dictionaries({"outcome": some(["won", "lost"])})
            return st.tuples(st.just("task"), st.just(name), outcome)
        case "survey":
            score = st.fixed_dictionaries({"score": st.integers(0, 10)})
            return st.tuples(st.just("survey"), st.just(name), score)
        case "email" | "in_app":
            mark = st.fixed_dictionaries({"mark": some(["opened", "clicked", "delivered"])})
            return st.tuples(st.just("mark"), st.just(name), mark)
        case "wait":
            found: list[st.SearchStrategy[tuple[str, str, Data]]] = []
            if "event" in step.get("until", {}):
                name = step["until"]["event"]
                found.append(st.tuples(st.just("event"), st.just(name), values))
            if "renewal_date" in f"{step.get('until')} {step.get('at_most')}":
                moved = st.fixed_dictionaries({"renewal_in": st.integers(-5, 20)})
                found.append(st.tuples(st.just("account"), st.just(""), moved))
            return st.one_of(found) if found else _anything(subject)
        case _:
            return _anything(subject)


def _anything(subject: Subject) -> st.SearchStrategy[tuple[str, str, Data]]:
    segment = st.fixed_dictionaries({"in": st.booleans()})
    return st.one_of(
        st.tuples(st.just("event"), some(EVENTS), values),
        st.tuples(st.just("event"), some(EVENTS), values),
        st.tuples(st.just("event"), some(EVENTS), values),
        st.tuples(st.just("account"), st.just(""), account_traits),
        st.tuples(st.just("account"), st.just(""), account_traits),
        st.tuples(st.just("contact"), st.just(""), st.just({"title": "Chief of all"})),
        st.tuples(st.just("zone"), some(ZONES), st.just({})),
        st.tuples(st.just("segment"), st.just(SEGMENTS[subject]), segment),
        st.tuples(some(["unsubscribe", "exit"]), some(["news", "life"]), st.just({})),
    )


@st.composite
def lives(draw: st.DrawFn) -> Life:
    journey = draw(journeys())
    return Life(
        journey=journey,
        account=draw(account_traits),
        contact=draw(some([{}, {"title": "Chief"}])),
        roles=draw(some([(), ("champion",), ("billing",)])),
        zone=draw(some(ZONES)),
        owned=draw(st.booleans()),
        happenings=draw(happenings(journey)),
    )


TRIES = 6
"""Hypothesis begins with the simplest there is, and varies what it has: the richest of a few is
taken, so that lives are full and no two of them much alike."""


def invented(number: int, seeded: int) -> list[Life]:
    """So many lives whose journeys can be published, always the same ones for the same seed."""
    found = list[Life]()
    while len(found) < number:
        tried = _tried(seeded)
        if tried:
            found.append(max(tried, key=_richness))
        seeded += 1
    return found


def _richness(life: Life) -> int:
    return 2 * len(life.journey["steps"]) + len(life.happenings)


def _tried(seeded: int) -> list[Life]:
    found: list[Life] = []

    @seed(seeded)
    @settings(
        max_examples=TRIES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lives())
    def collect(life: Life) -> None:
        if publishable(life):
            found.append(life)

    collect()
    return found


def publishable(life: Life) -> bool:
    problems = validate(from_data(life.journey))
    return all(problem.severity != "blocking" for problem in problems)
