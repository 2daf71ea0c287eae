"""bad_time.py FAULT: a guest that counts up ObjectIds, with a fault on purpose (pipe.sh)."""

import json
import sys

FAULT = sys.argv[1]
FORM = {"alphabet": "0123456789abcdef", "pattern": "*" * 24}


def profile():
    one = {
        "id": dict(FORM),
        "forms": [],
        "bits": 96,
        "time_shift": 64,
        "time_bits": 32,
        "number_shift": 0,
        "number_bits": 0,
        "epoch_us": 0,
        "tick_us": 1000000,
        "overflow": "borrows",
        "capacity": 1 << 24,
        "back_us": 0,
        "given_counts": False,
    }
    if FAULT == "no-capacity":
        one["capacity"] = 0
    elif FAULT == "open-bracket":
        one["id"]["pattern"] = "[0123"
    elif FAULT == "no-overflow":
        del one["overflow"]
    elif FAULT == "many-forms":
        one["forms"] = [FORM] * 7
    return one


def hello():
    profiles = [] if FAULT == "no-profiles" else [profile()]
    claims = ["sorted", "clock", "pattern"]
    names = {"version": 1, "name": "bad", "schemes": ["timeordered"], "claims": claims}
    return {**names, "profiles": profiles, "copies": False}


def issue(request, count):
    seconds = int(request["now_us"]) // 1000000
    if seconds >= 1 << 32:
        return {"status": "exhausted"}
    if FAULT == "long-id":
        return {"id": "0" * 65}
    if FAULT == "number-id":
        return {"id": 7}
    return {"id": f"{seconds:08x}{count if FAULT != 'repeats' else 0:016x}"}


def main():
    count = 0
    for text in sys.stdin:
        line = json.loads(text)
        answers = []
        for request in line["calls"]:
            answer = {"status": "ok"}
            if request["call"] == "hello":
                answer.update(hello())
            elif request["call"] == "issue":
                count += 1
                answer.update(issue(request, count))
            answers.append(answer)
        print(json.dumps({"id": line["id"], "answers": answers}), flush=True)


main()
