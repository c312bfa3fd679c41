"""What surrounds issues in the fake GitHub over REST: comments, events, labels, milestones, assignees."""

from fakes.githubcall import ROUTES, Call, failure, instant, invalid
from fakes.githubissues import ISSUE, ISSUES, checked_text, label_names
from fakes.githubjson import comment_json, event_json, issue_json, label_json, milestone_json, user_json
from fakes.githubmodel import Comment, Issue, Label, Milestone, Repo
from fakes.githubrules import add_comment, change
from fakes.server import Reply

REPO = "/repos/{owner}/{name}"


# --- comments --------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", ISSUE + "/comments")
def list_comments(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    issue = call.issue(repo, number, follow=False)
    since = instant(call.param("since", "1970-01-01"), "IssueComment", "since")
    found = [comment for comment in issue.comments if comment.updated_at >= since]
    return call.reply([comment_json(call, repo, issue, comment) for comment in call.page(found)])


@ROUTES.on("POST", ISSUE + "/comments")
def post_comment(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue = call.issue(repo, number, follow=False)
    text = checked_text(call.body(body=str).get("body"), "IssueComment")
    if not text or not text.strip():
        raise invalid("IssueComment", "data", "unprocessable", message="Body cannot be blank")
    comment = add_comment(call.state, repo, issue, call.actor, call.now, text)
    shown = comment_json(call, repo, issue, comment)
    return call.reply(shown, 201, Location=shown["url"])


def _comment(repo: Repo, comment_id: str) -> tuple[Issue, Comment]:
    for issue in repo.issues.values():
        for comment in issue.comments:
            if str(comment.id) == comment_id:
                return issue, comment
    raise failure(404, "Not Found")


@ROUTES.on("GET", ISSUES + "/comments")
def all_comments(call: Call, owner: str, name: str) -> Reply:
    """Return the comments of all issues, by their age unless `sort` is updated."""
    repo = call.repo(owner, name)
    since = instant(call.param("since", "1970-01-01"), "IssueComment", "since")
    pairs = [(issue, each) for issue in repo.issues.values() for each in issue.comments if each.updated_at >= since]
    by_update = call.param("sort") == "updated"
    pairs.sort(
        key=lambda pair: (pair[1].updated_at if by_update else pair[1].created_at, pair[1].id),
        reverse=call.param("direction", "desc" if by_update else "asc") == "desc",
    )
    return call.reply([comment_json(call, repo, *pair) for pair in call.page(pairs)])


@ROUTES.on("GET", ISSUES + "/comments/{comment_id}")
def get_comment(call: Call, owner: str, name: str, comment_id: str) -> Reply:
    repo = call.repo(owner, name)
    issue, comment = _comment(repo, comment_id)
    return call.reply(comment_json(call, repo, issue, comment), changed=comment.updated_at)


@ROUTES.on("PATCH", ISSUES + "/comments/{comment_id}")
def patch_comment(call: Call, owner: str, name: str, comment_id: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue, comment = _comment(repo, comment_id)
    if call.actor != comment.user and not call.may(repo, "write"):
        raise failure(403, "Must have admin rights to Repository.")
    comment.body, comment.updated_at = call.body(body=str).get("body", comment.body), call.now
    return call.reply(comment_json(call, repo, issue, comment))


@ROUTES.on("DELETE", ISSUES + "/comments/{comment_id}")
def delete_comment(call: Call, owner: str, name: str, comment_id: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue, comment = _comment(repo, comment_id)
    if call.actor != comment.user and not call.may(repo, "write"):
        raise failure(403, "Must have admin rights to Repository.")
    issue.comments.remove(comment)
    return call.reply(None, 204)


# --- events ----------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", ISSUES + "/events")
def repo_events(call: Call, owner: str, name: str) -> Reply:
    """Return the events of all issues, newest first."""
    repo = call.repo(owner, name)
    found = [(event, issue) for issue in repo.issues.values() for event in issue.events]
    found.sort(key=lambda pair: pair[0].id, reverse=True)
    return call.reply([event_json(call, repo, event, issue) for event, issue in call.page(found)])


@ROUTES.on("GET", ISSUES + "/events/{event_id}")
def get_event(call: Call, owner: str, name: str, event_id: str) -> Reply:
    repo = call.repo(owner, name)
    for issue in repo.issues.values():
        for event in issue.events:
            if str(event.id) == event_id:
                return call.reply(event_json(call, repo, event, issue))
    raise failure(404, "Not Found")


@ROUTES.on("GET", ISSUE + "/events")
def issue_events(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    events = call.issue(repo, number).events
    return call.reply([event_json(call, repo, event) for event in call.page(events)])


@ROUTES.on("GET", ISSUE + "/timeline")
def timeline(call: Call, owner: str, name: str, number: str) -> Reply:
    """Return events and comments, oldest first."""
    repo = call.repo(owner, name)
    issue = call.issue(repo, number)
    found = [(event.created_at, event.id, event_json(call, repo, event)) for event in issue.events]
    for comment in issue.comments:
        shown = comment_json(call, repo, issue, comment) | {"event": "commented"}
        shown["actor"] = shown["user"]
        found.append((comment.created_at, comment.id, shown))
    return call.reply([shown for *_, shown in call.page(sorted(found, key=lambda entry: entry[:2]))])


# --- labels ----------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", REPO + "/labels")
def list_labels(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name)
    return call.reply([label_json(call, repo, label) for label in call.page(list(repo.labels.values()))])


@ROUTES.on("POST", REPO + "/labels")
def post_label(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True, denied=404)
    body = call.body(name=str, color=str, description=(str, type(None)))
    (text,) = label_names([body.get("name")])
    if repo.label(text):
        raise invalid("Label", "name", "already_exists")
    color = body.get("color", "ededed")
    label = repo.labels[text.lower()] = Label(next(call.state.ids), text, color, body.get("description"))
    shown = label_json(call, repo, label)
    return call.reply(shown, 201, Location=shown["url"])


@ROUTES.on("GET", REPO + "/labels/{label}")
def get_label(call: Call, owner: str, name: str, label: str) -> Reply:
    repo = call.repo(owner, name)
    if (found := repo.label(label)) is None:
        raise failure(404, "Not Found")
    return call.reply(label_json(call, repo, found))


def _set_labels(call: Call, owner: str, name: str, number: str, verb: str, label: str = "") -> Reply:
    repo = call.repo(owner, name, role="triage", write=True)
    issue = call.issue(repo, number)
    now = [repo.labels[key].name for key in issue.labels]
    if verb == "remove":
        if label and label.lower() not in issue.labels:
            raise failure(404, "Label does not exist")
        names = [each for each in now if label and each.lower() != label.lower()]
    else:
        sent = call.request.body
        names = label_names(sent if isinstance(sent, list) else call.body(labels=list).get("labels", []))
        names = [*now, *names] if verb == "add" else names
    change(call.state, repo, issue, call.actor, call.now, labels=names)
    return call.reply([label_json(call, repo, repo.labels[key]) for key in issue.labels])


@ROUTES.on("GET", ISSUE + "/labels")
def labels_of(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    labels = call.issue(repo, number).labels
    return call.reply([label_json(call, repo, repo.labels[key]) for key in call.page(labels)])


@ROUTES.on("POST", ISSUE + "/labels")
def add_labels(call: Call, owner: str, name: str, number: str) -> Reply:
    return _set_labels(call, owner, name, number, "add")


@ROUTES.on("PUT", ISSUE + "/labels")
def put_labels(call: Call, owner: str, name: str, number: str) -> Reply:
    return _set_labels(call, owner, name, number, "set")


@ROUTES.on("DELETE", ISSUE + "/labels")
def drop_labels(call: Call, owner: str, name: str, number: str) -> Reply:
    _set_labels(call, owner, name, number, "remove")
    return call.reply(None, 204)


@ROUTES.on("DELETE", ISSUE + "/labels/{label}")
def drop_label(call: Call, owner: str, name: str, number: str, label: str) -> Reply:
    return _set_labels(call, owner, name, number, "remove", label)


# --- milestones ------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", REPO + "/milestones")
def list_milestones(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name)
    state = call.param("state", "open")
    found = [each for each in repo.milestones.values() if state in ("all", each.state)]
    found.sort(key=lambda each: (each.due_on is None, each.due_on, each.number))
    if call.param("direction", "asc") == "desc":
        found.reverse()
    return call.reply([milestone_json(call, repo, each) for each in call.page(found)])


@ROUTES.on("POST", REPO + "/milestones")
def post_milestone(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True, denied=404)
    body = call.body(title=str, state=str, description=(str, type(None)), due_on=(str, type(None)))
    if not body.get("title"):
        raise invalid("Milestone", "title", "missing_field")
    if body["title"] in {each.title for each in repo.milestones.values()}:
        raise invalid("Milestone", "title", "already_exists")
    number = max(repo.milestones, default=0) + 1
    made = Milestone(next(call.state.ids), number, body["title"], call.actor, call.now, call.now)
    made.description, made.state = body.get("description"), body.get("state", "open")
    made.due_on = instant(body["due_on"], "Milestone", "due_on") if body.get("due_on") else None
    repo.milestones[number] = made
    shown = milestone_json(call, repo, made)
    return call.reply(shown, 201, Location=shown["url"])


@ROUTES.on("GET", REPO + "/milestones/{number}")
def get_milestone(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    if not number.isdecimal() or int(number) not in repo.milestones:
        raise failure(404, "Not Found")
    return call.reply(milestone_json(call, repo, repo.milestones[int(number)]))


@ROUTES.on("PATCH", REPO + "/milestones/{number}")
def patch_milestone(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True, denied=404)
    if not number.isdecimal() or int(number) not in repo.milestones:
        raise failure(404, "Not Found")
    milestone = repo.milestones[int(number)]
    body = call.body(title=str, state=str, description=(str, type(None)), due_on=(str, type(None)))
    for field in ("title", "state", "description"):
        setattr(milestone, field, body.get(field, getattr(milestone, field)))
    if "due_on" in body:
        milestone.due_on = instant(body["due_on"], "Milestone", "due_on") if body["due_on"] else None
    milestone.updated_at = call.now
    return call.reply(milestone_json(call, repo, milestone))


# --- assignees -------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", REPO + "/assignees")
def list_assignees(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name)
    return call.reply([user_json(call, login) for login in call.page(sorted(repo.assignable))])


@ROUTES.on("GET", REPO + "/assignees/{login}")
def check_assignee(call: Call, owner: str, name: str, login: str) -> Reply:
    repo = call.repo(owner, name)
    if login.lower() not in {each.lower() for each in repo.assignable}:
        raise failure(404, "Not Found")
    return call.reply(None, 204)


def _assign(call: Call, owner: str, name: str, number: str, *, add: bool) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue = call.issue(repo, number)
    known = {each.lower() for each in repo.assignable} if call.may(repo, "triage") else set()
    sent = {str(each).lower() for each in call.body(assignees=list).get("assignees", [])} & known
    kept = [login for login in issue.assignees if add or login.lower() not in sent]
    logins = [*kept, *sorted(sent - {login.lower() for login in kept})] if add else kept
    change(call.state, repo, issue, call.actor, call.now, assignees=logins)
    return call.reply(issue_json(call, repo, issue), 201 if add else 200)


@ROUTES.on("POST", ISSUE + "/assignees")
def add_assignees(call: Call, owner: str, name: str, number: str) -> Reply:
    """Assign those who can be; the others are left out without a word."""
    return _assign(call, owner, name, number, add=True)


@ROUTES.on("DELETE", ISSUE + "/assignees")
def drop_assignees(call: Call, owner: str, name: str, number: str) -> Reply:
    return _assign(call, owner, name, number, add=False)
