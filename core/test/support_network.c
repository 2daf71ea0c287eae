/* Messages on their way: see the header. */
#include "support_network.h"

#include "support_cmocka.h"
#include "support_random.h"

void network_send(network *n, const uint8_t *bytes, size_t size)
{
    if (n->count < n->room) {
        memcpy(n->messages[n->count].bytes, bytes, size);
        n->messages[n->count].size = size;
        n->count++;
    }
}

void network_send_reply(network *n, const ida_chunk_reply *reply)
{
    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
    ida_chunk_reply_encode(reply, bytes);
    network_send(n, bytes, sizeof bytes);
}

void network_ask(network *n, const ida_coordinator *coordinator)
{
    ida_chunk_request request;
    if (ida_coordinator_request(coordinator, &request)) {
        uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE];
        ida_chunk_request_encode(&request, bytes);
        network_send(n, bytes, sizeof bytes);
    }
}

bool network_receive(network *n, message *m)
{
    if (n->count == 0) {
        return false;
    }
    size_t at = below(n->count);
    *m = n->messages[at];
    if (below(4) != 0) {
        n->count--;
        n->messages[at] = n->messages[n->count];
    }
    return true;
}
