/* The holder of a lease, and the wire form of leases. */
#include <idalloc/lease.h>

#include <assert.h>

#include "lease_clock.h"
#include "little_endian.h"
#include "uuid_math.h"

ida_status ida_lease_holder_open(ida_lease_holder *holder, const ida_lease_config *config,
                                 ida_uuid id, ida_lease_time now)
{
    if (!ida_lease_config_is_valid(config) || !ida_uuid_is_valid(id) ||
        !ida_lease_time_is_valid(now)) {
        return IDA_INVALID_ARGUMENT;
    }
    *holder = (ida_lease_holder){.config = *config, .id = id, .last = now};
    return IDA_OK;
}

/* Keeps a reading if it fits to the one before. */
static ida_status observe(ida_lease_holder *holder, ida_lease_time now)
{
    ida_status status = ida_lease_check_clock(&holder->config, holder->last, now);
    if (status == IDA_OK) {
        holder->last = now;
    }
    return status;
}

ida_status ida_lease_holder_ask(ida_lease_holder *holder, ida_lease_time now, uint64_t *request)
{
    ida_status status = observe(holder, now);
    if (status != IDA_OK) {
        return status;
    }
    holder->request++;
    if (!holder->is_asking) {
        holder->is_asking = true;
        holder->asked_us = now.monotonic_us;
        holder->first_request = holder->request;
    }
    *request = holder->request;
    return IDA_OK;
}

/* Whether a lease that ends at these times by the two clocks is over for its holder. */
static bool is_over(const ida_lease_holder *holder, int64_t end_us, uint64_t lasts_to_us,
                    ida_lease_time now)
{
    return now.wall_us >= end_us - (int64_t)holder->config.clock_error_us ||
           now.monotonic_us >= lasts_to_us;
}

/* Whether a lease can be a registry's whose clock is as good as the holder's has to be. */
static bool is_possible(const ida_lease_holder *holder, const ida_lease *lease, ida_lease_time now)
{
    int64_t latest =
        now.wall_us + (int64_t)holder->config.lease_us + ida_lease_grace(&holder->config);
    return ida_uuid_same(lease->holder, holder->id) && lease->start_us >= 0 &&
           lease->start_us < lease->end_us && lease->end_us <= latest;
}

/* Whether the holder knows more than an answer says. */
static bool is_stale(const ida_lease_holder *holder, const ida_lease *lease)
{
    if (!holder->is_asking || lease->request < holder->first_request ||
        lease->request > holder->request) {
        return true;
    }
    if (lease->term == holder->dropped_term && lease->number == holder->dropped_number) {
        return true;
    }
    return holder->has_lease &&
           (lease->number != holder->lease.number || lease->term != holder->lease.term ||
            lease->end_us <= holder->lease.end_us);
}

ida_status ida_lease_holder_accept(ida_lease_holder *holder, const ida_lease *lease,
                                   ida_lease_time now)
{
    ida_status status = observe(holder, now);
    if (status != IDA_OK) {
        return status;
    }
    if (!is_possible(holder, lease, now)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (is_stale(holder, lease)) {
        return IDA_STALE_MESSAGE;
    }
    uint64_t lasts_to_us =
        holder->asked_us + (holder->config.lease_us - holder->config.clock_error_us);
    if (is_over(holder, lease->end_us, lasts_to_us, now)) {
        /* The next request counts from when it is sent, not from this one. */
        holder->is_asking = false;
        return IDA_LEASE_EXPIRED;
    }
    holder->lease = *lease;
    holder->lasts_to_us = lasts_to_us;
    holder->has_lease = true;
    holder->is_asking = false;
    return IDA_OK;
}

static void forget(ida_lease_holder *holder)
{
    holder->has_lease = false;
    holder->is_asking = false;
}

ida_status ida_lease_holder_check(ida_lease_holder *holder, ida_lease_time now, uint32_t *number)
{
    ida_status status = observe(holder, now);
    if (status != IDA_OK) {
        return status;
    }
    if (holder->has_lease && is_over(holder, holder->lease.end_us, holder->lasts_to_us, now)) {
        /* What has ended does not come back, even if the clock goes back. */
        forget(holder);
    }
    if (!holder->has_lease) {
        return IDA_LEASE_EXPIRED;
    }
    *number = holder->lease.number;
    return IDA_OK;
}

bool ida_lease_holder_should_ask(const ida_lease_holder *holder, ida_lease_time now)
{
    uint64_t third = holder->config.lease_us / 3;
    return !holder->has_lease || holder->lasts_to_us < now.monotonic_us ||
           holder->lasts_to_us - now.monotonic_us <= holder->config.lease_us - third ||
           holder->lease.end_us - now.wall_us <= (int64_t)(holder->config.lease_us - third);
}

bool ida_lease_holder_lease(const ida_lease_holder *holder, ida_lease *lease)
{
    if (holder->has_lease) {
        *lease = holder->lease;
    }
    return holder->has_lease;
}

void ida_lease_holder_drop(ida_lease_holder *holder)
{
    if (holder->has_lease) {
        holder->dropped_term = holder->lease.term;
        holder->dropped_number = holder->lease.number;
    }
    forget(holder);
}

/* --- The wire form. --- */

void ida_lease_encode(const ida_lease *lease, uint8_t bytes[IDA_LEASE_ENCODED_SIZE])
{
    ida_uuid_to_bytes(lease->holder, bytes);
    ida_store_le64(bytes + 16, lease->term);
    ida_store_le64(bytes + 24, (uint64_t)lease->start_us);
    ida_store_le64(bytes + 32, (uint64_t)lease->end_us);
    ida_store_le64(bytes + 40, lease->request);
    ida_store_le32(bytes + 48, lease->number);
}

ida_status ida_lease_decode(const uint8_t *bytes, size_t size, ida_lease *lease)
{
    ida_lease read;
    if (size != IDA_LEASE_ENCODED_SIZE || ida_uuid_from_bytes(bytes, &read.holder) != IDA_OK) {
        return IDA_MALFORMED;
    }
    uint64_t start = ida_load_le64(bytes + 24);
    uint64_t end = ida_load_le64(bytes + 32);
    if (start >= end || end > (uint64_t)IDA_LEASE_WALL_MAX) {
        return IDA_MALFORMED;
    }
    read.term = ida_load_le64(bytes + 16);
    read.start_us = (int64_t)start;
    read.end_us = (int64_t)end;
    read.request = ida_load_le64(bytes + 40);
    read.number = ida_load_le32(bytes + 48);
    *lease = read;
    return IDA_OK;
}
