"""The world that a fake Jira starts with: three projects, seven people, a workflow, and fields of every kind."""

from fakes.jira_state import (
    Field,
    IssueType,
    Named,
    OnScreen,
    Option,
    Project,
    Screen,
    SecurityLevel,
    Status,
    Transition,
    User,
)
from fakes.jira_world import World

TASK, BUG, SUBTASK = IssueType("10002", "Task"), IssueType("10004", "Bug"), IssueType("10003", "Sub-task", subtask=True)
SYSTEM = [
    Field("summary", "Summary", "text"),
    Field("issuetype", "Issue Type", "issuetype"),
    Field("project", "Project", "project"),
    Field("description", "Description", "long"),
    Field("environment", "Environment", "long"),
    Field("assignee", "Assignee", "user"),
    Field("reporter", "Reporter", "user"),
    Field("creator", "Creator", "user"),
    Field("duedate", "Due date", "date"),
    Field("labels", "Labels", "labels"),
    Field("priority", "Priority", "priority"),
    Field("status", "Status", "status"),
    Field("resolution", "Resolution", "resolution"),
    Field("resolutiondate", "Resolved", "datetime"),
    Field("created", "Created", "datetime"),
    Field("updated", "Updated", "datetime"),
    Field("components", "Components", "components"),
    Field("fixVersions", "Fix versions", "versions"),
    Field("security", "Security Level", "security"),
    Field("parent", "Parent", "parent"),
    Field("comment", "Comment", "comment"),
]
CUSTOM = [
    Field(
        "customfield_10010", "Severity", "option", [Option("10100", "S1"), Option("10101", "S2"), Option("10102", "S3")]
    ),
    Field("customfield_10011", "Teams", "options", [Option("10110", "Search"), Option("10111", "Payments")]),
    Field(
        "customfield_10012",
        "Area",
        "cascade",
        [Option("10120", "Europe", (Option("10121", "Berlin"), Option("10122", "Paris"))), Option("10123", "Asia")],
    ),
    Field("customfield_10013", "Reviewer", "user"),
    Field("customfield_10014", "Target date", "date"),
    Field("customfield_10015", "Effort", "number"),
    Field("customfield_10016", "Root cause", "text"),
    Field("customfield_10017", "Tags", "labels"),
    Field("customfield_10018", "Severity", "text"),
    Field("customfield_10019", "Lessons", "long"),
    Field("customfield_10020", "Not on any screen", "text"),
]
# Ids of statuses. The workflows below name their transitions otherwise than the statuses they lead to, on purpose.
TO_DO, IN_PROGRESS, IN_REVIEW, DONE, CANCELLED = "10000", "3", "10005", "10001", "10006"


def people() -> list[User]:
    """Return the account, and six people with what can be special about them."""
    return [
        User("557058:bot-0001", "connector", "JIRAUSER10000", "Connector Bot", "bot@example.com"),
        User("5b10ac8d82e05b22cc7d4ef5", "dana", "JIRAUSER10001", "Dana Example", "dana@example.com"),
        User("5b10ac8d82e05b22cc7d4ef6", "kim", "JIRAUSER10002", "Kim Sample", "kim@example.com"),
        User("5b10ac8d82e05b22cc7d4ef7", "lee", "JIRAUSER10003", "Lee Gone", "lee@example.com", active=False),
        User("5b10ac8d82e05b22cc7d4ef8", "pat", "JIRAUSER10004", "Pat Private", "pat@example.com", mail_hidden=True),
        User("5b10ac8d82e05b22cc7d4ef9", "max", "JIRAUSER10005", "Max Elsewhere", "max@example.com", projects={"WEB"}),
        User("5b10ac8d82e05b22cc7d4efa", "dana2", "JIRAUSER10006", "Dana Example", "dana.example@example.org"),
    ]


def workflow() -> list[Transition]:
    """Return the transitions of the usual workflow; `Close` must have a resolution, `Resolve` may."""
    return [
        Transition("11", "Start work", IN_PROGRESS, (TO_DO,)),
        Transition("12", "Stop work", TO_DO, (IN_PROGRESS, IN_REVIEW)),
        Transition("21", "Send to review", IN_REVIEW, (IN_PROGRESS,)),
        Transition("22", "Ask for changes", IN_PROGRESS, (IN_REVIEW,)),
        Transition("31", "Resolve", DONE, (TO_DO, IN_PROGRESS, IN_REVIEW), {"resolution": OnScreen()}, "Done"),
        Transition(
            "41", "Close as not needed", CANCELLED, (TO_DO, IN_PROGRESS), {"resolution": OnScreen(required=True)}
        ),
        Transition("51", "Reopen", TO_DO, (DONE, CANCELLED)),
        Transition("52", "Back to work", IN_PROGRESS, (DONE, CANCELLED)),
    ]


def strict_workflow() -> list[Transition]:
    """Return a workflow with other ids, where issues go step by step and no screen has a resolution."""
    return [
        Transition("111", "Begin", IN_PROGRESS, (TO_DO,)),
        Transition("121", "Finish", DONE, (IN_PROGRESS,), {}, "Done"),
        Transition("131", "Drop", CANCELLED, (IN_PROGRESS,), {}, "Won't Do"),
        Transition("141", "Again", IN_PROGRESS, (DONE, CANCELLED)),
        Transition("151", "Not now", TO_DO, (IN_PROGRESS,)),
    ]


def screen(*extra: str, required: tuple[str, ...] = ()) -> Screen:
    """Return a screen with the system fields, and `extra` ones."""
    shown = ["summary", "issuetype", "project", "description", "assignee", "reporter", "duedate", "labels", "priority"]
    must = {"summary", "issuetype", "project", *required}
    found = {name: OnScreen(required=name in must) for name in [*shown, *extra]}
    found["priority"].default = {"id": "3", "name": "Medium"}
    return found


def project(number: int, key: str, name: str, transitions: list[Transition], types: list[IssueType]) -> Project:
    """Return a project with a component, a version and two security levels of its own."""
    extra = ("components", "fixVersions", "security", "parent", *(each.id for each in CUSTOM[:-1]))
    first = 10200 + 10 * number
    return Project(
        id=str(10000 + number),
        key=key,
        name=name,
        types=types,
        create_screens={each.id: screen(*extra, required=("parent",) if each.subtask else ()) for each in types},
        transitions=transitions,
        initial_status=TO_DO,
        components=[Named(str(first), "Backend"), Named(str(first + 1), "Frontend")],
        versions=[Named(str(first + 2), "1.0")],
        security=[SecurityLevel(str(first + 3), "Staff"), SecurityLevel(str(first + 4), "Board", visible=False)],
        lead="Kim Sample",
    )


def furnish(world: World) -> None:
    """Fill an empty world."""
    world.users = people()
    world.statuses = [
        Status(TO_DO, "To Do", "new"),
        Status(IN_PROGRESS, "In Progress", "indeterminate"),
        Status(IN_REVIEW, "In Review", "indeterminate"),
        Status(DONE, "Done", "done"),
        Status(CANCELLED, "Cancelled", "done"),
    ]
    names = ["Done", "Won't Do", "Duplicate", "Cannot Reproduce"]
    world.resolutions = [Named(str(10000 + number), name) for number, name in enumerate(names)]
    names = ["Highest", "High", "Medium", "Low", "Lowest"]
    world.priorities = [Named(str(number), name) for number, name in enumerate(names, 1)]
    world.types = [TASK, BUG, SUBTASK]
    # Copies, as tests change what they find.
    world.fields = {each.id: Field(each.id, each.name, each.kind, list(each.options)) for each in [*SYSTEM, *CUSTOM]}
    world.projects = [
        project(0, "OPS", "Operations", workflow(), [TASK, BUG, SUBTASK]),
        project(1, "WEB", "Website", strict_workflow(), [TASK, BUG]),
        project(2, "CORE", "Core services", workflow(), [TASK]),
    ]
