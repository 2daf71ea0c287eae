/* Subjects that are the core but for one mistake: see the header. */
#include "support_wrong_part.h"

static const wrong_part *const parts[] = {&wrong_ids, &wrong_documents, &wrong_contract,
                                          &wrong_shards};

const wrong_subject *wrong_subject_at(size_t index)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (index < parts[i]->count) {
            return &parts[i]->rows[index];
        }
        index -= parts[i]->count;
    }
    return NULL;
}

size_t wrong_subject_count(void)
{
    size_t count = 0;
    while (wrong_subject_at(count) != NULL) {
        count++;
    }
    return count;
}

void wrong_reset(void)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i]->reset != NULL) {
            parts[i]->reset();
        }
    }
}
