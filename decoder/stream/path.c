/* Errors: the first one is kept, with the place where it happened. The path is read off the work
 * stack when a run fails, so it costs nothing before. */
#include "engine.h"
#include "path_text.h"

#include <string.h>

static void put_field(const struct sluice_engine *engine, const struct sluice_frame *frame,
                      struct sluice_path_text *text)
{
    const struct sluice_result *result = engine->result;
    uint64_t steps = 0;
    const struct sluice_descriptor *level = sluice_level_at(&result->store, frame->leaf,
                                                            frame->level, &steps);
    /* The field that is being read: counted from the end of the reference fields. */
    const uint32_t index = level->field_count - frame->remaining;
    const uint32_t current = index > 0 ? index - 1 : 0;
    if (level->fields == 0) {
        return;
    }
    const struct sluice_field field = sluice_field_at(result, level, current);
    const uint8_t *name = result->bytes + field.name;
    sluice_path_put_field(text, (struct sluice_bytes){name + 2, sluice_be16(name)});
}

/* What `frame` was reading: the step from it to the frame above, or to the failing element. */
static void put_step(const struct sluice_engine *engine, const struct sluice_frame *frame,
                     uint32_t above_base, struct sluice_path_text *text)
{
    const uint32_t items = above_base - frame->base;
    switch ((enum sluice_frame_state)frame->state) {
    case SLUICE_STATE_DESCRIPTOR:
        sluice_path_put(text,
                        frame->kind == SLUICE_FRAME_DESCRIPTOR || frame->kind == SLUICE_FRAME_PROXY
                            ? ".super"
                            : ".class");
        return;
    case SLUICE_STATE_ITEMS:
        if (frame->kind != SLUICE_FRAME_TOP) {
            sluice_path_put_index(text, ".annotation", items);
        } else if (items == 0) {
            sluice_path_put(text, "root");
        } else {
            sluice_path_put_index(text, "root", items);
        }
        return;
    case SLUICE_STATE_LEVEL:
    case SLUICE_STATE_COMPLETE:
        return;
    case SLUICE_STATE_REFERENCES:
        put_field(engine, frame, text);
        return;
    case SLUICE_STATE_CUSTOM:
        sluice_path_put_index(text, ".custom", above_base - frame->remaining);
        return;
    case SLUICE_STATE_EXTERNAL:
    case SLUICE_STATE_RAW:
        sluice_path_put_index(text, ".external", above_base - frame->remaining);
        return;
    case SLUICE_STATE_ELEMENTS:
        sluice_path_put_index(text, "", frame->level - frame->remaining - 1);
        return;
    case SLUICE_STATE_VALUE:
        sluice_path_put(text, ".exception");
        return;
    }
}

/* A part of a whole container that is refused: a field by name, or an element by "[index]". */
static void put_member(struct sluice_bytes member, struct sluice_path_text *text)
{
    if (member.length != 0) {
        sluice_path_put(text, member.data[0] == '[' ? "" : ".");
        sluice_path_put_name(text, member);
    }
}

/* The frames from the bottom up; a flat object's frame stands above the stack. */
static const struct sluice_frame *frame_at(const struct sluice_engine *engine, uint32_t index)
{
    return index < engine->frames.count ? sluice_frames_at(&engine->frames, index) : engine->top;
}

static uint32_t frame_count(const struct sluice_engine *engine)
{
    const uint32_t count = engine->frames.count;
    return count + (count > 0 && engine->top != sluice_frames_at(&engine->frames, count - 1));
}

/* Height of the value stack below a frame; a descriptor has its fields there too. */
static uint32_t values_below(const struct sluice_frame *frame)
{
    return frame->kind == SLUICE_FRAME_DESCRIPTOR ? frame->remaining : frame->base;
}

/* Writes all that is kept of the steps. */
static void write_steps(struct sluice_engine *engine)
{
    char *path = engine->whole_path;
    struct sluice_path_text text = {path, sizeof engine->whole_path};
    const uint32_t count = frame_count(engine);
    path[0] = '\0';
    for (uint32_t i = 0; i < count; i++) {
        if (count > SLUICE_PATH_FIRST_STEPS + SLUICE_PATH_LAST_STEPS &&
            i == SLUICE_PATH_FIRST_STEPS) {
            sluice_path_put(&text, "...");
            i = count - SLUICE_PATH_LAST_STEPS;
        }
        const struct sluice_frame *frame = frame_at(engine, i);
        const bool is_last = i + 1 == count;
        const uint32_t above = is_last ? engine->covered_values
                                       : values_below(frame_at(engine, i + 1));
        if (is_last && engine->fails_whole) {
            put_member(engine->failed_member, &text);
        } else if (!is_last || frame->state != SLUICE_STATE_DESCRIPTOR ||
                   frame->descriptor == SLUICE_SLOT_NONE) {
            put_step(engine, frame, above, &text);
        }
    }
}

static void write_path(struct sluice_engine *engine, char *path, size_t size)
{
    write_steps(engine);
    sluice_path_cut(engine->whole_path, path, size);
}

bool sluice_overclaimed(struct sluice_engine *engine, uint32_t offset, const char *at)
{
    struct sluice_status *claim = &engine->overclaim;
    if (engine->policy != NULL) {
        return sluice_fail(engine, SLUICE_CLAIM_EXCEEDS_INPUT, offset, at);
    }
    if (claim->reason == SLUICE_OK) {
        claim->reason = SLUICE_CLAIM_EXCEEDS_INPUT;
        claim->offset = offset;
        claim->at = at;
        write_path(engine, claim->path, sizeof claim->path);
    }
    return true;
}

bool sluice_fail(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                 const char *at)
{
    struct sluice_status *status = engine->status;
    if (status->reason == SLUICE_OK) {
        /* The claim came first; only TC_EXCEPTION would have made it good. */
        if (sluice_reason_is_malformed(reason) && engine->overclaim.reason != SLUICE_OK) {
            status->reason = engine->overclaim.reason;
            status->offset = engine->overclaim.offset;
            status->at = engine->overclaim.at;
            memcpy(status->path, engine->overclaim.path, sizeof status->path);
            status->class_name[0] = '\0';
        } else {
            status->reason = reason;
            status->offset = offset;
            status->at = at;
            write_path(engine, status->path, sizeof status->path);
        }
        if (engine->in_check.data != NULL) {
            SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_ENDED, .reason = reason,
                        .handle = engine->top->handle, .name = engine->in_check);
        }
        /* An inspection may try another reading; run.c tells when it has failed for good. */
        if (engine->policy != NULL) {
            SLUICE_EMIT(engine, .type = SLUICE_EVENT_FAILED, .reason = reason);
        }
    }
    return false;
}

bool sluice_fail_class(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                       const char *at, struct sluice_bytes name)
{
    struct sluice_status *status = engine->status;
    if (status->reason == SLUICE_OK) {
        struct sluice_path_text text = {status->class_name, sizeof status->class_name};
        sluice_path_put_name(&text, name);
    }
    return sluice_fail(engine, reason, offset, at);
}
