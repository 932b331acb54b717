"""The night as HTML, JUnit XML, SARIF, Markdown and JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from reports.catalogue import load_catalogue
from reports.nightly.__main__ import FILES, main
from reports.nightly.changes import Changes
from reports.nightly.junit import junit
from reports.nightly.markdown import markdown
from reports.nightly.page import night_page
from reports.nightly.sarif import night_sarif
from reports.nightly.sparkline import points, sparkline
from reports.tests.browser import opened, run_browser
from reports.tests.dom import Document
from reports.tests.nights import CASE, after, case, document, finding, night, step
from reports.tests.test_html import HOSTILE
from reports.tests.tools import SCHEMAS, junit_faults

BAD_STEPS = [step("build"), step("suite", log="logs/suite.txt"), step("fuzz", "broken")]


def eventful() -> Changes:
    """Something of everything."""
    return after(
        night(0, case(), case("a/gone"), finding("old")),
        night(1, case(), case("a/gone"), finding("old")),
        night(
            2,
            case(),
            case("a/fresh", signature="crash", rule="IN-10"),
            steps=BAD_STEPS,
            figures={"suite.cases": 5244, "coverage.mcdc": 93.8, "fuzz.rate": 61000},
            shortened=["Of the planted defects 8 were tried, not 60."],
        ),
    )


def hostile() -> Changes:
    texts = dict.fromkeys(("title", "detail", "replay", "target", "file", "case"), HOSTILE)
    steps = [step("build", why=HOSTILE, title=HOSTILE), step("suite"), step("fuzz")]
    table = {"columns": [HOSTILE], "rows": [[HOSTILE]], "note": HOSTILE}
    return after(
        night(0, case(HOSTILE, **texts), finding()),
        night(
            1,
            case(HOSTILE, **texts),
            finding(**texts, id=HOSTILE, rule=HOSTILE),
            steps=steps,
            machine=HOSTILE,
            command=[HOSTILE],
            shortened=[HOSTILE],
            tables={HOSTILE: table},
        ),
    )


def sarif_faults(log: object) -> list[str]:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(
        schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(log)]


def log_of(changes: Changes) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(night_sarif(changes, load_catalogue()))
    return log


@pytest.mark.parametrize("changes", [after(night()), eventful(), hostile()])
def test_sarif_is_valid(changes: Changes) -> None:
    assert sarif_faults(log_of(changes)) == []


def test_the_schema_of_sarif_finds_faults() -> None:
    log = log_of(eventful())
    del log["runs"][0]["results"][0]["message"]
    log["runs"][0]["tool"]["driver"]["rules"][0]["cwe"] = 1
    log["runs"][0]["results"][1]["level"] = "red"
    assert len(sarif_faults(log)) == 3


def test_sarif_says_rule_place_and_what_is_new() -> None:
    (run,) = log_of(eventful())["runs"]
    rules = run["tool"]["driver"]["rules"]
    results = {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: result
        for result in run["results"]
    }
    states = {name: result["baselineState"] for name, result in results.items()}
    assert states == {
        "case reference a/fresh": "new",
        "case reference huge-arrays/greedy": "unchanged",
        "finding decode IN-5 old": "unchanged",
    }
    fresh = results["case reference a/fresh"]
    place = fresh["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "corpora/attacks/huge-arrays.yaml"
    assert place["region"]["startLine"] == 18
    assert rules[fresh["ruleIndex"]]["id"] == fresh["ruleId"] == "IN-10"
    tags = next(rule for rule in rules if rule["id"] == "IN-5")["properties"]["tags"]
    assert tags == ["security", "external/cwe/cwe-502", "external/cwe/cwe-665"]
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert "Fuzz: broken" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_failure_keeps_its_fingerprint() -> None:
    def prints(changes: Changes) -> list[str]:
        results = log_of(changes)["runs"][0]["results"]
        return [result["partialFingerprints"]["sluiceFailure/v1"] for result in results]

    first, second = after(night(0, case())), after(night(0, case()), night(1, case("a/b"), case()))
    assert prints(first)[0] in prints(second)
    assert len(set(prints(second))) == 2


@pytest.mark.parametrize("changes", [after(night()), eventful(), hostile()])
def test_junit_is_valid(changes: Changes, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_bytes(junit(changes))
    assert junit_faults(path) == ""


def test_junit_fails_for_what_is_new_only() -> None:
    root = ElementTree.fromstring(junit(eventful()))  # noqa: S314
    outcomes = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert outcomes == {
        "build": [],
        "suite": [],
        "fuzz": ["error"],
        "case reference a/fresh": ["failure"],
        "case reference huge-arrays/greedy": ["skipped"],
        "finding decode IN-5 old": ["skipped"],
        "case reference a/gone": [],
    }
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("7", "1", "1")


def test_a_step_that_ran_out_of_time_is_not_red_anywhere() -> None:
    steps = [step("build"), step("suite"), step("fuzz", "stopped", why="its 60 s were over")]
    late, ended = (after(night(0, steps=steps, interrupted=by_hand)) for by_hand in (False, True))
    assert (late.exit, ended.exit) == (0, 2)
    outcomes = []
    for changes in (late, ended):
        root = ElementTree.fromstring(junit(changes))  # noqa: S314
        (case,) = (one for one in root.iter("testcase") if one.get("name") == "fuzz")
        (told,) = log_of(changes)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        outcomes.append(([child.tag for child in case], told["level"], told["message"]["text"]))
    assert outcomes == [
        (["skipped"], "warning", "Fuzz: out of time, its 60 s were over"),
        (["error"], "error", "Fuzz: stopped, its 60 s were over"),
    ]
    assert "Fuzz: out of time" in night_page(late)
    assert "Fuzz: stopped" in night_page(ended)
    assert "| Fuzz | out of time |" in markdown(late)


def test_markdown_says_what_is_new_first() -> None:
    text = markdown(eventful())
    assert text.startswith("# ❌ 1 step without a result, 1 new failure, 1 fixed, 2 known\n")
    titles = re.findall("^## (.*)$", text, re.MULTILINE)
    assert titles == [
        "Without a result",
        "New failures",
        "Fixed",
        "What moved",
        "Known",
        "Known, not looked at tonight",
        "Left out for want of time",
        "Figures",
        "Steps",
    ]
    assert "Replay: `build/bin/sluice run --case a/fresh`" in text
    assert "- ▼ MC/DC 95.5 % → 93.8 %" in text


def test_markdown_lets_nothing_through() -> None:
    text = markdown(hostile())
    fenced = re.sub(r"^(`{3,})yaml\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    bare = re.sub(r"(`+)( ?)(?!`).*?(?<!`)\2\1(?!`)", "", fenced)
    assert "<" not in bare.replace("\\<", "")
    assert "&amp;amp;" in bare
    assert "\0" not in text
    assert "\u202e" not in text


def test_the_page_says_what_changed_first() -> None:
    page = Document(night_page(eventful()))
    assert page.one("h1").text == "✗1 step without a result, 1 new failure, 1 fixed, 2 known"
    chips = [chip.text for chip in page.inside(page.by_id("verdict"), "a", "chip")][:5]
    assert chips == ["1 new", "1 fixed", "2 known", "Fuzz: broken", "▼ MC/DC 95.5 % → 93.8 %"]
    assert [link.text for link in page.inside(page.one("nav"), "a")] == [
        "New 1",
        "Trends",
        "Known 2",
        "Steps 1 of 3",
        "Suite",
    ]
    order = [heading.text for heading in page.all("h2")]
    assert order[:2] == ["Steps without a result", "New failures"]
    fresh = page.by_id("case reference a/fresh")
    codes = [code.text for code in page.inside(fresh, "code")]
    assert "build/bin/sluice run --case a/fresh" in codes
    assert "corpora/attacks/huge-arrays.yaml:18" in codes
    known = page.by_id("case reference huge-arrays/greedy")
    assert "since 2026-11-20, 3 nights" in known.text
    assert "known" in known.classes


def test_the_first_screen_says_which_commits_are_new() -> None:
    commits = ["0f58a87 Count with less care", "c8c3dfb <b>Name</b> it"]
    changes = after(night(0), night(1, case(), commits=commits))
    page = Document(night_page(changes))
    (details,) = page.inside(page.by_id("verdict"), "details")
    assert "open" in details.attributes
    assert "2 commits since the last night" in details.text
    assert [one.text for one in page.inside(details, "li")] == commits
    assert "0000000000000 → 111111111111"[1:] in page.by_id("verdict").text
    assert "- 0f58a87 Count with less care" in markdown(changes)
    calm = Document(night_page(after(night(0), night(1, commits=commits))))
    (closed,) = calm.inside(calm.by_id("verdict"), "details")
    assert "open" not in closed.attributes


def test_many_failures_are_told_by_their_rules_first() -> None:
    failures = [case(f"a/{number}", rule="IN-10") for number in range(3)]
    build = case("x", id="build dev", step="build", kind="build", rule=None, severity="critical")
    page = Document(night_page(after(night(0, finding(), *failures, build))))
    chips = [one for one in page.all("a", "chip") if one.attributes["href"].startswith("#")]
    told = [(one.text, one.attributes["href"]) for one in chips if "%20" in one.attributes["href"]]
    assert told == [
        ("build", "#build%20dev"),
        ("IN-5", "#finding%20decode%20IN-5%201f3a"),
        ("IN-10 \N{MULTIPLICATION SIGN} 3", "#case%20reference%20a/0"),
    ]
    few = Document(night_page(after(night(0, finding(), build))))
    assert not [one for one in few.all("a", "chip") if "%20" in one.attributes["href"]]


def test_the_case_of_a_finding_stands_beside_it() -> None:
    page = Document(night_page(after(night(0, finding()))))
    (details,) = page.inside(page.by_id("finding decode IN-5 1f3a"), "details")
    assert " ".join(CASE.split()) in details.text
    assert "open" in details.attributes
    several = Document(night_page(after(night(0, finding(), finding("2b", signature="IN-6")))))
    closed = several.inside(several.by_id("finding decode IN-5 1f3a"), "details")
    assert ["open" in one.attributes for one in closed] == [False]


def test_a_row_that_is_not_as_it_has_to_be_is_red() -> None:
    rows = [["IN-5", 3, 0], ["IN-8", 9, 9]]
    tables = {"Rules": {"columns": ["Rule", "Kept", "Broken"], "rows": rows, "red": [0]}}
    page = Document(night_page(after(night(0, tables=tables))))
    red = [row.text for row in page.all("tr", "gap")]
    assert len(red) == 1
    assert red[0].startswith("IN-5")


def test_every_figure_is_drawn_over_the_nights() -> None:
    page = Document(night_page(eventful()))
    tiles = page.all("div", "tile")
    assert [tile.text.split(":")[0] for tile in tiles][:1] == ["Open failures3Open failures"]
    worse = [tile for tile in tiles if "worse" in tile.classes]
    assert len(worse) == 1
    assert worse[0].text.startswith("MC/DC93.8 %\N{MINUS SIGN}1.7 %")
    (line,) = page.inside(worse[0], "polyline")
    assert len(line.attributes["points"].split()) == 3


def test_a_line_stays_inside_its_drawing() -> None:
    assert points([1, 3, 2]) == [(3, 25), (60, 3), (117, 14)]
    assert points([5, 5]) == [(3, 14), (117, 14)]
    assert points([5]) == [(117, 14)]
    assert sparkline([], "nothing") == ""
    assert "&lt;b&gt;" in sparkline([1.0], "<b>")


def test_the_page_loads_nothing_and_hostile_text_does_nothing() -> None:
    text = night_page(hostile())
    page = Document(text)
    assert len(page.all("script")) == 1
    assert [element.tag for element in page.elements if "src" in element.attributes] == []
    assert page.all("img") == []
    assert "default-src 'none'" in page.all("meta")[1].attributes["content"]
    assert not re.search(r"url\(|@import|https?://", text)


@pytest.mark.parametrize("changes", [after(night()), eventful(), hostile()])
def test_the_page_opens_in_a_browser_without_complaint(changes: Changes, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(night_page(changes), encoding="utf-8")
    page, console = opened(path)
    assert console == []
    assert "js" in page.one("html").classes
    assert page.all("title")[0].text.endswith(" · Sluice")
    picture = tmp_path / "page.png"
    _, console = run_browser(path, f"--screenshot={picture}", "--window-size=1280,900")
    assert console == []
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, history, out = (tmp_path / name for name in ("night.json", "h.jsonl", "report"))
    words = ["--night", str(source), "--history", str(history), "--out", str(out), "--json"]
    source.write_text(json.dumps(document(0, failures=[case()])))
    assert main(words) == 1
    summary = json.loads(capsys.readouterr().out)
    assert summary["new"] == ["case reference huge-arrays/greedy"]
    assert {path.name for path in out.iterdir()} == set(FILES.values())
    source.write_text(json.dumps(document(1, failures=[case()])))
    assert main([*words, "--no-append"]) == 0
    assert main(words) == 0
    assert len(history.read_text().splitlines()) == 2
    source.write_text("{")
    assert main(words) == 2
    assert "is not JSON" in capsys.readouterr().err
