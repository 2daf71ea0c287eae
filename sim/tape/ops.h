/*
 * Ops: what tapes are made of. Each scheme assigns some of its SIM_OP_CODES codes in the tables of
 * its ops.h; NOP is 0 in all of them. Everything that depends on an op's form reads these tables:
 * the forms of the tape, lists, drivers, the mutator, the search and the shrinker.
 *
 * X(constant, number, name, sentence, arguments...): an op. SIM_OP_constant is its number, which
 * never changes: tapes in corpus/ use it. An argument is ARG(kind, name); an op without arguments
 * has NO_ARG. An op that makes no sense in the current state does nothing.
 *
 * K(constant, wrap, bound, span, usual numbers...): a kind of argument, SIM_ARG_constant.
 *   wrap   NODES, SLOTS: to that number of the world's config. WHOLE: n and n % bound are the same.
 *          PART: n % bound and n / bound are separate. ANY: to the number of things in the world
 *          (messages in flight, log entries), or not at all.
 *   span   a mutator draws 0 or a number below it; 0: it draws any number that is not wrapped
 *   usual  what an exhaustive search tries by default; of NODES and SLOTS it tries all
 *
 * V(kind, constant, number, name): a named number of a kind, SIM_kind_constant. Texts may use the
 * name instead of the number.
 */
#ifndef SIM_OPS_H
#define SIM_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/ops.h"
#include "kernel/clock_table.h"
#include "korder/ops.h"
#include "lease/ops.h"
#include "scheme.h"
#include "sequence/ops.h"
#include "snowflake/ops.h"
#include "timeordered/ops.h"

/* Op codes have six bits. */
#define SIM_OP_CODES 64u
#define SIM_OP_ARGS  3u

#define SIM_NOP_TABLE(X) X(NOP, 0, "nop", "nothing happens", NO_ARG)

/*
 * SLOT is a place for a session on its node, or for a master; INDEX a number among existing things.
 * A BATCH n means n % SIM_BATCH_BOUND + 1 of them. The compressor's MESSAGE is the number of a
 * submission, from 1 on, which lies in the place of that number; other schemes count the messages
 * in flight from 0, and wrap. An ACCESS n is the n % SIM_ACCESS_BOUND-th step of a thread, before
 * which another thread's calls come. n / SIM_ACCESS_BOUND is 2 * microseconds that pass; plus 1 if
 * the other thread read the clock before they did.
 */
#define SIM_SHARED_KIND_TABLE(K)                                                                   \
    K(NONE, ANY, 0, 0, 0)                                                                          \
    K(NODE, NODES, 0, 0, 0)                                                                        \
    K(SLOT, SLOTS, 0, 0, 0)                                                                        \
    K(FLAG, WHOLE, 2, 0, 0)                                                                        \
    K(COUNT, ANY, 0, 1u << 16, 1, 3)                                                               \
    K(BATCH, WHOLE, 64, 0, 1, 3)                                                                   \
    K(MESSAGE, ANY, 0, 32, 1, 2, 3)                                                                \
    K(INDEX, ANY, 0, 32, 0)                                                                        \
    K(ACCESS, PART, 16, 1u << 15, 0, 1, 2)

#define SIM_SHARED_VALUE_TABLE(V)                                                                  \
    V(FLAG, NO, 0, "no")                                                                           \
    V(FLAG, YES, 1, "yes")

#define SIM_EVERY_KIND(K) SIM_SHARED_KIND_TABLE(K) SIM_CLOCK_KIND_TABLE(K) SIM_OF_SCHEMES(KIND, K)
#define SIM_EVERY_VALUE(V)                                                                         \
    SIM_SHARED_VALUE_TABLE(V) SIM_CLOCK_VALUE_TABLE(V) SIM_OF_SCHEMES(VALUE, V)

/* Codes of different schemes may be equal. */
typedef enum sim_op_code {
#define SIM_OP_CONSTANT(constant, number, ...) SIM_OP_##constant = (number),
    SIM_NOP_TABLE(SIM_OP_CONSTANT) SIM_CLOCK_OP_TABLE(SIM_OP_CONSTANT)
        SIM_OF_SCHEMES(OP, SIM_OP_CONSTANT)
#undef SIM_OP_CONSTANT
} sim_op_code;

typedef enum sim_arg_kind {
#define SIM_KIND_CONSTANT(constant, ...) SIM_ARG_##constant,
    SIM_EVERY_KIND(SIM_KIND_CONSTANT)
#undef SIM_KIND_CONSTANT
        SIM_ARG_KINDS
} sim_arg_kind;

/* SIM_kind_BOUND, for decoding: what WHOLE and PART wrap to. */
enum {
#define SIM_BOUND_CONSTANT(constant, wrap, bound, ...) SIM_##constant##_BOUND = (bound),
    SIM_EVERY_KIND(SIM_BOUND_CONSTANT)
#undef SIM_BOUND_CONSTANT
};

enum {
#define SIM_VALUE_CONSTANT(kind, constant, number, name) SIM_##kind##_##constant = (number),
    SIM_EVERY_VALUE(SIM_VALUE_CONSTANT)
#undef SIM_VALUE_CONSTANT
};

typedef enum sim_arg_wrap {
    SIM_WRAP_ANY,
    SIM_WRAP_NODES,
    SIM_WRAP_SLOTS,
    SIM_WRAP_WHOLE,
    SIM_WRAP_PART
} sim_arg_wrap;

typedef struct sim_kind_row {
    sim_arg_wrap wrap;
    uint32_t bound;
    uint32_t span;
    uint32_t usual[3];
    unsigned usual_count;
} sim_kind_row;

typedef struct sim_arg {
    sim_arg_kind kind; /* NONE: the op has no such argument, and no more after it */
    const char *name;
} sim_arg;

typedef struct sim_op_row {
    const char *name; /* NULL: the code is not assigned, and the rest is empty */
    const char *sentence;
    sim_arg args[SIM_OP_ARGS];
} sim_op_row;

typedef struct sim_arg_value {
    sim_arg_kind kind;
    uint32_t number;
    const char *name;
} sim_arg_value;

/* The row of any number. */
const sim_op_row *sim_op_row_of(sim_scheme scheme, unsigned code);
/* NULL if the code is not assigned. */
const char *sim_op_name(sim_scheme scheme, unsigned code);
/* Whether the code is assigned. */
bool sim_op_applies(sim_scheme scheme, unsigned code);
unsigned sim_op_arg_count(sim_scheme scheme, unsigned code);
/* False if the scheme has no op of that name. */
bool sim_op_find(sim_scheme scheme, const char *name, size_t length, unsigned *code);

const sim_kind_row *sim_kind_row_of(sim_arg_kind kind);
/* The index-th named value of a kind; NULL if there are fewer. */
const sim_arg_value *sim_arg_value_at(sim_arg_kind kind, unsigned index);
/* False if the kind has no value of that name. */
bool sim_arg_value_find(sim_arg_kind kind, const char *name, size_t length, uint32_t *number);

#endif
