"""A week's facts as CSV and JSON: the figures of the page, and cells that no spreadsheet takes for formulas."""

import csv
import io
import json
from dataclasses import replace

from samplereport import hostile_report, sample_report

from connector.rendering.datafiles import data_files


def read(report):
    sheet, data = data_files(report, "2026-W47")
    assert sheet.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(sheet.data.decode("utf-8-sig"), newline=""))), json.loads(data.data)


def test_rows_and_figures_are_those_of_the_page():
    report = sample_report()
    rows, data = read(report)
    assert len(rows) == len(data["items"])
    counted = {each: sum(row["counts_as"] == each for row in rows) for each in ("opened", "done", "overdue")}
    assert counted == {each: data["figures"][each] for each in ("opened", "done", "overdue")}
    assert sum(row["on_time"] == "yes" for row in rows) == data["figures"]["done_on_time"] == report.figures.on_time
    assert [each["week"] for each in data["weeks"]] == [str(each.week) for each in report.series]
    assert data["weeks"][-1]["not_begun"] + data["weeks"][-1]["in_progress"] == data["figures"]["open"]
    assert sum(each["done"] for each in data["time_to_close"]) == data["weeks"][-1]["done_since_first_week"]
    assert len(data["held"]) == len(report.holds)
    assert all(row["ticket"] and row["url"].startswith("https://") for row in rows)


def test_the_same_facts_give_the_same_bytes():
    assert data_files(sample_report(), "x") == data_files(sample_report(), "x")


def test_a_text_that_looks_like_a_formula_is_none():
    report = sample_report()
    item = replace(report.opened[0], action='=HYPERLINK("https://example.com")', owner="@kim", document_title="-1+2")
    rows, data = read(replace(report, opened=(item,)))
    shown = next(row for row in rows if row["key"] == item.key and row["counts_as"] == "opened")
    assert (shown["action"], shown["owner"]) == (f"'{item.action}", "'@kim")
    assert shown["title"] == "'-1+2"
    assert data["items"][0]["action"] == item.action


def test_hostile_text_stays_in_its_cell():
    rows, _ = read(hostile_report())
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
    assert not any(ord(char) < 32 for row in rows for cell in row.values() for char in cell)
