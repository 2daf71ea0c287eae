/* Signals that ask idsim to end: they are recorded, and wake a poll. */
#ifndef SIM_CMD_INTERRUPT_H
#define SIM_CMD_INTERRUPT_H

#include <stdbool.h>

/*
 * From now on records SIGINT, SIGTERM and SIGHUP, and ignores SIGPIPE (writes fail instead). False
 * with errno set. A second signal ends the process at once.
 */
bool sim_interrupt_catch(void);
/* Readable after a signal; for poll. -1 if no signals are caught. */
int sim_interrupt_fd(void);
/* The signal received, or 0. */
int sim_interrupt_signal(void);

#endif
