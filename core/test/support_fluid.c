/* Files of the Fluid format, word by word: see the header. */
#include "support_fluid.h"

#include "support_cmocka.h"

uint64_t number(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static void add_word(words *file, uint64_t word)
{
    assert_true(file->count < WORDS_MAX);
    file->at[file->count] = word;
    file->count++;
}

void add_number(words *file, double value)
{
    add_word(file, number(value));
}

void add_uuid(words *file, ida_uuid uuid)
{
    add_word(file, uuid.low);
    add_word(file, uuid.high);
}

void add_cluster(words *file, double place, double capacity, double count)
{
    add_number(file, place);
    add_number(file, capacity);
    add_number(file, count);
}

void add_local_state(words *file, double generated, double next, double runs)
{
    add_cluster(file, generated, next, runs);
}

words words_begin(bool with_session, double sessions, double clusters)
{
    words file = {.count = 0};
    add_number(&file, 2);
    add_number(&file, with_session ? 1 : 0);
    add_number(&file, sessions);
    add_number(&file, clusters);
    return file;
}

words example_words(void)
{
    words file = words_begin(true, 2, 2);
    add_uuid(&file, A);
    add_uuid(&file, B);
    add_cluster(&file, 0, 5, 2);
    add_cluster(&file, 1, 6, 2);
    add_local_state(&file, 8, 8, 2);
    add_number(&file, 1);
    add_number(&file, 2);
    add_number(&file, 6);
    add_number(&file, 3);
    assert_int_equal(file.count, EXAMPLE_WORDS);
    return file;
}

words summary_words(void)
{
    words file = example_words();
    file.at[AT_FLAG] = number(0);
    file.count = SUMMARY_WORDS;
    return file;
}

saved text_of_bytes(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    saved text = {NULL, 0};
    for (size_t i = 0; i < size; i += 3) {
        size_t here = size - i < 3 ? size - i : 3;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= here > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= here > 2 ? (uint32_t)bytes[i + 2] : 0;
        char four[4] = {digits[group >> 18 & 63], digits[group >> 12 & 63], '=', '='};
        if (here > 1) {
            four[2] = digits[group >> 6 & 63];
        }
        if (here > 2) {
            four[3] = digits[group & 63];
        }
        put_bytes(&text, four, sizeof(four));
    }
    return text;
}

saved text_of_words(const words *file)
{
    saved bytes = {NULL, 0};
    for (size_t i = 0; i < file->count; i++) {
        put_u64(&bytes, file->at[i]);
    }
    saved text = text_of_bytes(bytes.bytes, bytes.size);
    saved_free(&bytes);
    return text;
}

saved example_text(void)
{
    words file = example_words();
    return text_of_words(&file);
}

saved summary_text(void)
{
    words file = summary_words();
    return text_of_words(&file);
}

static ida_status import_fluid(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                               ida_snapshot *snapshot, foreign_extra *extra)
{
    ida_status status =
        ida_fluid_import(allocator, (const char *)bytes, size, snapshot, &extra->first);
    if (status == IDA_OK) {
        status = ida_fluid_version((const char *)bytes, size, &extra->version);
        assert_int_equal(status, IDA_OK);
    }
    return status;
}

static ida_status export_fluid_again(const ida_snapshot *snapshot, const foreign_extra *extra,
                                     uint8_t *bytes, size_t capacity, size_t *size)
{
    if (snapshot->session_count != 0) {
        return ida_fluid_export_session_as(snapshot->sessions[0], extra->version, (char *)bytes,
                                           capacity, size);
    }
    return ida_fluid_export_document_as(snapshot->document, &extra->first, extra->version,
                                        (char *)bytes, capacity, size);
}

static ida_status export_fluid_session(ida_session *session, uint8_t *bytes, size_t capacity,
                                       size_t *size)
{
    return ida_fluid_export_session(session, (char *)bytes, capacity, size);
}

/* Every order of the sessions has the same size, so the first cluster may decide it here. */
static ida_status export_fluid_document(const ida_document *document, const ida_session *named,
                                        uint8_t *bytes, size_t capacity, size_t *size)
{
    (void)named;
    return ida_fluid_export_document(document, NULL, (char *)bytes, capacity, size);
}

const foreign_format fluid = {import_fluid, export_fluid_again, export_fluid_session,
                              export_fluid_document};

void assert_words_refused(const words *file, ida_status status)
{
    saved text = text_of_words(file);
    assert_import_refused(&fluid, &text, status);
    saved_free(&text);
}

void assert_words_reproduced(const words *file)
{
    saved text = text_of_words(file);
    assert_import_reproduces(&fluid, &text);
    saved_free(&text);
}

void assert_words_accepted_if(bool is_good, const words *file)
{
    if (is_good) {
        assert_words_reproduced(file);
    } else {
        assert_words_refused(file, IDA_MALFORMED);
    }
}

void assert_change_refused(size_t at, double value)
{
    words file = example_words();
    file.at[at] = number(value);
    assert_words_refused(&file, IDA_MALFORMED);
}
