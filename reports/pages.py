"""pages.py TREE: makes pages of what the long checks measured, and an index of all reports.

Reads reports/ and build/coverage of the tree; writes reports/html/NAME.html and reports/index.html,
made of the template reports/page/report.html as reports/FORMAT.md says. What was not measured has no
page, and the index says how it is measured. To give a new result a page: a row in PAGES below, and a
function that makes its sections.
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys

MARKER = "<!--idsim-data-->"
FORMAT = 1

# --- A page. ---


def embedded(head):
    """JSON in which no text can end the element."""
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def write_page(tree, path, head):
    template = (tree / "reports/page/report.html").read_text(encoding="utf-8")
    if template.count(MARKER) != 1:
        sys.exit("pages: reports/page/report.html has not one marker")
    data = f'<script type="application/json" id="idsim-head">{embedded(head)}</script>\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(template.replace(MARKER, data), encoding="utf-8")
    part.replace(path)


def table(title, columns, rows):
    return {
        "title": title,
        "columns": [{"name": name, "type": kind} for name, kind in columns],
        "rows": rows,
    }


def section(title, text=(), tables=(), series=()):
    return {"title": title, "text": list(text), "tables": list(tables), "series": list(series)}


def axis(name, kind="number", scale="linear"):
    return {"name": name, "type": kind, "scale": scale}


def red(text):
    return {"text": str(text), "level": "red"}


def committed(tree, name):
    """When a file was committed last, or changed since; in UTC."""
    changed = subprocess.run(
        ["git", "-C", tree, "status", "--porcelain", "--", name],
        capture_output=True,
        text=True,
        check=False,
    )
    if changed.returncode == 0 and not changed.stdout:
        log = subprocess.run(
            ["git", "-C", tree, "log", "-1", "--format=%ct", "--", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if log.stdout.strip():
            return utc(int(log.stdout))
    return utc((tree / name).stat().st_mtime)


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def load(tree, name):
    return json.loads((tree / name).read_text(encoding="utf-8"))


def context_of(context):
    names = ("processor", "processors", "system", "compiler", "flags", "commit", "runs", "others")
    return table(
        "Where it was measured",
        (("", "text"), ("value", "text")),
        [[name, str(context[name])] for name in names if name in context],
    )


# --- What is measured. ---

# Each returns the summary, alarms, sections and when it was made (None: as old as the file).


def zoo(tree):
    data = load(tree, "reports/zoo.json")
    bugs = data["zoo"]
    missed = [bug["name"] for bug in bugs if not bug["found"]]
    rows = [
        [
            bug["name"] if bug["found"] else red(f"{bug['name']}: not found"),
            bug["bug"],
            ", ".join(bug["named"]),
            bug["seeds_median"],
            bug["seeds_worst"],
            bug["seconds_median"],
            bug["shrunk_ops"],
        ]
        for bug in bugs
    ]
    columns = (
        ("bug", "code"),
        ("what it does", "text"),
        ("found by", "text"),
        ("seeds, median", "number"),
        ("seeds, worst", "number"),
        ("time, median", "seconds"),
        ("ops, shrunk", "number"),
    )
    found = sorted(bug["seeds_worst"] for bug in bugs if bug["found"])
    line = {"name": "bugs found", "x": found, "y": list(range(1, len(found) + 1))}
    curve = {
        "title": "Bugs found within so many seeds, in the worst of five sweeps",
        "x": axis("seeds", scale="log"),
        "y": axis("bugs"),
        "lines": [line],
    }
    alarms = [
        f"{name} is planted and not found: what is to find it proves nothing" for name in missed
    ]
    text = [
        "Each bug is planted in a copy of the core; sweeps must find it. "
        "A bug that nothing finds shows a hole in the checks."
    ]
    return (
        f"{len(found)} of {len(bugs)} planted bugs are found",
        alarms,
        [section("Planted bugs", text, [table("", columns, rows)], [curve])],
        None,
    )


def bench(tree):
    data = load(tree, "reports/bench.json")["compare"]
    compared = [row for row in data["rows"] if "theirs" in row]
    rows = [
        [
            row["name"],
            row["ours"]["median"] * 1e-9,
            row["theirs"]["median"] * 1e-9 if "theirs" in row else None,
            round(row["ratio"], 2) if "ratio" in row else None,
            "yes" if row["same"] else red("no"),
        ]
        for row in data["rows"]
    ]
    bytes_of = [
        [row["name"], row["ours"], row["theirs"], round(row["ratio"], 2)] for row in data["sizes"]
    ]
    times = (
        ("what is done", "text"),
        ("core", "seconds"),
        ("package", "seconds"),
        ("times as fast", "number"),
        ("same answers", "text"),
    )
    sizes = (
        ("what", "text"),
        ("core", "bytes"),
        ("package", "bytes"),
        ("times as small", "number"),
    )
    slower = [row["name"] for row in compared if row["ratio"] < 1]
    differ = [row["name"] for row in data["rows"] if not row["same"]]
    alarms = [f"{name}: other answers than the package's" for name in differ] + [
        f"{name}: slower than the package" for name in slower
    ]
    sections = [
        section(
            "Times",
            ["The same work by the core and by Fluid's npm package, in turns."],
            [table("", times, rows)],
        ),
        section("Sizes", (), [table("", sizes, bytes_of)]),
        section("Measured", (), [context_of(data["context"])]),
    ]
    faster = len(compared) - len(slower)
    summary = f"{faster} of {len(compared)} tasks are done faster than by the npm package"
    return summary, alarms, sections, data["context"]["date"] + "T00:00:00Z"


def growth(tree):
    data = load(tree, "reports/growth.json")
    names = list(dict.fromkeys(row["name"] for row in data["rows"]))
    lines, longest = [], []
    for name in names:
        rows = [row for row in data["rows"] if row["name"] == name]
        x = [row["clusters"] for row in rows]
        lines.append({"name": name, "x": x, "y": [row["median"] * 1e-9 for row in rows]})
        longest.append({"name": name, "x": x, "y": [row["longest"] * 1e-9 for row in rows]})
    charts = [
        {
            "title": title,
            "x": axis("clusters", scale="log"),
            "y": axis("time of a call", "seconds", "log"),
            "lines": which,
        }
        for title, which in (("Median", lines), ("Longest single call", longest))
    ]
    columns = (
        ("call", "text"),
        ("clusters", "number"),
        ("median", "seconds"),
        ("longest", "seconds"),
    )
    rows = [
        [row["name"], row["clusters"], row["median"] * 1e-9, row["longest"] * 1e-9]
        for row in data["rows"]
    ]
    sections = [
        section("A call as a document grows", (), [table("", columns, rows)], charts),
        section("Measured", (), [context_of(data["context"])]),
    ]
    most = max(row["clusters"] for row in data["rows"])
    return (
        f"{len(names)} calls, up to {most:,} clusters",
        [],
        sections,
        data["context"]["date"] + "T00:00:00Z",
    )


def soak(tree):
    parts = [
        line.split("\t")
        for line in (tree / "reports/soak.tsv").read_text(encoding="utf-8").splitlines()
        if line
    ]
    days, names = {}, {}
    for date, commit, kind, name, _, _, worlds, ops, paired, seconds, alarms in parts:
        for sums, key in ((days, (date, commit)), (names, (kind, name))):
            row = sums.setdefault(key, [0, 0, 0, 0.0, 0])
            for i, number in enumerate(
                (int(worlds), int(ops), int(paired), float(seconds), int(alarms))
            ):
                row[i] += number
    counts = (
        ("worlds, states, inputs", "number"),
        ("ops", "number"),
        ("paired", "number"),
        ("processor time", "seconds"),
        ("alarms", "number"),
    )

    def rows(sums):
        return [[*key, *row[:4], red(row[4]) if row[4] else 0] for key, row in sums.items()]

    tables = [
        table("By day", (("date", "text"), ("commit", "code"), *counts), rows(days)),
        table("By what was played", (("kind", "text"), ("name", "text"), *counts), rows(names)),
    ]
    total, line = 0, {"name": "worlds, states, inputs", "x": [], "y": []}
    for number, row in enumerate(days.values(), 1):
        total += row[0]
        line["x"].append(number)
        line["y"].append(total)
    chart = {
        "title": "Played so far",
        "x": axis("soaks"),
        "y": axis("worlds, states, inputs"),
        "lines": [line],
    }
    found = sum(row[4] for row in days.values())
    causes = (tree / "reports/soak-alarms.tsv").read_text(encoding="utf-8").splitlines()
    unexplained = [line.split("\t") for line in causes if line and not line.split("\t")[-1].strip()]
    alarms = [
        f"an alarm without a cause: {fields[2]}, seed {fields[3]}: {fields[4]}"
        for fields in unexplained
    ]
    summary = f"{total:,} worlds, states and inputs of the unmodified code, {found} alarms"
    text = [
        "The code as it is, in worlds that no test plays. "
        "Every alarm is a bug, of the core or of the simulator."
    ]
    return (
        summary,
        alarms,
        [section("Soak", text, tables, [chart])],
        max(part[0] for part in parts) + "T00:00:00Z",
    )


def coverage(tree):
    files, lines = {}, {}
    for line in (tree / "build/coverage/coverage.lcov").read_text(encoding="utf-8").splitlines():
        if line.startswith("SF:"):
            path = line[3:]
            name = path[path.rfind("/core/src/") + 1 :]
            source = pathlib.Path(path)
            lines = files.setdefault(name, {})
            text = source.read_text(encoding="utf-8").splitlines() if source.exists() else []
        elif line.startswith("DA:"):
            number, count = (int(part) for part in line[3:].split(",")[:2])
            # The lines of a macro count where it is used.
            if number > len(text) or not text[number - 1].lstrip().startswith("#"):
                lines[number] = count
    rows, missed, total, reached = [], [], 0, 0
    for name, counts in sorted(files.items()):
        hit = sum(count > 0 for count in counts.values())
        total, reached = total + len(counts), reached + hit
        rows.append([name, len(counts), hit, round(100 * hit / len(counts), 1) if counts else None])
        missed += [[name, number] for number, count in sorted(counts.items()) if count == 0]
    columns = (("file", "code"), ("lines", "number"), ("reached", "number"), ("share", "percent"))
    tables = [
        table("", columns, rows),
        table("Lines that nothing reaches", (("file", "code"), ("line", "number")), missed),
    ]
    share = round(100 * reached / total, 1) if total else 0
    text = ["Lines of core/src that its tests and a sweep of 1,000 seeds reach."]
    return (
        f"{reached:,} of {total:,} lines of the core are reached: {share} %",
        [],
        [section("Coverage", text, tables)],
        None,
    )


# --- Results that are only written for people: their Markdown. ---


def plain(text):
    """Without the marks of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(\*\*|`)", "", text).strip()


def cells_of(line):
    return [plain(cell) for cell in line.strip().strip("|").split("|")]


def number_of(text):
    """The number that a cell is, or its text."""
    if not re.fullmatch(r"-?[\d,]+(\.\d+)?", text):
        return text
    digits = text.replace(",", "")
    return float(digits) if "." in digits else int(digits)


def table_of(lines):
    names = cells_of(lines[0])
    rules = cells_of(lines[1])
    rows = [cells_of(line) for line in lines[2:]]
    is_number = [
        rule.endswith(":")
        and all(not isinstance(number_of(row[i]), str) for row in rows if i < len(row))
        for i, rule in enumerate(rules)
    ]
    typed = [
        [number_of(cell) if is_number[i] else cell for i, cell in enumerate(row[: len(names)])]
        for row in rows
    ]
    return table(
        "", [(name, "number" if is_number[i] else "text") for i, name in enumerate(names)], typed
    )


def sections_of(text):
    """A section for each heading, with its paragraphs and tables; code keeps its lines."""
    sections = []
    for block in blocks_of(text):
        lines = block.split("\n")
        if lines[0].startswith("#"):
            sections.append(section(plain(lines[0].lstrip("# "))))
            lines = lines[1:]
        if not lines or not "".join(lines).strip():
            continue
        if not sections:
            sections.append(section(""))
        if lines[0].startswith("|") and len(lines) > 1:
            sections[-1]["tables"].append(table_of(lines))
        elif lines[0].startswith("```"):
            sections[-1]["tables"].append(
                table("", (("", "code"),), [[line] for line in lines[1:-1]])
            )
        else:
            sections[-1]["text"].append(plain(" ".join(line.strip() for line in lines)))
    return sections


def blocks_of(text):
    """Paragraphs; a fence with its lines is one."""
    blocks, block, fenced = [], [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            if not fenced and block:
                blocks.append("\n".join(block))
                block = []
            block.append(line)
            if fenced:
                blocks.append("\n".join(block))
                block = []
            fenced = not fenced
        elif not line.strip() and not fenced:
            if block:
                blocks.append("\n".join(block))
            block = []
        else:
            block.append(line)
    return blocks + (["\n".join(block)] if block else [])


def determinism(tree):
    text = (tree / "reports/determinism.md").read_text(encoding="utf-8")
    builds = len(re.findall(r"^\| [\w-]+ +\| [^|]+\| -O", text, re.MULTILINE))
    passed = re.search(r"^`./dev determinism`: \*\*(\w+)\*\*", text, re.MULTILINE)
    verdict = passed.group(1) if passed else "no verdict"
    alarms = [] if verdict == "PASS" else [f"determinism: {verdict}"]
    if "was found out between" not in text:
        alarms.append(
            "the subject that is made to be not portable was not found out: "
            "the comparison proves nothing"
        )
    return f"{builds} builds, one digest: {verdict}", alarms, sections_of(text), None


def explore(tree):
    text = (tree / "reports/explore.md").read_text(encoding="utf-8")
    return (
        "what exhaustive searches of small scopes reach, and which planted bugs they find",
        [],
        sections_of(text),
        None,
    )


# name, title, the file it is made of, how that is made, after how many days it is stale, function
PAGES = (
    ("zoo", "Planted bugs", "reports/zoo.json", "./dev zoo", 60, zoo),
    ("bench", "Speed, compared", "reports/bench.json", "./dev bench", 60, bench),
    (
        "growth",
        "Speed, as documents grow",
        "reports/growth.json",
        "./dev bench --growth",
        60,
        growth,
    ),
    ("soak", "Soak", "reports/soak.tsv", "./dev soak", 30, soak),
    ("determinism", "Determinism", "reports/determinism.md", "./dev determinism", 60, determinism),
    ("explore", "Exhaustive searches", "reports/explore.md", "idsim explore", None, explore),
    (
        "coverage",
        "Coverage of the core",
        "build/coverage/coverage.lcov",
        "./dev coverage",
        60,
        coverage,
    ),
)


def age_in_days(made, now):
    return (
        now
        - datetime.datetime.strptime(made, "%Y-%m-%dT%H:%M:%SZ").replace(
            tzinfo=datetime.timezone.utc
        )
    ).days


def head_of(kind, title, made):
    return {
        "format": FORMAT,
        "kind": kind,
        "title": title,
        "tool": "./dev report",
        "made": made,
        "command_line": ["./dev", "report"],
    }


def measured(tree, now):
    entries = []
    for name, title, source, how, stale, function in PAGES:
        entry = {
            "title": title,
            "href": f"html/{name}.html",
            "group": "measured",
            "made": None,
            "stale_after_days": stale,
        }
        if not (tree / source).exists():
            entries.append(
                {**entry, "href": None, "summary": f"not measured here: {how}", "level": "amber"}
            )
            continue
        summary, alarms, sections, made = function(tree)
        made = made or committed(tree, source)
        head = head_of("page", title, made)
        head.update(
            summary=summary,
            alarms=[{"level": "red", "text": text} for text in alarms],
            stale_after_days=stale,
            sections=sections,
        )
        write_page(tree, tree / "reports" / entry["href"], head)
        is_stale = stale is not None and age_in_days(made, now) > stale
        level = "red" if alarms or is_stale else "green"
        entries.append(
            {**entry, "made": made, "summary": summary, "level": level, "alarms": alarms}
        )
    return entries


def other_reports(tree):
    """Reports of sweeps and worlds that runs have left, the newest first."""
    entries = []
    for path in (tree / "reports").rglob("report.html"):
        where = path.relative_to(tree / "reports")
        found = re.search(
            r'id="idsim-head">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL
        )
        if where.parts[0] == "page" or not found:
            continue
        head = json.loads(found.group(1))
        group = "sweeps" if head["kind"] == "sweep" else "worlds"
        verdict = head["verdict"] if group == "sweeps" else head["worlds"][0]["verdict"]
        entries.append(
            {
                "title": head["title"],
                "href": where.as_posix(),
                "group": group,
                "made": head["made"],
                "summary": where.parent.as_posix(),
                "level": {"PASS": "green", "FAIL": "red"}.get(verdict, "amber"),
                "stale_after_days": None,
            }
        )
    return sorted(entries, key=lambda entry: entry["made"] or "", reverse=True)


def main():
    tree = pathlib.Path(sys.argv[1])
    now = datetime.datetime.now(datetime.timezone.utc)
    entries = measured(tree, now)
    alarms = [
        {"level": "red", "text": f"{entry['title']}: {text}"}
        for entry in entries
        for text in entry.pop("alarms", [])
    ]
    for entry in entries:
        stale = entry["stale_after_days"]
        if entry["made"] and stale is not None and age_in_days(entry["made"], now) > stale:
            alarms.append(
                {
                    "level": "red",
                    "text": f"{entry['title']}: stale, {age_in_days(entry['made'], now)} days old",
                }
            )
    entries += other_reports(tree)
    head = head_of("index", "Reports", utc(now.timestamp()))
    head.update(alarms=alarms, entries=entries)
    write_page(tree, tree / "reports/index.html", head)
    print(f"{len(entries)} reports, {len(alarms)} alarms: reports/index.html")
    for alarm in alarms:
        print(f"  {alarm['text']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
