#include "harness/fuzz/archive/program.h"

#include <string.h>

/* Takes bytes from the front; what is not there is 0. */
static uint32_t take(struct sluice_bytes *rest, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count && rest->length > 0; i++) {
        value |= (uint32_t)rest->data[0] << (8 * i);
        rest->data++;
        rest->length--;
    }
    return value;
}

static struct sluice_program_step take_step(struct sluice_bytes *rest)
{
    struct sluice_program_step step = {
        .kind = (enum sluice_step_kind)(take(rest, 1) % SLUICE_STEP_COUNT)};
    step.item = (uint8_t)take(rest, 1);
    step.field = (uint8_t)take(rest, 1);
    step.value = take(rest, 4);
    const size_t length = take(rest, 1);
    step.text = (struct sluice_bytes){rest->data, length < rest->length ? length : rest->length};
    rest->data += step.text.length;
    rest->length -= step.text.length;
    return step;
}

void sluice_program_read(struct sluice_archive_program_input *program, struct sluice_bytes bytes)
{
    static const uint8_t nothing[1] = {0};
    struct sluice_bytes rest = {bytes.length == 0 ? nothing : bytes.data, bytes.length};
    program->signer = (uint8_t)take(&rest, 1);
    program->plan = (uint8_t)take(&rest, 1);
    program->switches = take(&rest, 3);
    program->policy = (uint8_t)take(&rest, 1);
    program->clock = (uint8_t)take(&rest, 1);
    program->set = (uint8_t)take(&rest, 1);
    program->digest = (uint8_t)take(&rest, 1);
    program->choice = (uint8_t)take(&rest, 1);
    program->count = 0;
    program->manifest = (struct sluice_bytes){NULL, 0};
    program->signature_file = (struct sluice_bytes){NULL, 0};
    while (rest.length > 0 && program->count < SLUICE_PROGRAM_STEPS) {
        program->steps[program->count++] = take_step(&rest);
    }
}

static size_t put(uint8_t *out, uint32_t value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
    return count;
}

static size_t put_step(const struct sluice_program_step *step, uint8_t *out)
{
    const size_t length = step->text.length < UINT8_MAX ? step->text.length : UINT8_MAX;
    size_t at = put(out, (uint32_t)step->kind, 1);
    at += put(out + at, step->item, 1);
    at += put(out + at, step->field, 1);
    at += put(out + at, step->value, 4);
    at += put(out + at, (uint32_t)length, 1);
    if (length > 0) {
        memcpy(out + at, step->text.data, length);
    }
    return at + length;
}

size_t sluice_program_write(const struct sluice_archive_program_input *program, uint8_t *out,
                            size_t max)
{
    uint8_t head[SLUICE_PROGRAM_HEAD];
    put(head, program->signer, 1);
    put(head + 1, program->plan, 1);
    put(head + 2, program->switches, 3);
    put(head + 5, program->policy, 1);
    put(head + 6, program->clock, 1);
    put(head + 7, program->set, 1);
    put(head + 8, program->digest, 1);
    put(head + 9, program->choice, 1);
    size_t at = max < sizeof head ? max : sizeof head;
    memcpy(out, head, at);
    for (size_t i = 0; i < program->count; i++) {
        uint8_t step[SLUICE_PROGRAM_STEP + UINT8_MAX];
        const size_t length = put_step(&program->steps[i], step);
        if (length <= max - at) {
            memcpy(out + at, step, length);
            at += length;
        }
    }
    return at;
}

void sluice_archive_steps_add(struct sluice_archive_program_input *program,
                              const struct sluice_program_step *step, size_t at)
{
    if (program->count == SLUICE_PROGRAM_STEPS) {
        return;
    }
    memmove(program->steps + at + 1, program->steps + at,
            (program->count - at) * sizeof program->steps[0]);
    program->steps[at] = *step;
    program->count++;
}

const char *sluice_step_name(enum sluice_step_kind kind)
{
    static const char *const names[] = {
#define X(member, name, text) name,
        SLUICE_STEPS(X)
#undef X
    };
    return kind < SLUICE_STEP_COUNT ? names[kind] : "";
}
