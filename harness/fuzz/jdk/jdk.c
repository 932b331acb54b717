#include "harness/fuzz/jdk/jdk.h"

#include "harness/targets/client.h"
#include "harness/targets/frames.h"
#include "harness/targets/manifest.h"

#include <stdlib.h>
#include <string.h>

enum { DEADLINE = 20000, START_DEADLINE = 60000, FIELD_HEAD = 5 };

static struct {
    struct sluice_manifest manifest;
    struct sluice_client_settings settings;
    struct sluice_client *client; /* NULL: not asked for yet */
} jdk;

static const char *setting_of(const char *name, const char *otherwise)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe): nobody writes it */
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

static bool load_manifest(struct sluice_text *why)
{
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    struct sluice_text path = {0};
    const char *wanted = setting_of("SLUICE_JDK", "jdk25");
    if (strchr(wanted, '/') != NULL) {
        sluice_text_string(&path, wanted);
    } else {
        sluice_text_format(&path, "%s/inspect-%s.yaml", SLUICE_JVM_ADAPTER, wanted);
    }
    const bool loaded = sluice_manifest_load(sluice_text_get(&path),
                                             setting_of("SLUICE_JDK_BUILD", SLUICE_JVM_BUILD),
                                             &jdk.manifest, &error);
    sluice_text_free(&path);
    if (!loaded) {
        sluice_text_string(why, sluice_yaml_error_text(&error, text));
        return false;
    }
    return sluice_manifest_can_run(&jdk.manifest, why);
}

static void close_client(void)
{
    sluice_client_free(jdk.client);
    sluice_manifest_free(&jdk.manifest);
    jdk.client = NULL;
}

static bool open_client(struct sluice_text *why)
{
    if (jdk.client != NULL) {
        return true;
    }
    if (!load_manifest(why)) {
        sluice_manifest_free(&jdk.manifest);
        return false;
    }
    jdk.settings = (struct sluice_client_settings){
        .command = jdk.manifest.command, .deadline = DEADLINE, .start_deadline = START_DEADLINE};
    jdk.client = sluice_client_open(&jdk.settings);
    if (jdk.client == NULL || atexit(close_client) != 0) {
        sluice_text_string(why, "there is no memory");
        close_client();
        return false;
    }
    return true;
}

uint64_t sluice_jdk_digest(struct sluice_bytes bytes)
{
    uint64_t digest = 0xcbf29ce484222325U;
    for (size_t i = 0; i < bytes.length; i++) {
        digest = (digest ^ bytes.data[i]) * 0x100000001b3U;
    }
    return digest;
}

bool sluice_jdk_send(struct sluice_bytes stream, const char *skipping, bool show,
                     struct sluice_text *why)
{
    if (!open_client(why)) {
        return false;
    }
    struct sluice_text setting = {0};
    if (skipping[0] != '\0' || show) {
        sluice_text_format(&setting, "{\"show\":%s,\"skipping\":[", show ? "true" : "false");
        sluice_text_string(&setting, skipping);
        sluice_text_string(&setting, "]}");
    }
    const struct sluice_client_case item = {
        .mode = "inspect",
        .setting = {(const uint8_t *)sluice_text_get(&setting), setting.length},
        .stream = stream};
    const bool sent = !setting.failed && sluice_client_send(jdk.client, &item);
    sluice_text_free(&setting);
    if (!sent) {
        sluice_text_string(why, "there is no memory for a stream that waits");
    }
    return sent;
}

size_t sluice_jdk_waiting(void)
{
    return jdk.client == NULL ? 0 : sluice_client_outstanding(jdk.client);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void copy(char *out, size_t room, struct sluice_bytes text)
{
    const size_t length = text.length < room - 1 ? text.length : room - 1;
    memcpy(out, text.data, length);
    out[length] = '\0';
}

static void take_field(char tag, struct sluice_bytes field, struct sluice_jdk_answer *out)
{
    if (tag == 'e') {
        copy(out->error, sizeof out->error, field);
    } else if (tag == 'm') {
        copy(out->words, sizeof out->words, field);
    } else if (tag == 'o' && field.length == sizeof out->offset) {
        out->offset = sluice_frames_long(field.data);
    } else if (tag == 'd' && field.length == sizeof out->digest) {
        out->digest = sluice_frames_long(field.data);
        out->has_digest = true;
    } else if (tag == 'w') {
        sluice_text_add(&out->text, field.data, field.length);
    }
}

static void take_reply(struct sluice_bytes reply, struct sluice_jdk_answer *out)
{
    const char verdict = (char)reply.data[0];
    out->verdict = verdict == 'A'   ? SLUICE_JDK_ACCEPTS
                   : verdict == 'R' ? SLUICE_JDK_REFUSES
                                    : SLUICE_JDK_NO_OPINION;
    size_t at = 1;
    while (reply.length - at >= FIELD_HEAD) {
        const char tag = (char)reply.data[at];
        const size_t length = sluice_frames_number(reply.data + at + 1);
        at += FIELD_HEAD;
        if (length > reply.length - at) {
            break;
        }
        take_field(tag, (struct sluice_bytes){reply.data + at, length}, out);
        at += length;
    }
}

bool sluice_jdk_receive(struct sluice_jdk_answer *out, struct sluice_text *why)
{
    struct sluice_client_result result;
    *out = (struct sluice_jdk_answer){.verdict = SLUICE_JDK_ENDED};
    if (jdk.client == NULL || !sluice_client_receive(jdk.client, &result)) {
        sluice_text_string(why, "nothing was asked");
        return false;
    }
    if (result.end == SLUICE_CLIENT_NOT_STARTED || result.end == SLUICE_CLIENT_NO_MEMORY) {
        sluice_text_format(why, "the JVM does not start: %s", result.why);
        return false;
    }
    if (result.end == SLUICE_CLIENT_ANSWERED) {
        take_reply(result.reply, out);
    } else {
        copy(out->error, sizeof out->error,
             (struct sluice_bytes){(const uint8_t *)"ended", sizeof "ended" - 1});
        copy(out->words, sizeof out->words,
             (struct sluice_bytes){(const uint8_t *)result.why, strlen(result.why)});
    }
    return true;
}
