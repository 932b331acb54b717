#define _POSIX_C_SOURCE 200809L

#include "harness/cli/conform_demands.h"

#include "harness/targets/reply.h"
#include "harness/targets/tier0.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BATCH = 300, LARGE = 16 * 1024 * 1024 };

/* --- streams ---------------------------------------------------------------------------------- */

static const char good_stream[] = "\xAC\xED\x00\x05\x74\x00\x05water";
/* What nobody takes for a stream. A text cut short would not do: there are parsers that accept it, and what
 * they are worth is for the suite to say. */
static const char bad_stream[] = "\xAC\xEE\x00\x05\x74\x00\x05water";

static struct sluice_bytes good(void)
{
    return (struct sluice_bytes){(const uint8_t *)good_stream, sizeof good_stream - 1};
}

static struct sluice_bytes bad(void)
{
    return (struct sluice_bytes){(const uint8_t *)bad_stream, sizeof bad_stream - 1};
}

/* One long text. */
static struct sluice_bytes large(struct sluice_conform *conform)
{
    static const char head[] = "\xAC\xED\x00\x05\x7C\x00\x00\x00\x00";
    struct sluice_text *stream = &conform->stream;
    const uint32_t length = LARGE - (sizeof head - 1) - 4;
    const uint8_t number[] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16),
                              (uint8_t)(length >> 8), (uint8_t)length};
    sluice_text_clear(stream);
    sluice_text_add(stream, head, sizeof head - 1);
    sluice_text_add(stream, number, sizeof number);
    while (stream->length < LARGE && !stream->failed) {
        char piece[4096];
        const size_t left = LARGE - stream->length;
        memset(piece, 'a', sizeof piece);
        sluice_text_add(stream, piece, left < sizeof piece ? left : sizeof piece);
    }
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(stream), stream->length};
}

/* --- tier 1: asking --------------------------------------------------------------------------- */

static bool send(struct sluice_conform *conform, const char *mode, const char *setting,
                 struct sluice_bytes stream, struct sluice_text *why)
{
    const struct sluice_client_case item = {
        .mode = mode, .setting = {(const uint8_t *)setting, strlen(setting)}, .stream = stream};
    if (sluice_client_send(conform->client, &item)) {
        return true;
    }
    sluice_text_string(why, "out of memory here");
    return false;
}

/* The next answer must be one of `wanted`, and all its fields as they should be. */
static bool receive(struct sluice_conform *conform, const char *wanted, struct sluice_text *why)
{
    struct sluice_client_result result;
    struct sluice_observation observation;
    const char *fault = "no case was sent";
    if (!sluice_client_receive(conform->client, &result)) {
        sluice_text_string(why, fault);
        return false;
    }
    if (result.before != SLUICE_CLIENT_ANSWERED) {
        sluice_text_string(why, "it ended after it had answered");
        return false;
    }
    if (result.end != SLUICE_CLIENT_ANSWERED) {
        sluice_text_string(why, result.why);
        return false;
    }
    sluice_observation_init(&observation);
    const bool kept = sluice_reply_take(result.reply, &conform->hello, &observation, &fault);
    sluice_observation_free(&observation);
    if (!kept) {
        sluice_text_string(why, fault);
        return false;
    }
    const char verdict = (char)result.reply.data[0];
    if (strchr(wanted, verdict) != NULL) {
        return true;
    }
    sluice_text_format(why, "it answers %c, and should %s%s", verdict,
                       strlen(wanted) > 1 ? "one of " : "", wanted);
    return false;
}

static bool ask(struct sluice_conform *conform, const char *mode, const char *setting,
                struct sluice_bytes stream, const char *wanted, struct sluice_text *why)
{
    return send(conform, mode, setting, stream, why) && receive(conform, wanted, why);
}

/* --- tier 1: demands -------------------------------------------------------------------------- */

static bool says_hello(struct sluice_conform *conform, struct sluice_text *why)
{
    const struct sluice_hello *hello = sluice_client_hello(conform->client, why);
    if (hello == NULL) {
        return false;
    }
    conform->hello = *hello;
    if ((hello->capabilities & (SLUICE_CAN_INSPECT | SLUICE_CAN_DECODE)) == 0) {
        sluice_text_string(why, "it judges archives only, and what is asked here is about streams");
        return false;
    }
    conform->mode = (hello->capabilities & SLUICE_CAN_DECODE) != 0 ? "decode" : "inspect";
    return true;
}

static bool accepts(struct sluice_conform *conform, struct sluice_text *why)
{
    return ask(conform, conform->mode, "", good(), "A", why);
}

/* The value that `sluice decode --compact` prints. */
static bool tells_the_value(struct sluice_conform *conform, struct sluice_text *why)
{
    struct sluice_client_result result;
    struct sluice_observation observation;
    const char *fault = "it answers otherwise than before";
    if ((conform->hello.capabilities & SLUICE_CAN_VALUE) == 0) {
        return true;
    }
    if (!send(conform, conform->mode, "", good(), why)) {
        return false;
    }
    sluice_observation_init(&observation);
    bool kept = sluice_client_receive(conform->client, &result) &&
                result.end == SLUICE_CLIENT_ANSWERED &&
                sluice_reply_take(result.reply, &conform->hello, &observation, &fault);
    if (!kept) {
        sluice_text_string(why, fault);
    } else if (!sluice_text_same(observation.answer.compact, "\"water\"")) {
        kept = false;
        sluice_text_format(why, "the value of a text is %s, and should be \"water\"",
                           observation.answer.compact != NULL ? observation.answer.compact
                                                              : "missing");
    }
    sluice_observation_free(&observation);
    return kept;
}

static bool refuses(struct sluice_conform *conform, struct sluice_text *why)
{
    return ask(conform, conform->mode, "", bad(), "RL", why);
}

static bool lives_on(struct sluice_conform *conform, struct sluice_text *why)
{
    const struct timespec moment = {0, 50000000};
    if (!ask(conform, conform->mode, "", good(), "A", why)) {
        return false;
    }
    (void)nanosleep(&moment, NULL); /* for who is about to end */
    return ask(conform, conform->mode, "", good(), "A", why);
}

static bool knows_what_it_does_not(struct sluice_conform *conform, struct sluice_text *why)
{
    char mode[40];
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)snprintf(mode, sizeof mode, "unheard-of-%08lx", (unsigned long)now.tv_nsec * 2654435761U);
    return ask(conform, mode, "", good(), "U", why) && ask(conform, mode, "", bad(), "U", why);
}

static bool reads_its_setting(struct sluice_conform *conform, struct sluice_text *why)
{
    char setting[100];
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)snprintf(setting, sizeof setting, "{\"classes\":[],\"limits\":{},\"unheard-of-%08lx\":1}",
                   (unsigned long)now.tv_nsec * 2654435761U);
    return (conform->hello.capabilities & SLUICE_CAN_DECODE) == 0 ||
           (ask(conform, "decode", "{\"classes\":[],\"limits\":{}}", good(), "A", why) &&
            ask(conform, "decode", setting, good(), "U", why));
}

static bool answers_in_order(struct sluice_conform *conform, struct sluice_text *why)
{
    bool kept = true;
    for (int i = 0; kept && i < BATCH; i++) {
        kept = send(conform, conform->mode, "", i % 3 == 0 ? bad() : good(), why);
    }
    for (int i = 0; kept && i < BATCH; i++) {
        kept = receive(conform, i % 3 == 0 ? "RL" : "A", why);
        if (!kept) {
            sluice_text_format(why, " (case %d of a batch of %d)", i + 1, BATCH);
        }
    }
    return kept;
}

static bool refuses_nothing(struct sluice_conform *conform, struct sluice_text *why)
{
    return ask(conform, conform->mode, "", (struct sluice_bytes){NULL, 0}, "RL", why);
}

static bool takes_much(struct sluice_conform *conform, struct sluice_text *why)
{
    return ask(conform, conform->mode, "", large(conform), "ARLU", why) &&
           ask(conform, conform->mode, "", good(), "A", why);
}

static bool passes_over(struct sluice_conform *conform, struct sluice_text *why)
{
    static const char body[] = "to be passed over";
    if (!sluice_client_send_frame(conform->client, '~',
                                  (struct sluice_bytes){(const uint8_t *)body, sizeof body - 1})) {
        sluice_text_string(why, "out of memory here");
        return false;
    }
    return ask(conform, conform->mode, "", good(), "A", why);
}

static bool ends(struct sluice_conform *conform, struct sluice_text *why)
{
    return ask(conform, conform->mode, "", good(), "A", why) &&
           sluice_client_finish(conform->client, why);
}

/* --- tier 0 ----------------------------------------------------------------------------------- */

static bool reads(struct sluice_conform *conform, struct sluice_bytes stream,
                  enum sluice_outcome wanted, struct sluice_text *why)
{
    struct sluice_observation seen;
    sluice_observation_init(&seen);
    bool kept = sluice_tier0_run(conform->command, conform->deadline, stream, &seen,
                                 &conform->notes);
    const struct sluice_process_facts *process = &seen.process;
    if (!kept) {
        sluice_text_string(why, "out of memory here");
    } else if (process->sanitizer != NULL) {
        kept = false;
        sluice_text_add(why, process->sanitizer, strcspn(process->sanitizer, "\n"));
    } else if (process->signal != 0) {
        kept = false;
        sluice_text_format(why, "it was killed by signal %d", process->signal);
    } else if (process->hang) {
        kept = false;
        sluice_text_format(why, "it does not end within %u ms", conform->deadline);
    } else if (process->adapter_error != NULL) {
        kept = false;
        sluice_text_string(why, process->adapter_error);
    } else if (wanted != SLUICE_OUTCOME_NONE && seen.answer.outcome != wanted) {
        kept = false;
        sluice_text_format(why, "its answer is %s, and should be %s",
                           sluice_outcome_name(seen.answer.outcome), sluice_outcome_name(wanted));
    }
    sluice_observation_free(&seen);
    return kept;
}

static bool exits_0(struct sluice_conform *conform, struct sluice_text *why)
{
    return reads(conform, good(), SLUICE_OUTCOME_ACCEPT, why);
}

static bool exits_1(struct sluice_conform *conform, struct sluice_text *why)
{
    return reads(conform, bad(), SLUICE_OUTCOME_REJECT, why);
}

static bool exits_1_for_nothing(struct sluice_conform *conform, struct sluice_text *why)
{
    return reads(conform, (struct sluice_bytes){NULL, 0}, SLUICE_OUTCOME_REJECT, why);
}

static bool exits_for_much(struct sluice_conform *conform, struct sluice_text *why)
{
    return reads(conform, large(conform), SLUICE_OUTCOME_NONE, why);
}

/* --- the list --------------------------------------------------------------------------------- */

const struct sluice_demand sluice_demands_of_tier_1[] = {
    {"hello", "says hello first, and what it can do", says_hello},
    {"accepts", "accepts a text", accepts},
    {"value", "tells the value of a text as sluice decode --compact does, if it can",
     tells_the_value},
    {"refuses", "refuses what begins as no stream does", refuses},
    {"lives-on", "goes on after it has answered", lives_on},
    {"unknown-mode", "does not guess at a mode that nobody knows", knows_what_it_does_not},
    {"unknown-setting", "does not guess at a setting with something that nobody knows",
     reads_its_setting},
    {"order", "answers a batch of 300 cases, each with its number, in their order",
     answers_in_order},
    {"empty", "refuses an empty stream", refuses_nothing},
    {"large", "answers a stream of 16 MiB, and then the next", takes_much},
    {"unknown-frame", "passes over a frame of a kind that it does not know", passes_over},
    {"end", "ends with 0 at the end of its input", ends},
    {NULL, NULL, NULL},
};

const struct sluice_demand sluice_demands_of_tier_0[] = {
    {"accepts", "exits with 0 for a text", exits_0},
    {"refuses", "exits with 1 for what begins as no stream does", exits_1},
    {"empty", "exits with 1 for an empty stream", exits_1_for_nothing},
    {"large", "exits with 0, 1 or 89 for a stream of 16 MiB", exits_for_much},
    {NULL, NULL, NULL},
};
