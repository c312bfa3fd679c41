"""Figures of a published report lead to the tickets on their tracker's own site, where that shows them together."""

import re
from html import unescape

from installation import GOOD

ITEM = "| Write the runbook of checkout step 3 | | 2026-11-20 | Open |\n"


def test_figures_lead_to_a_search_of_the_site_or_to_the_rows(remote):
    remote.write(GOOD.replace("Dana Example", "") + ITEM)
    assert remote.run("apply")[0] == 0
    assert remote.run("report", "--week", "2026-W45", as_of="2026-11-10T09:00")[0] == 0
    page = (remote.folder / "report" / "2026-W45.html").read_text()
    ((url, label),) = re.findall(r'<strong><a href="([^"]+)" aria-label="([^"]+ opened)">', page)
    assert label == "2 opened"
    if remote.kind == "github":
        # A search of GitHub cannot name issues.
        assert url == "#opened"
    else:
        ids = ",".join(sorted(str(issue.id) for issue in remote.fake.world.issues.values()))
        assert unescape(url) == f"{remote.fake.url}/issues/?jql=id%20in%20({ids})"
