/* Signals that ask idsim to end: they are noted, and wake a poll. */
#ifndef SIM_CMD_INTERRUPT_H
#define SIM_CMD_INTERRUPT_H

#include <stdbool.h>

/*
 * Notes SIGINT, SIGTERM and SIGHUP from now on, and ignores SIGPIPE (writes fail instead). False
 * with errno set. A second signal ends the process at once.
 */
bool sim_interrupt_catch(void);
/* Readable when a signal came; for poll. -1 if nothing is caught. */
int sim_interrupt_fd(void);
/* The signal that came, or 0. */
int sim_interrupt_signal(void);

#endif
