/* The agenda of timed worlds: by time, then by when something was put in. */
#include "compressor/agenda.h"

#include <stdlib.h>

#include "kernel/random.h"
#include "support_cmocka.h"

TEST(items_come_out_by_time_and_then_as_they_came_in)
{
    sim_agenda *agenda = calloc(1, sizeof *agenda);
    assert_non_null(agenda);
    sim_random random = sim_random_stream(3, 4);
    sim_agenda_item item = {0};
    for (unsigned round = 0; round < 3; round++) {
        uint64_t last_us = 0;
        uint64_t last_serial = 0;
        for (unsigned i = 0; i < SIM_AGENDA_MAX; i++) {
            item = (sim_agenda_item){.at_us = sim_random_below(&random, 50), .number = i};
            assert_true(sim_agenda_add(agenda, item));
        }
        assert_false(sim_agenda_add(agenda, item));
        for (unsigned i = 0; i < SIM_AGENDA_MAX; i++) {
            assert_true(sim_agenda_take(agenda, &item));
            assert_true(item.at_us >= last_us);
            assert_true(item.at_us > last_us || i == 0 || item.serial > last_serial);
            last_us = item.at_us;
            last_serial = item.serial;
        }
        assert_false(sim_agenda_take(agenda, &item));
    }
    free(agenda);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_out_by_time_and_then_as_they_came_in),
    };
    return RUN_TESTS(tests);
}
