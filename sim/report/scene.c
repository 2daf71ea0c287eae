/* The tables of what reports know of events, by scheme. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#define NAME(constant, name) name,

sim_fact sim_fact_of(const char *field)
{
    static const char *const names[] = {SIM_FACT_TABLE(NAME)};
    unsigned fact = 0;
    while (fact < SIM_FACTS && strcmp(names[fact], field) != 0) {
        fact++;
    }
    return (sim_fact)fact;
}

const char *sim_role_name(sim_role role)
{
    static const char *const names[] = {SIM_ROLE_TABLE(NAME)};
    return names[role];
}

const char *sim_parcel_name(sim_parcel parcel)
{
    static const char *const names[] = {SIM_PARCEL_TABLE(NAME)};
    return names[parcel];
}

const char *sim_message_fate_name(sim_message_fate fate)
{
    static const char *const names[] = {SIM_MESSAGE_FATE_TABLE(NAME)};
    return names[fate];
}

/* A row of a table: an event that is no message, and one that is. */
#define EVENT(kind, role, lane, peer)                                                              \
    {                                                                                              \
        (kind), SIM_ROLE_##role, SIM_PLACE_##lane, SIM_PLACE_##peer, SIM_DEED_NONE,                \
            SIM_PARCEL_SUBMISSION, SIM_MESSAGE_IN_FLIGHT                                           \
    }
#define MESSAGE(kind, role, lane, peer, deed, parcel, fate)                                        \
    {                                                                                              \
        (kind), SIM_ROLE_##role, SIM_PLACE_##lane, SIM_PLACE_##peer, SIM_DEED_##deed,              \
            SIM_PARCEL_##parcel, SIM_MESSAGE_##fate                                                \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, SIM_ROLE_OTHER, SIM_PLACE_NONE, SIM_PLACE_NONE, SIM_DEED_NONE, SIM_PARCEL_ID,        \
            SIM_MESSAGE_LOST                                                                       \
    }

/* clang-format off */
static const sim_scene_row compressor[] = {
    EVENT("op", OP, NONE, NONE),
    EVENT("op-done", OP_DONE, NONE, NONE),
    EVENT("quiet", PHASE, NONE, NONE),
    EVENT("checkpoint", PHASE, NONE, NONE),
    EVENT("settled", PHASE, NONE, NONE),
    EVENT("document", OTHER, NODE, NONE),
    EVENT("started", NODE, NODE, NONE),
    EVENT("up", NODE, NODE, NONE),
    MESSAGE("connecting", NODE, NODE, HUB, FETCH, ENTRY, IN_FLIGHT),
    EVENT("connected", NODE, NODE, HUB),
    EVENT("offline", NODE, NODE, HUB),
    EVENT("crashed", FAULT, NODE, NONE),
    EVENT("left", NODE, NODE, NONE),
    EVENT("saved", STORAGE, NODE, NONE),
    EVENT("loaded", STORAGE, NODE, FROM),
    EVENT("joined", STORAGE, NODE, FROM),
    EVENT("damage", FAULT, NODE, NONE),
    EVENT("starved", FAULT, NODE, NONE),
    EVENT("opened", SESSION, NODE, NONE),
    EVENT("closed", SESSION, NODE, NONE),
    EVENT("generated", ID, NODE, NONE),
    EVENT("generated-unique", ID, NODE, NONE),
    EVENT("resized", SESSION, NODE, NONE),
    EVENT("taken", ID, NODE, NONE),
    EVENT("reset", SESSION, NODE, NONE),
    EVENT("mentioned", ID, NODE, NONE),
    EVENT("read", ID, NODE, NONE),
    EVENT("split", SESSION, NODE, NONE),
    EVENT("newborn", SESSION, NODE, NONE),
    EVENT("adopted", STORAGE, NODE, NONE),
    EVENT("token-made", SESSION, NODE, NONE),
    EVENT("disposed", SESSION, NODE, NONE),
    EVENT("token-lost", FAULT, NONE, NONE),
    EVENT("token-heard", SESSION, NODE, NONE),
    EVENT("revoked", SESSION, NODE, NONE),
    EVENT("submitted", MESSAGE, NODE, HUB),
    MESSAGE("sent", MESSAGE, NODE, HUB, SEND, SUBMISSION, IN_FLIGHT),
    MESSAGE("crowded-out", FAULT, NODE, HUB, END, SUBMISSION, CROWDED_OUT),
    MESSAGE("up-lost", FAULT, HUB, NODE, END, SUBMISSION, LOST),
    MESSAGE("up-cut", FAULT, HUB, NODE, HOLD, SUBMISSION, CUT),
    MESSAGE("arrived", MESSAGE, HUB, NODE, END, SUBMISSION, ARRIVED),
    MESSAGE("up-early", FAULT, HUB, NODE, JUDGE, SUBMISSION, EARLY),
    MESSAGE("up-repeated", FAULT, HUB, NODE, JUDGE, SUBMISSION, REPEATED),
    MESSAGE("up-old", FAULT, HUB, NODE, JUDGE, SUBMISSION, OLD),
    MESSAGE("sequenced", LOG, HUB, CLIENT, LOGGED, ENTRY, IN_FLIGHT),
    EVENT("ghost", LOG, HUB, NONE),
    EVENT("forged", FAULT, HUB, NONE),
    MESSAGE("down-lost", FAULT, NODE, HUB, END, ENTRY, LOST),
    MESSAGE("down-cut", FAULT, NODE, HUB, HOLD, ENTRY, CUT),
    MESSAGE("down-early", FAULT, NODE, HUB, END, ENTRY, EARLY),
    MESSAGE("down-repeated", FAULT, NODE, HUB, END, ENTRY, REPEATED),
    MESSAGE("delivered", MESSAGE, NODE, HUB, END, ENTRY, ARRIVED),
    EVENT("applied", LOG, NODE, NONE),
    MESSAGE("fetched", MESSAGE, NODE, HUB, FETCH, ENTRY, IN_FLIGHT),
    EVENT("cut", FAULT, NODE, HUB),
    EVENT("healed", NODE, NODE, HUB),
    EVENT("blocked", FAULT, NODE, HUB),
    EVENT("sequencer-restarted", FAULT, HUB, NONE),
    EVENT("outdated", FAULT, NODE, NONE),
    EVENT("summarized", LOG, HUB, NONE),
    END,
};

static const sim_scene_row sequence[] = {
    EVENT("op", OP, NONE, NONE),
    EVENT("op-done", OP_DONE, NONE, NONE),
    EVENT("quiet", PHASE, NONE, NONE),
    EVENT("settled", PHASE, NONE, NONE),
    MESSAGE("asked", MESSAGE, NODE, MASTER, SEND, REQUEST, IN_FLIGHT),
    MESSAGE("answered", MESSAGE, MASTER, NODE, SEND, REPLY, IN_FLIGHT),
    EVENT("installed", ID, NODE, NONE),
    MESSAGE("lost", FAULT, RECEIVER, SENDER, END, REQUEST, LOST),
    MESSAGE("repeated", FAULT, RECEIVER, SENDER, COPY, REQUEST, IN_FLIGHT),
    MESSAGE("read", MESSAGE, RECEIVER, SENDER, END, REQUEST, ARRIVED),
    MESSAGE("cut-short", FAULT, RECEIVER, SENDER, END, REQUEST, DAMAGED),
    MESSAGE("writing", STORAGE, MASTER, HUB, SEND, WRITE, IN_FLIGHT),
    MESSAGE("write-lost", FAULT, HUB, MASTER, END, WRITE, LOST),
    MESSAGE("written", STORAGE, HUB, MASTER, END, WRITE, ARRIVED),
    EVENT("confirmed", STORAGE, MASTER, NONE),
    EVENT("storage-read", STORAGE, MASTER, HUB),
    EVENT("elected", NODE, MASTER, NONE),
    EVENT("deposed", FAULT, MASTER, NONE),
    EVENT("joined", NODE, MASTER, NODE),
    EVENT("left", NODE, MASTER, NODE),
    EVENT("enlisted", NODE, NODE, NONE),
    EVENT("retired", NODE, NODE, NONE),
    EVENT("record-read", STORAGE, NODE, NONE),
    EVENT("booted", NODE, NODE, NONE),
    EVENT("kept", STORAGE, NODE, NONE),
    EVENT("stopped", FAULT, NODE, NONE),
    EVENT("drew", ID, NODE, NONE),
    MESSAGE("twisted", FAULT, RECEIVER, SENDER, END, REQUEST, DAMAGED),
    EVENT("handed-back", STORAGE, NODE, MASTER),
    EVENT("taken-back", ID, MASTER, NODE),
    EVENT("raised", STORAGE, MASTER, NONE),
    END,
};

#define TIMED_EVENTS                                                                               \
    EVENT("op", OP, NONE, NONE),                                                                   \
    EVENT("clock", CLOCK, NODE, NONE),                                                             \
    EVENT("op-done", OP_DONE, NONE, NONE),                                                         \
    EVENT("quiet", PHASE, NONE, NONE),                                                             \
    EVENT("settled", PHASE, NONE, NONE)

static const sim_scene_row snowflake[] = {
    TIMED_EVENTS,
    EVENT("leased", STORAGE, HUB, NODE),
    EVENT("begun", NODE, NODE, NONE),
    EVENT("minted", ID, NODE, NONE),
    EVENT("refused", ID, NODE, NONE),
    EVENT("awaited", CLOCK, NODE, NONE),
    EVENT("extended", STORAGE, NODE, HUB),
    EVENT("halted", FAULT, NODE, NONE),
    EVENT("crossed", ID, NODE, NONE),
    END,
};

static const sim_scene_row korder[] = {
    TIMED_EVENTS,
    EVENT("hashed", NODE, NODE, NONE),
    EVENT("searched", NODE, NODE, NONE),
    EVENT("numbered", NODE, NODE, NONE),
    EVENT("woken", NODE, NODE, NONE),
    EVENT("killed", FAULT, NODE, NONE),
    EVENT("marked", STORAGE, NODE, NONE),
    EVENT("made", ID, NODE, NONE),
    EVENT("refused", ID, NODE, NONE),
    MESSAGE("posted", MESSAGE, NODE, TO, SEND, ID, IN_FLIGHT),
    MESSAGE("lost", FAULT, TO, NODE, END, ID, LOST),
    MESSAGE("heard", MESSAGE, NODE, FROM, END, ID, ARRIVED),
    EVENT("split", ID, NODE, NONE),
    EVENT("served", ID, NODE, NONE),
    EVENT("crossed", ID, NODE, NONE),
    END,
};

static const sim_scene_row lease[] = {
    TIMED_EVENTS,
    EVENT("served", NODE, NODE, HUB),
    EVENT("prolonged", NODE, NODE, NONE),
    EVENT("recorded", STORAGE, NODE, HUB),
    EVENT("ceased", FAULT, NODE, NONE),
    EVENT("granted", NODE, NODE, NONE),
    EVENT("renewed", NODE, NODE, NONE),
    EVENT("returned", NODE, NODE, NONE),
    MESSAGE("replied", MESSAGE, NODE, TO, SEND, ID, IN_FLIGHT),
    EVENT("hired", NODE, NODE, NONE),
    EVENT("fired", FAULT, NODE, NONE),
    MESSAGE("applied", MESSAGE, NODE, TO, SEND, ID, IN_FLIGHT),
    MESSAGE("gave-up", MESSAGE, NODE, TO, SEND, ID, IN_FLIGHT),
    EVENT("accepted", NODE, NODE, NONE),
    EVENT("checked", NODE, NODE, NONE),
    EVENT("made", ID, NODE, NONE),
    EVENT("refused", ID, NODE, NONE),
    MESSAGE("lost", FAULT, NODE, FROM, END, ID, LOST),
    MESSAGE("arrived", MESSAGE, NODE, FROM, END, ID, ARRIVED),
    MESSAGE("repeated", FAULT, NODE, FROM, COPY, ID, IN_FLIGHT),
    MESSAGE("cut-short", FAULT, NODE, FROM, END, ID, DAMAGED),
    END,
};

static const sim_scene_row timeordered[] = {
    TIMED_EVENTS,
    EVENT("launched", NODE, NODE, NONE),
    EVENT("quit", FAULT, NODE, NONE),
    EVENT("cloned", NODE, NODE, FROM),
    EVENT("issued", ID, NODE, NONE),
    EVENT("denied", ID, NODE, NONE),
    EVENT("issued-at", ID, NODE, NONE),
    EVENT("denied-at", ID, NODE, NONE),
    EVENT("awaited", CLOCK, NODE, NONE),
    MESSAGE("mailed", MESSAGE, NODE, TO, SEND, ID, IN_FLIGHT),
    MESSAGE("lost", FAULT, TO, NODE, END, ID, LOST),
    MESSAGE("received", MESSAGE, NODE, FROM, END, ID, ARRIVED),
    EVENT("crafted", ID, NODE, NONE),
    EVENT("converted", ID, NODE, NONE),
    END,
};
/* clang-format on */

static const sim_scene_row *const tables[] = {
#define TABLE(constant, name, number, ...) [number] = (name),
    SIM_SCHEME_TABLE(TABLE, )
#undef TABLE
};

const sim_scene_row *sim_scene_row_of(sim_scheme scheme, const char *kind)
{
    for (const sim_scene_row *row = tables[scheme]; row->kind != NULL; row++) {
        if (strcmp(row->kind, kind) == 0) {
            return row;
        }
    }
    return NULL;
}

/* --- Lanes. --- */

sim_lanes sim_lanes_of(const sim_config *config)
{
    const sim_config wrapped = sim_config_wrap(*config);
    sim_lanes lanes = {.nodes = wrapped.nodes,
                       .has_hub = wrapped.scheme != SIM_SCHEME_KORDER &&
                                  wrapped.scheme != SIM_SCHEME_TIMEORDERED};
    lanes.masters = wrapped.scheme == SIM_SCHEME_SEQUENCE ? wrapped.slots : 0;
    return lanes;
}

unsigned sim_lanes_count(const sim_lanes *lanes)
{
    return lanes->nodes + lanes->masters + (lanes->has_hub ? 1 : 0);
}

const char *sim_lane_kind(sim_scheme scheme, const sim_lanes *lanes, unsigned lane)
{
    static const char *const hubs[] = {
        [SIM_SCHEME_COMPRESSOR] = "sequencer",   [SIM_SCHEME_SEQUENCE] = "storage",
        [SIM_SCHEME_SNOWFLAKE] = "lease master", [SIM_SCHEME_KORDER] = "",
        [SIM_SCHEME_LEASE] = "storage",          [SIM_SCHEME_TIMEORDERED] = ""};
    if (lane < lanes->nodes) {
        return scheme == SIM_SCHEME_SEQUENCE ? "coordinator" : "node";
    }
    return lane < lanes->nodes + lanes->masters ? "master" : hubs[scheme];
}

void sim_lane_print(sim_scheme scheme, const sim_lanes *lanes, unsigned lane, char name[32])
{
    const char *kind = sim_lane_kind(scheme, lanes, lane);
    unsigned number = lane < lanes->nodes ? lane : lane - lanes->nodes;
    if (lane < lanes->nodes + lanes->masters) {
        (void)snprintf(name, 32, "%s %u", kind, number);
    } else {
        (void)snprintf(name, 32, "%s", kind);
    }
}
