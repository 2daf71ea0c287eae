/*
 * A network between masters and coordinators. It delivers messages in any order and some of them
 * again, and loses those that come when it is full.
 */
#ifndef IDALLOC_TEST_SUPPORT_NETWORK_H
#define IDALLOC_TEST_SUPPORT_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/sequence.h>

typedef struct message {
    uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE]; /* the longest of all kinds */
    size_t size;
} message;

typedef struct network {
    message messages[24];
    size_t count;
    size_t room; /* how many may be on their way */
} network;

void network_send(network *n, const uint8_t *bytes, size_t size);
void network_send_reply(network *n, const ida_chunk_reply *reply);

/* Sends what the coordinator asks, if it asks. */
void network_ask(network *n, const ida_coordinator *coordinator);

/* One message on its way, of which a copy may stay there. False if there is none. */
bool network_receive(network *n, message *m);

#endif
