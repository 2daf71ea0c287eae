/* Snapshots from one machine to another: own, Fluid's and Rust's form. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compressor/compressor.h"
#include "compressor/world.h"
#include "digests.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"

#define PATH_SIZE     4096
#define SEEDS         2u   /* of each scenario */
#define SAVE_AFTER    150u /* ops: in the middle of things, with IDs that are not final */
#define SESSIONS_MOST 3u   /* of a node, in the forms that hold one */

/* --- Saving. --- */

typedef struct saving {
    const char *folder;
    const char *scenario;
    uint64_t seed;
    uint64_t begun; /* ops of the world */
    uint64_t files;
    uint64_t several; /* of them with more than one session */
    int status;
} saving;

static void write_file(saving *s, const char *moment, unsigned node, const char *form,
                       const uint8_t *bytes, size_t size)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s-%" PRIu64 "-%s-%u%s", s->folder, s->scenario, s->seed,
                   moment, node, form);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        s->status = digests_fail(DIGESTS_ENVIRONMENT, "cannot write %s", path);
        return;
    }
    s->files++;
}

/* What a session or, if it is NULL, a document is in a foreign form. */
static void save_foreign(saving *s, const char *moment, unsigned node, const sim_node *from,
                         ida_session *session, unsigned which)
{
    uint8_t bytes[1u << 16];
    char form[40];
    size_t size = 0;
    (void)snprintf(form, sizeof form, "-%u.fluid", which);
    ida_status status =
        session != NULL
            ? ida_fluid_export_session(session, (char *)bytes, sizeof bytes, &size)
            : ida_fluid_export_document(from->document, NULL, (char *)bytes, sizeof bytes, &size);
    if (status == IDA_OK) {
        write_file(s, moment, node, form, bytes, size);
    }
    (void)snprintf(form, sizeof form, "-%u.rust", which);
    status = session != NULL
                 ? ida_rust_export_session(session, bytes, sizeof bytes, &size)
                 : ida_rust_export_document(from->document, NULL, bytes, sizeof bytes, &size);
    if (status == IDA_OK) {
        write_file(s, moment, node, form, bytes, size);
    }
}

static void save_node(saving *s, const char *moment, sim_world *world, unsigned node)
{
    const sim_node *from = &world->nodes[node];
    ida_session *sessions[SIM_SLOTS_MAX];
    size_t count = 0;
    size_t size = 0;
    if (from->state == SIM_NODE_DOWN) {
        return;
    }
    save_foreign(s, moment, node, from, NULL, 0);
    for (unsigned i = 0; i < world->config.slots; i++) {
        ida_session *session = from->slots[i].session;
        if (session != NULL) {
            sessions[count++] = session;
        }
        if (session != NULL && count <= SESSIONS_MOST) {
            save_foreign(s, moment, node, from, session, i + 1);
        }
    }
    size_t capacity = ida_snapshot_bound(from->document, sessions, count);
    uint8_t *bytes = malloc(capacity);
    if (bytes == NULL || ida_snapshot_save(from->document, sessions, count, from->position, bytes,
                                           capacity, &size) != IDA_OK) {
        s->status = digests_fail(DIGESTS_ENVIRONMENT, "no memory to save");
    } else {
        write_file(s, moment, node, ".snapshot", bytes, size);
        s->several += count > 1;
    }
    free(bytes);
}

static void before_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    (void)op;
    saving *s = context;
    s->begun = index + 1;
}

static void after_op(void *context, uint64_t index, const sim_moment *moment)
{
    saving *s = context;
    bool quiet = index == s->begun;
    if ((!quiet && index + 1 != SAVE_AFTER) || moment->machine != &sim_compressor_machine) {
        return;
    }
    sim_world *world = moment->world;
    for (unsigned i = 0; i < world->config.nodes && s->status == 0; i++) {
        save_node(s, quiet ? "end" : "middle", world, i);
    }
}

int digests_save(const char *folder)
{
    saving s = {.folder = folder};
    sim_run_options options = {.without_oracle = true,
                               .until = SIM_NEVER,
                               .before_op = before_op,
                               .before_op_context = &s,
                               .after_op = after_op,
                               .after_op_context = &s};
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        for (s.seed = 0; s.seed < SEEDS && s.status == 0; s.seed++) {
            s.scenario = sim_scenario_at(i)->name;
            (void)sim_run_seed(sim_scenario_at(i), s.seed, 0, &options, NULL);
        }
    }
    (void)printf("%" PRIu64 " files, %" PRIu64 " snapshots with several sessions\n", s.files,
                 s.several);
    return s.status;
}

/* --- Loading. --- */

typedef struct form {
    const char *suffix;
    ida_status (*load)(const uint8_t *bytes, size_t size, ida_snapshot *snapshot);
    ida_status (*save)(const ida_snapshot *snapshot, uint8_t *bytes, size_t capacity, size_t *size);
} form;

/* What the foreign forms tell besides a document, from the last load to the next save. */
static ida_uuid fluid_first;
static ida_rust_header rust_header;

static ida_status load_own(const uint8_t *bytes, size_t size, ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    return ida_snapshot_load(&allocator, bytes, size, snapshot);
}

static ida_status save_own(const ida_snapshot *snapshot, uint8_t *bytes, size_t capacity,
                           size_t *size)
{
    return ida_snapshot_save(snapshot->document, snapshot->sessions, snapshot->session_count,
                             snapshot->log_position, bytes, capacity, size);
}

static ida_status load_fluid(const uint8_t *bytes, size_t size, ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    return ida_fluid_import(&allocator, (const char *)bytes, size, snapshot, &fluid_first);
}

static ida_status save_fluid(const ida_snapshot *snapshot, uint8_t *bytes, size_t capacity,
                             size_t *size)
{
    bool listed = ida_document_session_count(snapshot->document) > 0;
    return snapshot->session_count == 1
               ? ida_fluid_export_session(snapshot->sessions[0], (char *)bytes, capacity, size)
               : ida_fluid_export_document(snapshot->document, listed ? &fluid_first : NULL,
                                           (char *)bytes, capacity, size);
}

static ida_status load_rust(const uint8_t *bytes, size_t size, ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    return ida_rust_import(&allocator, bytes, size, snapshot, &rust_header);
}

static ida_status save_rust(const ida_snapshot *snapshot, uint8_t *bytes, size_t capacity,
                            size_t *size)
{
    return snapshot->session_count == 1
               ? ida_rust_export_session(snapshot->sessions[0], bytes, capacity, size)
               : ida_rust_export_document(snapshot->document, &rust_header, bytes, capacity, size);
}

static const form forms[] = {
    {".snapshot", load_own, save_own},
    {".fluid", load_fluid, save_fluid},
    {".rust", load_rust, save_rust},
};

static const form *form_of(const char *path)
{
    const char *suffix = strrchr(path, '.');
    for (size_t i = 0; suffix != NULL && i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(suffix, forms[i].suffix) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

/* Whether it is saved back to the same bytes. */
static bool saves_back(const form *as, const ida_snapshot *snapshot, const uint8_t *bytes,
                       size_t size)
{
    size_t again_size = 0;
    ida_status status = as->save(snapshot, NULL, 0, &again_size);
    uint8_t *again = status == IDA_BUFFER_TOO_SMALL ? malloc(again_size) : NULL;
    bool same = again != NULL && as->save(snapshot, again, again_size, &again_size) == IDA_OK &&
                again_size == size && memcmp(bytes, again, size) == 0;
    free(again);
    return same;
}

static bool load_file(const char *path, const form *as, const uint8_t *bytes, size_t size)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    sim_trace trace;
    char digest[17];
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    ida_status status = as->load(bytes, size, &snapshot);
    if (status != IDA_OK) {
        (void)printf("%s - %s\n", name, ida_status_name(status));
        return false;
    }
    bool same = saves_back(as, &snapshot, bytes, size);
    sim_trace_init(&trace);
    sim_trace_bytes(&trace, SIM_EVENT_SAVED, bytes, size);
    digests_behaviour(&snapshot, &trace);
    ida_snapshot_close(&allocator, &snapshot);
    sim_trace_format(trace.digest, digest);
    (void)printf("%s %s %s\n", name, digest, same ? "same" : "OTHER-BYTES");
    return same;
}

int digests_load(char *const *paths, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        const form *as = form_of(paths[i]);
        uint8_t *bytes = as == NULL ? NULL : digests_read(paths[i], &size);
        if (as == NULL) {
            return digests_fail(DIGESTS_USAGE, "%s: not a name that save gives", paths[i]);
        }
        if (bytes == NULL) {
            return DIGESTS_ENVIRONMENT;
        }
        status = load_file(paths[i], as, bytes, size) ? status : DIGESTS_FAIL;
        free(bytes);
    }
    return status;
}
