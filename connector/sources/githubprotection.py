"""What a repository's rules keep this account from doing to a branch, told before GitHub refuses the first document.

| what rules | asked by | is passed over for |
|---|---|---|
| rulesets, of the repository or its organisation | the rules of the branch, which whoever reads may see | who may bypass them |
| a branch protection rule | GraphQL, as REST shows it to administrators alone | administrators, unless it binds them, too |

GitHub signs what an app commits, and nothing that a person's token commits. Which message, path or size a commit must have is left
to GitHub's refusal, which is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from connector.errors import Rejected
from connector.trackers.githubclient import GitHubClient

JSON = Any
VERB = "look at the rules of the branch"
CHECKS = "checks have to pass first"
REFUSING: Mapping[str, str] = {
    "pull_request": "changes go through a pull request",
    "merge_queue": "changes go through a merge queue",
    "required_status_checks": CHECKS,
    "required_deployments": CHECKS,
    "workflows": CHECKS,
    "code_scanning": CHECKS,
    "required_signatures": "commits have to be signed, as those of an app are",
    "update": "only some accounts may change it",
}
"""What kinds of rules say to a commit that comes by itself."""
MERGING: Mapping[str, str] = {
    **REFUSING,
    "creation": "only some accounts may make it",
    "deletion": "only some accounts may take it away",
    "required_linear_history": "it may have no merges",
}
"""The same, of a branch that is made, kept up to date by merges, and taken away."""
BYPASSED = ("always", "exempt")
_CLASSIC = """
query($owner: String!, $name: String!, $ref: String!) { repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) {
  refUpdateRule { viewerCanPush requiredApprovingReviewCount requiredStatusCheckContexts requiresSignatures requiresLinearHistory } } } }
"""


def refusals(client: GitHubClient, repo: Mapping[str, JSON], branch: str, *, merged: bool) -> Sequence[str]:
    """Return what the rules of a branch say against our commits; `merged` is that of a pull request. Raises RemoteError."""
    name = str(repo["full_name"])
    found = [*_of_rulesets(client, name, branch, MERGING if merged else REFUSING)]
    found += _of_protection(client, repo, branch, merged=merged)
    signed = REFUSING["required_signatures"] if client.app else None
    return [said for said in dict.fromkeys(found) if said != signed]


def _of_rulesets(client: GitHubClient, name: str, branch: str, words: Mapping[str, str]) -> Iterator[str]:
    try:
        rules = list(client.pages(f"/repos/{name}/rules/branches/{quote(branch)}", verb=VERB))
    except Rejected:
        # An older Enterprise Server, or a plan that has no rules.
        return
    passed: dict[JSON, bool] = {}
    for rule in rules:
        said, ruleset = words.get(str(rule.get("type"))), rule.get("ruleset_id")
        if said is not None:
            if ruleset not in passed:
                passed[ruleset] = _bypassed(client, name, ruleset)
            if not passed[ruleset]:
                yield said


def _bypassed(client: GitHubClient, name: str, ruleset: JSON) -> bool:
    try:
        found = client.call("GET", f"/repos/{name}/rulesets/{ruleset}", verb=VERB)
    except Rejected:
        return False
    return isinstance(found, dict) and found.get("current_user_can_bypass") in BYPASSED


def _of_protection(client: GitHubClient, repo: Mapping[str, JSON], branch: str, *, merged: bool) -> Iterator[str]:
    name = str(repo["full_name"])
    place = f"/repos/{name}/branches/{quote(branch)}"
    try:
        there = client.call("GET", place, verb=VERB)
    except Rejected:
        return
    if not there.get("protected") or (there.get("protection") or {}).get("enabled") is False:
        return
    if (repo.get("permissions") or {}).get("admin") and not _binds_all(client, place):
        return
    owner, _, short = name.partition("/")
    try:
        data = client.graphql(_CLASSIC, {"owner": owner, "name": short, "ref": f"refs/heads/{branch}"}, verb=VERB)
    except Rejected:
        return
    rule = ((data.get("repository") or {}).get("ref") or {}).get("refUpdateRule") or {}
    if rule.get("requiredApprovingReviewCount") is not None:
        yield REFUSING["pull_request"]
    if rule.get("requiredStatusCheckContexts"):
        yield CHECKS
    if rule.get("requiresSignatures"):
        yield REFUSING["required_signatures"]
    if rule.get("viewerCanPush") is False:
        yield REFUSING["update"]
    if merged and rule.get("requiresLinearHistory"):
        yield MERGING["required_linear_history"]


def _binds_all(client: GitHubClient, place: str) -> bool:
    try:
        rule = client.call("GET", f"{place}/protection", verb=VERB)
    except Rejected:
        return True
    return bool((rule.get("enforce_admins") or {}).get("enabled", True))
