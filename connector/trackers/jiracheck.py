"""Looking for what would go wrong in Jira before the first ticket: token, project, rights, create screen, values, statuses."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from connector.core.model import Status
from connector.errors import Fault, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from connector.remote.http import CAPTCHA
from connector.settings.fieldmap import FieldMap, fold, load_fieldmap, shipped_map
from connector.trackers.jirachecktransitions import transition_values
from connector.trackers.jiracheckvalues import allowed_values, further_fields, required_fields
from connector.trackers.jirafields import OURS, MapKeys, category_of, stands_for
from connector.trackers.jirameta import epic_link
from connector.trackers.jiratokens import ending

if TYPE_CHECKING:
    from connector.trackers.jira import JiraTracker

JSON = Any
T = TypeVar("T")
STATUSES = "read its statuses"
RIGHTS = {
    "BROWSE_PROJECTS": "see its tickets",
    "CREATE_ISSUES": "make tickets",
    "EDIT_ISSUES": "edit tickets",
    "ASSIGN_ISSUES": "assign tickets",
    "SCHEDULE_ISSUES": "set due dates",
    "TRANSITION_ISSUES": "change a ticket's status",
    "ADD_COMMENTS": "comment",
    "LINK_ISSUES": "link tickets, as remote_link = true asks for,",
}
HIDDEN = {"ASSIGN_ISSUES": "owner", "SCHEDULE_ISSUES": "due"}
"""Rights without which Jira hides a field from the screens."""
CATEGORY = {Status.OPEN: "To Do", Status.IN_PROGRESS: "In Progress", Status.DONE: "Done"}
"""What Jira calls the categories."""


def check(tracker: "JiraTracker") -> Sequence[Fault]:
    """Return every fault of the tracker; asks the live site, and writes nothing."""
    at = f"trackers.{tracker.name}"
    try:
        account = tracker.client.call("GET", "myself", verb="sign in", kind="probe")
    except Unauthorized as error:
        advice = "" if CAPTCHA in str(error) else "; make a new one. On Cloud `mail` has to be the token's account"
        return [Fault(f"{at}.token", f"is refused: {error}{advice}")]
    except (Unavailable, RateLimited) as error:
        return [Fault(f"{at}.url", f"does not answer: {error}")]
    except RemoteError as error:
        return [Fault(f"{at}.url", f"is no Jira: {error}; it is the address of Jira's front page")]
    if not isinstance(account, dict):
        return [Fault(f"{at}.url", "does not answer as Jira does: is a login page in between?")]
    places = sorted(tracker.places)
    if not places:
        return [Fault(f"{at}.project", "is missing: name a project here, in the field map, or in every route")]
    looks = [Place(tracker, place, at) for place in places]
    return [
        *ending(tracker, at),
        *(fault for look in looks for fault in look.faults()),
        *_unknown_statuses(tracker, looks, at),
        *_of_site(tracker, at),
    ]


def _of_site(tracker: "JiraTracker", at: str) -> Iterator[Fault]:
    for part in (transition_values, _unknown_resolutions):
        try:
            yield from part(tracker, at)
        except Rejected:
            continue  # some sites hide this; a wrong value is then told by the first transition
        except RemoteError as error:
            yield Fault(f"{at}.url", str(error))


def _unknown_resolutions(tracker: "JiraTracker", at: str) -> Iterator[Fault]:
    """Find resolutions that somebody wrote into the field map and the site does not have. Raises RemoteError."""
    shipped: MapKeys = load_fieldmap(shipped_map("jira"), mapping=MapKeys).own
    usual = {fold(word) for keys in (shipped, MapKeys()) for _, words in keys.resolutions for word in words}
    own = [(key, word) for key, words in tracker.own.resolutions for word in words if fold(word) not in usual]
    there = {fold(name): name for name in _resolutions_there(tracker)} if own else {}
    for key, word in own:
        if fold(word) not in there:
            said = f"'{word}' is no resolution of the site"
            yield Fault(f"{at}.mapping: resolutions.{key}", said, tuple(sorted(there.values())))


def _resolutions_there(tracker: "JiraTracker") -> list[str]:
    found = tracker.client.read_objects("resolution", verb="read its resolutions")
    return [str(one.get("name")) for one in found]


def _unknown_statuses(tracker: "JiraTracker", looks: Sequence["Place"], at: str) -> Iterator[Fault]:
    """Find statuses that somebody wrote into the field map and no project has. The shipped map's words may be without any."""
    there = {fold(name): name for look in looks for name in look.statuses}
    if not all(look.statuses for look in looks):
        return  # told already, or hidden from this account
    shipped = load_fieldmap(shipped_map("jira"), mapping=MapKeys)
    for status in Status:
        usual = {fold(word) for word in shipped.status[status]}
        for word in tracker.fieldmap.status[status]:
            if fold(word) not in usual and fold(word) not in there:
                said = f"'{word}' is no status of the workflow"
                yield Fault(f"{at}.mapping: status.{status.value}", said, tuple(sorted(there.values())))


class Place:
    """One project and issue type, as tickets will be made there."""

    def __init__(self, tracker: "JiraTracker", project: str, at: str) -> None:
        self.tracker = tracker
        self.client = tracker.client
        self.project = project
        self.at = at
        self.map: FieldMap = tracker.fieldmap
        self.own: MapKeys = tracker.fieldmap.own or MapKeys()
        self.statuses: Mapping[str, Status | None] = {}
        self._unanswered: list[Fault] = []

    def faults(self) -> list[Fault]:
        try:
            screen = self.tracker.screens.fields(self.project, self.own.issue_type)
        except Rejected as error:
            if error.status in (400, 404):
                said = f"there is no project '{self.project}', or this account may not make tickets there"
                return [Fault(f"{self.at}.project", said + self._named_by_route)]
            return [Fault(f"{self.at}.mapping: issue_type", str(error))]
        except RemoteError as error:
            return [Fault(f"{self.at}.project", str(error))]
        renamed = self._renamed()
        self.statuses = self._answered(self._statuses_there) or {}
        lacking = self._answered(self._lacking) or []
        hidden = {HIDDEN[name] for name in lacking if name in HIDDEN}
        asked = (lambda: list(self._parent()), lambda: list(further_fields(self, screen)))
        return [
            *renamed,
            *(
                Fault(f"{self.at}.token", f"this account may not {RIGHTS[name]} in project {self.project} ({name})")
                for name in lacking
            ),
            *self._unsettable(screen, hidden),
            *required_fields(self, screen),
            *self._values(screen),
            *(fault for part in asked for fault in self._answered(part) or ()),
            *self._statuses(),
            *self._contradicted(),
            *dict.fromkeys(self._unanswered),
        ]

    def _answered(self, part: Callable[[], T]) -> T | None:
        """Return what a part finds; where Jira does not answer it, that is a fault, and the other parts go on."""
        try:
            return part()
        except RemoteError as error:
            self._unanswered.append(Fault(f"{self.at}.url", str(error)))
            return None

    def _renamed(self) -> list[Fault]:
        """Find a key that leads to a project of another one, as after a renaming, and go on by that of the project.

        Jira follows the old key where it makes tickets, and not where it looks for them.
        """

        def asked() -> Mapping[str, JSON]:
            try:
                return self.client.read_object(f"project/{self.project}", verb="read its project")
            except Rejected:
                return {}  # hidden from this account

        project, where = self._answered(asked) or {}, self._named_by_route
        said = f"'{self.project}' is archived, which takes no tickets: bring it back, or name another"
        archived = [Fault(f"{self.at}.project", said + where)] if project.get("archived") is True else []
        key = project.get("key")
        if not isinstance(key, str) or key == self.project:
            return archived
        configured, self.project = self.project, key
        how = "is written" if configured.upper() == key else "is now"
        return [*archived, Fault(f"{self.at}.project", f"'{configured}' {how} {key}: write that{where}")]

    @property
    def _named_by_route(self) -> str:
        """What is said of a project that is not the tracker's own, and so is in the routes."""
        return "" if self.project == self.tracker.project else " (a route names it: routes.*.project)"

    def _statuses_there(self) -> Mapping[str, Status | None]:
        """Return the statuses of the issue type's workflow and what their categories say."""
        try:
            types = self.client.read_objects(f"project/{self.project}/statuses", verb=STATUSES)
        except Rejected:
            return {}  # hidden from this account
        return {
            str(status.get("name")): category_of(status)
            for kind in types
            if fold(str(kind.get("name"))) == fold(self.own.issue_type)
            for status in self.client.objects(kind.get("statuses", []), STATUSES)
        }

    def fault(self, key: str, message: str, allowed: Sequence[str] = ()) -> Fault:
        where = f"{self.project} {self.own.issue_type}"
        return Fault(f"{self.at}.mapping: {key}", f"{message} ({where})", tuple(allowed))

    def _lacking(self) -> list[str]:
        """Return the rights that this account needs and does not have."""
        params: dict[str, str | int] = {"projectKey": self.project}
        try:
            if self.client.cloud:
                params["permissions"] = ",".join(RIGHTS)
            answer = self.client.read_object("mypermissions", verb="read its rights", params=params)
        except Rejected as error:
            if error.status == 404:
                said = f"there is no project '{self.project}' in which this account has rights: {error}"
                self._unanswered.append(Fault(f"{self.at}.project", said))
            return []  # some sites hide this; a missing right is then told by the first write
        held = self.client.object(answer.get("permissions", {}), "read its rights")
        needless = {name for name, field in HIDDEN.items() if field in self.own.omit}
        needless |= set() if self.own.remote_link else {"LINK_ISSUES"}
        needed = [name for name in RIGHTS if name not in needless]
        rights = {name: held.get(name) for name in needed}
        return [
            name for name, right in rights.items() if isinstance(right, dict) and not right.get("havePermission", True)
        ]

    def _unsettable(self, screen: Mapping[str, Mapping[str, JSON]], hidden: Collection[str]) -> Iterator[Fault]:
        """Find fields we set that the create screen lacks: Jira refuses the whole ticket for one of them.

        Those that are `hidden` are missing for a right that is told by itself.
        """
        for ours, theirs in OURS.items():
            if theirs not in screen and ours not in (*self.own.omit, *hidden, "title"):
                remedy = f'add it to the screen, or write omit = ["{ours}"]'
                if ours == "labels":
                    remedy = "add it to the screen: by its label a ticket is found again"
                yield self.fault(ours, f"'{theirs}' is not on the create screen: {remedy}")
        if "description" not in screen and "description" not in self.own.omit:
            remedy = 'add it to the screen, as it leads back to the post-mortem, or write omit = ["description"] and remote_link = true'
            yield self.fault("omit", f"'description' is not on the create screen: {remedy}")
        used = (("components", self.own.components), ("security", self.own.security), ("parent", self.own.parent))
        for theirs, value in used:
            if value and theirs not in screen and not (theirs == "parent" and epic_link(screen)):
                yield self.fault(theirs, f"'{theirs}' is not on the create screen: add it there, or remove it here")

    def _values(self, screen: Mapping[str, Mapping[str, JSON]]) -> Iterator[Fault]:
        priorities = allowed_values(screen.get("priority") or {})
        if "priority" not in self.own.omit and priorities:
            for word in self.map.priorities:
                if word not in priorities:
                    yield self.fault(f"priority.words.{word}", "is no priority here", priorities)
        components = allowed_values(screen.get("components") or {})
        for name in self.own.components:
            if "components" in screen and name not in components:
                yield self.fault("components", f"'{name}' is no component", components)
        levels = allowed_values(screen.get("security") or {})
        if self.own.security and "security" in screen and self.own.security not in levels:
            yield self.fault("security", f"'{self.own.security}' is no security level", levels)

    def _parent(self) -> Iterator[Fault]:
        if not self.own.parent:
            return
        try:
            self.client.call(
                "GET", f"issue/{self.own.parent}", verb="look for the parent", params={"fields": "summary"}
            )
        except Rejected as error:
            if error.status != 404:
                raise
            yield self.fault("parent", f"there is no ticket '{self.own.parent}', or this account may not see it")

    def _statuses(self) -> Iterator[Fault]:
        """Find statuses the field map names for a way that the project does not have, and such as lead nowhere."""
        if not self.statuses:
            return
        names = {fold(name): name for name in self.statuses}
        there = {stands_for(self.map, name, category) for name, category in self.statuses.items()}
        there |= {Status.WONT_DO} if Status.DONE in there else set()  # by a resolution
        for status in Status:
            if status not in there:
                said = "no status of the workflow stands for this, neither by one of these words nor by its category"
                yield self.fault(f"status.{status.value}", said, sorted(names.values()))
            for name in getattr(self.own.transitions, status.value).through:
                if fold(name) not in names:
                    key = f"transitions.{status.value}.through"
                    yield self.fault(key, f"'{name}' is no status of the workflow", sorted(names.values()))

    def _contradicted(self) -> Iterator[Fault]:
        """Find words of the map for statuses whose category says otherwise of whether a ticket is closed: it decides."""
        for name, category in sorted(self.statuses.items()):
            word = self.map.status_of(name)
            if word is None or category is None or word.closed == category.closed:
                continue
            said = f"'{name}' has the category {CATEGORY[category]} there, and the category decides: it is read as"
            remedy = (
                f"{category.value}; name it in status.{category.value}, or let Jira's administrator change its category"
            )
            yield self.fault(f"status.{word.value}", f"{said} {remedy}")
