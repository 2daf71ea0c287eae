"""A guest in Python: k-ordered IDs, written from PROTOCOL.md and the layout that korder.h shows.

    idsim guest check -- python3 korder.py
    idsim sweep korder --seeds 0..20 --guest 'python3 korder.py'

A place numbers the pairs of tick and sequence from 1970 on, so that the next ID is the next place.
"""

import json
import sys

MEGA = 10**6
TICK_US, TICKS_A_SECOND, SEQUENCES = 1024, 977, 16384
TIME_LIMIT_US = 2**20 * MEGA**2
END = 2**20 * MEGA * TICKS_A_SECOND * SEQUENCES
DRIFTS = range(5, 11)
LANE_BLOCK = 128
NEVER_US = 2**64 - 1

ALPHABETS = {
    "d64": ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
    "base64url": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
}


class Refusal(Exception):
    """Its argument is the name of a status."""


def require(truth, status):
    if not truth:
        raise Refusal(status)


# --- Times, places and local IDs. ---


def tick_of(time_us):
    return time_us // MEGA * TICKS_A_SECOND + time_us % MEGA // TICK_US


def time_of(tick):
    return tick // TICKS_A_SECOND * MEGA + tick % TICKS_A_SECOND * TICK_US


def local_of(place):
    tick, sequence = divmod(place, SEQUENCES)
    seconds, tick = divmod(tick, TICKS_A_SECOND)
    return seconds // MEGA << 44 | seconds % MEGA << 24 | tick << 14 | sequence


def is_valid(local):
    return local >> 24 & 0xFFFFF < MEGA and local >> 14 & 0x3FF < TICKS_A_SECOND


def seconds_of(local):
    return (local >> 44) * MEGA + (local >> 24 & 0xFFFFF)


def time_us(local):
    return seconds_of(local) * MEGA + (local >> 14 & 0x3FF) * TICK_US


def place_of(local):
    return tick_of(time_us(local)) * SEQUENCES + local % SEQUENCES


def make(time, sequence):
    require(sequence < SEQUENCES, "invalid-argument")
    require(time < TIME_LIMIT_US, "exhausted")
    return local_of(tick_of(time) * SEQUENCES + sequence)


def difference(later, earlier):
    time = time_us(later) - time_us(earlier)
    sign = -1 if time < 0 else 1
    seconds, microseconds = divmod(abs(time), MEGA)
    return {
        "megaseconds": sign * (seconds // MEGA),
        "seconds": sign * (seconds % MEGA),
        "microseconds": sign * microseconds,
        "sequence": later % SEQUENCES - earlier % SEQUENCES,
    }


# --- Global IDs: the node is between the upper and the lower bits of the seconds. ---


def global_of(config, local):
    node, drift = config["node"], config["drift"]
    require(drift in DRIFTS and is_valid(local), "invalid-argument")
    low_bits = 24 + drift
    high, low = local >> low_bits, local & (1 << low_bits) - 1
    return ((high << 32 | node) << low_bits | low).to_bytes(12, "big").hex()


def split(identifier, drift):
    require(drift in DRIFTS, "invalid-argument")
    require(len(identifier) == 24, "malformed")
    number, low_bits = int(identifier, 16), 24 + drift
    local = number >> low_bits + 32 << low_bits | number & (1 << low_bits) - 1
    require(is_valid(local), "malformed")
    return local, number >> low_bits & 0xFFFFFFFF


def to_local(config, identifier):
    local, node = split(identifier, config["drift"])
    require(node == config["node"], "foreign-node")
    return local


# --- Texts: six bits a character, from the highest on. ---


def text_of(number, size, form):
    length = -(-size * 8 // 6)
    number <<= length * 6 - size * 8
    return "".join(ALPHABETS[form][number >> 6 * i & 63] for i in reversed(range(length)))


def number_of(text_bytes, size, form):
    require(form in ALPHABETS, "invalid-argument")
    text = bytes.fromhex(text_bytes).decode("latin-1")
    length = -(-size * 8 // 6)
    require(len(text) == length and set(text) <= set(ALPHABETS[form]), "malformed")
    number = 0
    for letter in text:
        number = number << 6 | ALPHABETS[form].index(letter)
    rest = length * 6 - size * 8
    require(number & (1 << rest) - 1 == 0, "malformed")
    return number >> rest


def valid_local(local):
    require(is_valid(local), "malformed")
    return local


def valid_global(identifier, drift):
    split(identifier, drift)
    return identifier


# --- Nodes: the hash of an Erlang atom. ---


def fingerprint(name, which):
    result = 0
    i = 0
    while i < len(name):
        value = name[i]
        if value in (0xC2, 0xC3) and i + 1 < len(name) and name[i + 1] & 0xC0 == 0x80:
            value = (value & 3) << 6 | name[i + 1] & 0x3F
            i += 1
        i += 1
        result = (result << 4) + value & 0xFFFFFFFF
        high = result & 0xF0000000
        result ^= high >> 24 ^ high
    return result + (which == "phash")


# --- Generators. ---


class Lane:
    def __init__(self, generator):
        self.generator = generator
        self.next = self.end = 0


class Generator:
    def __init__(self, config, options):
        self.config = config
        self.faithful = options["mode"] == "faithful"
        self.lead = options["lead_ticks"]
        high_water = int(options["high_water"])
        first = options["first_sequence"]
        require(options["mode"] in ("strict", "faithful"), "invalid-argument")
        require(config["drift"] in DRIFTS and is_valid(high_water), "invalid-argument")
        require(first < SEQUENCES, "invalid-argument")
        self.place = first if self.faithful else place_of(high_water)

    def gives(self, place, now):
        return place < END and place // SEQUENCES <= tick_of(now) + self.lead

    def take(self, count, now, start):
        first = tick_of(now) * SEQUENCES
        place = self.place if self.place > first else first + start
        self.refuse_unless_given(place, now, self.place)
        self.place = place + count
        return place

    def refuse_unless_given(self, place, now, coming):
        if not self.gives(place, now):
            raise Refusal("exhausted" if coming >= END else "try-later")

    def next(self, now, start, lane=None):
        require(start < SEQUENCES // 2, "invalid-argument")
        require(now < TIME_LIMIT_US, "exhausted")
        if self.faithful:
            place = tick_of(now) * SEQUENCES + self.place % SEQUENCES
            self.place += 1
        elif lane is None:
            place = self.take(1, now, start)
        else:
            place = self.next_of_lane(lane, now, start)
        return local_of(place)

    def next_of_lane(self, lane, now, start):
        # What is left of ticks that have passed is given up.
        lane.next = min(lane.end, max(lane.next, tick_of(now) * SEQUENCES))
        if lane.next == lane.end:
            lane.next = self.take(LANE_BLOCK, now, start)
            lane.end = lane.next + LANE_BLOCK
        self.refuse_unless_given(lane.next, now, lane.next)
        lane.next += 1
        return lane.next - 1

    def ready_us(self, lane=None):
        place = self.place if lane is None or lane.next == lane.end else lane.next
        if self.faithful:
            return 0
        return NEVER_US if place >= END else time_of(max(0, place // SEQUENCES - self.lead))

    def high_water(self):
        require(not self.faithful, "invalid-argument")
        require(self.place < END, "exhausted")
        return local_of(self.place)


# --- The calls of the protocol. ---

generators = {}
lanes = {}


def whole(value):
    """An integer of the protocol: as text, if a double does not have it."""
    return value if abs(value) < 2**53 else str(value)


def value(number):
    return {"value": whole(number)}


def hello(_request):
    return {
        "version": 1,
        "name": "k-order in Python",
        "schemes": ["korder"],
        "claims": ["marks", "steps", "starts"],
    }


def world(_request):
    return {}


def local(number):
    return {"local": whole(number)}


def local_in(request):
    return int(request["local"])


def from_bytes(request):
    require(len(request["bytes"]) == 16, "malformed")
    return local(valid_local(int(request["bytes"], 16)))


def in_parts(request):
    of, node = split(request["global"], request["drift"])
    return {"local": whole(of), "node": node}


def parse_global(request):
    # A wrong drift is refused for a text that could be read.
    number = number_of(request["text_bytes"], 12, request["form"])
    return {"global": valid_global(number.to_bytes(12, "big").hex(), request["drift"])}


def find(request):
    nodes, node = request["nodes"], request["node"]
    return {"value": True, "at": nodes.index(node)} if node in nodes else {"value": False}


def create(request):
    generators[request["generator"]] = Generator(request["config"], request["options"])
    return {}


def destroy(request):
    generator = generators.pop(request["generator"])
    for number in [n for n, lane in lanes.items() if lane.generator is generator]:
        del lanes[number]
    return {}


def open_lane(request):
    lanes[request["lane"]] = Lane(generators[request["generator"]])
    return {}


def next_local(request, start=0):
    generator = generators[request["generator"]]
    return local(generator.next(int(request["now_us"]), start))


def next_global(request):
    generator = generators[request["generator"]]
    return {"global": global_of(generator.config, generator.next(int(request["now_us"]), 0))}


def next_of_lane(request, start=0):
    lane = lanes[request["lane"]]
    return local(lane.generator.next(int(request["now_us"]), start, lane))


def lane_ready(request):
    lane = lanes[request["lane"]]
    return value(lane.generator.ready_us(lane))


CALLS = {
    "hello": hello,
    "world": world,
    "korder_make": lambda r: local(make(int(r["time_us"]), r["sequence"])),
    "korder_is_valid": lambda r: {"value": is_valid(local_in(r))},
    "korder_time_us": lambda r: value(time_us(local_in(r))),
    "korder_time_ms": lambda r: value(time_us(local_in(r)) // 1000),
    "korder_sequence": lambda r: value(local_in(r) % SEQUENCES),
    "korder_difference": lambda r: difference(int(r["later"]), int(r["earlier"])),
    "korder_local_to_bytes": lambda r: {"bytes": f"{local_in(r):016x}"},
    "korder_local_from_bytes": from_bytes,
    "korder_to_global": lambda r: {"global": global_of(r["config"], local_in(r))},
    "korder_to_local": lambda r: local(to_local(r["config"], r["global"])),
    "korder_split": in_parts,
    "korder_global_from_bytes": lambda r: {"global": valid_global(r["bytes"], r["drift"])},
    "korder_local_format": lambda r: {"text": text_of(local_in(r), 8, r["form"])},
    "korder_local_parse": lambda r: local(valid_local(number_of(r["text_bytes"], 8, r["form"]))),
    "korder_global_format": lambda r: {"text": text_of(int(r["global"], 16), 12, r["form"])},
    "korder_global_parse": parse_global,
    "korder_fingerprint": lambda r: value(fingerprint(bytes.fromhex(r["text_bytes"]), r["hash"])),
    "korder_find_node": find,
    "korder_create": create,
    "korder_destroy": destroy,
    "korder_get_config": lambda r: {"config": generators[r["generator"]].config},
    "korder_next": next_local,
    "korder_next_from": lambda r: next_local(r, r["start"]),
    "korder_next_global": next_global,
    "korder_ready_us": lambda r: value(generators[r["generator"]].ready_us()),
    "korder_high_water": lambda r: {"mark": whole(generators[r["generator"]].high_water())},
    "korder_lane_of": open_lane,
    "korder_lane_next": next_of_lane,
    "korder_lane_next_from": lambda r: next_of_lane(r, r["start"]),
    "korder_lane_ready_us": lane_ready,
}


def answer(request):
    try:
        return {"status": "ok", **CALLS[request["call"]](request)}
    except Refusal as refusal:
        return {"status": refusal.args[0]}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        answers = [answer(call) for call in request["calls"]]
        print(json.dumps({"id": request["id"], "answers": answers}), flush=True)


if __name__ == "__main__":
    main()
