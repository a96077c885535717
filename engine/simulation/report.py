"""What a simulation reports. Weeks and days are counted from its beginning, the first is 1."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from engine.definition.base import StepId


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Entries(_Part):
    entered: int
    refused: dict[str, int]
    """How often, by code: audience, trigger_filter, already_been …"""
    held_out: int = 0
    """How many would have entered and are kept out, to compare with. They are not among the
    refused."""
    outside: dict[str, int] = {}
    """How many customers never entered, by the code of what was decided last, `holdout` among
    them; `nothing`: nothing happened that would have let them in."""


class Day(_Part):
    """Where everybody was at the end of a day, UTC."""

    day: int
    date: date
    inside: int
    ended: int
    at: dict[StepId, int]
    """How many rested at each step."""


class StepMessages(_Part):
    """What came of one step's messages or calls."""

    step: StepId
    channel: str
    sent: int
    skipped: int
    failed: int


class Week(_Part):
    """Messages that reached contacts in one week."""

    week: int
    contacts: dict[int, int]
    """By how many messages in that week: how many contacts got so many. Those who got none are
    not counted."""
    sent: int
    most: int
    """The most that one contact got."""


class Messages(_Part):
    sent: int
    by_step: list[StepMessages]
    by_week: list[Week]
    most_in_a_week: int


class TasksOfWeek(_Part):
    week: int
    assignee: str | None
    """A mail address. None: nobody's, or a pool's."""
    tasks: int
    pool: str | None = None
    """The pool that gives them out."""


class Tasks(_Part):
    handed_out: int
    done: int
    by_step: dict[StepId, int]
    by_week: list[TasksOfWeek]


class Arbiter(_Part):
    """How each message was decided about."""

    sent: int
    crowded: int = 0
    """Messages and tasks for which there was no room under a cap: put off, or left out."""
    deferred: dict[str, int]
    """By reason. One message may be put off more than once."""
    skipped: dict[str, int]
    failed: dict[str, int]


class GoalReached(_Part):
    reached: int
    rate: float
    """Of those who entered."""
    median_days: float | None
    """From entry; None: nobody reached it."""


class Figure(_Part):
    """One of the numbers that matter most, in words."""

    name: str
    figure: str
    """`1,234`, `12 %`."""
    more: str = ""
    """What to know of it."""


class Counted(_Part):
    words: str
    count: int


class Counts(_Part):
    """What was counted by its reasons, the most frequent first."""

    title: str
    """`How it ended`."""
    counted: list[Counted]


class Report(_Part):
    """What a journey would have done with these customers. `journey` is its key."""

    journey: str
    customers: int
    """How many accounts were watched."""
    among: str = ""
    """Who they are: `of 500 made-up accounts`."""
    made_up: bool = False
    """False: it is what is on record, and nothing beyond."""
    opening: str = ""
    """What to know before any number: how long the record is, or what is assumed."""
    short: bool = False
    """The record is too short for the journey: made-up customers show more of it."""
    begins: AwareDatetime
    days: int
    entries: Entries
    running: int
    """Still inside at the end."""
    outcomes: dict[str, int]
    exits: dict[str, int]
    """How it ended, by reason."""
    goal: GoalReached | None
    """None: the journey has none."""
    messages: Messages
    tasks: Tasks
    arbiter: Arbiter
    occupancy: list[Day]
    steps: int
    """How many steps were performed in all."""
    given_up: int
    """Customers who went round and round, and were not watched to the end."""
    notes: list[str]
    """What to bear in mind when reading it."""
    figures: list[Figure] = []
    counts: list[Counts] = []


class TraceLine(_Part):
    at: AwareDatetime
    kind: str
    step: StepId | None
    said: str


class Trace(_Part):
    """One customer's timeline."""

    customer: str
    name: str
    time_zone: str
    lines: list[TraceLine]


class Stop(_Part):
    """A step on the way."""

    title: str
    day: int
    """Of the journey; the first is 1."""


class Unmet(_Part):
    """Something that does not hold."""

    expected: str
    """Empty: it fails whatever is expected."""
    instead: str
    way: list[Stop]
    """The steps they came to, where it is a matter of those."""


class ScenarioOutcome(_Part):
    """What came of one scenario."""

    name: str
    passed: bool
    failures: list[str]
    """Each of `unmet` as one text."""
    unmet: list[Unmet] = []
    """What was expected, what happened instead, and the way they went."""
    now: list[dict[str, JsonValue]] | None = None
    """What to expect so that it holds as the journey is now. None: it holds, or that would not
    help."""
    time_zone: str
    lines: list[TraceLine]


class Simulated(_Part):
    """The result of a simulation: a report, or what came of scenarios."""

    report: Report | None = None
    trace: Trace | None = None
    """The timeline that was asked for."""
    scenarios: list[ScenarioOutcome] | None = None
