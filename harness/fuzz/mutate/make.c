#include "harness/fuzz/mutate/make.h"

#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- tables ----------------------------------------------------------------------------------------------- */

int64_t sluice_some_number(struct sluice_mutation *mutation, char type)
{
    static const int64_t numbers[] = {
        0,     1,    2,          -1,         3,          7,          8,          15,
        16,    127,  128,        255,        256,        32767,      32768,      65535,
        65536, -128, -32768,     1000,       INT32_MAX,  INT32_MIN,  INT64_MAX,  INT64_MIN,
        10,    100,  0x3F400000, 0x3F800000, 0x7FC00000, 0x7F800000, 0x7FC00001, 0xFF800000};
    static const double floats[] = {0,    1,        0.75,      -1,  0.5, 1e300,
                                    -0.0, INFINITY, -INFINITY, NAN, -NAN};
    const uint32_t roll = sluice_random_below(&mutation->random, 8);
    if (type == 'D' && roll < 4) {
        const double value =
            floats[sluice_random_below(&mutation->random, sizeof floats / sizeof floats[0])];
        int64_t bits;
        memcpy(&bits, &value, sizeof bits);
        return bits;
    }
    if (roll == 0) {
        return (int64_t)sluice_random_next(&mutation->random);
    }
    if (roll < 4) {
        return sluice_random_below(&mutation->random, type == 'Z' ? 2 : 20);
    }
    return numbers[sluice_random_below(&mutation->random, sizeof numbers / sizeof numbers[0])];
}

static const char *one_of(struct sluice_mutation *mutation, const char *const *list, size_t count)
{
    return list[sluice_random_below(&mutation->random, (uint32_t)count)];
}

struct sluice_bytes sluice_some_name(struct sluice_mutation *mutation)
{
    static const char *const names[] = {"java.lang.String",
                                        "java.lang.Object",
                                        "java.lang.Class",
                                        "java.lang.Enum",
                                        "java.lang.Integer",
                                        "java.lang.reflect.Proxy",
                                        "java.util.ArrayList",
                                        "java.util.HashMap",
                                        "java.io.ObjectStreamClass",
                                        "[I",
                                        "[B",
                                        "[Ljava.lang.Object;",
                                        "[Ljava.lang.String;",
                                        "[[I",
                                        "[",
                                        "",
                                        "int",
                                        "a.B"};
    if (mutation->class_count > 0 && !sluice_random_one_in(&mutation->random, 3)) {
        const uint32_t which = sluice_random_below(&mutation->random,
                                                   (uint32_t)mutation->class_count);
        return sluice_text_bytes(mutation->classes[which].name);
    }
    return sluice_text_bytes(one_of(mutation, names, sizeof names / sizeof names[0]));
}

struct sluice_bytes sluice_some_signature(struct sluice_mutation *mutation)
{
    static const char *const signatures[] = {"B",
                                             "C",
                                             "D",
                                             "F",
                                             "I",
                                             "I",
                                             "J",
                                             "S",
                                             "Z",
                                             "Ljava/lang/String;",
                                             "Ljava/lang/String;",
                                             "Ljava/lang/Object;",
                                             "Ljava/lang/Object;",
                                             "Ljava/lang/Integer;",
                                             "Ljava/util/List;",
                                             "Ljava/util/Date;",
                                             "[I",
                                             "[B",
                                             "[C",
                                             "[Ljava/lang/Object;",
                                             "[[I",
                                             "[Ljava/lang/String;"};
    return sluice_text_bytes(
        one_of(mutation, signatures, sizeof signatures / sizeof signatures[0]));
}

/* --- what is wanted ------------------------------------------------------------------------------------------ */

void sluice_maker_want(struct sluice_maker *maker, const struct sluice_want *want)
{
    if (maker->count < SLUICE_WANTS && want->depth <= SLUICE_WANT_DEPTH &&
        want->node != SLUICE_NODE_NONE) {
        maker->wants[maker->count++] = *want;
    }
}

/* A long one: of letters of one byte, most often with one of more bytes where runs of eight or 64 bytes end. */
static size_t long_text(struct sluice_mutation *mutation, char text[SLUICE_TEXT_ROOM])
{
    static const char *const others[] = {"\xC2\x80", "\xDF\xBF", "\xE2\x82\xAC",
                                         "\xED\xA0\xBD\xED\xB8\x80", "\xC0\x80"};
    static const uint16_t lengths[] = {15,  16,  17,  31,  63,  64,  65,   72,   127, 128,
                                       136, 200, 254, 255, 256, 300, 1023, 1024, 1030};
    enum { LENGTHS = sizeof lengths / sizeof lengths[0], RUN = 8 };
    size_t length = lengths[sluice_random_below(&mutation->random, LENGTHS)];
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)('a' + i % 26);
    }
    for (uint32_t i = sluice_random_below(&mutation->random, 3); i > 0; i--) {
        const char *other = one_of(mutation, others, sizeof others / sizeof others[0]);
        const size_t width = strlen(other);
        const size_t run = (size_t)RUN *
                           (1 + sluice_random_below(&mutation->random, (uint32_t)length / RUN));
        const size_t at = run - sluice_random_below(&mutation->random, RUN / 2);
        if (at < length && ((unsigned)text[at] & 0xC0) != 0x80) { /* it goes on behind the run */
            memmove(text + at + width, text + at, length - at);
            memcpy(text + at, other, width);
            length += width;
        }
    }
    return length;
}

/* Well-formed texts: of every length of a character, with what is written in another way than it reads, and some
 * that do not fit into one block. */
size_t sluice_maker_text(struct sluice_mutation *mutation, char text[SLUICE_TEXT_ROOM],
                         bool is_long)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "b",
                                        "home",
                                        "1",
                                        "UTC",
                                        "GMT",
                                        "0123456789",
                                        "a.b.C",
                                        "http://a/",
                                        "true",
                                        "en",
                                        "X",
                                        "rO0ABXNy",
                                        "{}",
                                        "<a/>",
                                        "\xC0\x80",
                                        "\xC0\x80z",
                                        "a\xC0\x80z",
                                        "\xC2\x80",
                                        "\xC3\xA4z",
                                        "\xDF\xBF",
                                        "\xE0\xA0\x80",
                                        "\xE2\x82\xACz",
                                        "\xEF\xBF\xBF",
                                        "\xED\xA0\xBD\xED\xB8\x80",
                                        "\xED\xB8\x80",
                                        "\xED\xA0\xBDz",
                                        "\"\\/",
                                        "\x7F\x01\n\r\t",
                                        "'\x1B["};
    enum { TEXTS = sizeof texts / sizeof texts[0] };
    return is_long || sluice_random_one_in(&mutation->random, 24)
               ? long_text(mutation, text)
               : (size_t)snprintf(text, SLUICE_TEXT_ROOM, "%s", one_of(mutation, texts, TEXTS));
}

static bool is(struct sluice_bytes name, const char *text)
{
    if (name.length != strlen(text)) {
        return false;
    }
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] != (uint8_t)text[i] && !(name.data[i] == '/' && text[i] == '.')) {
            return false;
        }
    }
    return true;
}

/* --- strings and arrays --------------------------------------------------------------------------------------- */

void sluice_maker_string(struct sluice_maker *maker, const struct sluice_want *want)
{
    enum { MOST_SIZED = 64 };
    struct sluice_mutation *mutation = maker->mutation;
    char text[SLUICE_TEXT_ROOM];
    size_t length = 0;
    if (want->text != NULL) {
        length = strlen(want->text);
        length = length < sizeof text ? length : sizeof text;
        memcpy(text, want->text, length);
    } else if (want->is_sized) {
        length = want->size < MOST_SIZED ? want->size : MOST_SIZED;
        memset(text, 'a', length);
    } else if (want->ordinal > 0) {
        length = (size_t)snprintf(text, sizeof text, "%c%lu", want->ordinal < 10 ? 'k' : 'l',
                                  (unsigned long)want->ordinal);
    } else {
        length = sluice_maker_text(mutation, text, want->is_long);
    }
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_STRING;
    sluice_put_bytes(mutation, want->node, text, length);
}

/* The class of the elements of an array class, as a value has it. */
static struct sluice_bytes element_of(struct sluice_bytes array)
{
    struct sluice_bytes name = {array.data + 1, array.length - 1};
    if (name.length > 2 && name.data[0] == 'L') {
        name.data++;
        name.length -= 2;
    }
    return name;
}

enum { MOST_NUMBERS = 260 };

/* How many numbers an array has: now and then around what a byte, a table or a run of bits takes. */
static uint32_t size_of_numbers(struct sluice_mutation *mutation, const struct sluice_want *want)
{
    static const uint16_t sizes[] = {8,  15, 16, 17, 31,  32,  33,  34,
                                     63, 64, 65, 96, 128, 255, 256, 257};
    if (want->is_sized) {
        return want->size < MOST_NUMBERS ? want->size : MOST_NUMBERS;
    }
    return want->is_long || sluice_random_one_in(&mutation->random, 16)
               ? sizes[sluice_random_below(&mutation->random, sizeof sizes / sizeof sizes[0])]
               : sluice_random_below(&mutation->random, 4);
}

/* Any numbers, or many that are all alike, or that go up or down from one to the next. */
static void make_numbers(struct sluice_maker *maker, const struct sluice_want *want, char type,
                         size_t width)
{
    enum { FEW = 4 };
    struct sluice_mutation *mutation = maker->mutation;
    uint8_t bytes[MOST_NUMBERS * SLUICE_STREAM_VALUE_MAX];
    const uint32_t size = size_of_numbers(mutation, want);
    const bool in_order = size > FEW && !sluice_random_one_in(&mutation->random, 3);
    const uint64_t step = sluice_random_below(&mutation->random, 4) - UINT64_C(1);
    uint64_t number = (uint64_t)sluice_some_number(mutation, type);
    for (uint32_t i = 0; i < size; i++) {
        sluice_stream_value_put(bytes + i * width, type == 'Z' ? number & 1 : number, width);
        number = in_order ? number + step : (uint64_t)sluice_some_number(mutation, type);
    }
    if (size > 0) {
        const sluice_node_id values = sluice_add_bytes(mutation, want->node, SLUICE_ROLE_ELEMENT,
                                                       SLUICE_NODE_VALUES, bytes, size * width);
        sluice_at(mutation, values)->code = (uint8_t)type;
    }
}

static void make_array(struct sluice_maker *maker, const struct sluice_want *want)
{
    struct sluice_mutation *mutation = maker->mutation;
    char name[128];
    const size_t length = want->what.length < sizeof name ? want->what.length : sizeof name;
    for (size_t i = 0; i < length; i++) {
        name[i] = (char)(want->what.data[i] == '/' ? '.' : want->what.data[i]);
    }
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_ARRAY;
    const sluice_node_id desc = sluice_add(mutation, want->node, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_NULL);
    sluice_make_array_class(mutation, desc, name, length);
    const struct sluice_bytes element = element_of(want->what);
    const size_t width = element.length == 1 ? sluice_stream_value_size(element.data[0]) : 0;
    if (width > 0) {
        make_numbers(maker, want, (char)element.data[0], width);
        return;
    }
    const uint32_t size = want->is_sized ? (want->size < SLUICE_WANTS ? want->size : SLUICE_WANTS)
                                         : sluice_random_below(&mutation->random, 4);
    for (uint32_t i = 0; i < size; i++) {
        const struct sluice_want item = {
            .node = sluice_add(mutation, want->node, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL),
            .what = want->of.length > 0 ? want->of : element,
            .needed = want->of.length > 0,
            .ordinal = i,
            .depth = (uint8_t)(want->depth + 1)};
        sluice_maker_want(maker, &item);
    }
}

static void make_class_object(struct sluice_maker *maker, const struct sluice_want *want)
{
    struct sluice_mutation *mutation = maker->mutation;
    const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                               (struct sluice_bytes){NULL, 0});
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_CLASS;
    const sluice_node_id desc = sluice_add(mutation, want->node, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_NULL);
    if (want->type != NULL) {
        sluice_make_class(mutation, desc, want->type);
    } else if (model != NULL && sluice_random_one_in(&mutation->random, 2)) {
        sluice_make_class(mutation, desc, model);
    } else {
        sluice_make_plain_class(mutation, desc, "java.lang.String", INT64_C(-6849794470754667710),
                                SLUICE_FLAG_SERIALIZABLE);
    }
}

/* --- proxies --------------------------------------------------------------------------------------------------- */

/* A value of any class behind those that a level has. */
static void want_any(struct sluice_maker *maker, sluice_node_id level, uint8_t depth)
{
    const struct sluice_want value = {
        .node = sluice_add(maker->mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL),
        .depth = (uint8_t)(depth + 1)};
    sluice_maker_want(maker, &value);
}

static void make_proxy(struct sluice_maker *maker, const struct sluice_want *want)
{
    static const char handler[] = "java.lang.reflect.InvocationHandler";
    static const char field[] = "Ljava/lang/reflect/InvocationHandler;";
    struct sluice_mutation *mutation = maker->mutation;
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_OBJECT;
    const sluice_node_id desc = sluice_add(mutation, want->node, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_PROXYDESC);
    const char *interface = "java.lang.Comparable";
    for (size_t i = 0; i < mutation->class_count; i++) {
        if (mutation->classes[i].construct == SLUICE_CONSTRUCT_INTERFACE &&
            sluice_random_one_in(&mutation->random, 3)) {
            interface = mutation->classes[i].name;
        }
    }
    for (uint32_t i = 1 + sluice_random_below(&mutation->random, 2); i > 0; i--) {
        const char *name = i == 1 ? interface : "java.io.Serializable";
        (void)sluice_add_bytes(mutation, desc, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, name,
                               strlen(name));
    }
    const sluice_node_id super = sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    sluice_make_plain_class(mutation, super, "java.lang.reflect.Proxy",
                            INT64_C(-2222568056686623797), SLUICE_FLAG_SERIALIZABLE);
    /* Its handler need not be the only field that somebody says it has; such a class is none that others could
     * refer to. */
    const uint32_t roll = sluice_random_below(&mutation->random, 8);
    if (roll < 2) {
        sluice_at(mutation, super)->marks = 0;
    }
    if (roll == 0) {
        (void)sluice_make_field(mutation, super, "a", 1, sluice_text_bytes("Ljava/lang/Object;"));
    }
    (void)sluice_make_field(mutation, super, "h", 1, sluice_text_bytes(field));
    if (roll == 1) {
        (void)sluice_make_field(mutation, super, "z", 1, sluice_text_bytes("Ljava/lang/Object;"));
    }
    const sluice_node_id level = sluice_add(mutation, want->node, SLUICE_ROLE_LEVEL,
                                            SLUICE_NODE_LEVEL);
    sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
    if (roll == 0) {
        want_any(maker, level, want->depth);
    }
    const struct sluice_want value = {
        .node = sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL),
        .what = sluice_text_bytes(handler),
        .needed = true,
        .depth = (uint8_t)(want->depth + 1)};
    sluice_maker_want(maker, &value);
    if (roll == 1) {
        want_any(maker, level, want->depth);
    }
}

/* --- any value --------------------------------------------------------------------------------------------------- */

enum { ARRAY_NAME = 128 };

/* An array of one of the classes or interfaces of the policy; of such arrays now and then, but then without any. */
static void make_array_of_policy(struct sluice_maker *maker, const struct sluice_want *want)
{
    struct sluice_mutation *mutation = maker->mutation;
    char name[ARRAY_NAME];
    struct sluice_want array = *want;
    const size_t own = mutation->kin->own;
    const size_t among = own > 0 && sluice_random_one_in(&mutation->random, 2)
                             ? own
                             : mutation->class_count;
    const char *class_name =
        mutation->classes[sluice_random_below(&mutation->random, (uint32_t)among)].name;
    const bool deep = sluice_random_one_in(&mutation->random, 6);
    (void)snprintf(name, sizeof name, "%s[L%s;", deep ? "[" : "", class_name);
    array.what = sluice_text_bytes(name);
    array.of = sluice_text_bytes(class_name);
    array.is_sized = array.is_sized || deep;
    array.size = deep ? 0 : array.size;
    make_array(maker, &array);
}

static bool has_handlers(struct sluice_mutation *mutation)
{
    return sluice_pick_model(mutation, sluice_text_bytes("java.lang.reflect.InvocationHandler")) !=
           NULL;
}

static void make_any(struct sluice_maker *maker, const struct sluice_want *want)
{
    static const char *const arrays[] = {"[I",
                                         "[B",
                                         "[J",
                                         "[C",
                                         "[Z",
                                         "[D",
                                         "[F",
                                         "[S",
                                         "[[I",
                                         "[Ljava.lang.Object;",
                                         "[Ljava.lang.Object;",
                                         "[Ljava.lang.Object;",
                                         "[Ljava.lang.String;",
                                         "[[Ljava.lang.Object;"};
    struct sluice_mutation *mutation = maker->mutation;
    struct sluice_want array = *want;
    const uint32_t roll = sluice_random_below(&mutation->random, 16);
    const struct sluice_class_model *model = NULL;
    if (want->text != NULL || want->ordinal > 0 || roll < 4) {
        sluice_maker_string(maker, want);
    } else if (roll < 5 && !want->needed) {
        return;
    } else if (roll == 5 && mutation->class_count > 0) {
        make_array_of_policy(maker, want);
    } else if (roll < 8) {
        array.what = sluice_text_bytes(one_of(mutation, arrays, sizeof arrays / sizeof arrays[0]));
        make_array(maker, &array);
    } else if (roll < 9) {
        make_class_object(maker, want);
    } else if (roll == 9 && has_handlers(mutation)) {
        make_proxy(maker, want);
    } else {
        model = sluice_pick_model(mutation, (struct sluice_bytes){NULL, 0});
        if (model != NULL) {
            sluice_maker_object(maker, want, model);
        } else {
            sluice_maker_string(maker, want);
        }
    }
}

static void make_want(struct sluice_maker *maker, const struct sluice_want *want)
{
    static const char *const any[] = {"", "java.lang.Object", "java.io.Serializable"};
    static const char *const strings[] = {"java.lang.String", "java.lang.Comparable",
                                          "java.lang.CharSequence"};
    if (!want->needed && sluice_random_one_in(&maker->mutation->random, 4)) {
        return;
    }
    if (want->model != NULL) {
        sluice_maker_object(maker, want, want->model);
        return;
    }
    for (size_t i = 0; i < sizeof any / sizeof any[0]; i++) {
        if (is(want->what, any[i])) {
            make_any(maker, want);
            return;
        }
    }
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        if (is(want->what, strings[i])) {
            sluice_maker_string(maker, want);
            return;
        }
    }
    if (want->what.data[0] == '[') {
        make_array(maker, want);
    } else if (is(want->what, "java.lang.reflect.Proxy")) {
        if (has_handlers(maker->mutation)) {
            make_proxy(maker, want);
        }
    } else if (is(want->what, "java.lang.Class")) {
        make_class_object(maker, want);
    } else {
        const struct sluice_class_model *model = sluice_pick_model(maker->mutation, want->what);
        model = model != NULL ? model : sluice_maker_serial_form(maker, want->what);
        model = model == NULL && is(want->what, "java.lang.Enum")
                    ? sluice_pick_enum(maker->mutation)
                    : model;
        if (model != NULL) {
            sluice_maker_object(maker, want, model);
        }
    }
}

static void run(struct sluice_mutation *mutation, const struct sluice_want *first)
{
    static struct sluice_maker maker; /* one mutation at a time */
    maker.mutation = mutation;
    maker.count = 0;
    const uint32_t most = sluice_program_node_count(mutation->program) + SLUICE_WANT_NODES;
    sluice_maker_want(&maker, first);
    while (maker.count > 0 && !mutation->failed) {
        const struct sluice_want want = maker.wants[--maker.count];
        if (sluice_program_node_count(mutation->program) < most) {
            make_want(&maker, &want);
        }
    }
}

void sluice_make_value(struct sluice_mutation *mutation, sluice_node_id id,
                       struct sluice_bytes class_name)
{
    const struct sluice_want want = {.node = id, .what = class_name, .needed = true};
    run(mutation, &want);
}

void sluice_make_model(struct sluice_mutation *mutation, sluice_node_id id,
                       const struct sluice_class_model *model)
{
    const struct sluice_want want = {.node = id, .model = model, .needed = true};
    run(mutation, &want);
}

/* --- anything at the top -------------------------------------------------------------------------------------------- */

void sluice_make_item(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const enum sluice_node_kind alone[] = {SLUICE_NODE_NULL, SLUICE_NODE_RESET,
                                                  SLUICE_NODE_RESET, SLUICE_NODE_END};
    const uint32_t roll = sluice_random_below(&mutation->random, 16);
    if (roll < 2) {
        const enum sluice_node_kind kind =
            alone[sluice_random_below(&mutation->random, sizeof alone / sizeof alone[0])];
        sluice_at(mutation, id)->kind = (uint8_t)kind;
    } else if (roll < 4) {
        static const char types[] = "BCDFIJSZ";
        sluice_at(mutation, id)->kind = SLUICE_NODE_BLOCK;
        for (uint32_t i = sluice_random_below(&mutation->random, 4); i > 0; i--) {
            const char type = types[sluice_random_below(&mutation->random, 8)];
            (void)sluice_add_number(mutation, id, SLUICE_ROLE_PART, type,
                                    sluice_some_number(mutation, type));
        }
    } else if (roll == 4) {
        const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                                   (struct sluice_bytes){NULL, 0});
        if (model != NULL) {
            sluice_make_class(mutation, id, model);
        }
    } else {
        sluice_make_value(mutation, id, (struct sluice_bytes){NULL, 0});
    }
}
