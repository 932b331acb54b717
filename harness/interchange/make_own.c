/* Built objects of the generator's own classes (java/sluice/interchange/Own.java). */
#include "harness/interchange/pool.h"

#include <inttypes.h>
#include <string.h>

#define OWN "sluice.interchange.Own$"

static void make_leaf(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const uint64_t bits = sluice_pool_bits(pool);
    const double number = (double)(int32_t)bits / 8;
    const float narrow = (float)(int16_t)bits / 4;
    uint32_t float_bits = 0;
    uint64_t double_bits = 0;
    memcpy(&float_bits, &narrow, sizeof float_bits);
    memcpy(&double_bits, &number, sizeof double_bits);
    const struct sluice_made string = *sluice_pool_some_string(pool);
    sluice_text_format(
        &text, OWN "Leaf(%d,%d,%u,%d,%" PRId32 ",%" PRId64 ",%" PRIx32 ",%" PRIx64 ",%s)",
        (int)(bits & 1), (int)(int8_t)bits, (unsigned)(uint16_t)bits, (int)(int16_t)bits,
        (int32_t)bits, (int64_t)bits, float_bits, double_bits, string.text);
    sluice_build_begin(pool->builder, OWN "Leaf");
    sluice_build_integer(pool->builder, "z", (int64_t)(bits & 1));
    sluice_build_integer(pool->builder, "b", (int8_t)bits);
    sluice_build_integer(pool->builder, "c", (uint16_t)bits);
    sluice_build_integer(pool->builder, "s", (int16_t)bits);
    sluice_build_integer(pool->builder, "i", (int32_t)bits);
    sluice_build_integer(pool->builder, "j", (int64_t)bits);
    sluice_build_floating(pool->builder, "f", (double)narrow);
    sluice_build_floating(pool->builder, "d", number);
    sluice_build_value(pool->builder, "text", string.value);
    sluice_pool_finish(pool, &text, true);
}

static void make_pair(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const struct sluice_made left = *sluice_pool_any(pool);
    const struct sluice_made right = *sluice_pool_any(pool);
    sluice_text_format(&text, OWN "Pair(%s,%s)", left.text, right.text);
    sluice_build_begin(pool->builder, OWN "Pair");
    sluice_build_value(pool->builder, "left", left.value);
    sluice_build_value(pool->builder, "right", right.value);
    sluice_pool_finish(pool, &text, true);
}

static void make_small(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const int32_t number = (int32_t)sluice_pool_bits(pool);
    switch (sluice_pool_below(pool, 4)) {
    case 0:
        sluice_text_format(&text, OWN "Point(%" PRId32 ",7)", number);
        sluice_build_begin(pool->builder, OWN "Point");
        sluice_build_integer(pool->builder, "x", number);
        sluice_build_integer(pool->builder, "y", 7);
        sluice_pool_finish(pool, &text, true);
        break;
    case 1:
        sluice_text_format(&text, OWN "Money(%" PRId32 ")", number);
        sluice_build_begin(pool->builder, OWN "MoneyForm");
        sluice_build_integer(pool->builder, "cents", number);
        sluice_pool_finish(pool, &text, false);
        break;
    case 2:
        sluice_text_string(&text, OWN "Empty()");
        sluice_build_begin(pool->builder, OWN "Empty");
        sluice_pool_finish(pool, &text, true);
        break;
    default:
        sluice_text_string(&text, OWN "ByLength()");
        sluice_build_begin(pool->builder, OWN "ByLength");
        sluice_pool_finish(pool, &text, true);
        break;
    }
}

/* Default fields, and pieces of every sort behind them. */
static void make_custom(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const struct sluice_made first = *sluice_pool_any(pool);
    const struct sluice_made second = *sluice_pool_any(pool);
    const int32_t number = (int32_t)sluice_pool_bits(pool);
    sluice_text_format(&text,
                       OWN "Custom(%" PRId64 ",%s,%" PRId32 ",\"label\",%s,3ff8000000000000)",
                       (int64_t)number * 3, first.text, number, second.text);
    sluice_build_begin(pool->builder, OWN "Custom");
    sluice_build_integer(pool->builder, "stamp", (int64_t)number * 3);
    sluice_build_value(pool->builder, "first", first.value);
    sluice_build_integer(pool->builder, "count", number);
    sluice_build_utf(pool->builder, "label", "label", 5);
    sluice_build_value(pool->builder, "second", second.value);
    sluice_build_floating(pool->builder, "ratio", 1.5);
    sluice_pool_finish(pool, &text, true);
}

static void make_external(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    char letters[400];
    const struct sluice_made held = *sluice_pool_any(pool);
    const int32_t number = (int32_t)sluice_pool_bits(pool);
    const size_t length = sluice_pool_one_in(pool, 4) ? sizeof letters : 3;
    memset(letters, 'x', sizeof letters);
    sluice_text_format(&text, OWN "External(%" PRId32 ",%zu,%s,%" PRId64 ")", number, length,
                       held.text, -(int64_t)number);
    sluice_build_begin(pool->builder, OWN "External");
    sluice_build_integer(pool->builder, "number", number);
    sluice_build_utf(pool->builder, "text", letters, length);
    sluice_build_value(pool->builder, "value", held.value);
    sluice_build_integer(pool->builder, "last", -(int64_t)number);
    sluice_pool_finish(pool, &text, true);
}

/* A chain of three classes; the middle one has a list of objects as custom data. */
static void make_chain(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const struct sluice_made name = *sluice_pool_some_string(pool);
    const struct sluice_made payload = *sluice_pool_any(pool);
    const struct sluice_made more[] = {*sluice_pool_any(pool), *sluice_pool_any(pool)};
    const struct sluice_value items[] = {more[0].value, more[1].value};
    const bool derived = sluice_pool_one_in(pool, 2);
    const char *class_name = derived ? OWN "Derived" : OWN "Middle";
    sluice_text_format(&text, "%s(5,%s,%s,[%s,%s]%s)", class_name, name.text, payload.text,
                       more[0].text, more[1].text, derived ? ",4000000000000000,null" : "");
    sluice_build_begin(pool->builder, class_name);
    sluice_build_integer(pool->builder, "id", 5);
    sluice_build_value(pool->builder, "name", name.value);
    sluice_build_value(pool->builder, "payload", payload.value);
    sluice_build_items(pool->builder, "more", items, 2);
    if (derived) {
        sluice_build_floating(pool->builder, "weight", 2);
    }
    sluice_pool_finish(pool, &text, true);
}

/* Data without default fields; and a subclass of a collection. */
static void make_odd(struct sluice_pool *pool)
{
    static const uint8_t bytes[] = {1, 2, 0xFF};
    struct sluice_text text = {0};
    struct sluice_value array = {0};
    const struct sluice_made one = *sluice_pool_any(pool);
    const struct sluice_made tag = *sluice_pool_some_string(pool);
    if (sluice_pool_one_in(pool, 2)) {
        sluice_text_string(&text, OWN "DataOnly(-2,[B:0102ff)");
        sluice_build_primitives(pool->builder, 'B', bytes, sizeof bytes, &array);
        sluice_build_begin(pool->builder, OWN "DataOnly");
        sluice_build_integer(pool->builder, "code", -2);
        sluice_build_value(pool->builder, "bytes", array);
    } else {
        sluice_text_format(&text, OWN "Tagged(%s,[%s])", tag.text, one.text);
        sluice_build_begin(pool->builder, OWN "Tagged");
        sluice_build_integer(pool->builder, "size", 1);
        sluice_build_integer(pool->builder, "capacity", 1);
        sluice_build_items(pool->builder, "elements", &one.value, 1);
        sluice_build_value(pool->builder, "tag", tag.value);
    }
    sluice_pool_finish(pool, &text, true);
}

static struct sluice_value frame(struct sluice_pool *pool, const char *class_name, int32_t line)
{
    struct sluice_value value = {0};
    const struct sluice_made name = *sluice_pool_ascii(pool, class_name);
    const struct sluice_made method = *sluice_pool_ascii(pool, "run");
    sluice_build_begin(pool->builder, "java.lang.StackTraceElement");
    sluice_build_value(pool->builder, "declaringClass", name.value);
    sluice_build_value(pool->builder, "methodName", method.value);
    sluice_build_integer(pool->builder, "lineNumber", line);
    sluice_build_end(pool->builder, &value);
    return value;
}

static void make_throwable(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    struct sluice_value inner = {0};
    struct sluice_value trace = {0};
    const struct sluice_made message = *sluice_pool_some_string(pool);
    const struct sluice_value frames[] = {frame(pool, "org.example.Main", 7),
                                          frame(pool, "Other", -2)};
    sluice_build_array(pool->builder, "[Ljava.lang.StackTraceElement;", frames, 2, &trace);
    sluice_build_begin(pool->builder, "java.lang.IllegalStateException");
    sluice_build_value(pool->builder, "stackTrace", trace);
    sluice_build_end(pool->builder, &inner);
    sluice_text_format(&text,
                       OWN "Trouble(%s,java.lang.IllegalStateException(null,null,"
                           "[org.example.Main.run:7,Other.run:-2]),[],9)",
                       message.text);
    sluice_build_array(pool->builder, "[Ljava.lang.StackTraceElement;", NULL, 0, &trace);
    sluice_build_begin(pool->builder, OWN "Trouble");
    sluice_build_value(pool->builder, "detailMessage", message.value);
    sluice_build_value(pool->builder, "cause", inner);
    sluice_build_value(pool->builder, "stackTrace", trace);
    sluice_build_integer(pool->builder, "code", 9);
    sluice_pool_finish(pool, &text, true);
}

void sluice_make_own(struct sluice_pool *pool)
{
    static void (*const makers[])(struct sluice_pool *) = {
        make_leaf,     make_pair,  make_pair, make_small,     make_custom,
        make_external, make_chain, make_odd,  make_throwable,
    };
    makers[sluice_pool_below(pool, sizeof makers / sizeof makers[0])](pool);
}
