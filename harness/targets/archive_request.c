#include "harness/targets/archive_request.h"

#include "harness/targets/frames.h"

#include <string.h>

static void add(struct sluice_text *out, char tag, struct sluice_bytes content)
{
    if (content.length > UINT32_MAX) {
        out->failed = true;
        return;
    }
    sluice_text_add(out, &tag, 1);
    sluice_frames_add_number(out, (uint32_t)content.length);
    sluice_text_add(out, content.data, content.length);
}

static void add_string(struct sluice_text *out, char tag, const char *string)
{
    if (string != NULL) {
        add(out, tag, (struct sluice_bytes){(const uint8_t *)string, strlen(string)});
    }
}

static void add_certificates(struct sluice_text *out, char tag,
                             const struct sluice_archive_trusted *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_string(out, 'l', items[i].alias);
        add(out, tag, items[i].der);
    }
}

static void add_clock(struct sluice_text *out, int64_t clock)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)((uint64_t)clock >> (56 - 8 * i));
    }
    add(out, 'w', (struct sluice_bytes){bytes, sizeof bytes});
}

void sluice_archive_request_write(const struct sluice_archive_request *request,
                                  struct sluice_text *out)
{
    for (size_t i = 0; i < request->file_count; i++) {
        add_string(out, 'n', request->files[i].name);
        add_string(out, 'u', request->files[i].codebase);
        add(out, 'a', request->files[i].bytes);
    }
    add_certificates(out, 'c', request->trust, request->trust_count);
    add_certificates(out, 't', request->timestampers, request->timestamper_count);
    for (size_t i = 0; i < request->pin_count; i++) {
        add_string(out, 'p', request->pins[i]);
    }
    if (request->has_clock) {
        add_clock(out, request->clock);
    }
}
