"""mutate.py --tests BUILD --worlds BUILD [options]: are random mutants of the core noticed?

Draws mutants of core/src (mutants.py), and judges each twice: by a sweep alone, and by the core's
tests alone. TESTS and WORLDS are build folders whose compile commands, test programs and idsim are
used; a mutant's objects are compiled beside them and come first when the program is linked, so
neither build changes. A mutant whose objects equal the original ones is equivalent, and another is
drawn in its place.

"./dev mutate" builds both and calls this.
"""

import argparse
import concurrent.futures
import json
import pathlib
import random
import re
import shlex
import subprocess
import sys
import tempfile
import threading

import mutants

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "core" / "src"
FLAGS = ["-std=c11", "-D_DEFAULT_SOURCE", f"-I{ROOT / 'core/include'}", f"-I{SOURCES}"]
# Far above what any of them needs; a mutant that loops for ever is killed by it.
LIMIT = 300


class Build:
    """How a build compiles the core's files and links its programs."""

    def __init__(self, folder, *flags):
        self.folder = pathlib.Path(folder).resolve()
        with open(self.folder / "compile_commands.json", encoding="utf-8") as file:
            commands = json.load(file)
        self.compile = {}
        for entry in commands:
            if "/idalloc.dir/" in entry["command"] and entry["file"].startswith(str(SOURCES)):
                words = [w for w in shlex.split(entry["command"]) if w != "ccache" and w != "-g"]
                at = words.index("-o")
                self.compile[entry["file"]] = words[:at] + words[at + 2 :] + ["-w", *flags]
        if not self.compile:
            raise SystemExit(f"mutate: {folder} has no compile commands of the core")
        self.link = {}

    def object_of(self, source, text, output):
        """Compiles other text in the place of a source; its includes are found as before."""
        words = self.compile[source]
        words = [w for w in words if w not in ("-c", source)]
        return subprocess.run(
            [*words, f"-I{SOURCES}", "-x", "c", "-", "-c", "-o", output],
            input=b'#line 1 "mutant.c"\n' + text,
            capture_output=True,
            check=False,
        )

    def program(self, name, objects, output):
        """Links a program with these objects before the library."""
        if name not in self.link:
            shown = subprocess.run(
                ["ninja", "-C", str(self.folder), "-t", "commands", "-s", f"bin/{name}"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            command = re.search(r"(?:^|&& )(\S*(?:cc|gcc|clang)\S* .* -o bin/\S+ .*?)(?: &&|$)", shown)
            if command is None:
                raise SystemExit(f"mutate: {self.folder} does not link bin/{name}")
            self.link[name] = shlex.split(command[1])
        words = list(self.link[name])
        at = words.index("-o")
        words[at + 1] = output
        words[at:at] = objects
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"mutate: bin/{name} does not link\n{done.stderr}")


def run(command):
    """Its exit status; None if it did not end."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


class Judge:
    def __init__(self, options):
        self.options = options
        # As in idalloc_steps, whose objects these stand for, too.
        self.worlds = Build(options.worlds, "-DIDA_SHARED_WORD_STEP=sim_turns_step")
        self.tests = Build(options.tests)
        self.programs = sorted(p.stem for p in (ROOT / "core/test").glob("test_*.c"))
        self.originals = {}
        self.lock = threading.Lock()

    def objects(self, build, path, text, folder):
        """The objects that a changed file leads to; None if it does not compile."""
        found = []
        for number, (source, changed) in enumerate(self.affected(build, path, text)):
            output = f"{folder}/{number}.o"
            if build.object_of(source, changed, output).returncode != 0:
                return None
            found.append(output)
        return found

    def affected(self, build, path, text):
        """A changed source itself; for a header, each source that includes it, with its text put in
        the place of the first include that leads to it."""
        if path.endswith(".c"):
            return [(path, text)]
        name = pathlib.Path(path).name
        guarded = b'#line 1 "mutant.h"\n' + text + b'\n#line 1 "mutant.c"\n'
        return [
            (source, guarded + pathlib.Path(source).read_bytes())
            for source in sorted(build.compile)
            if self.includes(source, name)
        ]

    def includes(self, source, name):
        """Whether a source includes that header of core/src, at any depth."""
        todo, seen = [pathlib.Path(source)], set()
        while todo:
            for other in re.findall(rb'^#include "([^"]+)"', todo.pop().read_bytes(), re.MULTILINE):
                other = other.decode()
                if other == name:
                    return True
                if other not in seen and (SOURCES / other).exists():
                    seen.add(other)
                    todo.append(SOURCES / other)
        return False

    def equals_original(self, build, mutant, objects, folder):
        key = mutant.file
        with self.lock:
            if key not in self.originals:
                text = pathlib.Path(mutant.file).read_bytes()
                with tempfile.TemporaryDirectory() as other:
                    built = self.objects(build, mutant.file, text, other)
                    self.originals[key] = [pathlib.Path(o).read_bytes() for o in built]
        return [pathlib.Path(o).read_bytes() for o in objects] == self.originals[key]

    def sweep(self, folder, objects):
        program = f"{folder}/idsim"
        self.worlds.program("idsim", objects, program)
        seeds = f"0..{self.options.seeds}"
        status = run(
            [program, "sweep", self.options.scenario, "--seeds", seeds, "--jobs", "1",
             "--max-failures", "1", "--no-shrink", "--timeout", "20s"]
        )
        return status not in (0, 3)

    def unit(self, folder, objects, name):
        stem = pathlib.Path(name).stem
        first = [p for p in self.programs if p == f"test_{stem}" or p.startswith(f"test_{stem}_")]
        for test in first + [p for p in self.programs if p not in first]:
            program = f"{folder}/{test}"
            self.tests.program(test, objects, program)
            status = run([program])
            pathlib.Path(program).unlink()
            if status != 0:
                return test
        return None

    def judge(self, mutant):
        """None: it is equivalent, or does not compile."""
        text = mutant.apply(pathlib.Path(mutant.file).read_bytes())
        with tempfile.TemporaryDirectory() as folder:
            for part in ("worlds", "tests"):
                pathlib.Path(folder, part).mkdir()
            objects = self.objects(self.worlds, mutant.file, text, f"{folder}/worlds")
            if objects is None or self.equals_original(self.worlds, mutant, objects, folder):
                return None
            by_sweep = self.sweep(folder, objects)
            objects = self.objects(self.tests, mutant.file, text, f"{folder}/tests")
            by_test = self.unit(folder, objects, mutant.file)
        return {"by_sweep": by_sweep, "by_test": by_test}


def all_mutants(pattern):
    found = []
    for path in sorted(SOURCES.glob("*.[ch]")):
        if re.search(pattern, path.name):
            found.extend(mutants.of_file(str(path), FLAGS))
    return found


def described(mutant, verdict):
    source = pathlib.Path(mutant.file).read_bytes()
    return {
        "file": str(pathlib.Path(mutant.file).relative_to(ROOT)),
        "line": mutant.line(source),
        "change": mutant.words(source),
        **verdict,
    }


def judge_all(judge, drawn, count):
    """The first count mutants of the order drawn that are not equivalent."""
    rows, skipped, at = [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(judge.options.jobs) as pool:
        while len(rows) < count and at < len(drawn):
            batch = drawn[at : at + min(count - len(rows), 2 * judge.options.jobs)]
            at += len(batch)
            for mutant, verdict in zip(batch, pool.map(judge.judge, batch)):
                if verdict is None:
                    skipped += 1
                    continue
                rows.append(described(mutant, verdict))
                tell(rows[-1], len(rows), count)
    return rows, skipped


def tell(row, number, count):
    by = ("sweep" if row["by_sweep"] else "-----", "test" if row["by_test"] else "----")
    print(f"{number:4}/{count}  {by[0]}  {by[1]}  {row['file']}:{row['line']}  {row['change']}",
          file=sys.stderr, flush=True)


def summary(rows, options, skipped):
    sweep = sum(r["by_sweep"] for r in rows)
    test = sum(r["by_test"] is not None for r in rows)
    neither = [r for r in rows if not r["by_sweep"] and r["by_test"] is None]
    return {
        "schema": "idalloc-mutate/1",
        "seed": options.seed,
        "scenario": options.scenario,
        "seeds": options.seeds,
        "mutants": len(rows),
        "skipped": skipped,
        "killed_by_sweep": sweep,
        "killed_by_tests": test,
        "killed_by_either": len(rows) - len(neither),
        "rows": rows,
    }


def markdown(result):
    total = result["mutants"]
    lines = [
        f"Seed {result['seed']}: {total} mutants, {result['skipped']} equal or not compiled.",
        "",
        "| killed by | mutants | of 100 |",
        "| --- | ---: | ---: |",
    ]
    for name, key in (
        (f"a sweep of {result['seeds']:,} seeds of {result['scenario']}", "killed_by_sweep"),
        ("the core's tests", "killed_by_tests"),
        ("either", "killed_by_either"),
    ):
        lines.append(f"| {name} | {result[key]} | {100 * result[key] / max(total, 1):.1f} |")
    lines += ["", "| not killed by the sweep | change | by the tests |", "| --- | --- | --- |"]
    for row in result["rows"]:
        if not row["by_sweep"]:
            change = row["change"].replace("|", "\\|")
            lines.append(f"| {row['file']}:{row['line']} | `{change}` | {row['by_test'] or 'no'} |")
    return "\n".join(lines) + "\n"


def arguments():
    parser = argparse.ArgumentParser(
        prog="./dev mutate", description="Are random small mistakes in the core noticed?"
    )
    parser.add_argument("--seed", type=int, default=1, help="which mutants are drawn (1)")
    parser.add_argument("--count", type=int, default=150, help="how many (150)")
    parser.add_argument("--seeds", type=int, default=3000, help="worlds of a sweep (3000)")
    parser.add_argument("--scenario", default="swarm", help="of the sweep (swarm)")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only files whose names match")
    parser.add_argument("--list", action="store_true", help="print the mutants, and judge none")
    parser.add_argument("--json", metavar="FILE", help="write the result there")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="mutants judged at a time (2)")
    parser.add_argument("--tests", default="build/gcc", help=argparse.SUPPRESS)
    parser.add_argument("--worlds", default="build/mutate", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.count, options.seeds, options.jobs) < 1:
        parser.error("--count, --seeds and --jobs are 1 or more")
    return options


def main():
    options = arguments()
    sys.setrecursionlimit(10000)
    drawn = all_mutants(options.only)
    if not drawn:
        raise SystemExit(f"mutate: no mutants of files that match '{options.only}'")
    random.Random(options.seed).shuffle(drawn)
    if options.list:
        for mutant in drawn[: options.count]:
            row = described(mutant, {})
            print(f"{row['file']}:{row['line']}  {row['change']}")
        return
    rows, skipped = judge_all(Judge(options), drawn, options.count)
    result = summary(rows, options, skipped)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(markdown(result), end="")


if __name__ == "__main__":
    main()
