"""report.py WHAT DIRECTORY: whether a report of planted failures is what its JSON results say."""

import base64
import json
import pathlib
import re
import struct
import sys
import zlib


def fail(text):
    sys.exit(f"report: {text}")


def is_equal(what, one, other):
    if one != other:
        fail(f"{what}: {one!r}, and not {other!r}")


def read(path):
    """A page's text and head."""
    text = path.read_text(encoding="utf-8")
    return text, json.loads(re.search(r'id="idsim-head">(.*?)</script>', text, re.DOTALL).group(1))


def column(text, world, name):
    found = re.search(
        rf'id="idsim-{world}-{name}" data-type="(\w+)" '
        r'data-count="(\d+)" data-encoding="([\w-]+)">([^<]*)<',
        text,
    )
    data = base64.b64decode(found.group(4))
    if found.group(3) == "deflate-base64":
        data = zlib.decompress(data)
    if found.group(1) == "text":
        return data.decode().splitlines()
    form = {"u8": "B", "i32": "i", "i64": "q"}[found.group(1)]
    return list(struct.unpack(f"<{found.group(2)}{form}", data))


def same_finding(finding, failure):
    for name in (
        "kind",
        "op",
        "op_text",
        "where",
        "expected",
        "got",
        "site",
        "expected_value",
        "got_value",
        "blame",
        "blame_reason",
    ):
        is_equal(name, finding[name], failure[name])
    is_equal("the invariant", finding["invariant"], failure["invariant"] or failure["kind"])


def sweep(directory):
    _, head = read(directory / "report.html")
    result = json.loads((directory / "result.json").read_text(encoding="utf-8"))
    is_equal("the kind", head["kind"], "sweep")
    is_equal("the verdict", head["verdict"], result["verdict"])
    is_equal("worlds", head["worlds"], result["seeds_done"])
    is_equal("failures", sum(group["count"] for group in head["groups"]), result["failure_count"])
    names = list(
        dict.fromkeys(failure["invariant"] or failure["kind"] for failure in result["failures"])
    )
    is_equal("groups", [group["invariant"] for group in head["groups"]], names)
    for group in head["groups"]:
        seeds = [
            (f["scenario"], f["seed"])
            for f in result["failures"]
            if (f["invariant"] or f["kind"]) == group["invariant"]
        ]
        is_equal(
            "seeds of a group", [(f["scenario"], f["seed"]) for f in group["failures"]], seeds[:100]
        )
        if not group["failures"][0]["href"]:
            fail(f"{group['invariant']} has no world report")
        for link in ("href", "shrunk_href"):
            if group["failures"][0][link]:
                _, world = read(directory / group["failures"][0][link])
                is_equal(
                    "a linked world", world["worlds"][0]["finding"]["invariant"], group["invariant"]
                )
    for what in ("marks", "faults"):
        counts = {}
        for scenario in result["scenarios"]:
            for name, count in scenario[what].items():
                counts[name] = counts.get(name, 0) + count
        is_equal(what, {row["name"]: row["count"] for row in head[what]}, counts)
        missed = {name for scenario in result["scenarios"] for name in scenario["missed"][what]}
        first = [row["name"] for row in head[what]][: len(missed)]
        if not set(first) >= {name for name in missed if counts[name] == 0}:
            fail(f"missing {what} do not come first: {first}")
    is_equal("checks", {row["name"]: row["count"] for row in head["checks"]}, result["checks"])
    times = [row["seconds"] for row in head["slowest"]]
    is_equal("the slowest", (len(times), times), (10, sorted(times, reverse=True)))


def world(directory):
    text, head = read(directory / "report.html")
    result = json.loads((directory / "result.json").read_text(encoding="utf-8"))
    shown = head["worlds"][0]
    is_equal("the verdict", shown["verdict"], "FAIL")
    same_finding(shown["finding"], result["failure"])
    tape = column(text, 0, "tape")
    is_equal("the tape", tape, (directory / "world.tape").read_text(encoding="utf-8").splitlines())
    is_equal("its ops", len(tape) - shown["tape_head_lines"], shown["ops"])
    if result["failure"]["op"] < shown["ops"]:
        is_equal(
            "the op",
            tape[shown["tape_head_lines"] + shown["finding"]["op"]],
            shown["finding"]["op_text"],
        )
    is_equal("the event", shown["finding"]["event"], len(column(text, 0, "op")) - 1)
    is_equal("its op", column(text, 0, "op")[shown["finding"]["event"]], shown["finding"]["op"])
    words = column(text, 0, "words")
    is_equal("sentences", len(words), len(column(text, 0, "words-event")))
    story = (directory / "story.txt").read_text(encoding="utf-8")
    for sentence in words:
        if sentence not in story:
            fail(f"the story lacks {sentence!r}")
    _, shrunk = read(directory / "shrunk/report.html")
    is_equal("the shrunk ops", shrunk["worlds"][0]["ops"], result["failure"]["shrunk_ops"])
    is_equal(
        "the shrunk failure",
        shrunk["worlds"][0]["finding"]["invariant"],
        result["failure"]["invariant"],
    )


def inevitable(directory):
    _, head = read(directory / "report.html")
    is_equal("worlds", len(head["worlds"]), 2)
    found = head["worlds"][0]["inevitable"]
    shown = head["worlds"][0]
    is_equal("the last point", found["ops"][-1], min(shown["finding"]["op"] + 1, shown["ops"]))
    if shown["finding"]["op"] < shown["ops"]:
        is_equal("failures after the op that fails", found["failed"][-1], found["tries"])
    if not found["failed"][0] < found["tries"] or len(found["same"]) != len(found["ops"]):
        fail(f"it was inevitable from the beginning: {found}")
    is_equal("what the other world lacks", head["difference"]["matched_from"], 0)
    is_equal("its ops", head["worlds"][1]["ops"], head["worlds"][0]["ops"] - 1)


def crash(directory):
    text, head = read(directory / "report.html")
    shown = head["worlds"][0]
    is_equal("the kind", (shown["finding"]["kind"], shown["verdict"]), ("crash", "FAIL"))
    is_equal("the ops before it", shown["ops_until"], shown["finding"]["op"])
    is_equal("the last op", column(text, 0, "op")[-1], shown["ops_until"] - 1)


def relation(directory):
    _, head = read(directory / "report.html")
    is_equal("the kind", (head["kind"], len(head["worlds"])), ("pair", 2))
    is_equal("the invariant", head["worlds"][0]["finding"]["invariant"], "pair-rehydrate")
    if head["difference"] is None:
        fail("the worlds of a pair do not differ")


def measured(directory):
    _, head = read(directory / "index.html")
    entries = {entry["title"]: entry for entry in head["entries"]}
    is_equal("alarms", head["alarms"], [])
    bugs = json.loads((directory / "zoo.json").read_text(encoding="utf-8"))["zoo"]
    _, page = read(directory / entries["Planted bugs"]["href"])
    is_equal("planted bugs", len(page["sections"][0]["tables"][0]["rows"]), len(bugs))
    total = sum(
        int(line.split("\t")[6])
        for line in (directory / "soak.tsv").read_text(encoding="utf-8").splitlines()
    )
    if f"{total:,}" not in entries["Soak"]["summary"]:
        fail(f"the soak is of {total:,} worlds, and not {entries['Soak']['summary']}")
    for entry in head["entries"]:
        if entry["href"]:
            read(directory / entry["href"])
        elif "not measured" not in entry["summary"]:
            fail(f"{entry['title']} leads nowhere")


def alarms(directory):
    _, head = read(directory / "index.html")
    bugs = json.loads((directory / "zoo.json").read_text(encoding="utf-8"))["zoo"]
    is_equal("alarms", len(head["alarms"]), len(bugs) + 2)
    levels = {entry["title"]: entry["level"] for entry in head["entries"]}
    is_equal(
        "levels", [levels[title] for title in ("Planted bugs", "Soak", "Determinism")], ["red"] * 3
    )


if __name__ == "__main__":
    {
        function.__name__: function
        for function in (sweep, world, inevitable, crash, relation, measured, alarms)
    }[sys.argv[1]](pathlib.Path(sys.argv[2]))
