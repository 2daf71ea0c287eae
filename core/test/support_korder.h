/* Names for the k-order tests: clocks, nodes and generators in one line each. */
#ifndef IDALLOC_TEST_SUPPORT_KORDER_H
#define IDALLOC_TEST_SUPPORT_KORDER_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/korder.h>

/* 2023-11-14 22:13:20 UTC, the first tick of a megasecond. */
#define NOW UINT64_C(1700000000000000)

/* No valid ID: what an output holds before a call that must leave it alone. */
#define TEST_NO_LOCAL UINT64_MAX

#define SEQUENCES IDA_KORDER_SEQUENCE_COUNT

/* The digits of the two forms of text. */
#define D64    ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* The begin of the tick after the one that begins there. */
uint64_t korder_tick_after(uint64_t tick_us);

/* How many IDs to take at once: mostly few, sometimes more than a tick has. */
uint32_t korder_random_burst(uint64_t *random);

ida_korder_config korder_config(uint32_t node, uint32_t drift);
ida_korder_options korder_strict(uint32_t lead_ticks, ida_korder_local high_water);
ida_korder_options korder_faithful(uint32_t first_sequence);

/* A generator of node 1 with the default drift; fails the running test unless it is made. */
ida_korder *korder_new(ida_korder_options options);

/* Each fails the running test unless the library answers IDA_OK. */
ida_korder_local korder_make(uint64_t time_us, uint32_t sequence);
ida_korder_local korder_next(ida_korder *generator, uint64_t now_us);
ida_korder_local korder_lane_next(ida_korder_lane *lane, uint64_t now_us);
ida_korder_local korder_mark(const ida_korder *generator);
ida_korder_global korder_global(ida_korder_config config, ida_korder_local local);

/* The library refuses with that status and leaves the output alone. */
void assert_next_refused(ida_korder *generator, uint64_t now_us, ida_status status);
void assert_lane_refused(ida_korder_lane *lane, uint64_t now_us, ida_status status);

/* Gives count IDs at one time, which must be first and those that follow it in its tick. */
void assert_next_run(ida_korder *generator, uint64_t now_us, ida_korder_local first,
                     uint32_t count);
void assert_lane_run(ida_korder_lane *lane, uint64_t now_us, ida_korder_local first,
                     uint32_t count);

#endif
