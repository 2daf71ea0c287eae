"""bad.py FAULT: a guest in Python, with a fault on purpose. Each must get the right verdict (pipe.sh).

Faults that begin with "korder-" are of the guest for k-order, all others of that for Snowflake.
"""

import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "python"))
import korder  # noqa: E402
import snowflake  # noqa: E402

FAULT = sys.argv[1]
# The fault shows in the answer to this line: a world has begun by then.
WHEN = 40


def write(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def line(reply):
    return json.dumps(reply).encode() + b"\n"


def hello(reply):
    if FAULT == "other-version":
        reply["answers"][0]["version"] = 2
    elif FAULT == "no-version":
        del reply["answers"][0]["version"]
    elif FAULT == "invents-a-claim":
        reply["answers"][0]["claims"] = ["everything"]
    elif FAULT == "no-layout":
        del reply["answers"][0]["layout"]
    write(line(reply))


def fault(reply):
    """What is written instead of the reply."""
    answer = reply["answers"][0]
    if FAULT == "silent":
        time.sleep(3600)
    if FAULT == "dies":
        os._exit(3)
    if FAULT == "closes":
        os.close(1)
        time.sleep(3600)
    if FAULT == "long-line":
        return b" " * (1 << 20) + line(reply)
    if FAULT == "endless-line":
        while True:
            write(b"[" * 65536)
    if FAULT == "not-utf-8":
        return b'{"id": "\xff\xfe"}\n'
    if FAULT == "chatty":
        return b"making an ID\n" + line(reply)
    if FAULT == "other-id":
        reply["id"] += 1
    elif FAULT == "no-answers":
        del reply["answers"]
    elif FAULT == "too-many-answers":
        reply["answers"].append({"status": "ok"})
    elif FAULT == "other-type":
        answer["id"] = [1]
    elif FAULT == "huge-number":
        return line(reply).replace(b'"id": "', b'"id": 9999').replace(b'"}', b"}")
    elif FAULT == "invents-a-status":
        answer["status"] = "perhaps"
    elif FAULT == "no-id":
        answer.pop("id", None)
    return line(reply)


def answer_of_korder(call):
    answer = korder.answer(call)
    if FAULT == "korder-repeats" and call["call"] == "korder_next" and "local" in answer:
        answer["local"] = str(int(answer["local"]) & ~1)
    elif FAULT == "korder-long-text" and "text" in answer:
        answer["text"] += "."
    elif FAULT == "korder-odd-bytes" and "global" in answer:
        answer["global"] = answer["global"][:-1]
    elif FAULT == "korder-no-mark":
        answer.pop("mark", None)
    return answer


def answer_of(call):
    return answer_of_korder(call) if FAULT.startswith("korder-") else snowflake.CALLS[call["call"]](call)


def main():
    count = 0
    before = None
    for text in sys.stdin:
        request = json.loads(text)
        if FAULT == "slow":
            time.sleep(0.05)
        reply = {
            "id": request["id"],
            "answers": [answer_of(call) for call in request["calls"]],
        }
        count += 1
        answer = reply["answers"][0]
        if FAULT == "lies" and "id" in answer:
            if int(answer["id"]) % 4096 == 3:
                answer["id"] = before
            before = answer["id"]
        if request["calls"][0]["call"] == "hello":
            hello(reply)
        elif count >= WHEN and "id" in answer:
            write(fault(reply))
        else:
            write(line(reply))


if __name__ == "__main__":
    main()
