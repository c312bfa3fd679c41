"""The hand-checked corpus, where its folder is there: the bars that the parser has to hold."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from connector.parsing import parse

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CONNECTOR_SHARED", ROOT.parent / "shared"))
CORPUS = SHARED / "corpus"


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    if not (CORPUS / "score.py").is_file():
        pytest.skip("the corpus is not in this checkout: set CONNECTOR_SHARED to the folder that holds it")
    scorer = load("corpus_score", CORPUS / "score.py")
    bench = load("bench_corpus", ROOT / "benchmarks" / "corpus.py")
    labels = [entry for entry in json.loads((CORPUS / "labels.json").read_text()) if entry["split"] == "visible"]
    figures, _ = scorer.score(labels, bench.predictions(CORPUS))
    return dict(figures)


@pytest.mark.parametrize(
    ("figure", "bar"),
    [
        ("f1", 0.92),
        ("owner_accuracy_where_labelled", 0.95),
        ("due_accuracy_where_labelled", 1.0),
        ("status_done_vs_not_accuracy", 0.95),
        ("reference_recall", 0.95),
    ],
)
def test_the_corpus_is_read_at_least_this_well(result: dict[str, Any], figure: str, bar: float) -> None:
    assert result[figure] >= bar


def test_documents_without_items_stay_clean(result: dict[str, Any]) -> None:
    assert result["no_item_documents_clean"] == result["no_item_documents"] > 0


def test_no_owner_and_no_due_date_is_invented(result: dict[str, Any]) -> None:
    assert (result["owners_invented"], result["dues_invented"]) == (0, 0)


def test_the_same_bytes_give_the_same_post_mortem() -> None:
    if not (CORPUS / "docs").is_dir():
        pytest.skip("the corpus is not in this checkout: set CONNECTOR_SHARED to the folder that holds it")
    for path in sorted((CORPUS / "docs").iterdir()):
        assert parse(path.read_bytes(), path.name) == parse(path.read_bytes(), path.name)
