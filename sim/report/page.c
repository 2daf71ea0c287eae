/* Writes the data of report pages into their template. */
#include "page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

/* Larger blocks are compressed. */
#define PLAIN_MAX   100000u
#define REAL_DIGITS 9

static const char marker[] = "<!--idsim-data-->";

/* Where the marker is; the template is text without zeros. NULL if there is none. */
static const unsigned char *find_marker(void)
{
    const size_t length = sizeof marker - 1;
    for (size_t i = 0; i + length <= sim_page_template_size; i++) {
        if (memcmp(sim_page_template + i, marker, length) == 0) {
            return sim_page_template + i;
        }
    }
    return NULL;
}

static void fail(sim_page *page, int why)
{
    page->failed = true;
    errno = why;
}

/* --- JSON. --- */

static bool is_markup(char c)
{
    return c == '<' || c == '>' || c == '&';
}

/* These three are only in strings, and all that is not ASCII is escaped by the printer. */
char *sim_page_json(const json_t *value)
{
    char *text =
        json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(REAL_DIGITS));
    if (text == NULL) {
        return NULL;
    }
    size_t length = strlen(text);
    size_t marks = 0;
    for (size_t i = 0; i < length; i++) {
        marks += is_markup(text[i]) ? 1 : 0;
    }
    char *safe = malloc(length + 5 * marks + 1);
    size_t at = 0;
    for (size_t i = 0; safe != NULL && i <= length; i++) {
        if (is_markup(text[i])) {
            (void)snprintf(safe + at, 7, "\\u%04x", (unsigned)text[i]);
            at += 6;
        } else {
            safe[at++] = text[i];
        }
    }
    free(text);
    return safe;
}

void sim_page_begin(sim_page *page, FILE *file, json_t *head)
{
    *page = (sim_page){.file = file};
    const unsigned char *mark = find_marker();
    char *text = sim_page_json(head);
    json_decref(head);
    if (mark == NULL || text == NULL) {
        fail(page, mark == NULL ? EINVAL : ENOMEM);
    } else {
        (void)fwrite(sim_page_template, 1, (size_t)(mark - sim_page_template), file);
        (void)fprintf(file, "<script type=\"application/json\" id=\"idsim-head\">%s</script>\n",
                      text);
    }
    free(text);
}

/* --- Columns. --- */

bool sim_page_base64(FILE *file, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[4 * 1024];
    size_t used = 0;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned group = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0);
        line[used++] = digits[group >> 18];
        line[used++] = digits[group >> 12 & 63];
        line[used++] = left > 1 ? digits[group >> 6 & 63] : '=';
        line[used++] = left > 2 ? digits[group & 63] : '=';
        if (used == sizeof line || left <= 3) {
            if (fwrite(line, 1, used, file) != used) {
                return false;
            }
            used = 0;
        }
    }
    return true;
}

/* The column's bytes compressed, to be freed; NULL without memory. */
static unsigned char *deflated(const sim_column *column, size_t *size)
{
    uLongf length = compressBound((uLong)column->size);
    unsigned char *bytes = malloc(length);
    if (bytes != NULL && compress2(bytes, &length, column->bytes, (uLong)column->size,
                                   Z_DEFAULT_COMPRESSION) != Z_OK) {
        free(bytes);
        bytes = NULL;
    }
    *size = length;
    return bytes;
}

void sim_page_column(sim_page *page, unsigned world, const char *name, const sim_column *column)
{
    bool is_large = column->size > PLAIN_MAX;
    size_t size = column->size;
    unsigned char *bytes = is_large ? deflated(column, &size) : NULL;
    if (page->failed || (is_large && bytes == NULL)) {
        if (!page->failed) {
            fail(page, ENOMEM);
        }
        free(bytes);
        return;
    }
    (void)fprintf(page->file,
                  "<script type=\"application/octet-stream\" id=\"idsim-%u-%s\" data-type=\"%s\" "
                  "data-count=\"%" PRIu64 "\" data-encoding=\"%s\">",
                  world, name, sim_column_type_name(column->type), column->count,
                  is_large ? "deflate-base64" : "base64");
    (void)sim_page_base64(page->file, is_large ? bytes : column->bytes, size);
    (void)fputs("</script>\n", page->file);
    free(bytes);
}

bool sim_page_end(sim_page *page)
{
    const unsigned char *mark = find_marker();
    if (page->failed || mark == NULL) {
        return false;
    }
    const unsigned char *rest = mark + sizeof marker - 1;
    size_t size = (size_t)(sim_page_template + sim_page_template_size - rest);
    return fwrite(rest, 1, size, page->file) == size && ferror(page->file) == 0;
}
