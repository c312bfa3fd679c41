"""People in the fake Jira, and what it tells about itself, as tests; `test_fake_jira` collects them and has the fixtures."""

from datetime import date

from fakes.jira_client import fields, person

DUE = date(2026, 12, 1)


class TellingCases:
    """Inherit as a test class."""

    def test_people_are_found_unless_they_hide(self, fake, raw):
        name = "query" if fake.cloud else "username"

        def names(path: str, text: str, **more: str) -> list[str]:
            return [each["displayName"] for each in raw("GET", path, **{name: text}, **more)[1]]

        assert names("/user/assignable/search", "dana", project="OPS") == ["Dana Example", "Dana Example"]
        assert names("/user/assignable/search", "max", project="OPS") == []
        assert names("/user/search", "max@example.com") == ["Max Elsewhere"]
        assert names("/user/search", "pat@example.com") == []
        assert "emailAddress" not in raw("GET", "/user/search", **{name: "Pat"})[1][0]
        assert names("/user/search", "lee") == (["Lee Gone"] if fake.cloud else [])
        assert raw("GET", "/user/search", **{"username" if fake.cloud else "query": "dana"})[0] == 400
        assert raw("GET", "/user/assignable/search", **{name: "dana"}, project="NONE")[0] == 404
        kim = fake.user("kim")
        who = {"accountId": kim.account_id} if fake.cloud else {"key": kim.key}
        assert raw("GET", "/user", **who)[1]["displayName"] == "Kim Sample"
        fake.deny("USER_PICKER")
        assert raw("GET", "/user/search", **{name: "dana"})[0] == (200 if fake.cloud else 403)

    def test_assigning_and_unassigning(self, fake, raw):
        fake.create_as_person()
        assert raw("PUT", "/issue/OPS-1/assignee", person(fake, "kim"))[0] == 204
        assert raw("GET", "/issue/OPS-1")[1]["fields"]["assignee"]["displayName"] == "Kim Sample"
        nobody = {"accountId": None} if fake.cloud else {"name": None}
        assert raw("PUT", "/issue/OPS-1/assignee", nobody)[0] == 204
        fake.allow_unassigned = False
        assert raw("PUT", "/issue/OPS-1/assignee", nobody)[1]["errors"] == {"assignee": "Issues must be assigned."}
        assert raw("PUT", "/issue/OPS-1", {"fields": {"assignee": person(fake, "lee")}})[0] == 400

    def test_what_people_do_leaves_its_traces(self, fake, raw):
        fake.create_as_person("OPS", "one", labels=["ours"], assignee="Kim Sample", customfield_10010="S2")
        fake.edit_as_person(
            "OPS-1", by="Kim Sample", status="Cancelled", resolution="Won't Do", duedate=DUE, assignee=None
        )
        issue = raw("GET", "/issue/OPS-1", expand="changelog")[1]
        assert issue["fields"]["resolution"]["name"] == "Won't Do"
        items = {each["field"]: each for each in issue["changelog"]["histories"][-1]["items"]}
        assert set(items) == {"status", "resolution", "duedate", "assignee"}
        assert items["status"].items() >= {"fromString": "To Do", "toString": "Cancelled", "from": "10000"}.items()
        assert items["assignee"]["to"] is None
        before = fake.issue("OPS-1").updated
        fake.comment_as_person("OPS-1", "a remark")
        assert fake.issue("OPS-1").updated > before
        copy = fake.clone_as_person("OPS-1")
        assert (copy.values["labels"], copy.values["status"], copy.values["resolution"]) == (["ours"], "10000", None)
        fake.refuse_summary("forbidden")
        assert "summary" in raw("POST", "/issue", {"fields": fields("a forbidden thing")})[1]["errors"]

    def test_what_jira_tells_about_itself(self, fake, raw):
        assert raw("GET", "/serverInfo")[1]["deploymentType"] == ("Cloud" if fake.cloud else "Server")
        assert raw("GET", "/myself")[1]["timeZone"] == "Europe/Berlin"
        severities = [each["id"] for each in raw("GET", "/field")[1] if each["name"] == "Severity"]
        assert severities == ["customfield_10010", "customfield_10018"]
        assert [each["name"] for each in raw("GET", "/priority")[1]][:2] == ["Highest", "High"]
        assert [each["statusCategory"]["key"] for each in raw("GET", "/status")[1]].count("done") == 2
        assert [each["name"] for each in raw("GET", "/project/OPS/components")[1]] == ["Backend", "Frontend"]
        fake.create_as_person()
        fake.deny("EDIT_ISSUES", "OPS")
        asked = {"permissions": "EDIT_ISSUES,CREATE_ISSUES", "projectKey": "OPS"}
        held = raw("GET", "/mypermissions", **asked)[1]["permissions"]
        assert (held["EDIT_ISSUES"]["havePermission"], held["CREATE_ISSUES"]["havePermission"]) == (False, True)
        assert raw("GET", "/mypermissions")[0] == (400 if fake.cloud else 200)
        assert raw("GET", "/issue/OPS-1/editmeta")[1] == {"fields": {}}
        assert raw("PUT", "/issue/OPS-1", {"fields": {"summary": "x"}})[0] in (400, 403)
