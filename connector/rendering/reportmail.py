"""A week's report as mail: its answer, what is overdue longest, and its charts inside."""

from connector.core.reported import Report
from connector.ports import Message
from connector.rendering.columns import plural
from connector.rendering.plots import plots_of
from connector.rendering.templating import Templates, clean, line

OLDEST = 10
"""How many of the overdue items a mail names; the page it leads to has all."""


def render_report_mail(
    report: Report, *, to: str, answer: str, where: str, title: str, templates: Templates
) -> Message:
    """Render a week for one address; `answer` is the week in a line, `where` the address of its page."""
    plots = plots_of(report.series, report.target)
    subject = f"{line(title)}: {report.week}"
    values = {
        "subject": subject,
        "title": line(title),
        "report": report,
        "answer": answer,
        "where": where,
        "oldest": report.overdue[:OLDEST],
        "plots": plots,
        "plural": plural,
    }
    return Message(
        recipient=to,
        addresses=(f"mailto:{to}",),
        subject=subject,
        text=clean(templates.render("report-mail.txt.j2", values)),
        html=templates.render("report-mail.html.j2", values),
        day=report.week.sunday,
        pictures=tuple((plot.name, plot.png()) for plot in plots),
    )
