/*
 * A recipe: how a scenario draws, for a seed, the sizes of a world and the weights of its ops. It
 * is data, made from a scenario file (scenario/reading.h), and drawn from line by line, so that the
 * same file and seed always take the same numbers out of the same streams.
 *
 * A name is a number that a recipe sets or reads: a size, a choice of the file's own, the weight of
 * an op, the weight of a layout of UUIDs, or the sum of all weights.
 */
#ifndef SIM_RECIPE_H
#define SIM_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nearest.h"
#include "scheme.h"
#include "sizes.h"
#include "tape/ops.h"
#include "timing.h"

#define SIM_RECIPE_CHOICES 16u
#define SIM_RECIPE_PIECES  512u
#define SIM_RECIPE_STEPS   256u
#define SIM_RECIPE_TESTS   64u
/* A recipe, and those that it is based on. */
#define SIM_RECIPE_DEPTH 8u

/* Where each kind of name begins. */
enum {
    SIM_NAME_SIZE = 0, /* + a sim_size */
    SIM_NAME_CHOICE = SIM_SIZE_COUNT,
    SIM_NAME_WEIGHT = SIM_NAME_CHOICE + SIM_RECIPE_CHOICES, /* + an op code */
    SIM_NAME_LAYOUT = SIM_NAME_WEIGHT + SIM_OP_CODES,
    SIM_NAME_WEIGHTS = SIM_NAME_LAYOUT + SIM_LAYOUT_KINDS, /* the sum of all weights; only read */
    SIM_NAME_NUMBER, /* the number of the seed, or the largest value; only read */
    SIM_NAMES
};

/* The largest value, and the largest weight. */
#define SIM_VALUE_MAX  UINT32_MAX
#define SIM_WEIGHT_MAX UINT16_MAX

/* A number, or the value of a name. */
typedef struct sim_operand {
    bool is_name;
    uint32_t number; /* the name's number, if it is one */
} sim_operand;

/* How a piece follows those before it. */
typedef enum sim_link {
    SIM_LINK_OPTION, /* it begins an option; of several one is drawn, by their shares */
    SIM_LINK_PLUS,
    SIM_LINK_MINUS,
    SIM_LINK_TIMES, /* binds closer than the two above */
} sim_link;

typedef enum sim_piece_form {
    SIM_PIECE_ONE,     /* from */
    SIM_PIECE_BETWEEN, /* drawn: from..to, both included */
    SIM_PIECE_CHANCE,  /* drawn: 1 in from of to draws, else 0 */
    SIM_PIECE_ANY,     /* drawn: 64 bits; of the seed only, and then alone */
} sim_piece_form;

typedef struct sim_recipe_piece {
    sim_link link;
    sim_piece_form form;
    uint32_t share; /* of an option */
    sim_operand from;
    sim_operand to;
} sim_recipe_piece;

/* Some neighbouring elements of an array. */
typedef struct sim_recipe_slice {
    uint16_t first;
    uint16_t count;
} sim_recipe_slice;

typedef enum sim_relation { SIM_IS_SET, SIM_IS, SIM_IS_NOT, SIM_IS_LESS, SIM_IS_MORE } sim_relation;

typedef struct sim_recipe_test {
    sim_recipe_piece piece; /* ONE, BETWEEN or CHANCE */
    sim_relation relation;
    sim_operand with;
} sim_recipe_test;

typedef enum sim_step_kind {
    SIM_STEP_SECTION, /* what follows is done if all tests hold */
    SIM_STEP_ELSE,    /* what follows is done if the last section with tests was not */
    SIM_STEP_SET,
} sim_step_kind;

typedef struct sim_recipe_step {
    sim_step_kind kind;
    uint32_t line;         /* in its file */
    uint32_t name;         /* SET: what is set */
    uint32_t stream;       /* SECTION: of its draws; 0: the usual one */
    sim_recipe_slice part; /* SET: the pieces of its value; SECTION: its tests, maybe none */
} sim_recipe_step;

typedef struct sim_recipe {
    sim_scheme scheme;
    uint32_t
        stream; /* of what has no stream of its own; that of the last recipe of a chain counts */
    const struct sim_recipe *base; /* is drawn first; NULL: none */
    sim_recipe_piece pieces[SIM_RECIPE_PIECES];
    sim_recipe_test tests[SIM_RECIPE_TESTS];
    sim_recipe_step steps[SIM_RECIPE_STEPS];
    size_t piece_count;
    size_t test_count;
    size_t step_count;
    /* The names of the file's choices, those of its bases first. */
    char choices[SIM_RECIPE_CHOICES][SIM_NAME_LENGTH_MAX + 1];
    size_t choice_count;
    bool is_timed; /* ops come from a timetable (compressor/timetable.h), not by weights */
    sim_distribution timing[SIM_TIMING_COUNT]; /* of a timed recipe */
    bool sets_seed; /* it or a base draws the seed itself; else that is drawn last */
} sim_recipe;

/* What a recipe gives for a seed. */
typedef struct sim_drawn {
    uint32_t
        values[SIM_NAMES]; /* of names; those of the seed, and of other schemes, mean nothing */
    uint64_t seed;         /* of the world's config */
} sim_drawn;

static inline uint32_t sim_drawn_size(const sim_drawn *drawn, sim_size size)
{
    return drawn->values[SIM_NAME_SIZE + size];
}

/* The weights of all ops by their codes, and of all layouts. */
static inline const uint32_t *sim_drawn_weights(const sim_drawn *drawn)
{
    return &drawn->values[SIM_NAME_WEIGHT];
}

static inline const uint32_t *sim_drawn_layouts(const sim_drawn *drawn)
{
    return &drawn->values[SIM_NAME_LAYOUT];
}

/* The value of a DERIVED size from those drawn so far. */
typedef uint32_t (*sim_derive)(const sim_drawn *drawn, sim_size size);

/*
 * Draws what a seed gives. derive: NULL if the scheme has no such sizes. O(steps) of the recipe and
 * its bases. The recipe is one that sim_bounds_check accepts.
 */
void sim_recipe_draw(const sim_recipe *recipe, uint64_t seed, sim_derive derive, sim_drawn *drawn);

/* The recipe and its bases, the first base first; returns how many. */
size_t sim_recipe_chain(const sim_recipe *recipe, const sim_recipe *chain[SIM_RECIPE_DEPTH]);

#endif
