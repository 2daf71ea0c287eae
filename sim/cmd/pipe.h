/*
 * A process that answers lines with lines, over its standard input and output: starts it, writes
 * and reads lines with a deadline, and ends it. Its standard error is that of idsim.
 */
#ifndef SIM_CMD_PIPE_H
#define SIM_CMD_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The longest line that is read, without its end. */
#define SIM_PIPE_LINE_MAX ((size_t)1 << 20)

typedef struct sim_pipe {
    pid_t pid; /* 0: there is no process */
    int to;
    int from;
    char *buffer;    /* SIM_PIPE_LINE_MAX + 1 bytes */
    size_t filled;   /* bytes that were read and belong to no line yet */
    size_t searched; /* bytes of these in which no end of a line was found */
    size_t taken;    /* length of the line that was given last, with its end */
} sim_pipe;

typedef enum sim_pipe_end {
    SIM_PIPE_OK,
    SIM_PIPE_ENDED,  /* it closed its end, or died */
    SIM_PIPE_SILENT, /* the deadline passed */
    SIM_PIPE_LONG,   /* a line longer than SIM_PIPE_LINE_MAX */
} sim_pipe_end;

/* Starts "sh -c COMMAND". False with errno set. */
bool sim_pipe_start(sim_pipe *pipe, const char *command);
/* Ends the process at once, and frees all. */
void sim_pipe_stop(sim_pipe *pipe);
/* After a fork: closes what is the parent's, whose process goes on. */
void sim_pipe_forget(sim_pipe *pipe);

/* Writes size bytes, the last of which ends a line. */
sim_pipe_end sim_pipe_write(sim_pipe *pipe, const char *bytes, size_t size, uint64_t deadline_ms);
/* Reads a line; it stays until the next call. The deadline counts from this call on. */
sim_pipe_end sim_pipe_read(sim_pipe *pipe, const char **line, size_t *size, uint64_t deadline_ms);

#endif
