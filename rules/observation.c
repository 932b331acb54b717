#include "rules/observation.h"

#include <string.h>

/* Texts stand one after the other in blocks that never move. */
struct sluice_text_block {
    struct sluice_text_block *next;
    size_t capacity;
    size_t used;
    char bytes[];
};

enum { TEXT_BLOCK = 4096, FIRST_TRACE = 256 };

const char *sluice_outcome_name(enum sluice_outcome outcome)
{
    static const char *const names[] = {
#define X(member, name) name,
        SLUICE_OUTCOMES(X)
#undef X
    };
    return (size_t)outcome < sizeof names / sizeof *names ? names[outcome] : "unknown";
}

bool sluice_outcome_parse(const char *name, enum sluice_outcome *out)
{
#define X(member, text)                                                                            \
    if (strcmp(name, text) == 0) {                                                                 \
        *out = SLUICE_OUTCOME_##member;                                                            \
        return true;                                                                               \
    }
    SLUICE_OUTCOMES(X)
#undef X
    return false;
}

const char *sluice_trace_name(enum sluice_trace_type type)
{
    static const char *const names[] = {
#define X(member, name) name,
        SLUICE_TRACE_TYPES(X)
#undef X
    };
    return (size_t)type < sizeof names / sizeof *names ? names[type] : "unknown";
}

bool sluice_trace_parse(const char *name, enum sluice_trace_type *out)
{
    for (unsigned i = 0; i < SLUICE_TRACE_TYPE_COUNT; i++) {
        if (strcmp(name, sluice_trace_name((enum sluice_trace_type)i)) == 0) {
            *out = (enum sluice_trace_type)i;
            return true;
        }
    }
    return false;
}

/* Everything that the last run said, without what is kept for the next. */
static void set_empty(struct sluice_observation *observation)
{
    observation->answer = (struct sluice_answer){.offset = SLUICE_NOT_MEASURED};
    observation->resources = (struct sluice_resources){
        .peak_heap = SLUICE_NOT_MEASURED,
        .live_after_run = SLUICE_NOT_MEASURED,
        .live_after_free = SLUICE_NOT_MEASURED,
        .allocations = SLUICE_NOT_MEASURED,
        .steps = SLUICE_NOT_MEASURED,
        .work = SLUICE_NOT_MEASURED,
        .consumed = SLUICE_NOT_MEASURED,
        .stack = SLUICE_NOT_MEASURED,
        .copied = SLUICE_NOT_MEASURED,
        .asked = SLUICE_NOT_MEASURED,
        .objects = SLUICE_NOT_MEASURED,
        .elements = SLUICE_NOT_MEASURED,
    };
    observation->process = (struct sluice_process_facts){0};
    observation->shows = 0;
    observation->trace_count = 0;
    observation->trace_dropped = 0;
    memset(observation->cache, 0, sizeof observation->cache);
}

void sluice_observation_init(struct sluice_observation *observation)
{
    *observation = (struct sluice_observation){.trace_limit = SLUICE_TRACE_DEFAULT_LIMIT};
    set_empty(observation);
}

/* Frees all blocks of texts but the last of usual size, which is empty then. */
void sluice_observation_clear(struct sluice_observation *observation)
{
    struct sluice_text_block *block = observation->texts;
    observation->texts = NULL;
    while (block != NULL) {
        struct sluice_text_block *next = block->next;
        if (next == NULL && block->capacity == TEXT_BLOCK) {
            block->used = 0;
            observation->texts = block;
        } else {
            sluice_rules_release(observation->memory, block);
        }
        block = next;
    }
    set_empty(observation);
}

void sluice_observation_free(struct sluice_observation *observation)
{
    sluice_observation_clear(observation);
    sluice_rules_release(observation->memory, observation->texts);
    observation->texts = NULL;
    sluice_rules_release(observation->memory, observation->trace);
    observation->trace = NULL;
    observation->trace_capacity = 0;
}

static char *text_room(struct sluice_observation *observation, size_t bytes)
{
    struct sluice_text_block *block = observation->texts;
    if (block == NULL || block->capacity - block->used < bytes) {
        const size_t capacity = bytes > TEXT_BLOCK ? bytes : TEXT_BLOCK;
        if (capacity > SIZE_MAX - sizeof *block) {
            return NULL;
        }
        block = sluice_rules_resize(observation->memory, NULL, sizeof *block + capacity);
        if (block == NULL) {
            return NULL;
        }
        block->next = observation->texts;
        block->capacity = capacity;
        block->used = 0;
        observation->texts = block;
    }
    char *room = block->bytes + block->used;
    block->used += bytes;
    return room;
}

const char *sluice_observation_text(struct sluice_observation *observation, const void *bytes,
                                    size_t length)
{
    if (bytes == NULL || length == SIZE_MAX) {
        return NULL;
    }
    char *room = text_room(observation, length + 1);
    if (room != NULL) {
        memcpy(room, bytes, length);
        room[length] = '\0';
    }
    return room;
}

const char *sluice_observation_keep(struct sluice_observation *observation, const char *text)
{
    return text != NULL ? sluice_observation_text(observation, text, strlen(text)) : NULL;
}

static bool same_name(const char *known, const uint8_t *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const uint8_t byte = name[i] < 0x20 || name[i] == 0x7F ? '?' : name[i];
        if ((uint8_t)known[i] != byte) {
            return false;
        }
    }
    return known[length] == '\0';
}

/* A stream names few classes many times: a small cache keeps one copy of each. */
static const char *event_name(struct sluice_observation *observation, const uint8_t *name,
                              size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ name[i]) * 16777619U;
    }
    const char **slot = &observation->cache[(hash ^ hash >> 16) % SLUICE_OBSERVATION_CACHE];
    if (*slot != NULL && same_name(*slot, name, length)) {
        return *slot;
    }
    char *room = text_room(observation, length + 1);
    if (room == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < length; i++) {
        room[i] = (char)(name[i] < 0x20 || name[i] == 0x7F ? '?' : name[i]);
    }
    room[length] = '\0';
    *slot = room;
    return room;
}

static bool trace_room(struct sluice_observation *observation)
{
    if (observation->trace_count >= observation->trace_limit) {
        return false;
    }
    if (observation->trace_count < observation->trace_capacity) {
        return true;
    }
    const size_t capacity = observation->trace_capacity ? observation->trace_capacity * 2
                                                        : FIRST_TRACE;
    if (capacity > SIZE_MAX / sizeof *observation->trace) {
        return false;
    }
    struct sluice_trace_event *trace = sluice_rules_resize(observation->memory, observation->trace,
                                                           capacity * sizeof *observation->trace);
    if (trace == NULL) {
        return false;
    }
    observation->trace = trace;
    observation->trace_capacity = capacity;
    return true;
}

void sluice_observation_add(struct sluice_observation *observation,
                            const struct sluice_trace_event *event, const void *name,
                            size_t name_length)
{
    if (event->type == SLUICE_TRACE_RESTARTED) {
        observation->trace_count = 0;
        observation->trace_dropped = 0;
        return;
    }
    /* Once an event is lost the trace stays a prefix: later events would tell a false order. */
    if (observation->trace_dropped > 0 || !trace_room(observation)) {
        observation->trace_dropped++;
        return;
    }
    const char *text = NULL;
    if (name != NULL) {
        text = event_name(observation, name, name_length);
        if (text == NULL) {
            observation->trace_dropped++;
            return;
        }
    }
    struct sluice_trace_event *added = &observation->trace[observation->trace_count++];
    *added = *event;
    added->name = text;
}

bool sluice_observation_shows(const struct sluice_observation *observation, uint32_t mask)
{
    return (observation->shows & mask) == mask && observation->trace_dropped == 0;
}
