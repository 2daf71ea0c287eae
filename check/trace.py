"""trace.py EVENTS TRACE.json DECODED: the slices, flows and counters of both trace files of a world
are the same, and are what its event file says. DECODED: the .pftrace as protoc --decode prints it.
"""

import json
import re
import sys

STEP = 10
# What ends a message, once for each event of that kind.
RECEIVED = {"arrived", "up-lost", "read", "cut-short", "written", "write-lost", "heard"}


def fail(text):
    sys.exit(f"trace: {text}")


def is_equal(what, one, other):
    if one != other:
        fail(f"{what}: {one!r}, and not {other!r}")


def is_same(what, one, other):
    """The same of long lists and dictionaries: the first difference is enough."""
    one, other = (sorted(each.items()) if isinstance(each, dict) else each for each in (one, other))
    is_equal(f"the number of {what}", len(one), len(other))
    for first, second in zip(one, other):
        is_equal(what, first, second)


# --- The JSON. ---


def of_json(path):
    slices, flows, counters, tracks = {}, {}, [], {}
    with open(path, encoding="utf-8") as file:
        lines = json.load(file)["traceEvents"]
    last = None
    for line in lines:
        phase = line["ph"]
        if phase == "X":
            last = line
            at = line["args"]["event"]
            if at in slices:
                fail(f"event {at} has two slices")
            slices[at] = (
                line["ts"],
                line["dur"],
                tracks[line["tid"]],
                line["cat"],
                line["name"],
                line["args"]["op"],
            )
        elif phase in "sf":
            # Within the slice before it, on the same track.
            inside = (
                last["ts"] <= line["ts"] <= last["ts"] + last["dur"] and last["tid"] == line["tid"]
            )
            if (
                not inside
                or not isinstance(line["id"], int)
                or (phase == "f") != (line.get("bp") == "e")
            ):
                fail(f"a flow is not as it should be: {line}")
            if phase in flows.setdefault(line["id"], {}):
                fail(f"flow {line['id']} is used twice")
            flows[line["id"]][phase] = last["args"]["event"]
        elif phase == "C":
            counters.append((line["ts"], line["name"], line["args"]["value"]))
        elif line["name"] == "thread_name":
            tracks[line["tid"]] = line["args"]["name"]
    return slices, {key: (ends.get("s"), ends.get("f")) for key, ends in flows.items()}, counters


# --- protoc's text. ---


def parse_text(path):
    """A list of (name, value) pairs; a message is such a list again."""
    stack = [[]]
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line.endswith("{"):
                part = []
                stack[-1].append((line[:-1].strip(), part))
                stack.append(part)
            elif line == "}":
                stack.pop()
            else:
                name, value = line.split(": ", 1)
                stack[-1].append((name, value.strip('"') if re.match('"', value) else value))
    return stack[0]


def of_protobuf(path):
    slices, begun, counters, tracks, flows = {}, {}, [], {}, {}
    for _, packet in parse_text(path):
        members = dict(packet)
        if "track_descriptor" in members:
            track = dict(members["track_descriptor"])
            tracks[track["uuid"]] = track["name"]
            continue
        event = dict(members["track_event"])
        time = int(members["timestamp"]) // 1000
        track = event["track_uuid"]
        if event["type"] == "TYPE_COUNTER":
            counters.append((time, tracks[track], int(event["counter_value"])))
        elif event["type"] == "TYPE_SLICE_BEGIN":
            notes = {
                dict(value)["name"]: int(dict(value)["uint_value"])
                for name, value in members["track_event"]
                if name == "debug_annotations"
            }
            begun[track] = (time, event, notes)
            for name, value in members["track_event"]:
                if name == "flow_ids":
                    flows.setdefault(int(value), [None, None])[0] = notes["event"]
                elif name == "terminating_flow_ids":
                    flows.setdefault(int(value), [None, None])[1] = notes["event"]
        else:
            begin, event, notes = begun.pop(track)
            slices[notes["event"]] = (
                begin,
                time - begin,
                tracks[track],
                event["categories"],
                event["name"],
                notes["op"],
            )
    return slices, {key: tuple(ends) for key, ends in flows.items()}, counters


# --- Against the events. ---


def compare_slices(events, slices):
    is_equal("slices", len(slices), len(events))
    for at, event in enumerate(events):
        begin, duration, track, _, name, op = slices[at]
        is_equal(f"the begin of event {at}", begin, at * STEP)
        is_equal(
            f"the name of event {at}",
            name,
            event["name"] if event["kind"] == "op" else event["kind"],
        )
        is_equal(f"the op of event {at}", op, event["op"])
        if event["kind"] == "op":
            is_equal("the track of an op", track, "ops")
            later = slices.get(at + (duration + 1) // STEP)
            if later and later[4] not in ("quiet", "checkpoint", "settled") and later[2] != "ops":
                fail(f"op {op} ends within its events")
        elif "node" in event and track not in ("sequencer", "lease master", "ops"):
            wanted = event["to"] if event["kind"] == "lost" and "to" in event else event["node"]
            is_equal(f"the track of event {at}", track, f"node {wanted}")


def compare_flows(events, flows):
    ends = {}
    for flow, (begin, end) in flows.items():
        if begin is None or end is None or begin > end:
            fail(f"flow {flow} has no begin and end, in this order")
        ends.setdefault(end, []).append(flow)
    for at, event in enumerate(events):
        # A session's "read" is of an ID, and a coordinator's of a message.
        if event["kind"] in RECEIVED and not (event["kind"] == "read" and "session" in event):
            is_equal(f"the messages that event {at} ends", len(ends.get(at, [])), 1)


def compare_counters(events, counters):
    last = {name: value for _, name, value in counters}
    logged = [event["position"] for event in events if event["kind"] == "sequenced"]
    if logged:
        is_equal("the log", last["log"], max(logged) + 1)
    made = sum(event["kind"] in ("made", "minted") for event in events)
    made += sum(event["kind"] == "drew" and event["status"] == "ok" for event in events)
    made += sum(run["count"] for event in events for run in event.get("runs", []))
    made += sum(event["kind"] == "generated-unique" and event["status"] == "ok" for event in events)
    is_equal("the IDs", last["ids"], made)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        events = [json.loads(line) for line in file][1:-1]
    slices, flows, counters = of_json(sys.argv[2])
    other_slices, other_flows, other_counters = of_protobuf(sys.argv[3])
    compare_slices(events, slices)
    compare_flows(events, flows)
    compare_counters(events, counters)
    is_same("slices of both", other_slices, slices)
    is_same("flows of both", other_flows, flows)
    is_same("counters of both", other_counters, counters)
    print(f"{len(slices)} slices, {len(flows)} flows, {len(counters)} counter values")


if __name__ == "__main__":
    main()
