/*
 * Faults shared by worlds of several schemes: tables only. marks.h makes the constants and names of
 * them. X(constant, name, sentence)
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#define SIM_NETWORK_FAULT_TABLE(X)                                                                 \
    X(UP_LOST, "up-lost", "a submission was lost")                                                 \
    X(UP_REPEATED, "up-repeated", "a submission arrived twice")                                    \
    X(UP_REORDERED, "up-reordered", "a submission overtook an earlier one")                        \
    X(DOWN_LOST, "down-lost", "a log entry was lost in flight")                                    \
    X(DOWN_REPEATED, "down-repeated", "a log entry arrived twice")                                 \
    X(DOWN_REORDERED, "down-reordered", "a log entry overtook an earlier one")

#define SIM_CRASH_FAULT_TABLE(X) X(CRASH, "crash", "a node crashed")

#define SIM_DAMAGE_FAULT_TABLE(X)                                                                  \
    X(TRUNCATED, "truncated", "a stored snapshot lost its end")                                    \
    X(FLIPPED, "flipped", "a stored snapshot had a bit flipped")

#define SIM_CLOCK_FAULT_TABLE(X)                                                                   \
    X(CLOCK_BACK, "clock-back", "a node's clock was set back")                                     \
    X(CLOCK_FORWARD, "clock-forward", "a node's clock was set forward")                            \
    X(CLOCK_DRIFT, "clock-drift", "time passed while a node's clock drifted")                      \
    X(CLOCK_FROZEN, "clock-frozen", "time passed while a node's clock was stopped")                \
    X(CLOCK_LEAP, "clock-leap", "a node's clock showed a second twice")                            \
    X(CLOCK_SMEAR, "clock-smear", "time passed while a leap second was smeared")

#endif
