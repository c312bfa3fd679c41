"""What the figures of a report mean, in the words of its last part."""

from connector.core.critical import RULE

_OF_WEEKS = (
    ("Opened", "Filed as a ticket in the week. A ticket that was closed when first seen counts in no week."),
    ("Closed", "Became done in the week and still was at its end. Won't do is counted apart, as decided."),
    ("Won't do", "Decided against in the week, and still at its end."),
    ("Reopened", "Open again at the end of the week, after having been done or decided against."),
    (
        "Closed on time",
        "Done on or before the due date that was valid then, of all that were closed with a due date.",
    ),
    (
        "Open",
        "Filed and neither done nor decided against at the end of the week; tickets that are gone are left out.",
    ),
    (
        "Overdue",
        (
            "Open at the end of the week, with a due date before its last day. Days are calendar days. Its change is from the "
            "end of the week before."
        ),
    ),
    (
        "Moved",
        "The due date of an open item was moved later, or taken away, in the week. More than once counts an item's whole life.",
    ),
    (
        "Next rung",
        (
            "The step of the ladder that comes next for an open action, the day on which it is told at the earliest, and "
            "to whom. At the top rung nobody is left to tell. Of owners, the first that comes of all they have open."
        ),
    ),
    (
        "Put off",
        "Open, and by the end of the week nobody was to be told of it before a later day. It may be overdue.",
    ),
    ("Without a due date", "Open at the end of the week, with no date by then: the ladder never begins."),
)
_OF_DECISIONS = (
    ("May not close", RULE),
    (
        "Held",
        "Waits for a person, as its post-mortem or ticket says it now. Since: the day of the post-mortem.",
    ),
    (
        "What can change later",
        (
            "Status, owner and due date are as observed by the end of the week and stay so. Titles, severities, "
            "priorities, the ladder and people, what is held, and critical actions without a ticket are as they were "
            "when this was made."
        ),
    ),
)
_OF_TRENDS = (
    ("Age of open actions", "Calendar days from filing to the end of the week, of what was open then."),
    (
        "Cumulative flow",
        "What was open and in progress at the end of each week, and what had been done or decided against since the first of them.",
    ),
    (
        "Time to close",
        (
            "Calendar days from filing to done, of what was done in these weeks and stayed so: half took at most the median, "
            "nine of ten at most the other figure."
        ),
    ),
    (
        "Links of figures",
        (
            "To the tickets that were counted: a search on the tracker's site where it can name exactly these, else the "
            "rows on this page or in the CSV. What the tickets are now may be something else."
        ),
    ),
)


def definitions(*, weeks: int, max_open: int) -> tuple[tuple[str, str], ...]:
    """Return the terms of a report, in the order of its page, and what they mean."""
    many = (
        f"An owner with more than {max_open} open actions; one of whom the people file says when they left, with any."
    )
    trend = f"The last {weeks} weeks, counted in the same way, each at its own end."
    return (*_OF_WEEKS, ("Too much open, has left", many), *_OF_DECISIONS, ("Trend", trend), *_OF_TRENDS)
