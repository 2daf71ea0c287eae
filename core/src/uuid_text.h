/*
 * UUID texts with the instructions that every machine of an architecture has. What to use is known
 * when the library is compiled, so there is nothing to ask a processor and nothing to remember.
 * Newer instructions of x86-64 would gain a fifth at most.
 */
#ifndef IDALLOC_UUID_TEXT_H
#define IDALLOC_UUID_TEXT_H

#if defined(__x86_64__) && defined(__SSE2__) && defined(__GNUC__)
#include "uuid_text_sse2.h"
#define IDA_UUID_TEXT_WRITE ida_uuid_text_write_sse2
#define IDA_UUID_TEXT_READ  ida_uuid_text_read_sse2
#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#include "uuid_text_neon.h"
#define IDA_UUID_TEXT_WRITE ida_uuid_text_write_neon
#define IDA_UUID_TEXT_READ  ida_uuid_text_read_neon
#else
#include "uuid_text_portable.h"
#define IDA_UUID_TEXT_WRITE ida_uuid_text_write_portable
#define IDA_UUID_TEXT_READ  ida_uuid_text_read_portable
#endif

#endif
