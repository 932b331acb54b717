#include "harness/targets/process_target.h"

#include "harness/targets/archive_request.h"
#include "harness/targets/client.h"
#include "harness/targets/process.h"
#include "harness/targets/reply.h"
#include "harness/targets/said.h"
#include "harness/targets/tier0.h"

#include <stdio.h>
#include <stdlib.h>

struct program {
    const char *const *command;
    unsigned tier;
    unsigned deadline;
    bool archives;
    struct sluice_hello hello; /* as it was when the target was created */
    struct sluice_client *client;
    struct sluice_text stream;
    struct sluice_bytes setting;
    struct sluice_text notes;
    enum sluice_client_end ended; /* after the answer before the last run; ANSWERED: it was not */
    int ended_by;
    const char *last_words; /* of that program; valid until the next run */
};

static const char archives_mode[] = "archive";

/* --- a run ------------------------------------------------------------------------------------ */

static void load_setting(void *context, struct sluice_bytes setting)
{
    struct program *program = context;
    program->setting = setting;
}

static bool load_stream(void *context, struct sluice_bytes stream)
{
    struct program *program = context;
    sluice_text_clear(&program->stream);
    program->stream.failed = false;
    sluice_text_add(&program->stream, stream.data, stream.length);
    return !program->stream.failed;
}

static void take_end(enum sluice_client_end end, int number, const char *why,
                     struct sluice_observation *out)
{
    switch (end) {
    case SLUICE_CLIENT_ANSWERED:
        return;
    case SLUICE_CLIENT_SIGNALED:
        out->process.signal = number;
        return;
    case SLUICE_CLIENT_HUNG:
        out->process.hang = true;
        return;
    case SLUICE_CLIENT_REPORTED:
    case SLUICE_CLIENT_BROKE:
    case SLUICE_CLIENT_NOT_STARTED:
    case SLUICE_CLIENT_NO_MEMORY:
        out->process.adapter_error = sluice_observation_keep(out, why);
        return;
    }
}

static void take_result(struct program *program, const struct sluice_client_result *result,
                        struct sluice_observation *out)
{
    const char *fault = NULL;
    take_end(result->end, result->signal, result->why, out);
    if (result->report != NULL) {
        out->process.sanitizer = sluice_observation_keep(out, result->report);
    }
    sluice_said_keep(result->said, out);
    if (result->end == SLUICE_CLIENT_ANSWERED &&
        !sluice_reply_take(result->reply, &program->hello, out, &fault)) {
        out->answer = (struct sluice_answer){.offset = SLUICE_NOT_MEASURED};
        out->process.adapter_error = fault;
        sluice_client_restart(program->client);
    }
    program->ended = result->before;
    program->ended_by = result->before_signal;
    program->last_words = result->before_said;
}

static struct sluice_client *open_client(const struct program *program)
{
    const struct sluice_client_settings settings = {
        .command = program->command,
        .deadline = program->deadline,
        .start_deadline = program->deadline > SLUICE_TARGET_START_DEADLINE
                              ? program->deadline
                              : SLUICE_TARGET_START_DEADLINE,
    };
    return sluice_client_open(&settings);
}

static bool ask(struct program *program, const char *mode, struct sluice_observation *out)
{
    struct sluice_client_result result;
    const struct sluice_client_case item = {
        .mode = mode,
        .setting = program->setting,
        .stream = {(const uint8_t *)sluice_text_get(&program->stream), program->stream.length}};
    if (program->client == NULL) {
        program->client = open_client(program);
    }
    if (program->client == NULL || !sluice_client_send(program->client, &item) ||
        !sluice_client_receive(program->client, &result)) {
        out->process.adapter_error =
            "the stream cannot be sent: out of memory, or 256 MiB and more";
        return false;
    }
    take_result(program, &result, out);
    return true;
}

static bool run_program(void *context, const struct sluice_target_request *request,
                        struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct program *program = context;
    *facts = (struct sluice_target_facts){0};
    program->ended = SLUICE_CLIENT_ANSWERED;
    if (program->tier != 0) {
        const char *mode = program->archives ? archives_mode
                                             : sluice_target_mode_name(request->mode);
        return ask(program, mode, observation);
    }
    const struct sluice_bytes stream = {(const uint8_t *)sluice_text_get(&program->stream),
                                        program->stream.length};
    if (sluice_tier0_run(program->command, program->deadline, stream, observation,
                         &program->notes)) {
        return true;
    }
    observation->process.adapter_error = "out of memory for what the program says";
    return false;
}

bool sluice_process_target_ended(const struct sluice_target *target,
                                 struct sluice_observation *observation)
{
    struct program *program = target->context;
    if (program->ended == SLUICE_CLIENT_ANSWERED) {
        return false;
    }
    take_end(program->ended, program->ended_by, "the program ended after it had answered",
             observation);
    sluice_said_keep(program->last_words, observation);
    program->ended = SLUICE_CLIENT_ANSWERED;
    return true;
}

/* --- the target ------------------------------------------------------------------------------- */

static void destroy(void *context)
{
    struct program *program = context;
    sluice_client_free(program->client);
    sluice_text_free(&program->stream);
    sluice_text_free(&program->notes);
    free(program);
}

/* Whoever runs the target starts a process of his own: none is there to be shared after a fork. */
static void end_client(struct program *program)
{
    sluice_client_free(program->client);
    program->client = NULL;
}

static bool can_be_asked(const struct program *program, struct sluice_text *why)
{
    const unsigned can = program->hello.capabilities;
    const bool fits = program->archives ? (can & SLUICE_CAN_ARCHIVE) != 0
                                        : (can & (SLUICE_CAN_INSPECT | SLUICE_CAN_DECODE)) != 0;
    if (!fits) {
        sluice_text_string(why, program->archives ? "it does not say that it judges archives"
                                                  : "it judges archives only");
    }
    return fits;
}

static bool meet(struct program *program, struct sluice_text *why)
{
    if (program->tier == 0) {
        program->hello.capabilities = SLUICE_CAN_INSPECT;
        return true;
    }
    program->client = open_client(program);
    if (program->client == NULL) {
        sluice_text_string(why, "out of memory");
        return false;
    }
    const struct sluice_hello *hello = sluice_client_hello(program->client, why);
    if (hello != NULL) {
        program->hello = *hello;
    }
    end_client(program);
    return hello != NULL && can_be_asked(program, why);
}

bool sluice_process_target_create(const struct sluice_process_target_settings *settings,
                                  struct sluice_target *target, struct sluice_text *why)
{
    struct program *program = calloc(1, sizeof *program);
    if (program == NULL) {
        sluice_text_string(why, "out of memory");
        return false;
    }
    program->command = settings->command;
    program->tier = settings->tier;
    program->deadline = settings->deadline != 0 ? settings->deadline : SLUICE_TARGET_DEADLINE;
    program->archives = settings->archives;
    if (!meet(program, why)) {
        destroy(program);
        return false;
    }
    const struct sluice_hello *hello = &program->hello;
    *target = (struct sluice_target){
        .name = settings->name != NULL ? settings->name : hello->name,
        .version = hello->version[0] != '\0' ? hello->version : NULL,
        .kind = SLUICE_TARGET_PROCESS,
        .capabilities = hello->capabilities,
        .deadline = program->deadline,
        .load = load_stream,
        .set = load_setting,
        .run = run_program,
        .destroy = destroy,
        .context = program,
    };
    return true;
}

/* --- the smoke -------------------------------------------------------------------------------- */

static const uint8_t good_stream[] = "\xAC\xED\x00\x05\x74\x00\x05water";
static const uint8_t bad_stream[] = "\xAC\xEE\x00\x05\x74\x00\x05water";

static const char *befell(const struct sluice_observation *observation)
{
    const struct sluice_process_facts *process = &observation->process;
    if (process->sanitizer != NULL) {
        return "a sanitizer reports";
    }
    if (process->signal != 0) {
        return "it is killed by a signal";
    }
    if (process->hang) {
        return "it does not answer in time";
    }
    return process->adapter_error != NULL ? process->adapter_error
                                          : sluice_outcome_name(observation->answer.outcome);
}

/* Asks one thing. `wanted` NONE: a refusal of any kind. */
static bool is_answered(const struct sluice_target *target, const char *mode,
                        struct sluice_bytes stream, enum sluice_outcome wanted, const char *what,
                        struct sluice_text *why)
{
    struct program *program = target->context;
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    const struct sluice_target_request request = {.mode = SLUICE_MODE_INSPECT};
    sluice_observation_init(&observation);
    program->setting = (struct sluice_bytes){NULL, 0};
    const bool ran = load_stream(program, stream) &&
                     (program->tier == 0 ? run_program(program, &request, &observation, &facts)
                                         : ask(program, mode, &observation));
    const enum sluice_outcome got = observation.answer.outcome;
    const bool good = ran && (wanted == SLUICE_OUTCOME_REJECT
                                  ? got == SLUICE_OUTCOME_REJECT || got == SLUICE_OUTCOME_LIMIT
                                  : got == wanted);
    if (!good) {
        sluice_text_format(why, "%s: %s", what, befell(&observation));
    }
    sluice_observation_free(&observation);
    return good;
}

static bool is_fit_for_archives(const struct sluice_target *target, const char *unknown,
                                struct sluice_text *why)
{
    static const char junk[] = "no archive";
    const struct sluice_archive_file file = {.name = "junk.jar",
                                             .bytes = {(const uint8_t *)junk, sizeof junk}};
    const struct sluice_archive_request request = {.files = &file, .file_count = 1};
    struct sluice_text body = {0};
    sluice_archive_request_write(&request, &body);
    const struct sluice_bytes bytes = {(const uint8_t *)sluice_text_get(&body), body.length};
    const bool fit = is_answered(target, archives_mode, bytes, SLUICE_OUTCOME_REJECT,
                                 "what is no archive is to be refused", why) &&
                     is_answered(target, unknown, bytes, SLUICE_OUTCOME_UNSUPPORTED,
                                 "a mode that nobody knows is to be unsupported", why);
    sluice_text_free(&body);
    return fit;
}

static bool is_fit_for_streams(const struct sluice_target *target, const char *unknown,
                               struct sluice_text *why)
{
    const struct program *program = target->context;
    const struct sluice_bytes good = {good_stream, sizeof good_stream - 1};
    const struct sluice_bytes bad = {bad_stream, sizeof bad_stream - 1};
    const char *mode = (target->capabilities & SLUICE_CAN_DECODE) != 0 ? "decode" : "inspect";
    return is_answered(target, mode, good, SLUICE_OUTCOME_ACCEPT, "a text is to be accepted",
                       why) &&
           is_answered(target, mode, bad, SLUICE_OUTCOME_REJECT,
                       "what begins as no stream does is to be refused", why) &&
           (program->tier == 0 ||
            is_answered(target, unknown, good, SLUICE_OUTCOME_UNSUPPORTED,
                        "a mode that nobody knows is to be unsupported", why));
}

bool sluice_process_target_smoke(const struct sluice_target *target, struct sluice_text *why)
{
    struct program *program = target->context;
    char unknown[48];
    (void)snprintf(unknown, sizeof unknown, "unheard-of-%08llx",
                   (unsigned long long)sluice_process_clock() * 2654435761U);
    const bool fit = program->archives ? is_fit_for_archives(target, unknown, why)
                                       : is_fit_for_streams(target, unknown, why);
    end_client(program);
    return fit;
}
