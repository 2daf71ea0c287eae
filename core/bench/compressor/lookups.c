/*
 * W5 to W8: look-ups, each of an ID that has an answer, chosen at random. Unknown ones are not
 * asked about, because the npm package throws an exception then.
 */
#include "words.h"
#include "workload.h"

#define SESSION_STREAM 5
#define GEN_STREAM     6

static uint32_t a_session(const bench_world *world, uint32_t i)
{
    return 1 + bench_pick(SESSION_STREAM, i, world->shape.sessions);
}

static uint32_t a_gen_count(const bench_world *world, uint32_t i)
{
    return 1 + bench_pick(GEN_STREAM, i, bench_shape_gen_counts(&world->shape));
}

static void ask_finals(bench_world *world)
{
    world->ids = bench_memory(world->operations, sizeof *world->ids);
    for (uint32_t i = 0; i < world->operations; i++) {
        world->ids[i] =
            bench_shape_final(&world->shape, a_session(world, i), a_gen_count(world, i));
    }
}

static void ask_locals(bench_world *world)
{
    world->ids = bench_memory(world->operations, sizeof *world->ids);
    world->origins = bench_memory(world->operations, sizeof *world->origins);
    for (uint32_t i = 0; i < world->operations; i++) {
        world->ids[i] = -(ida_id)a_gen_count(world, i);
        world->origins[i] = a_session(world, i);
    }
}

static void ask_texts(bench_world *world)
{
    world->texts = bench_memory(world->operations, sizeof *world->texts);
    for (uint32_t i = 0; i < world->operations; i++) {
        ida_uuid uuid = world->keys[a_session(world, i)];
        bench_check(ida_uuid_add(uuid, a_gen_count(world, i) - 1, &uuid));
        ida_uuid_format(uuid, world->texts[i]);
    }
}

/* The third or fourth of the IDs of a range: these were local (bench_world_build_own). */
static void ask_own(bench_world *world)
{
    world->ids = bench_memory(world->operations, sizeof *world->ids);
    for (uint32_t i = 0; i < world->operations; i++) {
        uint32_t round = bench_pick(SESSION_STREAM, i, world->shape.rounds);
        world->ids[i] = -(ida_id)(4 * round + 3 + bench_pick(GEN_STREAM, i, 2));
    }
}

static uint32_t own_to_op(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_id id = 0;
        (void)ida_session_to_op_space(world->session, world->ids[i], &id);
        digest = bench_fold(digest, id);
    }
    return digest;
}

static uint32_t final_to_session(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    ida_uuid own = world->keys[0];
    for (uint32_t i = first; i < last; i++) {
        ida_id id = 0;
        (void)ida_session_to_session_space(world->session, world->ids[i], own, &id);
        digest = bench_fold(digest, id);
    }
    return digest;
}

static uint32_t local_to_session(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_id id = 0;
        ida_uuid origin = world->keys[world->origins[i]];
        (void)ida_session_to_session_space(world->session, world->ids[i], origin, &id);
        digest = bench_fold(digest, id);
    }
    return digest;
}

/* A run looks at one character of each text, another one each time. */
static uint32_t decompress_text(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    uint32_t at = first % IDA_UUID_TEXT_LENGTH;
    for (uint32_t i = first; i < last; i++) {
        ida_uuid uuid = {0, 0};
        char text[IDA_UUID_TEXT_SIZE];
        (void)ida_session_decompress(world->session, world->ids[i], &uuid);
        ida_uuid_format(uuid, text);
        digest = bench_fold(digest, text[at]);
        at = at + 1 == IDA_UUID_TEXT_LENGTH ? 0 : at + 1;
    }
    return digest;
}

/* All characters of all texts. */
static uint32_t inspect_texts(bench_world *world)
{
    uint32_t digest = BENCH_HASH;
    for (uint32_t i = 0; i < world->operations; i++) {
        ida_uuid uuid;
        char text[IDA_UUID_TEXT_SIZE];
        bench_check(ida_session_decompress(world->session, world->ids[i], &uuid));
        ida_uuid_format(uuid, text);
        for (size_t j = 0; j < IDA_UUID_TEXT_LENGTH; j++) {
            digest = bench_hash(digest, (uint8_t)text[j]);
        }
    }
    return digest;
}

static uint32_t decompress_bytes(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_uuid uuid = {0, 0};
        uint8_t bytes[16];
        (void)ida_session_decompress(world->session, world->ids[i], &uuid);
        ida_uuid_to_bytes(uuid, bytes);
        digest = bench_fold(digest, bytes[i % 16]);
    }
    return digest;
}

static uint32_t recompress_text(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_uuid uuid = {0, 0};
        ida_id id = 0;
        (void)ida_uuid_parse(world->texts[i], IDA_UUID_TEXT_LENGTH, &uuid);
        (void)ida_session_recompress(world->session, uuid, &id);
        digest = bench_fold(digest, id);
    }
    return digest;
}

#define MANY 256u

static uint32_t decompress_many(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    ida_uuid uuids[MANY];
    char text[IDA_UUID_TEXT_SIZE];
    uint32_t at = first % IDA_UUID_TEXT_LENGTH;
    for (uint32_t i = first; i < last; i += MANY) {
        uint32_t count = last - i < MANY ? last - i : MANY;
        (void)ida_session_decompress_many(world->session, &world->ids[i], count, uuids);
        for (uint32_t j = 0; j < count; j++) {
            ida_uuid_format(uuids[j], text);
            digest = bench_fold(digest, text[at]);
            at = at + 1 == IDA_UUID_TEXT_LENGTH ? 0 : at + 1;
        }
    }
    return digest;
}

static uint32_t recompress_many(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    ida_uuid uuids[MANY];
    ida_id ids[MANY];
    for (uint32_t i = first; i < last; i += MANY) {
        uint32_t count = last - i < MANY ? last - i : MANY;
        for (uint32_t j = 0; j < count; j++) {
            (void)ida_uuid_parse(world->texts[i + j], IDA_UUID_TEXT_LENGTH, &uuids[j]);
        }
        (void)ida_session_recompress_many(world->session, uuids, count, ids);
        for (uint32_t j = 0; j < count; j++) {
            digest = bench_fold(digest, ids[j]);
        }
    }
    return digest;
}

const bench_kind bench_own_to_op = {"own-to-op", ask_own, bench_world_build_own, own_to_op, NULL,
                                    NULL,        false};
const bench_kind bench_final_to_session = {
    "final-to-session", ask_finals, bench_world_build, final_to_session, NULL, NULL, false};
const bench_kind bench_final_to_session_among = {"final-to-session-among",
                                                 ask_finals,
                                                 bench_world_build_among,
                                                 final_to_session,
                                                 NULL,
                                                 NULL,
                                                 false};
const bench_kind bench_local_to_session = {
    "local-to-session", ask_locals, bench_world_build, local_to_session, NULL, NULL, false};
const bench_kind bench_decompress_text = {
    "decompress-text", ask_finals, bench_world_build, decompress_text, inspect_texts, NULL, false};
const bench_kind bench_decompress_bytes = {
    "decompress-bytes", ask_finals, bench_world_build, decompress_bytes, NULL, NULL, false};
const bench_kind bench_recompress_text = {
    "recompress-text", ask_texts, bench_world_build, recompress_text, NULL, NULL, false};
const bench_kind bench_decompress_many = {
    "decompress-many", ask_finals, bench_world_build, decompress_many, inspect_texts, NULL, false};
const bench_kind bench_recompress_many = {
    "recompress-many", ask_texts, bench_world_build, recompress_many, NULL, NULL, false};
