#include "harness/targets/client.h"

#include "harness/base/grow.h"
#include "harness/base/sanitizer_report.h"
#include "harness/targets/line.h"

#include <string.h>
#include <sys/wait.h>

enum {
    SETTINGS_AT_MOST = 64 /* but for those that cases which wait name */
};

/* What cases may name. The program keeps it under its number. */
struct setting {
    struct sluice_text json;
    bool known;     /* to the process that runs now */
    size_t waiting; /* cases that name it */
};

struct waiting {
    uint32_t sequence;
    uint32_t setting;         /* its number, from 1; 0: none */
    struct sluice_text frame; /* with all before it that has no answer */
};

struct sluice_client {
    struct sluice_client_settings settings;
    struct sluice_line line;
    struct sluice_text before; /* frames to go before the next case */

    struct setting *kept;
    size_t kept_count;
    size_t kept_capacity;
    size_t oldest; /* among those kept: the next to make room */

    struct waiting *waiting; /* the first `gone` have their results */
    size_t waiting_count;
    size_t waiting_capacity;
    size_t gone;
    size_t sent;  /* of those that wait: how many the process that runs was sent */
    size_t alone; /* how many of them are to be sent alone: one of them is bad */
    uint32_t next_sequence;
    struct sluice_text reply;
    struct sluice_text last_words; /* of a program that ended after an answer */
};

struct sluice_client *sluice_client_open(const struct sluice_client_settings *settings)
{
    struct sluice_client *client = calloc(1, sizeof *client);
    if (client != NULL) {
        client->settings = *settings;
        sluice_line_init(&client->line, &client->settings);
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

/* A fresh process has been sent nothing. */
static void forget_process(struct sluice_client *client)
{
    client->sent = 0;
    for (size_t i = 0; i < client->kept_count; i++) {
        client->kept[i].known = false;
    }
}

const struct sluice_hello *sluice_client_hello(struct sluice_client *client,
                                               struct sluice_text *why)
{
    struct sluice_line_trouble trouble;
    if (sluice_line_start(&client->line, &trouble)) {
        return &client->line.hello;
    }
    forget_process(client);
    sluice_text_string(why, sluice_text_get(&client->line.why));
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

/* A place for a setting: a new one, or if there are many that of one which no case names, in turn. NULL without
 * memory. */
static struct setting *place_for_setting(struct sluice_client *client)
{
    for (size_t i = 0; client->kept_count >= SETTINGS_AT_MOST && i < client->kept_count; i++) {
        client->oldest = (client->oldest + 1) % client->kept_count;
        if (client->kept[client->oldest].waiting == 0) {
            return &client->kept[client->oldest];
        }
    }
    struct setting *kept = sluice_grow(client->kept, &client->kept_capacity, client->kept_count + 1,
                                       sizeof *kept);
    if (kept == NULL || client->kept_count >= UINT32_MAX - 1) {
        return NULL;
    }
    client->kept = kept;
    kept[client->kept_count] = (struct setting){0};
    return &kept[client->kept_count++];
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
    struct setting *kept = place_for_setting(client);
    if (kept == NULL) {
        return 0;
    }
    kept->known = false;
    sluice_text_clear(&kept->json);
    sluice_text_add(&kept->json, json.data, json.length);
    return kept->json.failed ? 0 : (uint32_t)(kept - client->kept) + 1;
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

/* Whoever always has something waiting has most of the list behind them: it must not grow with all there ever was. */
static void forget_gone(struct sluice_client *client)
{
    const size_t left = sluice_client_outstanding(client);
    if (client->gone > left) {
        memmove(client->waiting, first_waiting(client), left * sizeof *client->waiting);
        client->waiting_count = left;
        client->gone = 0;
    }
}

bool sluice_client_send(struct sluice_client *client, const struct sluice_client_case *item)
{
    forget_gone(client);
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
    if (new.setting != 0) {
        client->kept[new.setting - 1].waiting++;
    }
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
    sluice_frames_add_number(&client->line.outbox, (uint32_t)(1 + 4 + setting->json.length));
    sluice_text_add(&client->line.outbox, "S", 1);
    sluice_frames_add_number(&client->line.outbox, number);
    sluice_text_add(&client->line.outbox, setting->json.data, setting->json.length);
}

/* Puts into the outbox what may be sent now. */
static void supply(struct sluice_client *client)
{
    const size_t most = client->alone > 0 ? 1 : sluice_client_outstanding(client);
    if (client->sent >= most) {
        return;
    }
    if (client->sent == 0) {
        client->line.since = sluice_process_clock();
        sluice_text_clear(&client->line.process.said);
    }
    sluice_line_compact(&client->line);
    for (; client->sent < most; client->sent++) {
        const struct waiting *next = &first_waiting(client)[client->sent];
        if (next->setting != 0) {
            add_setting(client, next->setting);
        }
        sluice_text_add(&client->line.outbox, sluice_text_get(&next->frame), next->frame.length);
    }
    if (!sluice_frames_add(&client->line.outbox, 'E', (struct sluice_bytes){NULL, 0})) {
        client->line.outbox.failed = true;
    }
}

/* --- receiving -------------------------------------------------------------------------------- */

static void pop(struct sluice_client *client)
{
    struct waiting *first = first_waiting(client);
    if (first->setting != 0) {
        client->kept[first->setting - 1].waiting--;
    }
    sluice_text_free(&first->frame);
    client->gone++;
    client->sent -= client->sent > 0 ? 1 : 0;
    client->alone -= client->alone > 0 ? 1 : 0;
    client->line.since = sluice_process_clock();
}

/* The process may have ended after it had answered. Whatever comes next is not to blame. */
static void look_for_end(struct sluice_client *client, struct sluice_client_result *out)
{
    if (client->line.process.pid == 0 || client->sent > 0 ||
        !sluice_process_has_ended(&client->line.process)) {
        return;
    }
    sluice_text_clear(&client->line.why);
    const struct sluice_line_trouble trouble = sluice_line_end(&client->line, SLUICE_CLIENT_BROKE,
                                                               1);
    forget_process(client);
    out->before = trouble.end;
    out->before_signal = trouble.signal;
    sluice_text_clear(&client->last_words);
    sluice_text_string(&client->last_words, sluice_text_get(&client->line.said));
    out->before_said = sluice_text_get(&client->last_words);
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

static void take_trouble(struct sluice_client *client, const struct sluice_line_trouble *trouble,
                         struct sluice_client_result *out)
{
    out->end = trouble->end;
    out->signal = trouble->signal;
    out->why = sluice_text_get(&client->line.why);
    out->said = sluice_text_get(&client->line.said);
    out->report = sluice_sanitizer_report(out->said);
}

/* One try. False: what was sent is to be sent again. */
static bool try_once(struct sluice_client *client, struct sluice_client_result *out)
{
    struct sluice_line_trouble trouble;
    struct sluice_frame_in frame;
    size_t sent = 0;
    if (sluice_line_start(&client->line, &trouble)) {
        supply(client);
        sent = client->sent;
        if (sluice_line_next(&client->line, "answer", client->settings.deadline, &frame,
                             &trouble)) {
            const char *why = "";
            if (is_reply(client, &frame, &why)) {
                take_reply(client, &frame, out);
                return true;
            }
            trouble = sluice_line_broke(&client->line, why);
        }
    }
    forget_process(client);
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
    (void)sluice_line_end(&client->line, SLUICE_CLIENT_BROKE, 0);
    forget_process(client);
}

bool sluice_client_finish(struct sluice_client *client, struct sluice_text *why)
{
    int status = 0;
    if (client->line.process.pid == 0) {
        return true;
    }
    const bool by_itself = sluice_line_finish(&client->line, client->settings.deadline, &status);
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
    if (client == NULL) {
        return;
    }
    sluice_line_free(&client->line);
    for (size_t i = client->gone; i < client->waiting_count; i++) {
        sluice_text_free(&client->waiting[i].frame);
    }
    clear_settings(client);
    free(client->kept);
    free(client->waiting);
    sluice_text_free(&client->before);
    sluice_text_free(&client->reply);
    sluice_text_free(&client->last_words);
    free(client);
}
