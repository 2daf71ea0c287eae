/* What the reader of files takes for a tape in text, in binary, in bare bytes, or for none. */
#include "tape/tape.h"

#include <stdio.h>

#include "support_cmocka.h"
#include "support_tape.h"

static bool read_as(bool bare, const char *bytes, size_t size, sim_tape *tape, sim_tape_form *form,
                    sim_tape_error *error)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    rewind(file);
    bool read = sim_tape_read_stream(file, bare, tape, form, error);
    (void)fclose(file);
    return read;
}

static bool read_bytes(const char *bytes, size_t size, sim_tape *tape, sim_tape_form *form,
                       sim_tape_error *error)
{
    return read_as(false, bytes, size, tape, form, error);
}

TEST(a_file_that_begins_as_text_is_text)
{
    static const char *const before[] = {"", "\xEF\xBB\xBF", "# first a comment\n", "\n \t\r\n",
                                         "\xEF\xBB\xBF\n# and\n  "};
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        char text[200];
        sim_tape tape;
        sim_tape_form form;
        sim_tape_error error;
        (void)snprintf(text, sizeof text, "%s" HEAD "start 1\n", before[i]);
        assert_true(read_bytes(text, strlen(text), &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_TEXT);
        assert_int_equal(tape.count, 1);
        assert_int_equal(tape.ops[0].code, SIM_OP_START);
        sim_tape_free(&tape);
    }
}

TEST(text_that_is_no_tape_is_refused)
{
    static const struct {
        const char *text;
        size_t line;
        size_t column;
    } cases[] = {
        {"a letter, not a tape\n", 1, 1}, {"\n  \xC3\xA9t\xC3\xA9\n", 2, 3},
        {"# only a comment\n", 1, 1},     {"# c\nidalloc-tape 2\n", 2, 14},
        {HEAD "start \x01\n", 3, 7},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].text);
        sim_tape tape;
        sim_tape_form form;
        sim_tape_error error;
        assert_false(read_bytes(cases[i].text, strlen(cases[i].text), &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_TEXT);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        assert_false(error.outside);
        assert_int_equal(tape.count, 0);
    }
}

TEST(a_scheme_that_there_is_not_is_refused_in_text)
{
    static const struct {
        const char *world;
        size_t column;
    } cases[] = {
        {"scheme=unheard nodes=1", 14},
        {"scheme= nodes=1", 14},
        {"scheme=0 nodes=1", 14},
        {"nodes=1 scheme=compressor", 15},
        {"scheme=compressor scheme=compressor", 25},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].world);
        char text[200];
        sim_tape tape;
        sim_tape_error error;
        (void)snprintf(text, sizeof text, "idalloc-tape 1\nworld %s\n", cases[i].world);
        assert_false(sim_tape_parse(text, strlen(text), &tape, &error));
        assert_int_equal(error.line, 2);
        assert_int_equal(error.column, cases[i].column);
    }
}

TEST(bare_bytes_are_of_the_scheme_that_the_reader_means)
{
    static const uint8_t unheard[] = {'I', 'D', 'T', SIM_SCHEME_COUNT + 1, 0, 0};
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        uint8_t headed[] = {'I', 'D', 'T', (uint8_t)(scheme + 1), 9, 8};
        sim_tape tape;
        assert_true(sim_tape_decode_as((sim_scheme)scheme, unheard, sizeof unheard, &tape));
        assert_int_equal(tape.config.scheme, scheme);
        assert_int_equal(tape.config.nodes, 'I');
        assert_true(sim_tape_decode(headed, sizeof headed, &tape));
        assert_int_equal(tape.config.scheme, scheme);
        assert_int_equal(tape.config.nodes, 9);
    }
}

TEST(bytes_that_are_no_text_are_binary)
{
    static const char magic[] = "IDT\1abcdefghijklmnop#";
    static const char bare[] = "\3\2\1bcdefghijklmnop";
    sim_tape tape;
    sim_tape_form form;
    sim_tape_error error;
    assert_true(read_bytes(magic, sizeof magic - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BINARY);
    assert_int_equal(tape.config.nodes, 'a');
    assert_int_equal(tape.count, 1);
    sim_tape_free(&tape);
    assert_true(read_as(true, bare, sizeof bare - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BARE);
    assert_int_equal(tape.config.nodes, 3);
    sim_tape_free(&tape);
}

/* What people pass by mistake, and a word that it is refused with. */
static const struct {
    const char *bytes;
    size_t size;
    const char *what;
    const char *hint; /* NULL: any */
} aliens[] = {
#define ALIEN(bytes, what, hint)                                                                   \
    {                                                                                              \
        (bytes), sizeof(bytes) - 1, (what), (hint)                                                 \
    }
    ALIEN("", "empty", NULL),
    ALIEN("\3\2\1bcdefghijklmnop", "does not begin as a tape", "--bare"),
    ALIEN("\xFF\xFEi\0d\0", "UTF-16", "iconv -f UTF-16"),
    ALIEN("\xFE\xFF\0i\0d", "UTF-16", "iconv -f UTF-16"),
    ALIEN("\xFF\xFE\0\0i\0\0\0", "UTF-32", "iconv -f UTF-32"),
    ALIEN("\0\0\xFE\xFF\0\0\0i", "UTF-32", "iconv -f UTF-32"),
    ALIEN("\x1F\x8B\x08\0", "compressed", "Unpack"),
    ALIEN("PK\3\4\x14\0", "compressed", "Unpack"),
    ALIEN("BZh91AY\0", "compressed", "Unpack"),
    ALIEN("\xFD"
          "7zXZ\0\0",
          "compressed", "Unpack"),
    ALIEN("\x28\xB5\x2F\xFD\x24", "compressed", "Unpack"),
    ALIEN("\x7F"
          "ELF\2\1",
          "a program", NULL),
    ALIEN("IDSTATE\2\0", "the state of a search", "--state"),
    ALIEN("IDAL\1\0", "a snapshot", "--target snapshot"),
    ALIEN("IDT\x20\1\1", "a binary tape of a kind", "newer"),
    ALIEN("IDT", "a binary tape of a kind", "newer"),
    ALIEN("idalloc-chain 1\n0 00 00 start 0\n", "a chain", "--against"),
    ALIEN("{\n  \"command\": \"run\"\n}\n", "JSON", ".tape"),
    ALIEN(" \r\n[1, 2]\n", "JSON", NULL),
    ALIEN("<!DOCTYPE html>\n<html>\n", "HTML", "page"),
#undef ALIEN
};

TEST(what_is_no_tape_is_refused_by_its_name)
{
    for (size_t i = 0; i < COUNT_OF(aliens); i++) {
        name_case("%s", aliens[i].what);
        sim_tape tape;
        sim_tape_form form = SIM_TAPE_TEXT;
        sim_tape_error error;
        assert_false(read_bytes(aliens[i].bytes, aliens[i].size, &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_ALIEN);
        assert_non_null(strstr(error.message, aliens[i].what));
        assert_int_equal(error.line, 0);
        assert_false(error.outside);
        assert_int_equal(tape.count, 0);
        if (aliens[i].hint != NULL) {
            assert_non_null(error.hint);
            assert_non_null(strstr(error.hint, aliens[i].hint));
        }
        /* With --bare all of them are bytes of ops. */
        assert_true(read_as(true, aliens[i].bytes, aliens[i].size, &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_BARE);
        sim_tape_free(&tape);
    }
}

/* The text in UTF-16, without a byte order mark. */
static size_t widen(const char *text, bool big_endian, char *wide)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        wide[2 * i + (big_endian ? 1 : 0)] = text[i];
        wide[2 * i + (big_endian ? 0 : 1)] = '\0';
    }
    return 2 * length;
}

TEST(a_tape_in_utf_16_is_never_played)
{
    static const char *const before[] = {"", "# caf\xE9\n", "\r\n\t"};
    for (size_t i = 0; i < 12; i++) {
        char text[200];
        char wide[2 + 2 * sizeof text] = {0};
        sim_tape tape;
        sim_tape_form form = SIM_TAPE_TEXT;
        sim_tape_error error;
        bool big_endian = i % 2 != 0;
        size_t mark = i / 2 % 2 != 0 ? 2 : 0;
        memcpy(wide, big_endian ? "\xFE\xFF" : "\xFF\xFE", mark);
        (void)snprintf(text, sizeof text, "%s" HEAD "start 1\n", before[i / 4]);
        size_t size = mark + widen(text, big_endian, wide + mark);
        for (int bare = 0; bare < 2; bare++) {
            assert_false(read_as(bare != 0, wide, size, &tape, &form, &error));
            assert_int_equal(form, SIM_TAPE_ALIEN);
            assert_non_null(strstr(error.message, "UTF-16"));
            assert_int_equal(tape.count, 0);
        }
    }
}

TEST(what_has_a_header_is_no_bare_tape)
{
    sim_tape tape;
    sim_tape_form form;
    sim_tape_error error;
    static const char text[] = "\r\n# CR LF\r\nidalloc-tape 1\r\nworld nodes=3 slots=2 "
                               "write-ahead=0x1 cluster-size=5 seed=0xFFFFFFFFFFFFFFFF\r\nstart 0";
    assert_true(read_as(true, text, sizeof text - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_true(tape.config.seed == UINT64_MAX);
    sim_tape_free(&tape);
    assert_true(read_as(true, "IDT\3abc", 7, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BINARY);
    sim_tape_free(&tape);
    assert_false(read_as(true, "idalloc-tape 2\n", 15, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_false(read_as(false, "IDALLOC-TAPE 1\n", 15, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_true(read_as(true, "idaloc-tape 1\n", 14, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BARE);
    sim_tape_free(&tape);
}

TEST(a_program_with_a_tape_inside_is_a_program)
{
    static const char program[] = "\x7F"
                                  "ELF\2\1 i\0d\0a\0l\0l\0o\0c\0-\0t\0a\0p\0e";
    sim_tape_alien alien;
    assert_int_equal(sim_tape_form_of(program, sizeof program, false, &alien), SIM_TAPE_ALIEN);
    assert_string_equal(alien.what, "it is a program");
    assert_int_equal(sim_tape_form_of(program, sizeof program, true, &alien), SIM_TAPE_BARE);
}

TEST(a_file_with_too_many_ops_is_refused)
{
    const size_t head = 20;
    size_t size = head + SIM_TAPE_OPS_MAX + 1;
    char *bytes = calloc(size, 1);
    assert_non_null(bytes);
    memcpy(bytes, "IDT\1", 4);
    sim_tape tape;
    sim_tape_error error;
    bool whole = false;
    assert_true(sim_tape_decode_whole((uint8_t *)bytes, size - 1, &tape, &whole));
    assert_true(whole);
    sim_tape_free(&tape);
    assert_true(sim_tape_decode_whole((uint8_t *)bytes, size, &tape, &whole));
    assert_false(whole);
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
    assert_true(read_bytes(bytes, size - 1, &tape, NULL, &error));
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
    assert_false(read_bytes(bytes, size, &tape, NULL, &error));
    assert_string_equal(error.message, "a tape has at most 1048576 ops, and the file has more");
    assert_false(error.outside);
    assert_int_equal(tape.count, 0);
    free(bytes);
}

TEST(files_of_either_form_are_read)
{
    char path[] = "test_tape_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "wb");
    assert_non_null(file);
    (void)fclose(file);
    sim_tape tape;
    sim_tape_init(&tape, some_config);
    assert_true(sim_tape_append(&tape, (sim_op){SIM_OP_OPEN, {1, 2, 3}}));
    for (int binary = 0; binary < 2; binary++) {
        sim_tape read;
        sim_tape_error error;
        assert_true(sim_tape_write_file(path, &tape, binary != 0));
        assert_true(sim_tape_read_file(path, &read, &error));
        assert_same(&tape, &read);
        sim_tape_free(&read);
    }
    sim_tape read;
    sim_tape_error error;
    (void)remove(path);
    assert_false(sim_tape_read_file(path, &read, &error));
    assert_true(error.outside);
    assert_true(strlen(error.message) > 0);
    assert_false(sim_tape_write_file("no such directory/tape", &tape, false));
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_begins_as_text_is_text),
        cmocka_unit_test(text_that_is_no_tape_is_refused),
        cmocka_unit_test(a_scheme_that_there_is_not_is_refused_in_text),
        cmocka_unit_test(bare_bytes_are_of_the_scheme_that_the_reader_means),
        cmocka_unit_test(bytes_that_are_no_text_are_binary),
        cmocka_unit_test(what_is_no_tape_is_refused_by_its_name),
        cmocka_unit_test(a_tape_in_utf_16_is_never_played),
        cmocka_unit_test(what_has_a_header_is_no_bare_tape),
        cmocka_unit_test(a_program_with_a_tape_inside_is_a_program),
        cmocka_unit_test(a_file_with_too_many_ops_is_refused),
        cmocka_unit_test(files_of_either_form_are_read),
    };
    return RUN_TESTS(tests);
}
