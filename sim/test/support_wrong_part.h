/* What the files of wrong subjects share. */
#ifndef SIM_TEST_SUPPORT_WRONG_PART_H
#define SIM_TEST_SUPPORT_WRONG_PART_H

#include "support_cmocka.h"
#include "support_wrong.h"

/* plant_MISTAKE, which puts a function into a subject;
 * PLANT_AFTER does so after it has planted another one. */
#define PLANT(member, mistake)                                                                     \
    static void plant_##mistake(sim_subject *subject)                                              \
    {                                                                                              \
        subject->member = mistake;                                                                 \
    }
#define PLANT_AFTER(first, member, mistake)                                                        \
    static void plant_##mistake(sim_subject *subject)                                              \
    {                                                                                              \
        plant_##first(subject);                                                                    \
        subject->member = mistake;                                                                 \
    }

/* A wrong subject for any world. */
#define ROW(text, invariant, mistake)                                                              \
    {                                                                                              \
        text, SIM_INVARIANT_##invariant, plant_##mistake, false, false                             \
    }

typedef struct wrong_part {
    const wrong_subject *rows;
    size_t count;
    void (*reset)(void); /* forgets what the mistakes remember; NULL if they remember nothing */
} wrong_part;

extern const wrong_part wrong_ids;
extern const wrong_part wrong_documents;
extern const wrong_part wrong_contract;
extern const wrong_part wrong_shards;

#endif
