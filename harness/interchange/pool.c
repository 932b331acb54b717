#include "harness/interchange/pool.h"

#include "harness/base/grow.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_TEXT = 200, MOST_UNITS = 40 };

uint64_t sluice_pool_bits(struct sluice_pool *pool)
{
    uint64_t bits = pool->random += 0x9E3779B97F4A7C15;
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
    return bits ^ bits >> 31;
}

uint32_t sluice_pool_below(struct sluice_pool *pool, uint32_t bound)
{
    return (uint32_t)(sluice_pool_bits(pool) % bound);
}

bool sluice_pool_one_in(struct sluice_pool *pool, uint32_t chances)
{
    return sluice_pool_below(pool, chances) == 0;
}

static const struct sluice_made nothing = {.text = NULL, .is_null = true};

const struct sluice_made *sluice_pool_any(struct sluice_pool *pool)
{
    return pool->failed ? &nothing : &pool->made[sluice_pool_below(pool, (uint32_t)pool->count)];
}

const struct sluice_made *sluice_pool_not_null(struct sluice_pool *pool)
{
    const struct sluice_made *made = sluice_pool_any(pool);
    return made->is_null && !pool->failed ? &pool->made[1] : made;
}

static void shorten(struct sluice_text *text)
{
    if (text->length <= MOST_TEXT) {
        return;
    }
    uint64_t hash = 0xCBF29CE484222325;
    for (size_t i = 0; i < text->length; i++) {
        hash = (hash ^ (uint8_t)text->data[i]) * 0x100000001B3;
    }
    sluice_text_clear(text);
    sluice_text_format(text, "#%016" PRIx64, hash);
}

const struct sluice_made *sluice_pool_add(struct sluice_pool *pool, struct sluice_value value,
                                          const struct sluice_text *text, bool has_identity)
{
    struct sluice_text copy = {0};
    sluice_text_add(&copy, sluice_text_get(text), text->length);
    shorten(&copy);
    struct sluice_made *made = sluice_grow(pool->made, &pool->capacity, pool->count + 1,
                                           sizeof *pool->made);
    pool->made = made != NULL ? made : pool->made;
    if (made == NULL || copy.failed || text->failed) {
        sluice_text_free(&copy);
        pool->failed = true;
        return &nothing;
    }
    made[pool->count] = (struct sluice_made){
        .value = value, .text = copy.data, .is_null = false, .has_identity = has_identity};
    return &made[pool->count++];
}

void sluice_pool_finish(struct sluice_pool *pool, struct sluice_text *text, bool has_identity)
{
    struct sluice_value value = {0};
    sluice_build_end(pool->builder, &value);
    (void)sluice_pool_add(pool, value, text, has_identity);
    sluice_text_free(text);
}

static size_t put_unit(uint8_t *out, uint16_t unit)
{
    if (unit != 0 && unit < 0x80) {
        out[0] = (uint8_t)unit;
        return 1;
    }
    if (unit < 0x800) {
        out[0] = (uint8_t)(0xC0 | unit >> 6);
        out[1] = (uint8_t)(0x80 | (unit & 0x3F));
        return 2;
    }
    out[0] = (uint8_t)(0xE0 | unit >> 12);
    out[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
    out[2] = (uint8_t)(0x80 | (unit & 0x3F));
    return 3;
}

static void print_unit(struct sluice_text *text, uint16_t unit)
{
    if (unit < ' ' || unit > '~' || unit == '"' || unit == '\\') {
        sluice_text_format(text, "\\u%04x", (unsigned)unit);
    } else {
        sluice_text_format(text, "%c", (char)unit);
    }
}

const struct sluice_made *sluice_pool_string(struct sluice_pool *pool, const uint16_t *units,
                                             size_t length)
{
    struct sluice_text bytes = {0};
    struct sluice_text text = {0};
    struct sluice_value value = {0};
    sluice_text_string(&text, "\"");
    for (size_t i = 0; i < length; i++) {
        uint8_t form[3];
        sluice_text_add(&bytes, form, put_unit(form, units[i]));
        print_unit(&text, units[i]);
    }
    sluice_text_string(&text, "\"");
    sluice_build_string(pool->builder, sluice_text_get(&bytes), bytes.length, &value);
    pool->failed = pool->failed || bytes.failed;
    /* a JDK reads all empty strings as one */
    const struct sluice_made *made = sluice_pool_add(pool, value, &text, length > 0);
    sluice_text_free(&bytes);
    sluice_text_free(&text);
    return made;
}

const struct sluice_made *sluice_pool_ascii(struct sluice_pool *pool, const char *text)
{
    uint16_t units[MOST_UNITS];
    size_t length = strlen(text);
    length = length < MOST_UNITS ? length : MOST_UNITS;
    for (size_t i = 0; i < length; i++) {
        units[i] = (uint16_t)(uint8_t)text[i];
    }
    return sluice_pool_string(pool, units, length);
}

const struct sluice_made *sluice_pool_some_string(struct sluice_pool *pool)
{
    static const uint16_t odd[] = {0,      0x7F,   0x80,   0x7FF,  0x800,
                                   0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFF};
    uint16_t units[MOST_UNITS];
    const size_t length = sluice_pool_below(pool, sluice_pool_one_in(pool, 8) ? MOST_UNITS : 9);
    for (size_t i = 0; i < length; i++) {
        units[i] = (uint16_t)(' ' + sluice_pool_below(pool, 95));
        if (sluice_pool_one_in(pool, 6)) {
            units[i] = odd[sluice_pool_below(pool, sizeof odd / sizeof odd[0])];
        } else if (sluice_pool_one_in(pool, 6)) {
            units[i] = (uint16_t)sluice_pool_below(pool, 0x10000);
        }
    }
    return sluice_pool_string(pool, units, length);
}

const struct sluice_made *sluice_pool_integer(struct sluice_pool *pool, int32_t number)
{
    struct sluice_text text = {0};
    struct sluice_value value = {0};
    sluice_text_format(&text, "java.lang.Integer:%" PRId32, number);
    sluice_build_begin(pool->builder, "java.lang.Integer");
    sluice_build_integer(pool->builder, "value", number);
    sluice_build_end(pool->builder, &value);
    const struct sluice_made *made = sluice_pool_add(pool, value, &text, true);
    sluice_text_free(&text);
    return made;
}

void sluice_pool_begin(struct sluice_pool *pool, struct sluice_builder *builder, uint64_t seed)
{
    struct sluice_text text = {0};
    sluice_text_string(&text, "null");
    *pool = (struct sluice_pool){.builder = builder, .random = seed};
    (void)sluice_pool_add(pool, (struct sluice_value){0}, &text, false);
    sluice_text_free(&text);
    if (!pool->failed) {
        pool->made[0].is_null = true;
    }
    (void)sluice_pool_ascii(pool, "first");
}

void sluice_pool_end(struct sluice_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        free(pool->made[i].text);
    }
    free(pool->made);
    *pool = (struct sluice_pool){0};
}
