#include "patches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS "../../../corpora/valid/streams"

struct sluice_policy *policy_of_groups(uint32_t groups, const struct sluice_class_model *models,
                                       size_t count)
{
    struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {{models, count}};
    const size_t set_count = 1 + sluice_group_sets(groups, sets + 1);
    struct sluice_policy *policy = NULL;
    struct sluice_policy_error error = {0};
    if (sluice_policy_create_from(sets, set_count, NULL, &policy, &error) != SLUICE_OK) {
        fail_msg("%s", error.message);
    }
    return policy;
}

/* The only place where `part` stands. */
static size_t place_of(const struct stream *bytes, const struct stream *part, const char *id,
                       const char *find)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i + part->length <= bytes->length; i++) {
        if (memcmp(bytes->bytes + i, part->bytes, part->length) == 0) {
            if (found != SIZE_MAX) {
                fail_msg("%s: %s stands there twice", id, find);
            }
            found = i;
        }
    }
    if (found == SIZE_MAX) {
        fail_msg("%s: %s does not stand there", id, find);
    }
    return found;
}

struct stream patched(const char *id, const char *find, const char *put, bool to_end)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s.ser", strchr(id, '/') != NULL ? "streams" : STREAMS,
                   id);
    struct stream bytes = stream_of_file(path);
    if (find == NULL) {
        return bytes;
    }
    struct stream part = stream_new();
    struct stream result = stream_new();
    put_hex(&part, find);
    const size_t at = place_of(&bytes, &part, id, find);
    put_raw(&result, bytes.bytes, at);
    put_hex(&result, put);
    if (!to_end) {
        put_raw(&result, bytes.bytes + at + part.length, bytes.length - at - part.length);
    }
    stream_free(&part);
    stream_free(&bytes);
    return result;
}

void expect_patches(uint32_t groups, const struct patch *patches, size_t count)
{
    struct sluice_policy *policy = policy_of_groups(groups, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        struct stream bytes = patched(patches[i].stream, patches[i].find, patches[i].put,
                                      patches[i].to_end);
        struct built built = decode(&bytes, policy, NULL);
        if (built.reason != patches[i].reason) {
            fail_msg("%s, %s for %s: %s (%s at %s), not %s", patches[i].stream,
                     patches[i].find != NULL ? patches[i].put : "nothing",
                     patches[i].find != NULL ? patches[i].find : "nothing",
                     sluice_reason_name(built.reason), built.status.class_name, built.status.path,
                     sluice_reason_name(patches[i].reason));
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

struct built decode_valid(struct stream *bytes, const char *id, const struct sluice_policy *policy)
{
    *bytes = patched(id, NULL, NULL, false);
    struct built built = decode(bytes, policy, NULL);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s: %s (%s at %s)", id, sluice_reason_name(built.reason), built.status.class_name,
                 built.status.path);
    }
    return built;
}

struct reading reading_begin(const char *id, const struct sluice_policy *policy)
{
    struct reading reading;
    reading.built = decode_valid(&reading.bytes, id, policy);
    reading.graph = reading.built.graph;
    reading.root = sluice_graph_root(reading.graph);
    return reading;
}

void reading_end(struct reading *reading)
{
    built_free(&reading->built);
    stream_free(&reading->bytes);
}

void assert_text(struct sluice_bytes bytes, const char *text)
{
    assert_int_equal(bytes.length, strlen(text));
    assert_memory_equal(bytes.data, text, bytes.length);
}
