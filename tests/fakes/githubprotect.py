"""What the fake GitHub's rules and branch protection refuse, and what it tells of them."""

from typing import Any

from fakes.githubcall import ROUTES, Call, failure
from fakes.githubgit import history
from fakes.githubmodel import Repo
from fakes.server import Reply

REPO = "/repos/{owner}/{name}"
RULES = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"
MILD = {"deletion", "non_fast_forward", "required_linear_history"}


def guard(call: Call, repo: Repo, branch: str, status: int) -> None:
    """Refuse a commit on a branch that takes none by itself."""
    classic = branch in repo.protected and repo.protection.refuses(call.actor, admin=call.may(repo, "admin"))
    ruled = any(
        branch in each.branches and set(each.rules) - MILD and each.bypass not in ("always", "exempt")
        for each in repo.rulesets
    )
    if classic or ruled:
        raise failure(status, RULES)


def guard_shape(repo: Repo, branch: str, sha: str) -> None:
    """Refuse to move a branch back, or to a merge, where a rule says so."""
    rules = {kind for each in repo.rulesets if branch in each.branches for kind in each.rules}
    before, after = history(repo, repo.refs[f"heads/{branch}"]), history(repo, sha)
    if "non_fast_forward" in rules and before[0] not in after:
        raise failure(
            422, RULES.replace("Changes must be made through a pull request", "Cannot force-push to this branch")
        )
    merges = any(len(repo.objects[each].parents) > 1 for each in after if each not in before)
    if ("required_linear_history" in rules or (branch in repo.protected and repo.protection.linear)) and merges:
        raise failure(
            422, RULES.replace("Changes must be made through a pull request", "This branch must not contain merges")
        )


@ROUTES.on("GET", REPO + "/rules/branches/(?P<branch>.+)")
def rules_of_branch(call: Call, owner: str, name: str, branch: str) -> Reply:
    repo = call.repo(owner, name)
    found = [
        {
            "type": kind,
            "ruleset_source_type": "Repository",
            "ruleset_source": repo.full_name,
            "ruleset_id": ruleset.id,
        }
        for ruleset in repo.rulesets
        if branch in ruleset.branches
        for kind in ruleset.rules
    ]
    return call.reply(call.page(found))


@ROUTES.on("GET", REPO + r"/rulesets/(?P<number>\d+)")
def get_ruleset(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    for each in repo.rulesets:
        if each.id == int(number):
            shown: dict[str, Any] = {"id": each.id, "name": "rules", "target": "branch", "enforcement": "active"}
            return call.reply(shown | {"source": repo.full_name, "current_user_can_bypass": each.bypass})
    raise failure(404, "Not Found")


@ROUTES.on("GET", REPO + "/branches/(?P<branch>.+)/protection")
def get_protection(call: Call, owner: str, name: str, branch: str) -> Reply:
    """Tell administrators, and nobody else, what a branch's rule is."""
    repo = call.repo(owner, name, role="admin", denied=404)
    if branch not in repo.protected:
        raise failure(404, "Branch not protected")
    return call.reply({"enforce_admins": {"enabled": repo.protection.admins, "url": call.base}})
