"""includes.py [TREE]: who may include whom. Fails on a circle of files in sim/, fuzz/ and check/, and
on an include against the arrows of ARCHITECTURE.md.

A unit is a .c file and the .h file of its name, with NAME_internal.h; what one of them includes, the
unit needs. Tests may include anything.
"""

import pathlib
import re
import sys

# What a unit may include has a lower or the same level. The first pattern that fits decides.
LEVELS = (
    (r"sim/kernel/", 0),
    (r"sim/tape/", 3),
    (r"sim/recipe/", 3),
    (r"sim/\w+/(vocabulary|words|ops|sizes)$", 1),
    (r"sim/(scheme|marks|measures|amounts|invariants|wording|finding_text)$", 2),
    (r"sim/(subjects|claims|known|profile|result|judgement|describing|machine|clock_ops|world_base|timed|observed)$", 4),
    (r"sim/(registry|driver)$", 6),
    (r"sim/(run|chain|blame)$", 7),
    (r"sim/(scenario|explore|shrink)/", 8),
    (r"sim/report/", 8),
    (r"sim/cmd/", 9),
    (r"fuzz/|check/", 9),
    (r"sim/\w+/", 5),  # a scheme
)
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def unit(path):
    name = path.as_posix().rsplit(".", 1)[0]
    return name.removesuffix("_internal")


def sources(tree):
    for room in ("sim", "fuzz", "check"):
        for path in sorted((tree / room).rglob("*.[ch]")):
            relative = path.relative_to(tree)
            if "test" not in relative.parts:
                yield relative


def needs_of(tree):
    files = set(sources(tree))
    needs = {unit(path): set() for path in files}
    for path in files:
        for name in INCLUDE.findall((tree / path).read_text(encoding="utf-8")):
            for folder in (path.parent, pathlib.Path("sim"), pathlib.Path("fuzz")):
                found = folder / name
                if found in files:
                    needs[unit(path)].add(unit(found))
                    break
    for name, others in needs.items():
        others.discard(name)
    return needs


def circles(needs):
    """The strongly connected parts of more than one unit (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(name):
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(needs[name]):
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for name in sorted(needs):
        if name not in index:
            visit(name)
    return found


def level(name):
    for pattern, number in LEVELS:
        if re.match(pattern, name):
            return number
    return None


def scheme_of(name):
    return name.split("/")[1] if level(name) in (1, 5) else None


def against(name, other):
    """Why name may not include other; None if it may."""
    here, there = level(name), level(other)
    if here is None or there is None:
        return "has no level in includes.py"
    if there > here:
        return "is an arrow that goes up"
    scheme, other_scheme = scheme_of(name), scheme_of(other)
    if scheme and other_scheme and scheme != other_scheme and there != 1:
        return "leads from one scheme into another"
    if not scheme or scheme != other_scheme:
        return None
    # Inside a scheme only its machine, and what writes both down, know the world and the oracle.
    both = (f"sim/{scheme}/{scheme}", f"sim/{scheme}/canonical")
    in_world = name.count("/") == 2
    if in_world and "/oracle/" in other and name not in both:
        return "lets a world know its oracle"
    return None


def main():
    sys.setrecursionlimit(10000)
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    needs = needs_of(tree)
    faults = [f"a circle of files: {', '.join(circle)}" for circle in circles(needs)]
    for name in sorted(needs):
        for other in sorted(needs[name]):
            why = against(name, other)
            if why:
                faults.append(f"{name} includes {other}: that {why}")
    for fault in faults:
        print(f"includes: {fault}")
    if not needs:
        sys.exit("includes: no source is here")
    print(f"includes: {len(needs)} units, {sum(map(len, needs.values()))} includes, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
