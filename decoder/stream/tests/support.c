#define _POSIX_C_SOURCE 200809L /* scandir, strdup */
#include "support.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a stream that is being written ----------------------------------------------------------- */

struct stream stream_new(void)
{
    return (struct stream){.bytes = malloc(64), .capacity = 64};
}

struct stream stream_begin(void)
{
    struct stream stream = stream_new();
    put_u32(&stream, 0xACED0005);
    return stream;
}

void stream_free(struct stream *stream)
{
    free(stream->bytes);
    *stream = (struct stream){0};
}

void put_raw(struct stream *stream, const void *bytes, size_t length)
{
    while (stream->capacity - stream->length < length) {
        stream->capacity *= 2;
        stream->bytes = realloc(stream->bytes, stream->capacity);
        assert_non_null(stream->bytes);
    }
    if (length > 0) {
        memcpy(stream->bytes + stream->length, bytes, length);
        stream->length += length;
    }
}

static void put_big_endian(struct stream *stream, uint64_t value, unsigned bytes)
{
    for (unsigned i = bytes; i > 0; i--) {
        const uint8_t byte = (uint8_t)(value >> (8 * (i - 1)));
        put_raw(stream, &byte, 1);
    }
}

void put_u8(struct stream *stream, unsigned value)
{
    put_big_endian(stream, value, 1);
}

void put_u16(struct stream *stream, unsigned value)
{
    put_big_endian(stream, value, 2);
}

void put_u32(struct stream *stream, uint32_t value)
{
    put_big_endian(stream, value, 4);
}

void put_u64(struct stream *stream, uint64_t value)
{
    put_big_endian(stream, value, 8);
}

static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    assert_in_range((unsigned char)c, 'a', 'f');
    return (unsigned)(c - 'a' + 10);
}

void put_hex(struct stream *stream, const char *hex)
{
    while (*hex != '\0') {
        if (*hex == ' ' || *hex == '\n') {
            hex++;
            continue;
        }
        put_u8(stream, hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
        hex += 2;
    }
}

void put_utf(struct stream *stream, const char *text)
{
    put_u16(stream, (unsigned)strlen(text));
    put_raw(stream, text, strlen(text));
}

void put_string(struct stream *stream, const char *text)
{
    put_u8(stream, 0x74);
    put_utf(stream, text);
}

void put_reference(struct stream *stream, uint32_t index)
{
    put_u8(stream, 0x71);
    put_u32(stream, 0x7E0000 + index);
}

void put_class(struct stream *stream, const char *name, unsigned flags, unsigned fields)
{
    put_u8(stream, 0x72);
    put_utf(stream, name);
    put_u64(stream, 1);
    put_u8(stream, flags);
    put_u16(stream, fields);
}

void put_plain_class(struct stream *stream, const char *name, unsigned flags)
{
    put_class(stream, name, flags, 0);
    put_hex(stream, "78 70");
}

void put_field(struct stream *stream, char code, const char *name, const char *signature)
{
    put_u8(stream, (unsigned char)code);
    put_utf(stream, name);
    if (signature != NULL) {
        put_string(stream, signature);
    }
}

struct stream stream_of_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s cannot be opened: the corpora belong to the checkout", path);
        return stream_new();
    }
    struct stream stream = stream_new();
    uint8_t part[4096];
    size_t got;
    while ((got = fread(part, 1, sizeof part, file)) > 0) {
        put_raw(&stream, part, got);
    }
    assert_int_equal(ferror(file), 0);
    (void)fclose(file);
    return stream;
}

/* --- the allocator ---------------------------------------------------------------------------- */

static void *meter_get(void *context, size_t bytes)
{
    struct meter *meter = context;
    assert_true(bytes > 0);
    meter->calls++;
    if (meter->fail_at != 0 &&
        (meter->calls == meter->fail_at || (meter->fail_after && meter->calls > meter->fail_at))) {
        return NULL;
    }
    /* The size goes along, so that put() can be held to it. */
    size_t *memory = malloc(bytes + 2 * sizeof(size_t));
    assert_non_null(memory);
    memory[0] = bytes;
    memset(memory + 2, 0xA5, bytes);
    meter->live += bytes;
    meter->live_blocks++;
    if (meter->live > meter->peak) {
        meter->peak = meter->live;
    }
    return memory + 2;
}

static void meter_put(void *context, void *memory, size_t bytes)
{
    struct meter *meter = context;
    size_t *block = (size_t *)memory - 2;
    assert_int_equal(block[0], bytes);
    meter->live -= bytes;
    meter->live_blocks--;
    free(block);
}

void meter_init(struct meter *meter)
{
    *meter = (struct meter){.allocator = {meter_get, meter_put, meter}};
}

/* --- a source that cuts ----------------------------------------------------------------------- */

static int64_t read_chunk(void *context, uint8_t *buffer, size_t capacity)
{
    struct chunks *chunks = context;
    assert_true(capacity > 0);
    chunks->calls++;
    chunks->calls_after_end += chunks->ended;
    if (chunks->given >= chunks->error_at) {
        chunks->ended = true;
        return -1;
    }
    size_t part = chunks->length - chunks->given;
    part = part < chunks->most ? part : chunks->most;
    part = part < capacity ? part : capacity;
    if (part > chunks->error_at - chunks->given) {
        part = chunks->error_at - chunks->given;
    }
    if (part == 0) {
        chunks->ended = true;
        return 0;
    }
    memcpy(buffer, chunks->bytes + chunks->given, part);
    chunks->given += part;
    return (int64_t)part;
}

struct sluice_source chunked_source(struct chunks *chunks, const struct stream *stream, size_t most,
                                    uint64_t promised)
{
    *chunks = (struct chunks){
        .bytes = stream->bytes, .length = stream->length, .most = most, .error_at = SIZE_MAX};
    return sluice_source_callback(read_chunk, chunks, promised);
}

/* --- runs ------------------------------------------------------------------------------------- */

struct outcome inspect(const struct stream *stream, const struct sluice_options *options)
{
    struct outcome outcome = {0};
    const struct sluice_source source = sluice_source_memory(stream->bytes, stream->length);
    outcome.reason = sluice_inspect(&source, options, &outcome.document, &outcome.status);
    assert_int_equal(outcome.reason, outcome.status.reason);
    if (options == NULL || !options->keep_partial) {
        assert_int_equal(outcome.document != NULL, outcome.reason == SLUICE_OK);
    }
    return outcome;
}

void outcome_free(struct outcome *outcome)
{
    sluice_document_free(outcome->document);
    outcome->document = NULL;
}

static bool collect(void *context, const char *text, size_t length)
{
    put_raw(context, text, length);
    return true;
}

static char *finish_text(struct stream *text, enum sluice_reason reason)
{
    if (reason != SLUICE_OK) {
        stream_free(text);
        return NULL;
    }
    put_u8(text, 0);
    return (char *)text->bytes;
}

char *json_of(const struct sluice_document *document)
{
    struct stream text = stream_new();
    return finish_text(&text, sluice_document_json(document, NULL, collect, &text));
}

char *compact_of(const struct sluice_document *document)
{
    struct stream text = stream_new();
    return finish_text(&text, sluice_document_compact(document, NULL, collect, &text));
}

void expect_json(const char *hex, const char *json)
{
    struct stream stream = stream_begin();
    put_hex(&stream, hex);
    struct outcome outcome = inspect(&stream, NULL);
    assert_string_equal(sluice_reason_name(outcome.reason), "ok");
    char *text = json_of(outcome.document);
    assert_string_equal(text, json);
    free(text);
    outcome_free(&outcome);
    stream_free(&stream);
}

/* --- decode ----------------------------------------------------------------------------------- */

struct sluice_policy *policy_of(const struct sluice_class_model *models, size_t count)
{
    struct sluice_policy *policy;
    struct sluice_policy_error error;
    if (sluice_policy_create(models, count, NULL, &policy, &error) != SLUICE_OK) {
        fail_msg("model %zu: %s", error.model, error.message);
    }
    return policy;
}

struct built decode(const struct stream *stream, const struct sluice_policy *policy,
                    const struct sluice_options *options)
{
    struct built built = {0};
    const struct sluice_source source = sluice_source_memory(stream->bytes, stream->length);
    built.reason = sluice_decode(&source, policy, options, &built.graph, &built.status);
    assert_int_equal(built.reason, built.status.reason);
    assert_int_equal(built.graph != NULL, built.reason == SLUICE_OK);
    return built;
}

struct built decode_hex(struct stream *bytes, const char *hex, const struct sluice_policy *policy)
{
    *bytes = stream_begin();
    put_hex(bytes, hex);
    return decode(bytes, policy, NULL);
}

void built_free(struct built *built)
{
    sluice_graph_free(built->graph);
    built->graph = NULL;
}

char *graph_json_of(const struct sluice_graph *graph)
{
    struct stream text = stream_new();
    return finish_text(&text, sluice_graph_json(graph, NULL, collect, &text));
}

char *graph_compact_of(const struct sluice_graph *graph)
{
    struct stream text = stream_new();
    return finish_text(&text, sluice_graph_compact(graph, NULL, collect, &text));
}

void expect_graph(const struct sluice_policy *policy, const char *hex, const char *json)
{
    struct stream bytes;
    struct built built = decode_hex(&bytes, hex, policy);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s: %s at %llu (%s, %s)", hex, sluice_reason_name(built.reason),
                 (unsigned long long)built.status.offset, built.status.at, built.status.path);
    }
    char *text = graph_json_of(built.graph);
    assert_string_equal(text, json);
    free(text);
    built_free(&built);
    stream_free(&bytes);
}

void expect_refusal(const struct sluice_policy *policy, const char *hex, enum sluice_reason reason,
                    const char *path)
{
    struct stream bytes;
    struct built built = decode_hex(&bytes, hex, policy);
    if (built.reason != reason || (path != NULL && strcmp(built.status.path, path) != 0)) {
        fail_msg("%s: %s (%s) expected, got %s at %llu (%s, %s)", hex, sluice_reason_name(reason),
                 path != NULL ? path : "any path", sluice_reason_name(built.reason),
                 (unsigned long long)built.status.offset, built.status.at, built.status.path);
    }
    built_free(&built);
    stream_free(&bytes);
}

/* --- files ------------------------------------------------------------------------------------ */

void for_each_file(const char *folder, const char *ending,
                   void (*visit)(const char *path, const char *id, void *context), void *context)
{
    struct dirent **entries;
    const int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) {
        fail_msg("%s cannot be listed: the corpora belong to the checkout", folder);
        return;
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const size_t length = strlen(name);
        if (length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0) {
            char path[1024];
            char id[512];
            (void)snprintf(path, sizeof path, "%s/%s", folder, name);
            (void)snprintf(id, sizeof id, "%.*s", (int)(length - strlen(ending)), name);
            visit(path, id, context);
        }
        free(entries[i]);
    }
    free(entries);
}

bool line_value(const char *line, const char *key, char *value, size_t size)
{
    char quoted[64];
    (void)snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(line, quoted);
    if (at == NULL) {
        return false;
    }
    at += strlen(quoted);
    at += *at == ' ';
    const bool is_string = *at == '"';
    at += is_string;
    size_t length = 0;
    while (at[length] != '\0' &&
           (is_string ? at[length] != '"' : strchr(",}]", at[length]) == NULL)) {
        length += is_string && at[length] == '\\' ? 2 : 1;
    }
    assert_true(length < size);
    memcpy(value, at, length);
    value[length] = '\0';
    return true;
}
