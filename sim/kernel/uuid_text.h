/*
 * The text of a UUID, for messages and for checking the core's text, with which it shares no code.
 */
#ifndef SIM_UUID_TEXT_H
#define SIM_UUID_TEXT_H

#include <idalloc/uuid.h>

/* The usual text; a number that is not a UUID is printed as two words. */
void sim_uuid_text(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE]);

#endif
