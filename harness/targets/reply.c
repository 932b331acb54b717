#include "harness/targets/reply.h"

#include "harness/targets/frames.h"

#include <string.h>

enum { FIELD_HEAD = 5, EVENT_PARTS = 6, EVENT_PARTS_AT_LEAST = 5 };

static enum sluice_outcome outcome_of(uint8_t verdict)
{
    switch (verdict) {
    case 'A':
        return SLUICE_OUTCOME_ACCEPT;
    case 'R':
        return SLUICE_OUTCOME_REJECT;
    case 'L':
        return SLUICE_OUTCOME_LIMIT;
    case 'U':
        return SLUICE_OUTCOME_UNSUPPORTED;
    default:
        return SLUICE_OUTCOME_NONE;
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* Splits at tabs. False unless there are as many parts as an event has; the last may be missing. */
static bool split(struct sluice_bytes body, struct sluice_bytes parts[EVENT_PARTS])
{
    size_t count = 1;
    memset(parts, 0, EVENT_PARTS * sizeof *parts);
    parts[0] = (struct sluice_bytes){body.data, 0};
    for (size_t i = 0; i < body.length; i++) {
        if (body.data[i] != '\t') {
            parts[count - 1].length++;
        } else if (count == EVENT_PARTS) {
            return false;
        } else {
            parts[count++] = (struct sluice_bytes){body.data + i + 1, 0};
        }
    }
    return count >= EVENT_PARTS_AT_LEAST;
}

/* Decimal digits; none are 0. */
static bool read_number(struct sluice_bytes part, uint64_t most, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < part.length; i++) {
        if (part.data[i] < '0' || part.data[i] > '9' || *out > most / 10) {
            return false;
        }
        *out = *out * 10 + (uint64_t)(part.data[i] - '0');
    }
    return *out <= most;
}

static bool read_type(struct sluice_bytes part, enum sluice_trace_type *out)
{
    char name[32];
    if (part.length >= sizeof name) {
        return false;
    }
    memcpy(name, part.data, part.length);
    name[part.length] = '\0';
    return sluice_trace_parse(name, out);
}

static bool take_event(struct sluice_bytes body, struct sluice_observation *out, const char **why)
{
    struct sluice_bytes parts[EVENT_PARTS];
    struct sluice_trace_event event = {0};
    uint64_t handle = 0;
    if (!split(body, parts)) {
        *why =
            "an event is not type, handle, ok, name, reason and perhaps offset, with a tab between";
        return false;
    }
    if (!read_type(parts[0], &event.type)) {
        *why = "an event is of a type that there is not";
        return false;
    }
    if (!read_number(parts[1], UINT32_MAX, &handle) ||
        !read_number(parts[5], INT64_MAX, &event.offset)) {
        *why = "the handle or the offset of an event is no number";
        return false;
    }
    event.handle = (uint32_t)handle;
    if (parts[5].length == 0) {
        event.offset = SLUICE_NOT_MEASURED;
    }
    if (parts[2].length != 1 || (parts[2].data[0] != '0' && parts[2].data[0] != '1')) {
        *why = "the third part of an event is neither 0 nor 1";
        return false;
    }
    event.ok = parts[2].data[0] == '1';
    event.reason = parts[4].length > 0
                       ? sluice_observation_text(out, parts[4].data, parts[4].length)
                       : NULL;
    sluice_observation_add(out, &event, parts[3].length > 0 ? parts[3].data : NULL,
                           parts[3].length);
    return true;
}

/* --- fields ----------------------------------------------------------------------------------- */

static const char *copy(struct sluice_bytes body, struct sluice_observation *out)
{
    return body.length > 0 ? sluice_observation_text(out, body.data, body.length) : NULL;
}

static bool take_number(struct sluice_bytes body, uint64_t *out, const char **why)
{
    if (body.length != 8) {
        *why = "a number among the fields is not 8 bytes long";
        return false;
    }
    *out = sluice_frames_long(body.data);
    return true;
}

/* A simple name of a class, so that nobody compares, or shows, something else. */
static bool is_class(struct sluice_bytes body)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$";
    for (size_t i = 0; i < body.length; i++) {
        if (memchr(allowed, body.data[i], sizeof allowed - 1) == NULL) {
            return false;
        }
    }
    return body.length <= 200;
}

static bool take_error(struct sluice_bytes body, struct sluice_observation *out, const char **why)
{
    if (!is_class(body)) {
        *why = "an error is no simple name of a Java class";
        return false;
    }
    out->answer.java_class = copy(body, out);
    return true;
}

static bool take_field(char tag, struct sluice_bytes body, const struct sluice_hello *hello,
                       struct sluice_observation *out, const char **why)
{
    struct sluice_answer *answer = &out->answer;
    const bool accepted = answer->outcome == SLUICE_OUTCOME_ACCEPT;
    switch (tag) {
    case 'e':
        return accepted || take_error(body, out, why);
    case 'm':
        answer->reason = accepted ? NULL : copy(body, out);
        return true;
    case 'o':
        return accepted || take_number(body, &answer->offset, why);
    case 'v':
        answer->compact = accepted && (hello->capabilities & SLUICE_CAN_VALUE) != 0
                              ? sluice_observation_text(out, body.data, body.length)
                              : NULL;
        return true;
    case 't':
        return (hello->capabilities & SLUICE_CAN_TRACE) == 0 || take_event(body, out, why);
    case 'b':
        return take_number(body, &out->resources.peak_heap, why);
    case 'x':
        out->process.side_effect = body.length > 0 ? copy(body, out) : "not said which";
        return true;
    default:
        return true;
    }
}

bool sluice_reply_take(struct sluice_bytes reply, const struct sluice_hello *hello,
                       struct sluice_observation *out, const char **why)
{
    size_t at = 1;
    out->answer.outcome = outcome_of(reply.data[0]);
    out->shows = hello->shows;
    while (at < reply.length) {
        if (reply.length - at < FIELD_HEAD) {
            *why = "a reply ends in the middle of a field";
            return false;
        }
        const char tag = (char)reply.data[at];
        const uint32_t length = sluice_frames_number(reply.data + at + 1);
        at += FIELD_HEAD;
        if (reply.length - at < length) {
            *why = "a field of a reply is longer than the reply";
            return false;
        }
        if (!take_field(tag, (struct sluice_bytes){reply.data + at, length}, hello, out, why)) {
            return false;
        }
        at += length;
    }
    return true;
}
