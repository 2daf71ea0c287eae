"""valid-json.py SCHEMAS FILE...: each file is one JSON document that the schema it names allows.

A document's "schema" is "idsim-run/1" for SCHEMAS/run.schema.json. Of a .jsonl file each line is a
document, of the schema that the first one names. Numbers that a reader with only doubles would
change, and names given twice in an object, are wrong whatever the schema says.
"""

import json
import pathlib
import sys

import jsonschema

COMMON = "common.schema.json"
LAST_WHOLE = 2**53 - 1


def whole(digits):
    if abs(int(digits)) > LAST_WHOLE:
        raise ValueError(f"{digits} is more than a double holds")
    return int(digits)


def members(pairs):
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f'"{name}" is there twice')
    return dict(pairs)


def bundled(schemas, name):
    """The schema with what it refers to in the common one as its own."""
    text = (schemas / name).read_text(encoding="utf-8").replace(COMMON + "#", "#")
    schema = json.loads(text)
    common = json.loads((schemas / COMMON).read_text(encoding="utf-8"))
    if common["$defs"].keys() & schema.get("$defs", {}).keys():
        raise ValueError(f"{name} defines a name of {COMMON} again")
    schema["$defs"] = {**common["$defs"], **schema.get("$defs", {})}
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults_of(schemas, path):
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
        texts = text.splitlines() if path.endswith(".jsonl") else [text]
        documents = [
            json.loads(each, parse_int=whole, object_pairs_hook=members) for each in texts
        ]
        kind = documents[0]["schema"].split("/")[0].split("-", 1)[1]
        validator = bundled(schemas, f"{kind}.schema.json")
    except (ValueError, KeyError, TypeError, IndexError, OSError) as error:
        return [repr(error)]
    return [
        f"{number}: {error.json_path}: {error.message[:300]}"
        for number, document in enumerate(documents, 1)
        for error in validator.iter_errors(document)
    ]


def main():
    schemas = pathlib.Path(sys.argv[1])
    failed = False
    for path in sys.argv[2:]:
        for fault in faults_of(schemas, path):
            print(f"{path}: {fault}")
            failed = True
    return 1 if failed or len(sys.argv) < 3 else 0


sys.exit(main())
