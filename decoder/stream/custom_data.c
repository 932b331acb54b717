/* Does a level with SC_WRITE_METHOD begin with its default fields, or did writeObject skip them?
 * The stream does not say (protocol facts 1.8, 2.2). A model says; a level without primitive fields
 * does not need to know beforehand (sluice_level_without_fields()); for the rest, the bytes are
 * looked at under both readings. If the run fails later, it is repeated with the last decision
 * turned round that has not been, a small fixed number of times (run.c). */
#include "engine.h"
#include "policy.h"

static bool begins_item(uint8_t code)
{
    return code >= TC_NULL && code <= TC_ENUM && code != TC_RESET;
}

static bool begins_value(uint8_t code)
{
    return begins_item(code) && code != TC_BLOCKDATA && code != TC_BLOCKDATALONG &&
           code != TC_ENDBLOCKDATA;
}

/* The byte `ahead` bytes on, or -1 behind the end of the input. */
static int peek(struct sluice_engine *engine, size_t ahead)
{
    return sluice_reader_need(&engine->reader, ahead + 1) ? engine->reader.current[ahead] : -1;
}

static bool fields_plausible(struct sluice_engine *engine, const struct sluice_descriptor *level)
{
    const int next = peek(engine, level->primitive_bytes);
    if (next < 0) {
        return false;
    }
    return level->reference_count != 0 ? begins_value((uint8_t)next) : begins_item((uint8_t)next);
}

/* A first block that ends at an item is strong evidence: it means that a length fits. */
static bool block_fits(struct sluice_engine *engine)
{
    const int code = peek(engine, 0);
    size_t end = 0;
    if (code == TC_BLOCKDATA) {
        const int length = peek(engine, 1);
        end = length < 0 ? 0 : (size_t)length + 2;
    } else if (code == TC_BLOCKDATALONG && peek(engine, 4) >= 0) {
        const uint32_t length = sluice_be32(engine->reader.current + 1);
        end = length > INT32_MAX ? 0 : (size_t)length + 5;
    }
    if (end == 0) {
        return false;
    }
    const int next = peek(engine, end);
    return next == TC_BLOCKDATA || next == TC_BLOCKDATALONG || next == TC_ENDBLOCKDATA ||
           (next >= 0 && begins_value((uint8_t)next));
}

/* What is decided for this class; NULL if nothing is. */
static const struct sluice_guess *settled(const struct sluice_engine *engine, uint32_t descriptor)
{
    for (uint32_t i = 0; i < engine->guesses.count; i++) {
        if (engine->guesses.taken[i].descriptor == descriptor) {
            return &engine->guesses.taken[i];
        }
    }
    return NULL;
}

bool sluice_guess_no_fields(struct sluice_engine *engine, const struct sluice_descriptor *level)
{
    const struct sluice_class_model *model = sluice_layout_model(engine, level);
    if (model != NULL) {
        return model->form == SLUICE_FORM_DATA;
    }
    const int first = peek(engine, 0);
    if (level->primitive_bytes == 0) {
        return level->reference_count != 0 && first >= 0 && begins_item((uint8_t)first) &&
               !begins_value((uint8_t)first);
    }
    if (first < 0 || !begins_item((uint8_t)first)) {
        return false;
    }
    const struct sluice_guess *sure = settled(engine, level->base.offset);
    if (sure != NULL) {
        return sure->no_fields;
    }
    const bool guess = block_fits(engine) || !fields_plausible(engine, level);
    struct sluice_guesses *guesses = &engine->guesses;
    if (guesses->count < SLUICE_MOST_GUESSES) {
        guesses->taken[guesses->count++] = (struct sluice_guess){level->base.offset, guess, false};
    }
    return guess;
}
