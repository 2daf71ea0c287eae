/*
 * What builds with assertions check after each call that changes a structure: which calls are
 * checked, and that a structure which is damaged beforehand ends the process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "debug_verify.h"
#include "sequence_internal.h"
#include "session_internal.h"

static const ida_uuid A = {1, 0};
static const ida_uuid B = {1, 1000};

/* ---- which calls ---- */

static void a_small_structure_is_checked_after_every_call(void **state)
{
    (void)state;
    for (uint64_t size = 0; size <= IDA_VERIFY_SIZE; size++) {
        for (uint64_t call = 0; call < 1000; call++) {
            assert_true(ida_verify_is_due(size, call));
        }
    }
}

/* So the work per call is bounded, whatever the distance of the numbers that tell calls apart. */
static void a_large_structure_is_checked_in_proportion(void **state)
{
    (void)state;
    enum { CALLS = 100000 };
    static const uint64_t steps[] = {1, 2, 16, 513, 1024, UINT64_C(1) << 32};
    for (uint64_t size = IDA_VERIFY_SIZE * 4; size <= IDA_VERIFY_SIZE * 64; size *= 2) {
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            uint64_t due = 0;
            for (uint64_t call = 0; call < CALLS; call++) {
                due += ida_verify_is_due(size, call * steps[i]) ? 1 : 0;
            }
            uint64_t expected = CALLS * IDA_VERIFY_SIZE / size;
            assert_in_range(due, expected / 2, expected * 2);
        }
    }
}

/* ---- what happens then ---- */

typedef void damaged_call(void);

/* True if the call ends the process that makes it by a failed assertion. */
static bool aborts(damaged_call *call)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        /* cmocka has a handler of its own; the message of the assertion is expected. */
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        call();
        _exit(EXIT_SUCCESS);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == EXIT_SUCCESS);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* With NDEBUG nothing is checked, and the calls return. */
static void check_aborts(damaged_call *call)
{
#ifdef NDEBUG
    assert_false(aborts(call));
#else
    assert_true(aborts(call));
#endif
}

static ida_document *document_of_two(void)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document = NULL;
    const ida_range first = {A, 1, 1, 4};
    const ida_range second = {B, 1, 1, 4};
    if (ida_document_create(&allocator, &document) != IDA_OK ||
        ida_document_finalize(document, &first) != IDA_OK ||
        ida_document_finalize(document, &second) != IDA_OK) {
        _exit(EXIT_FAILURE);
    }
    return document;
}

static void finalize_on_damage(void)
{
    ida_document *document = document_of_two();
    const ida_range next = {B, 2, 1, 4};
    ida_document_at(document, 0)->ceiling++;
    (void)ida_document_finalize(document, &next);
    ida_document_destroy(document);
}

static void ghost_on_damage(void)
{
    ida_document *document = document_of_two();
    const ida_uuid other = {2, 0};
    ida_id first;
    ida_document_at(document, 0)->ceiling++;
    (void)ida_document_ghost(document, other, 1, &first);
    ida_document_destroy(document);
}

/* A session that has generated three IDs, and says that it may not have. */
static ida_session *damaged_session(ida_document *document)
{
    const ida_uuid id = {3, 0};
    ida_run runs[2];
    size_t count;
    ida_session *session = NULL;
    if (ida_session_open(document, id, &session) != IDA_OK ||
        ida_session_generate_many(session, 3, runs, &count) != IDA_OK) {
        _exit(EXIT_FAILURE);
    }
    session->gen_limit--;
    return session;
}

static void generate_on_damage(void)
{
    ida_document *document = document_of_two();
    ida_session *session = damaged_session(document);
    ida_id id;
    (void)ida_session_generate(session, &id);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void generate_many_on_damage(void)
{
    ida_document *document = document_of_two();
    ida_session *session = damaged_session(document);
    ida_run runs[2];
    size_t count;
    (void)ida_session_generate_many(session, 2, runs, &count);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void take_on_damage(void)
{
    ida_document *document = document_of_two();
    ida_session *session = damaged_session(document);
    ida_range range;
    (void)ida_session_take(session, &range);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void reset_on_damage(void)
{
    ida_document *document = document_of_two();
    ida_session *session = damaged_session(document);
    (void)ida_session_reset(session);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void set_cluster_size_on_damage(void)
{
    ida_document *document = document_of_two();
    ida_session *session = damaged_session(document);
    (void)ida_session_set_cluster_size(session, 7);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* A master with one member. */
static ida_master *master_of_one(void)
{
    ida_allocator allocator = ida_allocator_standard();
    const ida_master_config config = {.last_id = 1000, .range_size = 10, .member_max = 4};
    ida_master *master = NULL;
    if (ida_master_create(&allocator, &config, 1, NULL, &master) != IDA_OK ||
        ida_master_join(master, 1) != IDA_OK) {
        _exit(EXIT_FAILURE);
    }
    return master;
}

/* One that thinks that a chunk of its range was lost. */
static ida_master *damaged_master(void)
{
    ida_master *master = master_of_one();
    master->dropped++;
    return master;
}

static const ida_chunk_request request_of_one = {.coordinator = 1, .incarnation = 1, .number = 1};

/* The write that the first request of a master's member makes necessary. */
static ida_master_write first_write(ida_master *master)
{
    ida_chunk_reply reply;
    ida_master_write write;
    if (ida_master_grant(master, &request_of_one, &reply) != IDA_NOT_PERSISTED ||
        !ida_master_pending(master, &write)) {
        _exit(EXIT_FAILURE);
    }
    return write;
}

static void join_on_damage(void)
{
    ida_master *master = damaged_master();
    (void)ida_master_join(master, 2);
    ida_master_destroy(master);
}

static void leave_on_damage(void)
{
    ida_master *master = damaged_master();
    ida_master_leave(master, 1);
    ida_master_destroy(master);
}

static void grant_on_damage(void)
{
    ida_master *master = damaged_master();
    ida_chunk_reply reply;
    (void)ida_master_grant(master, &request_of_one, &reply);
    ida_master_destroy(master);
}

static void confirm_range_on_damage(void)
{
    ida_master *master = master_of_one();
    ida_master_write write = first_write(master);
    master->members[0].number++; /* it was never answered */
    (void)ida_master_confirm(master, &write.record);
    ida_master_destroy(master);
}

static void take_back_on_damage(void)
{
    ida_master *master = master_of_one();
    ida_master_write write = first_write(master);
    ida_chunk_reply reply;
    if (ida_master_confirm(master, &write.record) != IDA_OK ||
        ida_master_grant(master, &request_of_one, &reply) != IDA_OK) {
        _exit(EXIT_FAILURE);
    }
    const ida_chunk_return returned = {
        .coordinator = 1, .incarnation = 1, .number = 1, .chunk = reply.chunk, .drawn = 3};
    master->dropped++;
    (void)ida_master_take_back(master, &returned);
    ida_master_destroy(master);
}

static void raise_on_damage(void)
{
    ida_master *master = damaged_master();
    (void)ida_master_raise(master, 0);
    ida_master_destroy(master);
}

static void confirm_coordinator(ida_coordinator *coordinator)
{
    ida_coordinator_record record;
    if (ida_coordinator_pending(coordinator, &record)) {
        (void)ida_coordinator_confirm(coordinator, &record);
    }
}

static void install_ten_ids(ida_coordinator *coordinator)
{
    const ida_chunk_reply reply = {
        .coordinator = 1, .incarnation = 1, .number = 1, .chunk = {.ending = 10, .count = 1}};
    (void)ida_coordinator_install(coordinator, &reply);
}

static ida_coordinator *new_coordinator(void)
{
    ida_allocator allocator = ida_allocator_standard();
    const ida_coordinator_record last = {.coordinator = 1};
    ida_coordinator *coordinator = NULL;
    if (ida_coordinator_create(&allocator, &last, 50, &coordinator) != IDA_OK) {
        _exit(EXIT_FAILURE);
    }
    return coordinator;
}

static void confirm_on_damage(void)
{
    ida_coordinator *coordinator = new_coordinator();
    coordinator->prefetch_percent = 101;
    confirm_coordinator(coordinator);
    ida_coordinator_destroy(coordinator);
}

static void install_on_damage(void)
{
    ida_coordinator *coordinator = new_coordinator();
    confirm_coordinator(coordinator);
    coordinator->prefetch_percent = 101;
    install_ten_ids(coordinator);
    ida_coordinator_destroy(coordinator);
}

static void draw_on_damage(void)
{
    ida_coordinator *coordinator = new_coordinator();
    uint64_t id;
    confirm_coordinator(coordinator);
    install_ten_ids(coordinator);
    confirm_coordinator(coordinator);
    coordinator->prefetch_percent = 101;
    (void)ida_coordinator_next(coordinator, &id);
    ida_coordinator_destroy(coordinator);
}

static void stop_on_damage(void)
{
    ida_coordinator *coordinator = new_coordinator();
    ida_chunk_return rest;
    coordinator->prefetch_percent = 101;
    (void)ida_coordinator_stop(coordinator, &rest);
    ida_coordinator_destroy(coordinator);
}

static void calls_of_a_document_are_checked(void **state)
{
    (void)state;
    check_aborts(finalize_on_damage);
    check_aborts(ghost_on_damage);
}

static void calls_of_a_session_are_checked(void **state)
{
    (void)state;
    check_aborts(generate_on_damage);
    check_aborts(generate_many_on_damage);
    check_aborts(take_on_damage);
    check_aborts(reset_on_damage);
    check_aborts(set_cluster_size_on_damage);
}

static void calls_of_a_master_are_checked(void **state)
{
    (void)state;
    check_aborts(join_on_damage);
    check_aborts(leave_on_damage);
    check_aborts(grant_on_damage);
    check_aborts(confirm_range_on_damage);
    check_aborts(raise_on_damage);
    check_aborts(take_back_on_damage);
}

static void calls_of_a_coordinator_are_checked(void **state)
{
    (void)state;
    check_aborts(confirm_on_damage);
    check_aborts(install_on_damage);
    check_aborts(draw_on_damage);
    check_aborts(stop_on_damage);
}

/* Otherwise what aborts above could abort without damage, too. */
static void calls_without_damage_return(void **state)
{
    (void)state;
    ida_document *document = document_of_two();
    const ida_range next = {B, 2, 1, 4};
    assert_int_equal(ida_document_finalize(document, &next), IDA_OK);
    ida_document_destroy(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_structure_is_checked_after_every_call),
        cmocka_unit_test(a_large_structure_is_checked_in_proportion),
        cmocka_unit_test(calls_of_a_document_are_checked),
        cmocka_unit_test(calls_of_a_session_are_checked),
        cmocka_unit_test(calls_of_a_master_are_checked),
        cmocka_unit_test(calls_of_a_coordinator_are_checked),
        cmocka_unit_test(calls_without_damage_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
