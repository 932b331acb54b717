#include "harness/targets/delivery.h"

#include <string.h>

static void complain(struct sluice_delivery *delivery, const char *fault)
{
    if (delivery->fault == NULL) {
        delivery->fault = fault;
    }
}

static int64_t fail(struct sluice_delivery *delivery, size_t capacity)
{
    delivery->over = true;
    return delivery->boasts ? (int64_t)capacity + 1 : -1;
}

/* A piece of 1 to `then` bytes. */
static size_t next_piece(struct sluice_delivery *delivery)
{
    if (delivery->vary == 0) {
        return delivery->then;
    }
    delivery->vary ^= delivery->vary << 13;
    delivery->vary ^= delivery->vary >> 17;
    delivery->vary ^= delivery->vary << 5;
    return 1 + delivery->vary % delivery->then;
}

static int64_t deliver(void *context, uint8_t *buffer, size_t capacity)
{
    struct sluice_delivery *delivery = context;
    size_t count = delivery->left.length;
    if (delivery->over) {
        complain(delivery, "a source is asked again after it has ended or failed");
    }
    if (capacity == 0 || capacity > delivery->most) {
        complain(delivery, "a source is asked for nothing, or for more than it may be asked for");
    }
    count = count < delivery->piece ? count : delivery->piece;
    count = count < capacity ? count : capacity;
    if (delivery->until_failure == 1) {
        return fail(delivery, capacity);
    }
    count = count < delivery->until_failure ? count : (size_t)delivery->until_failure - 1;
    if (count == 0) {
        delivery->over = true;
        return 0;
    }
    memcpy(buffer, delivery->left.data, count);
    delivery->left.data += count;
    delivery->left.length -= count;
    delivery->until_failure -= count;
    delivery->most -= count;
    delivery->piece = delivery->piece > count ? delivery->piece - count : next_piece(delivery);
    return (int64_t)count;
}

/* What the source says beforehand. */
static uint64_t told_length(const struct sluice_target_request *request, struct sluice_bytes input)
{
    return request->hide_length ? SLUICE_UNKNOWN_LENGTH : input.length + request->falls_short;
}

/* Not past a length that is known; and one byte past the limit tells that the stream goes on. */
static uint64_t most_of(const struct sluice_target_request *request, struct sluice_bytes input)
{
    const uint64_t most = told_length(request, input);
    const uint64_t limit = request->limits != NULL ? request->limits->stream_bytes : 0;
    return limit != 0 && limit < most ? limit + 1 : most;
}

struct sluice_source sluice_delivery_source(struct sluice_delivery *delivery,
                                            const struct sluice_target_request *request,
                                            struct sluice_bytes input)
{
    *delivery = (struct sluice_delivery){
        .left = input,
        .piece = request->split != 0 ? request->split : request->chunk,
        .then = request->split != 0 ? SIZE_MAX : request->chunk,
        .vary = request->split != 0 ? 0 : request->vary,
        .until_failure = request->fail_source != 0 ? request->fail_source : UINT64_MAX,
        .most = most_of(request, input),
        .boasts = request->boasts,
    };
    return delivery->piece == 0
               ? sluice_source_memory(input.data, input.length)
               : sluice_source_callback(deliver, delivery, told_length(request, input));
}
