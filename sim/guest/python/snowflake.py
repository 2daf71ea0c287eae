"""A guest in Python: a generator of Snowflake IDs, written from PROTOCOL.md.

    idsim guest check -- python3 snowflake.py
    idsim sweep snowflake --seeds 0..20 --guest 'python3 snowflake.py'
"""

import json
import sys

EPOCH_MS = 1420070400000
TIME_BITS, WORKER_BITS, SEQUENCE_BITS = 41, 10, 12

LAYOUT = {
    "epoch_us": EPOCH_MS * 1000,
    "unit_us": 1000,
    "time_bits": TIME_BITS,
    "sequence_bits": SEQUENCE_BITS,
    "coordinator_bits": WORKER_BITS,
    "order": "time-coordinator-sequence",
}

generators = {}


class Generator:
    def __init__(self, worker):
        self.worker = worker
        self.last_ms = -1
        self.sequence = 0

    def next(self, now_us):
        now_ms = now_us // 1000 - EPOCH_MS
        if now_ms < 0 or now_ms >> TIME_BITS:
            return {"status": "exhausted"}
        if now_ms < self.last_ms:
            return {"status": "clock-behind", "try_at_us": (self.last_ms + EPOCH_MS) * 1000}
        if now_ms > self.last_ms:
            self.sequence = 0
        elif self.sequence + 1 == 1 << SEQUENCE_BITS:
            return {"status": "try-later", "try_at_us": (now_ms + 1 + EPOCH_MS) * 1000}
        else:
            self.sequence += 1
        self.last_ms = now_ms
        made = (now_ms << WORKER_BITS | self.worker) << SEQUENCE_BITS | self.sequence
        return {"status": "ok", "id": str(made)}


def hello(_request):
    return {
        "status": "ok",
        "version": 1,
        "name": "a generator in Python",
        "schemes": ["snowflake"],
        "claims": ["growing", "steps", "honest"],
        "layout": LAYOUT,
    }


def world(_request):
    return {"status": "ok"}


def create(request):
    worker = int(request["config"]["coordinator"])
    generators[request["generator"]] = Generator(worker)
    return {"status": "ok"}


def destroy(request):
    del generators[request["generator"]]
    return {"status": "ok"}


def make(request):
    return generators[request["generator"]].next(int(request["now_us"]))


CALLS = {"hello": hello, "world": world, "create": create, "destroy": destroy, "next": make}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        answers = [CALLS[call["call"]](call) for call in request["calls"]]
        print(json.dumps({"id": request["id"], "answers": answers}), flush=True)


if __name__ == "__main__":
    main()
