/*
 * Which process something belongs to, for what fork() must not copy: a number from the caller,
 * and 0 as long as it is not bound.
 */
#ifndef IDALLOC_PROCESS_H
#define IDALLOC_PROCESS_H

#include <stdint.h>

#include <idalloc/status.h>

/* IDA_FORKED, and nothing changed, if it is bound to another process. */
static inline ida_status ida_process_bind(uint64_t *owner, uint64_t process)
{
    if (process == 0) {
        return IDA_INVALID_ARGUMENT;
    }
    if (*owner != 0 && *owner != process) {
        return IDA_FORKED;
    }
    *owner = process;
    return IDA_OK;
}

static inline ida_status ida_process_check(uint64_t owner, uint64_t process)
{
    return process != 0 && owner == process ? IDA_OK : IDA_FORKED;
}

#endif
