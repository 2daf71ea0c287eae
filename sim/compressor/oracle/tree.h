/*
 * The oracle's own model of a session's shards, written from what idalloc/shard.h promises:
 * strides, residues, and what a parent knows of its children. It has no tree: each incarnation has
 * its part.
 *
 * The sim_tree_may_ functions say what a call returns, and change nothing. The others make the
 * change of a call that returned IDA_OK.
 */
#ifndef SIM_ORACLE_TREE_H
#define SIM_ORACLE_TREE_H

#include <idalloc/shard.h>

#include "answer.h"

/* What a call that moves a shard does to it. */
typedef struct sim_move {
    uint64_t to;    /* the gen count where it is afterwards */
    size_t child;   /* whom it is about; follow: no child */
    uint64_t known; /* the gen count that the child is known to have reached */
    bool ends;      /* the child is removed */
} sim_move;

/* The last gen count that a sharded session may have. */
uint64_t sim_tree_limit(const sim_incarnation *self);

ida_status sim_tree_may_split(const sim_view *view, const ida_uuid *names, size_t count);
/* Gives the parent its children; false without memory. */
bool sim_tree_split(sim_incarnation *parent, const ida_uuid *names, size_t count);
/* Makes child the one of that name, as it was born when parent was split last; false likewise. */
bool sim_tree_bear(const sim_incarnation *parent, ida_uuid name, sim_incarnation *child);

/* The token of each call is written on IDA_OK. */
ida_status sim_tree_may_report(const sim_incarnation *self, ida_shard_token *token);
ida_status sim_tree_may_inform(const sim_view *view, ida_uuid child, ida_shard_token *token);
ida_status sim_tree_may_dispose(const sim_incarnation *self, ida_shard_token *token);

/* These write the move on IDA_OK. */
ida_status sim_tree_may_hear(const sim_view *view, const ida_shard_token *token, sim_move *move);
ida_status sim_tree_may_follow(const sim_view *view, const ida_shard_token *token, sim_move *move);
ida_status sim_tree_may_revoke(const sim_view *view, ida_uuid child, uint64_t past, sim_move *move);
/* Moves; false without memory. */
bool sim_tree_move(sim_incarnation *self, const sim_move *move);

/*
 * Whether a state is one that splits and tokens can lead to, as a reader of snapshots must ask:
 * strides that divide each other, a child where its IDs end, children of other residues.
 */
bool sim_tree_is_sound(const sim_incarnation *self);

/* What ida_shard_describe says. */
ida_shard_info sim_tree_describe(const sim_incarnation *self);

#endif
