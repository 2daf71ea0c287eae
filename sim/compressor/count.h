/* Counts what a compressor world made and spent: an observer (kernel/observer.h). */
#ifndef SIM_COMPRESSOR_COUNT_H
#define SIM_COMPRESSOR_COUNT_H

#include <stdbool.h>

/*
 * self: uint64_t[SIM_AMOUNT_COUNT], which it adds to. When the quiet phase has ended it asks the
 * document of one node for its clusters and a snapshot, which changes nothing. Stops the run if
 * there is no memory for the snapshot.
 */
bool sim_compressor_count(void *self, const void *event);

#endif
