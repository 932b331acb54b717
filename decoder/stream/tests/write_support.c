#include "write_support.h"

/* A buffer that counts its calls. */
struct counted {
    struct sluice_sink to;
    uint64_t calls;
};

static bool count_and_append(void *context, const uint8_t *bytes, size_t length)
{
    struct counted *counted = context;
    counted->calls++;
    assert_true(length > 0);
    return counted->to.write(counted->to.context, bytes, length);
}

struct written write_document(const struct sluice_document *document,
                              const struct sluice_write_options *options)
{
    static const struct sluice_write_options none;
    struct written written = {0};
    struct sluice_write_options with = options != NULL ? *options : none;
    struct counted counted = {sluice_sink_buffer(&written.bytes), 0};
    const struct sluice_sink sink = {count_and_append, &counted};
    with.report = &written.report;
    written.reason = sluice_write_document(document, &sink, &with, &written.status);
    written.calls = counted.calls;
    assert_int_equal(written.reason, written.status.reason);
    assert_int_equal(written.status.consumed, written.bytes.length);
    return written;
}

void written_free(struct written *written)
{
    sluice_buffer_free(&written->bytes);
}

struct stream written_stream(const struct written *written)
{
    return (struct stream){written->bytes.bytes, written->bytes.length, written->bytes.capacity};
}

struct outcome inspect_hex(struct stream *bytes, const char *hex)
{
    *bytes = stream_begin();
    put_hex(bytes, hex);
    struct outcome outcome = inspect(bytes, NULL);
    if (outcome.reason != SLUICE_OK) {
        fail_msg("%s: %s at %llu", hex, sluice_reason_name(outcome.reason),
                 (unsigned long long)outcome.status.offset);
    }
    return outcome;
}
