/* Constructors: after all checks of the chain, superclasses first, on an instance that belongs to the
 * graph; and the copies that they keep (DEV-4, DEV-5, DEV-11, GOLD-3, GOLD-4). */
#include "support.h"

#include "sluice/get_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC
#define STRING "Ljava/lang/String;"
#define OBJECTS "[Ljava/lang/Object;"

/* --- a superclass and a subclass -------------------------------------------------------------- */

struct base {
    int64_t number;
};

struct message {
    struct base base;
    char *name;
    size_t name_length;
    int32_t *numbers;
    size_t number_count;
    struct sluice_value *parts;
    size_t part_count;
};

static char history[1000];

static void say(const char *what, const char *who)
{
    const size_t length = strlen(history);
    (void)snprintf(history + length, sizeof history - length, "%s%s %s", length != 0 ? ", " : "",
                   what, who);
}

/* Debug builds ask twice: said once. */
static bool checked(const struct sluice_get_arg *argument, void *context)
{
    static unsigned asked;
    int64_t number;
    if (asked++ % ASKED == 0) {
        say("check", context);
    }
    return sluice_get_integer(argument, "number", &number) == SLUICE_GET_OK && number >= 0;
}

static bool construct_base(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct base *base = instance;
    say("construct", context);
    return sluice_get_integer(argument, "number", &base->number) == SLUICE_GET_OK;
}

static bool construct_message(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct message *message = instance;
    void *numbers;
    say("construct", context);
    assert_true(message->base.number >= 0); /* the superclass's part is there */
    if (sluice_copy_string(argument, "name", &message->name, &message->name_length) !=
            SLUICE_GET_OK ||
        sluice_copy_primitives(argument, "numbers", 'I', &numbers, &message->number_count) !=
            SLUICE_GET_OK) {
        return false;
    }
    message->numbers = numbers;
    return sluice_copy_elements(argument, "parts", &message->parts, &message->part_count) ==
           SLUICE_GET_OK;
}

static void destroy(void *instance, void *context)
{
    assert_non_null(instance);
    say("destroy", context);
}

/* The copy may still be looked at. */
static void destroy_message(void *instance, void *context)
{
    const struct message *message = instance;
    assert_int_equal(strlen(message->name), message->name_length);
    destroy(instance, context);
}

static bool never_construct(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)instance;
    say("construct", context);
    return false;
}

static bool construct_nothing(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)instance;
    (void)context;
    return true;
}

/* Goes on without the copies that are refused to it. */
static bool construct_anyhow(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct message *message = instance;
    void *numbers;
    (void)context;
    const enum sluice_get name = sluice_copy_string(argument, "name", &message->name,
                                                    &message->name_length);
    const enum sluice_get got = sluice_copy_primitives(argument, "numbers", 'I', &numbers,
                                                       &message->number_count);
    return name != SLUICE_GET_WRONG_TYPE && got != SLUICE_GET_WRONG_TYPE;
}

static const struct sluice_field_model base_fields[] = {{.name = "number", .signature = "J"}};
static const struct sluice_field_model message_fields[] = {{.name = "name", .signature = STRING},
                                                           {.name = "numbers", .signature = "[I"},
                                                           {.name = "parts", .signature = OBJECTS}};
static char base_name[] = "Base";
static char message_name[] = "Message";
static char failing_name[] = "Failing";
static char empty_name[] = "Empty";

static const struct sluice_class_model models[] = {
    {.name = base_name,
     ATOMIC,
     .fields = base_fields,
     .field_count = COUNT(base_fields),
     .check = checked,
     .constructor = construct_base,
     .destructor = destroy,
     .instance_size = sizeof(struct base),
     .context = base_name},
    {.name = message_name,
     ATOMIC,
     .parent = base_name,
     .fields = message_fields,
     .field_count = COUNT(message_fields),
     .check = checked,
     .constructor = construct_message,
     .destructor = destroy_message,
     .instance_size = sizeof(struct message),
     .context = message_name},
    {.name = failing_name,
     ATOMIC,
     .parent = base_name,
     .constructor = never_construct,
     .destructor = destroy,
     .instance_size = sizeof(struct base),
     .context = failing_name},
    /* No constructor of its own; its superclass's part is all there is. */
    {.name = empty_name,
     ATOMIC,
     .parent = base_name,
     .destructor = destroy,
     .instance_size = sizeof(struct base),
     .context = empty_name},
    {.name = "Plain", ATOMIC, .parent = base_name, .instance_size = sizeof(struct base)},
    {.name = "Mutable",
     ATOMIC,
     .is_mutable = true,
     .constructor = construct_nothing,
     .instance_size = 1},
    {.name = "Bare", ATOMIC},
    {.name = "Sturdy",
     ATOMIC,
     .fields = message_fields,
     .field_count = 2,
     .constructor = construct_anyhow,
     .instance_size = sizeof(struct message)},
    {.name = "Token",
     .construct = SLUICE_CONSTRUCT_STATELESS,
     .constructor = construct_nothing,
     .instance_size = 8},
};

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of(models, COUNT(models));
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

/* --- streams ---------------------------------------------------------------------------------- */

/* TC_OBJECT with a descriptor below Base; its fields come after `fields`. */
static void put_below_base(struct stream *stream, const char *name, int64_t number)
{
    const bool has_fields = strcmp(name, message_name) == 0;
    put_u8(stream, 0x73);
    put_class(stream, name, 2, has_fields ? 3 : 0);
    if (has_fields) {
        put_field(stream, 'L', "name", STRING);
        put_field(stream, '[', "numbers", "[I");
        put_field(stream, '[', "parts", OBJECTS);
    }
    put_u8(stream, 0x78);
    put_class(stream, base_name, 2, 1);
    put_field(stream, 'J', "number", NULL);
    put_hex(stream, "78 70");
    put_u64(stream, (uint64_t)number);
}

static void put_int_array(struct stream *stream, int32_t first, uint32_t count)
{
    put_u8(stream, 0x75);
    put_plain_class(stream, "[I", 2);
    put_u32(stream, count);
    for (uint32_t i = 0; i < count; i++) {
        put_u32(stream, (uint32_t)first + i);
    }
}

static void put_message(struct stream *stream, int64_t number)
{
    put_below_base(stream, message_name, number);
    put_string(stream, "greet");
    put_int_array(stream, -2, 3);
    put_u8(stream, 0x75);
    put_plain_class(stream, "[Ljava.lang.Object;", 2);
    put_u32(stream, 3);
    put_string(stream, "part");
    put_u8(stream, 0x70);
    put_u8(stream, 0x73);
    put_plain_class(stream, "Mutable", 2);
}

static struct built decode_message(struct stream *bytes, int64_t number)
{
    history[0] = '\0';
    *bytes = stream_begin();
    put_message(bytes, number);
    return decode(bytes, policy, NULL);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void test_order(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_message(&bytes, 5);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    assert_string_equal(history, "check Base, check Message, construct Base, construct Message");
    built_free(&built);
    assert_string_equal(history, "check Base, check Message, construct Base, construct Message, "
                                 "destroy Message, destroy Base");
    stream_free(&bytes);
}

/* A check that fails anywhere in the chain: no constructor has run (DEV-5). */
static void test_checks_come_first(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_message(&bytes, -5);
    assert_int_equal(built.reason, SLUICE_CHECK_FAILED);
    assert_string_equal(history, "check Base");
    assert_null(built.graph);
    stream_free(&bytes);
}

static void test_instance(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_message(&bytes, 5);
    const struct sluice_value root = sluice_graph_root(built.graph);
    const struct message *message = sluice_value_instance(built.graph, root);
    assert_non_null(message);
    assert_int_equal(message->base.number, 5);
    assert_string_equal(message->name, "greet");
    assert_int_equal(message->name_length, 5);
    assert_int_equal(message->number_count, 3);
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(message->numbers[i], i - 2);
    }
    assert_int_equal(message->part_count, 3);
    assert_memory_equal(sluice_value_text(built.graph, message->parts[0]).data, "part", 4);
    assert_int_equal(sluice_value_kind(built.graph, message->parts[1]), SLUICE_VALUE_NULL);
    /* What is mutable is kept as a copy of its own (GOLD-4). */
    struct sluice_value parts;
    assert_int_equal(sluice_value_field(built.graph, root, "parts", &parts), SLUICE_GET_OK);
    assert_false(sluice_value_same(message->parts[2], sluice_value_element(built.graph, parts, 2)));
    assert_null(sluice_value_instance(built.graph, message->parts[2]));
    assert_non_null(
        sluice_value_instance(built.graph, sluice_value_element(built.graph, parts, 2)));
    assert_true(sluice_value_same(message->parts[0], sluice_value_element(built.graph, parts, 0)));
    built_free(&built);
    stream_free(&bytes);
}

static void expect_only(const char *name, enum sluice_reason reason, const char *expected)
{
    struct stream bytes = stream_begin();
    history[0] = '\0';
    put_below_base(&bytes, name, 1);
    struct built built = decode(&bytes, policy, NULL);
    assert_string_equal(sluice_reason_name(built.reason), sluice_reason_name(reason));
    if (reason == SLUICE_OK) {
        const struct sluice_value root = sluice_graph_root(built.graph);
        const struct base *base = sluice_value_instance(built.graph, root);
        assert_int_equal(base->number, 1);
    } else {
        assert_string_equal(built.status.class_name, name);
        assert_string_equal(built.status.at, "object.constructor");
    }
    built_free(&built);
    assert_string_equal(history, expected);
    stream_free(&bytes);
}

/* A constructor that fails: only what was made is unmade, the class that failed has nothing. */
static void test_failing_constructor(void **state)
{
    (void)state;
    expect_only(failing_name, SLUICE_CHECK_FAILED,
                "check Base, construct Base, construct Failing, destroy Base");
}

static void test_inherited_constructor(void **state)
{
    (void)state;
    expect_only(empty_name, SLUICE_OK, "check Base, construct Base, destroy Empty, destroy Base");
    expect_only("Plain", SLUICE_OK, "check Base, construct Base, destroy Base");
}

/* A run that is given up destroys what stands, the newest first. */
static void test_given_up(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    history[0] = '\0';
    put_message(&bytes, 7);
    put_below_base(&bytes, empty_name, 2);
    put_u8(&bytes, 0x7C + 0x10);
    struct built built = decode(&bytes, policy, NULL);
    assert_int_equal(built.reason, SLUICE_BAD_TYPE_CODE);
    assert_string_equal(history, "check Base, check Message, construct Base, construct Message, "
                                 "check Base, construct Base, destroy Empty, destroy Base, "
                                 "destroy Message, destroy Base");
    stream_free(&bytes);
}

static void test_no_instance(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(&bytes, "73 72 0004 42617265 0000000000000001 02 0000 78 70",
                                    policy);
    assert_int_equal(built.reason, SLUICE_OK);
    assert_null(sluice_value_instance(built.graph, sluice_graph_root(built.graph)));
    assert_null(sluice_value_instance(built.graph, (struct sluice_value){0}));
    built_free(&built);
    stream_free(&bytes);
    /* A class without state has one all the same, if it wants one. */
    built = decode_hex(&bytes, "73 72 0005 546f6b656e 0000000000000001 02 0000 78 70", policy);
    assert_int_equal(built.reason, SLUICE_OK);
    assert_non_null(sluice_value_instance(built.graph, sluice_graph_root(built.graph)));
    built_free(&built);
    stream_free(&bytes);
}

/* --- memory ----------------------------------------------------------------------------------- */

static void test_no_memory(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_message(&bytes, 5);
    for (uint64_t fail_at = 1;; fail_at++) {
        struct meter meter;
        meter_init(&meter);
        meter.fail_at = fail_at;
        const struct sluice_options options = {.allocator = &meter.allocator};
        history[0] = '\0';
        struct built built = decode(&bytes, policy, &options);
        const bool enough = built.reason == SLUICE_OK;
        if (!enough) {
            assert_string_equal(sluice_reason_name(built.reason), "out-of-memory");
        }
        built_free(&built);
        assert_int_equal(meter.live_blocks, 0);
        /* Whatever was constructed was destroyed. */
        unsigned made = strstr(history, "construct Base") != NULL;
        unsigned unmade = strstr(history, "destroy Base") != NULL;
        assert_int_equal(made, unmade);
        if (enough) {
            assert_true(meter.calls < fail_at);
            break;
        }
    }
    stream_free(&bytes);
}

/* Instances and copies count against the limit. */
static void test_heap_limit(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_below_base(&bytes, message_name, 1);
    put_string(&bytes, "x");
    put_int_array(&bytes, 0, 50000);
    put_u8(&bytes, 0x75);
    put_plain_class(&bytes, "[Ljava.lang.Object;", 2);
    put_u32(&bytes, 0);
    struct sluice_limits limits = {.heap = 210000};
    const struct sluice_options options = {.limits = &limits};
    struct built built = decode(&bytes, policy, &options);
    assert_string_equal(sluice_reason_name(built.reason), "limit-heap");
    assert_string_equal(built.status.at, "memory");
    limits.heap = 300000;
    built = decode(&bytes, policy, &options);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    assert_true(built.status.peak_heap > 200000);
    built_free(&built);
    stream_free(&bytes);
}

/* A constructor that goes on may be refused more than one copy: the first refusal ends the run. */
static void test_first_refusal(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_u8(&bytes, 0x73);
    put_class(&bytes, "Sturdy", 2, 2);
    put_field(&bytes, 'L', "name", STRING);
    put_field(&bytes, '[', "numbers", "[I");
    put_hex(&bytes, "78 70");
    put_string(&bytes, "x");
    put_int_array(&bytes, 0, 50000);
    const struct sluice_limits limits = {.heap = 210000};
    bool was_refused = true;
    for (uint64_t fail_at = 1; was_refused; fail_at++) {
        struct meter meter;
        meter_init(&meter);
        meter.fail_at = fail_at;
        const struct sluice_options options = {.limits = &limits, .allocator = &meter.allocator};
        struct built built = decode(&bytes, policy, &options);
        was_refused = meter.calls >= fail_at;
        assert_string_equal(sluice_reason_name(built.reason),
                            was_refused ? "out-of-memory" : "limit-heap");
        assert_string_equal(built.status.at, "memory");
        assert_int_equal(meter.live_blocks, 0);
    }
    stream_free(&bytes);
}

/* --- copies ----------------------------------------------------------------------------------- */

struct all {
    uint8_t *flags;
    int8_t *bytes;
    uint16_t *chars;
    int16_t *shorts;
    int64_t *longs;
    float *floats;
    double *doubles;
    enum sluice_get absent;
    enum sluice_get null;
    enum sluice_get wrong;
    enum sluice_get empty;
    void *empty_array;
};

static bool construct_all(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct all *all = instance;
    static const char types[] = "ZBCSJFD";
    size_t count;
    void *copies[7];
    (void)context;
    for (size_t i = 0; i < COUNT(copies); i++) {
        const char name[] = {types[i], '\0'};
        if (sluice_copy_primitives(argument, name, types[i], &copies[i], &count) != SLUICE_GET_OK ||
            count != 2) {
            return false;
        }
    }
    all->flags = copies[0];
    all->bytes = copies[1];
    all->chars = copies[2];
    all->shorts = copies[3];
    all->longs = copies[4];
    all->floats = copies[5];
    all->doubles = copies[6];
    struct sluice_value *values;
    char *text;
    void *array;
    all->absent = sluice_copy_string(argument, "nothing", &text, NULL);
    assert_null(text);
    all->null = sluice_copy_elements(argument, "o", &values, &count);
    assert_null(values);
    all->wrong = sluice_copy_primitives(argument, "Z", 'B', &array, &count);
    assert_null(array);
    assert_int_equal(sluice_copy_string(argument, "Z", &text, NULL), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_copy_elements(argument, "Z", &values, &count), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_copy_elements(argument, "none", &values, &count), SLUICE_GET_ABSENT);
    all->empty = sluice_copy_primitives(argument, "e", 'I', &all->empty_array, &count);
    return count == 0;
}

static void test_copies(void **state)
{
    static const struct sluice_field_model fields[] = {
        {.name = "B", .signature = "[B"},   {.name = "C", .signature = "[C"},
        {.name = "D", .signature = "[D"},   {.name = "F", .signature = "[F"},
        {.name = "J", .signature = "[J"},   {.name = "S", .signature = "[S"},
        {.name = "Z", .signature = "[Z"},   {.name = "e", .signature = "[I"},
        {.name = "o", .signature = OBJECTS}};
    static const struct sluice_class_model all_model = {.name = "All",
                                                        ATOMIC,
                                                        .fields = fields,
                                                        .field_count = COUNT(fields),
                                                        .constructor = construct_all,
                                                        .instance_size = sizeof(struct all)};
    static const char *const contents[] = {"ff 7f",
                                           "0041 ffff",
                                           "3fe0000000000000 c000000000000000",
                                           "3f000000 c0000000",
                                           "8000000000000000 0000000000000002",
                                           "8000 0002",
                                           "00 02"};
    (void)state;
    struct sluice_policy *own = policy_of(&all_model, 1);
    struct stream bytes = stream_begin();
    put_u8(&bytes, 0x73);
    put_class(&bytes, "All", 2, COUNT(fields));
    for (size_t i = 0; i < COUNT(fields); i++) {
        put_field(&bytes, '[', fields[i].name, fields[i].signature);
    }
    put_hex(&bytes, "78 70");
    for (size_t i = 0; i < COUNT(contents); i++) {
        put_u8(&bytes, 0x75);
        put_plain_class(&bytes, fields[i].signature, 2);
        put_u32(&bytes, 2);
        put_hex(&bytes, contents[i]);
    }
    put_int_array(&bytes, 0, 0);
    put_u8(&bytes, 0x70);
    struct built built = decode(&bytes, own, NULL);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    const struct all *all = sluice_value_instance(built.graph, sluice_graph_root(built.graph));
    assert_true(all->flags[0] == 0 && all->flags[1] == 1);
    assert_true(all->bytes[0] == -1 && all->bytes[1] == 127);
    assert_true(all->chars[0] == 0x41 && all->chars[1] == 0xFFFF);
    assert_true(all->shorts[0] == INT16_MIN && all->shorts[1] == 2);
    assert_true(all->longs[0] == INT64_MIN && all->longs[1] == 2);
    assert_true(all->floats[0] >= 0.5F && all->floats[0] <= 0.5F && all->floats[1] <= -2.0F);
    assert_true(all->doubles[0] >= 0.5 && all->doubles[0] <= 0.5 && all->doubles[1] <= -2.0);
    assert_int_equal(all->absent, SLUICE_GET_ABSENT);
    assert_int_equal(all->null, SLUICE_GET_NULL);
    assert_int_equal(all->wrong, SLUICE_GET_WRONG_TYPE);
    assert_int_equal(all->empty, SLUICE_GET_OK);
    assert_null(all->empty_array);
    built_free(&built);
    stream_free(&bytes);
    sluice_policy_free(own);
}

/* --- models ----------------------------------------------------------------------------------- */

static void expect_unusable(struct sluice_class_model model, const char *sentence)
{
    struct sluice_class_model both[] = {models[0], model};
    struct sluice_policy *none;
    struct sluice_policy_error error;
    both[1].name = "Wrong";
    assert_int_equal(sluice_policy_create(both, 2, NULL, &none, &error), SLUICE_BAD_ARGUMENT);
    assert_int_equal(error.model, 1);
    if (strstr(error.message, sentence) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, sentence);
    }
}

static void test_unusable_models(void **state)
{
    (void)state;
    expect_unusable((struct sluice_class_model){ATOMIC, .constructor = never_construct},
                    "nothing to fill in");
    expect_unusable((struct sluice_class_model){ATOMIC, .destructor = destroy},
                    "nothing to destroy");
    expect_unusable((struct sluice_class_model){ATOMIC, .instance_size = 8}, "no constructor");
    expect_unusable((struct sluice_class_model){ATOMIC, .parent = base_name},
                    "smaller than its superclass's");
    expect_unusable((struct sluice_class_model){ATOMIC, .parent = base_name,
                                                .constructor = never_construct,
                                                .instance_size = sizeof(struct base) - 1},
                    "smaller than its superclass's");
    expect_unusable((struct sluice_class_model){.construct = SLUICE_CONSTRUCT_ENUM,
                                                .constructor = never_construct,
                                                .instance_size = 8},
                    "never built");
    expect_unusable((struct sluice_class_model){ATOMIC, .constructor = never_construct,
                                                .instance_size = (size_t)INT32_MAX + 1},
                    "larger than 2 GiB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_checks_come_first),
        cmocka_unit_test(test_instance),
        cmocka_unit_test(test_failing_constructor),
        cmocka_unit_test(test_inherited_constructor),
        cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_no_instance),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_first_refusal),
        cmocka_unit_test(test_heap_limit),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_unusable_models),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
