"""Small wrong changes of C source: where they are possible, and what they replace.

clang's syntax tree says where an operator, a number, a condition, a statement or a result is; so a
mutant always compiles, or nearly so. What comes out of a macro is left alone: assertions, above all.
"""

import json
import subprocess
from dataclasses import dataclass

SWAPS = {
    "<": ["<=", ">="],
    "<=": ["<", ">"],
    ">": [">=", "<="],
    ">=": [">", "<"],
    "==": ["!="],
    "!=": ["=="],
    "+": ["-"],
    "-": ["+"],
    "*": ["+"],
    "/": ["*"],
    "%": ["/"],
    "<<": [">>"],
    ">>": ["<<"],
    "&": ["|"],
    "|": ["&"],
    "^": ["|"],
    "&&": ["||"],
    "||": ["&&"],
    "+=": ["-="],
    "-=": ["+="],
    "|=": ["&="],
    "&=": ["|="],
    "^=": ["|="],
    "<<=": [">>="],
    ">>=": ["<<="],
}


@dataclass(frozen=True, order=True)
class Mutant:
    """The text from begin to end (offsets in bytes) becomes another."""

    file: str
    begin: int
    end: int
    replacement: str
    kind: str

    def apply(self, source):
        return source[: self.begin] + self.replacement.encode() + source[self.end :]

    def line(self, source):
        return source.count(b"\n", 0, self.begin) + 1

    def words(self, source):
        was = " ".join(source[self.begin : self.end].decode().split())
        was = was if len(was) <= 40 else was[:37] + "..."
        return f"{self.kind}: {was or 'nothing'} -> {self.replacement or 'nothing'}"


class Tree:
    """Walks the tree in the order in which clang wrote it, which names a file only when it changes."""

    def __init__(self, path, source):
        self.path = path
        self.source = source
        self.file = None
        self.found = []

    def place(self, location):
        """(begin, length) of a token in the file itself; None elsewhere and in macros."""
        if "expansionLoc" in location:
            self.place(location.get("spellingLoc", {}))
            self.place(location["expansionLoc"])
            return None
        if "file" in location:
            self.file = location["file"]
        if "offset" not in location or self.file != self.path or "includedFrom" in location:
            return None
        return location["offset"], location["tokLen"]

    def visit(self, node, parent):
        if "loc" in node:
            self.place(node["loc"])
        extent = None
        if "range" in node:
            begin = self.place(node["range"]["begin"])
            end = self.place(node["range"]["end"])
            if begin is not None and end is not None:
                extent = begin[0], end[0] + end[1]
        children = [self.visit(child, node) for child in node.get("inner", [])]
        if extent is not None:
            self.mutate(node, parent, extent, children)
        return extent

    def add(self, begin, end, replacement, kind):
        self.found.append(Mutant(self.path, begin, end, replacement, kind))

    def between(self, left, right, text):
        """Where the operator stands between its operands."""
        if left is None or right is None:
            return None
        at = self.source.find(text.encode(), left[1], right[0])
        return None if at < 0 else (at, at + len(text))

    def text(self, extent):
        return self.source[extent[0] : extent[1]].decode()

    def mutate(self, node, parent, extent, children):
        kind = node["kind"]
        if kind in ("BinaryOperator", "CompoundAssignOperator") and len(children) == 2:
            self.mutate_operator(node["opcode"], children)
        elif kind == "UnaryOperator":
            self.mutate_unary(node, extent)
        elif kind == "IntegerLiteral":
            self.mutate_number(extent)
        elif kind in ("IfStmt", "WhileStmt", "ConditionalOperator") and children and children[0]:
            self.add(*children[0], f"!({self.text(children[0])})", "condition")
        elif kind == "ReturnStmt" and children and children[0]:
            if node["inner"][0].get("type", {}).get("qualType") == "bool":
                self.add(*children[0], f"!({self.text(children[0])})", "result")
            elif node["inner"][0].get("kind") != "IntegerLiteral" and node["inner"][0].get(
                "type", {}
            ).get("qualType", "").startswith(("uint", "int", "size_t", "ida_status", "ida_id")):
                self.add(*children[0], "0", "result")
        if parent["kind"] == "CompoundStmt" and (
            kind in ("CallExpr", "CompoundAssignOperator")
            or (kind == "BinaryOperator" and node["opcode"] == "=")
            or (kind == "UnaryOperator" and node["opcode"] in ("++", "--"))
        ):
            self.add(*extent, "(void)0", "statement")

    def mutate_operator(self, opcode, children):
        where = self.between(children[0], children[1], opcode)
        if where is not None:
            for other in SWAPS.get(opcode, []):
                self.add(*where, other, "operator")

    def mutate_unary(self, node, extent):
        opcode = node["opcode"]
        first = extent[0] if not node.get("isPostfix") else extent[1] - len(opcode)
        if opcode in ("!", "~", "-"):
            self.add(first, first + 1, "", "operator")
        elif opcode in ("++", "--"):
            self.add(first, first + 2, "--" if opcode == "++" else "++", "operator")

    def mutate_number(self, extent):
        digits = self.text(extent).lower().rstrip("ul")
        value = int(digits, 0) if not digits.startswith("0") or digits[1:2] == "x" else int(digits, 8)
        suffix = self.text(extent)[len(digits) :]
        for other in (value + 1, value - 1):
            if other >= 0:
                self.add(*extent, f"{other}{suffix}", "number")


def of_file(path, flags):
    """All mutants of one source file, in a fixed order; none if it is for another machine."""
    dump = subprocess.run(
        ["clang", *flags, "-w", "-fsyntax-only", "-Xclang", "-ast-dump=json", path],
        check=False,
        capture_output=True,
    )
    if dump.returncode != 0:
        return []
    with open(path, "rb") as file:
        tree = Tree(path, file.read())
    tree.visit(json.loads(dump.stdout), {"kind": ""})
    return sorted(set(tree.found))
