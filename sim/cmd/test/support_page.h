/* Report pages, read as a browser reads them: the head and the columns of its worlds. */
#ifndef SIM_CMD_TEST_SUPPORT_PAGE_H
#define SIM_CMD_TEST_SUPPORT_PAGE_H

#include <stdint.h>

#include <jansson.h>

/* A page's text and head; page_free frees them. */
typedef struct page {
    char *text;
    json_t *head;
} page;

/* A block: numbers, or lines. */
typedef struct block {
    size_t count;
    int64_t *numbers; /* NULL: lines */
    char **lines;
    char *text;
} block;

page page_read(const char *path);
void page_free(page *p);
/* The world's block of that name; it must be there. */
block page_block(const page *p, unsigned world, const char *name);
void block_free(block *b);

/*
 * The events of a world, as lines of idsim replay --events: made of the columns alone. An array to
 * be released.
 */
json_t *page_events(const page *p, unsigned world);

#endif
