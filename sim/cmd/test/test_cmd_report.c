/* Report pages: what is in them is what the event file says. */
#include <sys/stat.h>
#include <unistd.h>

#include "support_idsim.h"
#include "support_page.h"

static json_t *world_of(const page *p, size_t index)
{
    return json_array_get(json_object_get(p->head, "worlds"), index);
}

/* The lines of a file of JSON Lines. */
static json_t *read_lines(const char *path)
{
    char *text = file_read_text(path);
    json_t *lines = json_array();
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        json_array_append_new(lines, json_loads(line, 0, NULL));
    }
    free(text);
    return lines;
}

/* Every event of the page is one of the file, and the other way round: field for field. */
static void assert_same_events(const char *directory)
{
    char path[80];
    (void)snprintf(path, sizeof path, "%s/report.html", directory);
    page p = page_read(path);
    (void)snprintf(path, sizeof path, "%s/events.jsonl", directory);
    json_t *lines = read_lines(path);
    json_t *events = page_events(&p, 0);
    /* A head comes before them, and the outcome after them. */
    assert_int_equal(json_array_size(events) + 2, json_array_size(lines));
    assert_true(json_array_size(events) > 100);
    for (size_t i = 0; i < json_array_size(events); i++) {
        if (!json_equal(json_array_get(events, i), json_array_get(lines, i + 1))) {
            fail_msg("event %zu is %s", i, json_dumps(json_array_get(events, i), JSON_COMPACT));
        }
    }
    const json_t *outcome = json_array_get(lines, json_array_size(lines) - 1);
    assert_string_equal(json_string_value(json_object_get(outcome, "digest")),
                        text_of(world_of(&p, 0), "digest"));
    json_decref(events);
    json_decref(lines);
    page_free(&p);
}

TEST(test_a_page_has_the_events_of_the_event_file)
{
    static const char *const scenarios[] = {"offline",  "fork",      "damage", "hostile",
                                            "gateway",  "collision", "korder", "snowflake",
                                            "sequence", "lease"};
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        char command[80];
        name_case("%s", scenarios[i]);
        (void)snprintf(command, sizeof command, "run %s --seed 4 --ops 900 --report r",
                       scenarios[i]);
        expect(command, 0, "PASS", "");
        assert_same_events("r");
        directory_remove("r");
    }
}

/* --- Messages. --- */

typedef struct tally {
    size_t sent;
    size_t ended;
    size_t lost;
} tally;

static tally count_events(const page *p, const char *parcel_events[3])
{
    tally t = {0};
    json_t *events = page_events(p, 0);
    for (size_t i = 0; i < json_array_size(events); i++) {
        const char *kind = text_of(json_array_get(events, i), "kind");
        t.sent += strcmp(kind, parcel_events[0]) == 0;
        t.ended += strcmp(kind, parcel_events[1]) == 0;
        t.lost += strcmp(kind, parcel_events[2]) == 0;
    }
    json_decref(events);
    return t;
}

static size_t index_of(const json_t *names, const char *name)
{
    size_t i = 0;
    while (i < json_array_size(names) &&
           strcmp(json_string_value(json_array_get(names, i)), name) != 0) {
        i++;
    }
    assert_true(i < json_array_size(names));
    return i;
}

static size_t count_fates(const page *p, const char *parcel, const char *fate)
{
    const json_t *world = world_of(p, 0);
    block kinds = page_block(p, 0, "msg-kind");
    block fates = page_block(p, 0, "msg-fate");
    int64_t kind = (int64_t)index_of(json_object_get(world, "message_kinds"), parcel);
    int64_t wanted = (int64_t)index_of(json_object_get(world, "fates"), fate);
    size_t count = 0;
    for (size_t i = 0; i < kinds.count; i++) {
        count += kinds.numbers[i] == kind && fates.numbers[i] == wanted;
    }
    block_free(&kinds);
    block_free(&fates);
    return count;
}

/* A message ends after it was sent, and its events name it. */
static void assert_sound_messages(const page *p)
{
    block sent = page_block(p, 0, "msg-sent");
    block end = page_block(p, 0, "msg-end");
    block from = page_block(p, 0, "msg-from");
    block to = page_block(p, 0, "msg-to");
    block message = page_block(p, 0, "message");
    block lane = page_block(p, 0, "lane");
    assert_true(sent.count > 10);
    for (size_t i = 0; i < sent.count; i++) {
        assert_true(end.numbers[i] == -1 || end.numbers[i] >= sent.numbers[i]);
        assert_true(from.numbers[i] >= 0 && to.numbers[i] >= 0);
        if (end.numbers[i] >= 0) {
            assert_int_equal(message.numbers[end.numbers[i]], i);
            assert_int_equal(lane.numbers[end.numbers[i]], to.numbers[i]);
        }
    }
    block *const blocks[] = {&sent, &end, &from, &to, &message, &lane};
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        block_free(blocks[i]);
    }
}

TEST(test_messages_are_matched)
{
    expect("run steady --seed 2 --ops 900 --report r", 0, "PASS", "");
    page p = page_read("r/report.html");
    assert_sound_messages(&p);
    /* Every submission that arrived or was lost is one that had been sent. */
    tally up = count_events(&p, (const char *[]){"sent", "arrived", "up-lost"});
    assert_int_equal(count_fates(&p, "submission", "lost"), up.lost);
    tally rest = count_events(&p, (const char *[]){"up-early", "up-repeated", "down-lost"});
    assert_int_equal(count_fates(&p, "submission", "early"), rest.sent);
    assert_int_equal(count_fates(&p, "submission", "repeated"), rest.ended);
    assert_int_equal(count_fates(&p, "entry", "lost"), rest.lost);
    assert_int_equal(count_fates(&p, "submission", "arrived") +
                         count_fates(&p, "submission", "late") + rest.sent + rest.ended +
                         count_fates(&p, "submission", "old"),
                     up.ended);
    assert_true(up.lost > 0 && rest.sent > 0 && rest.ended > 0 && rest.lost > 0);
    page_free(&p);
    directory_remove("r");
}

TEST(test_messages_of_sequences_and_of_korder_are_matched)
{
    expect("run sequence --seed 3 --ops 900 --report r", 0, "PASS", "");
    page p = page_read("r/report.html");
    assert_sound_messages(&p);
    tally all = count_events(&p, (const char *[]){"read", "write-lost", "cut-short"});
    assert_int_equal(count_fates(&p, "request", "arrived") + count_fates(&p, "reply", "arrived") +
                         count_fates(&p, "request", "late") + count_fates(&p, "reply", "late"),
                     all.sent);
    assert_int_equal(count_fates(&p, "write", "lost"), all.ended);
    assert_int_equal(count_fates(&p, "request", "damaged") + count_fates(&p, "reply", "damaged"),
                     all.lost);
    assert_true(all.sent > 0 && all.ended > 0);
    page_free(&p);
    directory_remove("r");
    expect("run korder --seed 3 --ops 900 --report r", 0, "PASS", "");
    p = page_read("r/report.html");
    assert_sound_messages(&p);
    tally ids = count_events(&p, (const char *[]){"posted", "heard", "lost"});
    block kinds = page_block(&p, 0, "msg-kind");
    assert_int_equal(kinds.count, ids.sent);
    assert_int_equal(count_fates(&p, "id", "lost"), ids.lost);
    block_free(&kinds);
    page_free(&p);
    directory_remove("r");
}

/* --- State. --- */

/* The last value of a gauge of the world. */
static int64_t last_of(const page *p, const char *name)
{
    const json_t *world = world_of(p, 0);
    const json_t *gauges = json_object_get(world, "gauges");
    json_int_t nodes =
        json_integer_value(json_object_get(json_object_get(world, "config"), "nodes"));
    int64_t cell = nodes * (json_int_t)json_array_size(json_object_get(gauges, "node")) +
                   (int64_t)index_of(json_object_get(gauges, "world"), name);
    block cells = page_block(p, 0, "state-cell");
    block values = page_block(p, 0, "state-value");
    int64_t last = 0;
    for (size_t i = 0; i < cells.count; i++) {
        last = cells.numbers[i] == cell ? values.numbers[i] : last;
    }
    block_free(&cells);
    block_free(&values);
    return last;
}

TEST(test_the_state_at_the_end_is_that_of_the_result)
{
    expect("run offline --seed 5 --report r", 0, "PASS", "");
    page p = page_read("r/report.html");
    json_t *result = load_json("r/result.json");
    assert_int_equal(last_of(&p, "ids"), json_integer_value(json_object_get(result, "ids")));
    assert_int_equal(last_of(&p, "log"),
                     json_integer_value(json_object_get(result, "log_entries")));
    block capacity = page_block(&p, 0, "cluster-capacity");
    block count = page_block(&p, 0, "cluster-count");
    int64_t reserved = 0;
    int64_t finals = 0;
    for (size_t i = 0; i < capacity.count; i++) {
        reserved += capacity.numbers[i];
        finals += count.numbers[i];
    }
    assert_true(finals > 0);
    assert_int_equal(last_of(&p, "reserved"), reserved);
    assert_int_equal(last_of(&p, "finals"), finals);
    assert_int_equal(last_of(&p, "waste"), reserved - finals);
    block_free(&capacity);
    block_free(&count);
    json_decref(result);
    page_free(&p);
    directory_remove("r");
}

/* --- Files. --- */

TEST(test_a_report_has_the_files_that_it_names)
{
    expect("run swarm --seed 2 --ops 200 --report r", 0, "PASS", "");
    page p = page_read("r/report.html");
    const json_t *files = json_object_get(world_of(&p, 0), "files");
    assert_int_equal(json_array_size(files), 4);
    for (size_t i = 0; i < json_array_size(files); i++) {
        char path[80];
        (void)snprintf(path, sizeof path, "r/%s", text_of(json_array_get(files, i), "href"));
        assert_true(file_exists(path));
    }
    /* The script plays the world again. */
    const char *digest = text_of(world_of(&p, 0), "digest");
    assert_int_equal(setenv("IDSIM", IDSIM_PATH, 1), 0);
    // NOLINTNEXTLINE(cert-env33-c): a script is what is tested
    assert_int_equal(system("r/repro.sh --json > out.json"), 0);
    json_t *again = load_json("out.json");
    assert_string_equal(text_of(again, "digest"), digest);
    json_decref(again);
    /* So does the line. */
    assert_non_null(strstr(text_of(world_of(&p, 0), "repro"), "replay swarm --seed 2 --ops 200"));
    page_free(&p);
    file_remove("out.json");
    directory_remove("r");
}

TEST(test_a_tape_is_reported_with_and_without_an_op)
{
    file_write_text("t.tape", tape_text);
    expect("replay t.tape --report r --without 2", 0, "PASS", "");
    page p = page_read("r/report.html");
    assert_string_equal(text_of(p.head, "kind"), "pair");
    assert_int_equal(json_array_size(json_object_get(p.head, "worlds")), 2);
    assert_int_equal(json_integer_value(json_object_get(world_of(&p, 1), "ops")), 3);
    const json_t *difference = json_object_get(p.head, "difference");
    assert_int_equal(json_integer_value(json_object_get(difference, "matched_from")), 2);
    /* A range is taken of the three IDs, and nothing is to be taken without them. */
    assert_string_equal(text_of(json_object_get(p.head, "difference"), "words"), "taken / taken");
    block tape = page_block(&p, 1, "tape");
    assert_int_equal(tape.count, 2 + 3);
    assert_string_equal(tape.lines[4], "take 0 0");
    block_free(&tape);
    page_free(&p);
    directory_remove("r");
    expect("replay t.tape --report r --without 4", 2, "", "there are only ops 0 to 3");
    assert_false(file_exists("r"));
    expect("replay t.tape --trace t.txt", 2, "", "needs a file with the ending .json or .pftrace");
    expect("replay t.tape --without 1", 2, "", "--without and --inevitable go with --report");
    file_remove("t.tape");
}

TEST(test_a_report_that_is_cut_says_so)
{
    expect("replay swarm --seed 3 --until 7 --report r", 0, "PASS", "");
    page p = page_read("r/report.html");
    assert_int_equal(json_integer_value(json_object_get(world_of(&p, 0), "ops_until")), 7);
    page_free(&p);
    directory_remove("r");
}

TEST(test_a_report_that_cannot_be_written_is_an_error)
{
    file_write_text("r", "a file");
    expect("run --seed 3 --ops 9 --report r", 4, NULL, "Not a directory");
    expect("replay --seed 3 --ops 9 --report r", 4, NULL, "Not a directory");
    file_remove("r");
    assert_int_equal(mkdir("r", 0777), 0);
    assert_int_equal(mkdir("r/report.html", 0777), 0);
    expect("replay --seed 3 --ops 9 --report r", 4, "BROKEN", "could not be written");
    directory_remove("r");
}

/* Text of people is never markup. */
TEST(test_hostile_text_stays_text)
{
    assert_int_equal(mkdir("a&<script>", 0777), 0);
    file_write_text("t.tape", tape_text);
    expect("replay t.tape --report a&<script>", 0, "PASS", "");
    page p = page_read("a&<script>/report.html");
    const char *head = strstr(p.text, "id=\"idsim-head\">");
    const char *end = strstr(head, "</script>");
    assert_null(memchr(head + 16, '<', (size_t)(end - head - 16)));
    assert_null(memchr(head + 16, '&', (size_t)(end - head - 16)));
    const json_t *line = json_object_get(p.head, "command_line");
    assert_string_equal(json_string_value(json_array_get(line, 4)), "a&<script>");
    page_free(&p);
    directory_remove("a&<script>");
    file_remove("t.tape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_has_the_events_of_the_event_file),
        cmocka_unit_test(test_messages_are_matched),
        cmocka_unit_test(test_messages_of_sequences_and_of_korder_are_matched),
        cmocka_unit_test(test_the_state_at_the_end_is_that_of_the_result),
        cmocka_unit_test(test_a_report_has_the_files_that_it_names),
        cmocka_unit_test(test_a_tape_is_reported_with_and_without_an_op),
        cmocka_unit_test(test_a_report_that_is_cut_says_so),
        cmocka_unit_test(test_a_report_that_cannot_be_written_is_an_error),
        cmocka_unit_test(test_hostile_text_stays_text),
    };
    return RUN_IDSIM_TESTS(tests);
}
