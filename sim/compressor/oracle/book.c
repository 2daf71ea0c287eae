/* Keeps the book of what the shards of sessions have handed out. */
#include "book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "stable.h"

void sim_book_free(sim_book *book)
{
    for (size_t i = 0; i < book->page_count; i++) {
        free(book->pages[i].kin);
        free(book->pages[i].made);
    }
    free(book->pages);
    *book = (sim_book){0};
}

static sim_page *page_of(const sim_book *book, ida_uuid session)
{
    for (size_t i = 0; i < book->page_count; i++) {
        if (sim_stable_equal(book->pages[i].session, session)) {
            return &book->pages[i];
        }
    }
    return NULL;
}

const sim_page *sim_book_find(const sim_book *book, ida_uuid session)
{
    return page_of(book, session);
}

bool sim_book_is_good(const sim_book *book, ida_uuid session)
{
    const sim_page *page = page_of(book, session);
    return page != NULL && !page->is_spoiled;
}

/* The place of a shard; it is there. */
static uint32_t kin_of(const sim_page *page, ida_uuid id)
{
    uint32_t at = 0;
    while (!sim_stable_equal(page->kin[at].id, id)) {
        at++;
        assert(at < page->kin_count);
    }
    return at;
}

static uint32_t kin_of_self(const sim_page *page, const sim_incarnation *self)
{
    return self->shard.is_child ? kin_of(page, self->shard.id) : 0;
}

/* --- What was handed out. --- */

/* The first of the runs that ends at or behind gen. */
static size_t run_at(const sim_page *page, uint64_t gen)
{
    size_t low = 0;
    size_t high = page->made_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const sim_made *run = &page->made[middle];
        if (run->first_gen + run->count - 1 < gen) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool has(const sim_page *page, uint64_t first_gen, uint64_t count)
{
    size_t at = run_at(page, first_gen);
    return at < page->made_count && page->made[at].first_gen < first_gen + count;
}

bool sim_book_has(const sim_book *book, ida_uuid session, uint64_t first_gen, uint64_t count)
{
    const sim_page *page = page_of(book, session);
    return page != NULL && !page->is_spoiled && count > 0 && has(page, first_gen, count);
}

static bool add(sim_page *page, uint64_t first_gen, uint64_t count)
{
    if (!sim_grow(&page->made, &page->made_capacity, page->made_count, sizeof *page->made)) {
        return false;
    }
    size_t at = run_at(page, first_gen);
    memmove(&page->made[at + 1], &page->made[at], (page->made_count - at) * sizeof *page->made);
    page->made[at] = (sim_made){first_gen, count};
    page->made_count++;
    return true;
}

/* --- Acts. --- */

void sim_book_act(sim_book *book, sim_incarnation *self)
{
    sim_page *page = page_of(book, self->uuid);
    if (page == NULL) {
        return;
    }
    sim_kin *kin = &page->kin[kin_of_self(page, self)];
    page->is_spoiled = page->is_spoiled || kin->state != self->shard.state;
    book->states++;
    kin->state = book->states;
    self->shard.state = book->states;
}

bool sim_book_is_current(const sim_book *book, const sim_incarnation *self)
{
    const sim_page *page = page_of(book, self->uuid);
    return page == NULL || page->kin[kin_of_self(page, self)].state == self->shard.state;
}

static bool add_kin(sim_book *book, sim_page *page, ida_uuid id, uint32_t parent)
{
    if (!sim_grow(&page->kin, &page->kin_capacity, page->kin_count, sizeof *page->kin)) {
        return false;
    }
    book->states++;
    page->kin[page->kin_count] = (sim_kin){.id = id, .parent = parent, .state = book->states};
    page->kin_count++;
    return true;
}

/* A session is split for the first time: all that it has generated was handed out. */
static sim_page *add_page(sim_book *book, sim_incarnation *self)
{
    if (!sim_grow(&book->pages, &book->page_capacity, book->page_count, sizeof *book->pages)) {
        return NULL;
    }
    sim_page *page = &book->pages[book->page_count];
    *page = (sim_page){.session = self->uuid};
    book->page_count++;
    if (!add_kin(book, page, (ida_uuid){0, 0}, 0) ||
        (self->generated > 0 && !add(page, 1, self->generated))) {
        return NULL;
    }
    page->kin[0].farthest = self->generated;
    self->shard.state = page->kin[0].state;
    return page;
}

bool sim_book_split(sim_book *book, sim_incarnation *self, const ida_uuid *names, size_t count)
{
    sim_page *page = page_of(book, self->uuid);
    page = page == NULL ? add_page(book, self) : page;
    if (page == NULL) {
        return false;
    }
    uint32_t parent = kin_of_self(page, self);
    for (size_t i = 0; i < count; i++) {
        if (!add_kin(book, page, names[i], parent)) {
            return false;
        }
    }
    return true;
}

uint64_t sim_book_birth(const sim_book *book, ida_uuid session, ida_uuid child)
{
    const sim_page *page = page_of(book, session);
    assert(page != NULL);
    return page->kin[kin_of(page, child)].state;
}

/* Whether a shard, or one above it, was taken back before gen. */
static bool is_past_end(const sim_page *page, uint32_t at, uint64_t gen)
{
    while (!page->kin[at].has_ended || gen <= page->kin[at].past) {
        if (at == 0) {
            return false;
        }
        at = page->kin[at].parent;
    }
    return true;
}

bool sim_book_give(sim_book *book, const sim_incarnation *self, uint64_t first_gen, uint64_t count,
                   bool *is_repeated)
{
    sim_page *page = page_of(book, self->uuid);
    *is_repeated = false;
    if (page == NULL || count == 0) {
        return true;
    }
    uint32_t at = kin_of_self(page, self);
    uint64_t last = first_gen + count - 1;
    page->is_spoiled = page->is_spoiled || is_past_end(page, at, last);
    if (last > page->kin[at].farthest) {
        page->kin[at].farthest = last;
    }
    if (page->is_spoiled) {
        return true;
    }
    *is_repeated = has(page, first_gen, count);
    return *is_repeated || add(page, first_gen, count);
}

void sim_book_end(sim_book *book, const sim_incarnation *parent, ida_uuid child, uint64_t past)
{
    sim_page *page = page_of(book, parent->uuid);
    assert(page != NULL);
    sim_kin *ended = &page->kin[kin_of(page, child)];
    ended->has_ended = true;
    ended->past = past;
    for (uint32_t i = 0; i < page->kin_count; i++) {
        page->is_spoiled = page->is_spoiled || is_past_end(page, i, page->kin[i].farthest);
    }
}
