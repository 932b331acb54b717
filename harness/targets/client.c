#include "harness/targets/client.h"

#include "harness/base/grow.h"
#include "harness/base/sanitizer_report.h"
#include "harness/targets/frames.h"
#include "harness/targets/process.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum {
    GRACE = 500,          /* milliseconds for a program that is about to end by itself */
    STARTS_AT_MOST = 3,   /* in a row that fail; then it is not tried again */
    SETTINGS_AT_MOST = 64 /* that are kept while no case waits */
};

/* What cases may name. The program keeps it under its number. */
struct setting {
    struct sluice_text json;
    bool known; /* to the process that runs now */
};

struct waiting {
    uint32_t sequence;
    uint32_t setting;         /* its number, from 1; 0: none */
    struct sluice_text frame; /* with all before it that has no answer */
};

struct sluice_client {
    struct sluice_client_settings settings;
    struct sluice_process process;
    struct sluice_hello hello;
    bool greeted;
    unsigned failed_starts; /* in a row */

    struct sluice_text outbox;
    size_t written;
    struct sluice_text inbox;
    size_t taken;
    struct sluice_text before; /* frames to go before the next case */

    struct setting *kept;
    size_t kept_count;
    size_t kept_capacity;

    struct waiting *waiting; /* the first `gone` have their results */
    size_t waiting_count;
    size_t waiting_capacity;
    size_t gone;
    size_t sent;  /* of those that wait: how many the process that runs was sent */
    size_t alone; /* how many of them are to be sent alone: one of them is bad */
    uint32_t next_sequence;
    uint64_t since; /* milliseconds: of the first of them */

    struct sluice_text why;
    struct sluice_text said;
    struct sluice_text reply;
};

struct sluice_client *sluice_client_open(const struct sluice_client_settings *settings)
{
    struct sluice_client *client = calloc(1, sizeof *client);
    if (client != NULL) {
        client->settings = *settings;
        sluice_process_init(&client->process);
        client->next_sequence = 1;
    }
    return client;
}

size_t sluice_client_outstanding(const struct sluice_client *client)
{
    return client->waiting_count - client->gone;
}

static struct waiting *first_waiting(const struct sluice_client *client)
{
    return &client->waiting[client->gone];
}

/* --- what went wrong -------------------------------------------------------------------------- */

/* How the process came to its end, as far as it is known. */
struct trouble {
    enum sluice_client_end end;
    int signal;
};

static void forget_process(struct sluice_client *client)
{
    sluice_text_clear(&client->said);
    sluice_text_string(&client->said, sluice_text_get(&client->process.said));
    sluice_text_clear(&client->outbox);
    sluice_text_clear(&client->inbox);
    client->written = 0;
    client->taken = 0;
    client->sent = 0;
    client->greeted = false;
    for (size_t i = 0; i < client->kept_count; i++) {
        client->kept[i].known = false;
    }
}

/* Ends the process. `end` is how it is to be called if the process did not end by itself within the grace. */
static struct trouble end_process(struct sluice_client *client, enum sluice_client_end end,
                                  uint64_t grace)
{
    struct trouble trouble = {end, 0};
    int status = 0;
    const bool by_itself = sluice_process_end(&client->process, grace, &status);
    if (by_itself && WIFSIGNALED(status)) {
        trouble = (struct trouble){SLUICE_CLIENT_SIGNALED, WTERMSIG(status)};
        sluice_text_clear(&client->why);
        sluice_text_format(&client->why, "the program was killed by signal %d", trouble.signal);
    } else if (by_itself && grace > 0) {
        sluice_text_clear(&client->why);
        sluice_text_format(&client->why, "the program ended with status %d in the middle of a case",
                           WEXITSTATUS(status));
    }
    const char *report = sluice_sanitizer_report(sluice_text_get(&client->process.said));
    if (report != NULL) {
        trouble.end = SLUICE_CLIENT_REPORTED;
        sluice_text_clear(&client->why);
        sluice_text_add(&client->why, report, strcspn(report, "\n"));
    }
    forget_process(client);
    return trouble;
}

static struct trouble broke(struct sluice_client *client, const char *why)
{
    sluice_text_clear(&client->why);
    sluice_text_string(&client->why, why);
    return end_process(client, SLUICE_CLIENT_BROKE, 0);
}

static struct trouble hung(struct sluice_client *client, const char *what, unsigned deadline)
{
    sluice_text_clear(&client->why);
    sluice_text_format(&client->why, "no %s within %u ms", what, deadline);
    return end_process(client, SLUICE_CLIENT_HUNG, 0);
}

/* --- listening -------------------------------------------------------------------------------- */

static bool has_reported(const struct sluice_client *client)
{
    return client->process.said.length > 0 &&
           sluice_sanitizer_report(sluice_text_get(&client->process.said)) != NULL;
}

/* Moves what has not been taken to the beginning. */
static void compact_inbox(struct sluice_client *client)
{
    struct sluice_text *inbox = &client->inbox;
    if (client->taken > 0) {
        memmove(inbox->data, inbox->data + client->taken, inbox->length - client->taken);
        inbox->length -= client->taken;
        client->taken = 0;
    }
}

enum turn { TURN_FRAME, TURN_TROUBLE };

/* Waits for the next frame, writing meanwhile what is to be written. */
static enum turn next_frame(struct sluice_client *client, const char *what, unsigned deadline,
                            struct sluice_frame_in *out, struct trouble *trouble)
{
    struct sluice_process *process = &client->process;
    for (;;) {
        const enum sluice_frames_next next = sluice_frames_next(&client->inbox, &client->taken,
                                                                out);
        if (next == SLUICE_FRAMES_BAD) {
            *trouble = broke(client, "what came is no frame: its length is 0, or more than 64 MiB");
            return TURN_TROUBLE;
        }
        if (client->inbox.failed || client->outbox.failed) {
            *trouble = broke(client, "out of memory");
            trouble->end = SLUICE_CLIENT_NO_MEMORY;
            return TURN_TROUBLE;
        }
        if (next == SLUICE_FRAMES_FRAME && !has_reported(client)) {
            return TURN_FRAME;
        }
        if (next == SLUICE_FRAMES_FRAME) {
            *trouble = broke(client, ""); /* the report says it */
            return TURN_TROUBLE;
        }
        compact_inbox(client);
        const bool ended = sluice_process_has_ended(process);
        const struct sluice_bytes out_bytes = {(const uint8_t *)sluice_text_get(&client->outbox),
                                               client->outbox.length};
        const bool open = sluice_process_write(process, out_bytes, &client->written);
        if (sluice_process_read(process, &client->inbox)) {
            continue;
        }
        if (ended || process->output < 0) {
            sluice_text_clear(&client->why);
            sluice_text_string(&client->why,
                               "the program closed its output in the middle of a case");
            *trouble = end_process(client, SLUICE_CLIENT_BROKE, GRACE);
            return TURN_TROUBLE;
        }
        const uint64_t spent = sluice_process_clock() - client->since;
        if (spent >= deadline) {
            *trouble = hung(client, what, deadline);
            return TURN_TROUBLE;
        }
        sluice_process_wait(process, open && client->written < client->outbox.length,
                            deadline - spent);
    }
}

/* --- starting --------------------------------------------------------------------------------- */

static bool greet(struct sluice_client *client, struct trouble *trouble)
{
    struct sluice_frame_in frame;
    client->since = sluice_process_clock();
    if (next_frame(client, "hello", client->settings.start_deadline, &frame, trouble) !=
        TURN_FRAME) {
        return false;
    }
    if (frame.kind != 'H') {
        *trouble = broke(client, "its first frame is no hello");
        return false;
    }
    sluice_text_clear(&client->why);
    if (!sluice_hello_read(frame.body, &client->hello, &client->why)) {
        *trouble = end_process(client, SLUICE_CLIENT_BROKE, 0);
        return false;
    }
    client->greeted = true;
    return true;
}

static bool start(struct sluice_client *client, struct trouble *trouble)
{
    if (client->process.pid != 0 && client->greeted) {
        return true;
    }
    bool good = false;
    if (client->failed_starts < STARTS_AT_MOST) {
        sluice_text_clear(&client->why);
        sluice_text_clear(&client->said);
        good = sluice_process_start(&client->process, client->settings.command, &client->why) &&
               greet(client, trouble);
        client->failed_starts = good ? 0 : client->failed_starts + 1;
    }
    if (!good) {
        /* Whatever befell it: it was no case's fault. */
        *trouble = (struct trouble){SLUICE_CLIENT_NOT_STARTED, 0};
    }
    return good;
}

const struct sluice_hello *sluice_client_hello(struct sluice_client *client,
                                               struct sluice_text *why)
{
    struct trouble trouble;
    if (start(client, &trouble)) {
        return &client->hello;
    }
    sluice_text_string(why, sluice_text_get(&client->why));
    return NULL;
}

/* --- sending ---------------------------------------------------------------------------------- */

static void clear_settings(struct sluice_client *client)
{
    for (size_t i = 0; i < client->kept_count; i++) {
        sluice_text_free(&client->kept[i].json);
    }
    client->kept_count = 0;
}

/* The number of a setting, which is kept from now on; 0 without memory. */
static uint32_t keep_setting(struct sluice_client *client, struct sluice_bytes json)
{
    for (size_t i = client->kept_count; i > 0; i--) {
        const struct sluice_text *kept = &client->kept[i - 1].json;
        if (kept->length == json.length && memcmp(kept->data, json.data, json.length) == 0) {
            return (uint32_t)i;
        }
    }
    if (client->kept_count >= SETTINGS_AT_MOST && sluice_client_outstanding(client) == 0) {
        clear_settings(client);
    }
    struct setting *kept = sluice_grow(client->kept, &client->kept_capacity, client->kept_count + 1,
                                       sizeof *kept);
    if (kept == NULL || client->kept_count >= UINT32_MAX - 1) {
        return 0;
    }
    client->kept = kept;
    kept[client->kept_count] = (struct setting){{0}, false};
    sluice_text_add(&kept[client->kept_count].json, json.data, json.length);
    if (kept[client->kept_count].json.failed) {
        return 0;
    }
    return (uint32_t)++client->kept_count;
}

bool sluice_client_send_frame(struct sluice_client *client, char kind, struct sluice_bytes body)
{
    return sluice_frames_add(&client->before, kind, body);
}

static bool write_case(const struct waiting *waiting, const struct sluice_client_case *item,
                       struct sluice_text *out)
{
    const size_t mode = strlen(item->mode);
    const size_t head = 4 + 4 + 1 + mode;
    if (mode > SLUICE_FRAMES_MODE || item->stream.length > SLUICE_FRAMES_MOST - 1 - head) {
        return false;
    }
    const uint8_t mode_length = (uint8_t)mode;
    sluice_frames_add_number(out, (uint32_t)(1 + head + item->stream.length));
    sluice_text_add(out, "C", 1);
    sluice_frames_add_number(out, waiting->sequence);
    sluice_frames_add_number(out, waiting->setting);
    sluice_text_add(out, &mode_length, 1);
    sluice_text_add(out, item->mode, mode);
    sluice_text_add(out, item->stream.data, item->stream.length);
    return !out->failed;
}

bool sluice_client_send(struct sluice_client *client, const struct sluice_client_case *item)
{
    if (sluice_client_outstanding(client) == 0) {
        client->waiting_count = 0;
        client->gone = 0;
    }
    struct waiting new = {.sequence = client->next_sequence};
    if (item->setting.length > 0) {
        new.setting = keep_setting(client, item->setting);
        if (new.setting == 0) {
            return false;
        }
    }
    new.frame = client->before;
    client->before = (struct sluice_text){0};
    struct waiting *waiting = sluice_grow(client->waiting, &client->waiting_capacity,
                                          client->waiting_count + 1, sizeof *waiting);
    if (waiting != NULL) {
        client->waiting = waiting;
    }
    if (waiting == NULL || !write_case(&new, item, &new.frame)) {
        sluice_text_free(&new.frame);
        return false;
    }
    waiting[client->waiting_count++] = new;
    client->next_sequence++;
    return true;
}

static void add_setting(struct sluice_client *client, uint32_t number)
{
    struct setting *setting = &client->kept[number - 1];
    if (setting->known) {
        return;
    }
    setting->known = true;
    sluice_frames_add_number(&client->outbox, (uint32_t)(1 + 4 + setting->json.length));
    sluice_text_add(&client->outbox, "S", 1);
    sluice_frames_add_number(&client->outbox, number);
    sluice_text_add(&client->outbox, setting->json.data, setting->json.length);
}

/* Puts into the outbox what may be sent now. */
static void supply(struct sluice_client *client)
{
    const size_t most = client->alone > 0 ? 1 : sluice_client_outstanding(client);
    if (client->sent >= most) {
        return;
    }
    if (client->sent == 0) {
        client->since = sluice_process_clock();
        sluice_text_clear(&client->process.said);
    }
    if (client->written == client->outbox.length) {
        sluice_text_clear(&client->outbox);
        client->written = 0;
    }
    for (; client->sent < most; client->sent++) {
        const struct waiting *next = &first_waiting(client)[client->sent];
        if (next->setting != 0) {
            add_setting(client, next->setting);
        }
        sluice_text_add(&client->outbox, sluice_text_get(&next->frame), next->frame.length);
    }
    if (!sluice_frames_add(&client->outbox, 'E', (struct sluice_bytes){NULL, 0})) {
        client->outbox.failed = true;
    }
}

/* --- receiving -------------------------------------------------------------------------------- */

static void pop(struct sluice_client *client)
{
    sluice_text_free(&first_waiting(client)->frame);
    client->gone++;
    client->sent -= client->sent > 0 ? 1 : 0;
    client->alone -= client->alone > 0 ? 1 : 0;
    client->since = sluice_process_clock();
}

/* The process may have ended after it had answered. Whatever comes next is not to blame. */
static void look_for_end(struct sluice_client *client, struct sluice_client_result *out)
{
    if (client->process.pid == 0 || client->sent > 0 ||
        !sluice_process_has_ended(&client->process)) {
        return;
    }
    sluice_text_clear(&client->why);
    const struct trouble trouble = end_process(client, SLUICE_CLIENT_BROKE, 1);
    out->before = trouble.end;
    out->before_signal = trouble.signal;
}

static bool is_reply(const struct sluice_client *client, const struct sluice_frame_in *frame,
                     const char **why)
{
    if (frame->kind != 'R') {
        *why = "a frame came that is no reply";
    } else if (frame->body.length < 5) {
        *why = "a reply is too short for a sequence number and a verdict";
    } else if (sluice_frames_number(frame->body.data) != first_waiting(client)->sequence) {
        *why = "a reply has another sequence number than the case that it should be about";
    } else if (memchr("ARLU", frame->body.data[4], 4) == NULL) {
        *why = "a reply has a verdict that is none";
    } else {
        return true;
    }
    return false;
}

static void take_reply(struct sluice_client *client, const struct sluice_frame_in *frame,
                       struct sluice_client_result *out)
{
    sluice_text_clear(&client->reply);
    sluice_text_add(&client->reply, frame->body.data + 4, frame->body.length - 4);
    out->end = client->reply.failed ? SLUICE_CLIENT_NO_MEMORY : SLUICE_CLIENT_ANSWERED;
    out->reply = (struct sluice_bytes){(const uint8_t *)sluice_text_get(&client->reply),
                                       client->reply.length};
    out->said = "";
    out->why = "";
}

static void take_trouble(struct sluice_client *client, const struct trouble *trouble,
                         struct sluice_client_result *out)
{
    out->end = trouble->end;
    out->signal = trouble->signal;
    out->why = sluice_text_get(&client->why);
    out->said = sluice_text_get(&client->said);
    out->report = sluice_sanitizer_report(out->said);
}

/* One try. False: what was sent is to be sent again. */
static bool try_once(struct sluice_client *client, struct sluice_client_result *out)
{
    struct trouble trouble;
    struct sluice_frame_in frame;
    size_t sent = 0;
    if (start(client, &trouble)) {
        supply(client);
        sent = client->sent;
        if (next_frame(client, "answer", client->settings.deadline, &frame, &trouble) ==
            TURN_FRAME) {
            const char *why = "";
            if (is_reply(client, &frame, &why)) {
                take_reply(client, &frame, out);
                return true;
            }
            trouble = broke(client, why);
        }
    }
    if (sent > 1 && !client->settings.once) {
        client->alone = sent;
        return false;
    }
    take_trouble(client, &trouble, out);
    return true;
}

bool sluice_client_receive(struct sluice_client *client, struct sluice_client_result *out)
{
    *out = (struct sluice_client_result){.before = SLUICE_CLIENT_ANSWERED};
    if (sluice_client_outstanding(client) == 0) {
        return false;
    }
    look_for_end(client, out);
    while (!try_once(client, out)) {
    }
    pop(client);
    return true;
}

/* --- ending ----------------------------------------------------------------------------------- */

void sluice_client_restart(struct sluice_client *client)
{
    int status;
    (void)sluice_process_end(&client->process, 0, &status);
    forget_process(client);
}

bool sluice_client_finish(struct sluice_client *client, struct sluice_text *why)
{
    int status = 0;
    if (client->process.pid == 0) {
        return true;
    }
    sluice_process_close_input(&client->process);
    const bool by_itself = sluice_process_end(&client->process, client->settings.deadline, &status);
    forget_process(client);
    if (!by_itself) {
        sluice_text_format(why, "it still runs %u ms after the end of its input",
                           client->settings.deadline);
    } else if (WIFSIGNALED(status)) {
        sluice_text_format(why, "it was killed by signal %d at the end of its input",
                           WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        sluice_text_format(why, "it ended with status %d at the end of its input",
                           WEXITSTATUS(status));
    }
    return by_itself && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void sluice_client_free(struct sluice_client *client)
{
    int status;
    if (client == NULL) {
        return;
    }
    (void)sluice_process_end(&client->process, 0, &status);
    sluice_process_free(&client->process);
    for (size_t i = client->gone; i < client->waiting_count; i++) {
        sluice_text_free(&client->waiting[i].frame);
    }
    clear_settings(client);
    free(client->kept);
    free(client->waiting);
    sluice_text_free(&client->outbox);
    sluice_text_free(&client->inbox);
    sluice_text_free(&client->before);
    sluice_text_free(&client->why);
    sluice_text_free(&client->said);
    sluice_text_free(&client->reply);
    free(client);
}
