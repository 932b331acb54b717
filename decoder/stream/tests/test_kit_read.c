/* The read channel: custom data taken by a class's own code before its check (DEV-7..9). */
#include "support.h"

#include "sluice/custom_data.h"
#include "sluice/get_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUID "0000000000000001"
/* Classes of name X: custom data only, fields and custom data, external data of protocol 2 and 1. */
#define DATA(name) "73 72 0001" name SUID "03 0000 78 70"
#define BOTH(name) "73 72 0001" name SUID "03 0001 49 0001 69 78 70"
#define EXTERNAL(name) "73 72 0001" name SUID "0c 0000 78 70"
#define RAW(name) "73 72 0001" name SUID "04 0000 78 70"
#define OBJECTS "77 04 00000002 74 0001 61 70"

/* --- correct classes -------------------------------------------------------------------------- */

struct sum {
    int64_t total;
    double real;
    struct sluice_value last;
    char text[16];
    uint8_t bytes[3];
    bool at_end;
};

/* One of each kind: byte, char, short, int, long, boolean, float, double, 3 bytes, UTF, an object. */
static bool read_all(struct sluice_custom_data *data, void *state, void *context)
{
    static const char types[] = "BCSIJZ";
    struct sum *sum = state;
    double real;
    size_t length;
    (void)context;
    assert_false(sluice_custom_at_end(data));
    for (size_t i = 0; types[i] != '\0'; i++) {
        int64_t number;
        if (!sluice_custom_integer(data, types[i], &number)) {
            return false;
        }
        sum->total += number;
    }
    if (!sluice_custom_floating(data, 'F', &real) ||
        !sluice_custom_floating(data, 'D', &sum->real) ||
        !sluice_custom_bytes(data, sum->bytes, sizeof sum->bytes) ||
        !sluice_custom_utf(data, sum->text, sizeof sum->text, &length)) {
        return false;
    }
    sum->real += real;
    assert_int_equal(length, 3);
    if (!sluice_custom_object(data, "java.lang.CharSequence", &sum->last)) {
        return false;
    }
    assert_int_equal(sluice_value_kind(sluice_custom_graph(data), sum->last), SLUICE_VALUE_STRING);
    sum->at_end = sluice_custom_at_end(data);
    return true;
}

static bool check_sum(const struct sluice_get_arg *argument, void *context)
{
    const struct sum *sum = sluice_get_state(argument);
    (void)context;
    return sum->total == 5 && sum->at_end;
}

/* As many objects as an int says: no array is sized by it. */
struct list {
    int64_t count;
    int64_t nulls;
    bool seen_by_check;
};

static bool read_list(struct sluice_custom_data *data, void *state, void *context)
{
    struct list *list = state;
    unsigned *calls = context;
    (*calls)++;
    if (!sluice_custom_integer(data, 'I', &list->count)) {
        return false;
    }
    for (int64_t i = 0; i < list->count; i++) {
        struct sluice_value element;
        if (!sluice_custom_object(data, "java.lang.String", &element)) {
            return false;
        }
        list->nulls += sluice_value_kind(sluice_custom_graph(data), element) == SLUICE_VALUE_NULL;
    }
    return true;
}

static bool list_has_few_nulls(const struct sluice_get_arg *argument, void *context)
{
    const struct list *list = sluice_get_state(argument);
    (void)context;
    return list->nulls <= 1;
}

static bool read_nothing(struct sluice_custom_data *data, void *state, void *context)
{
    (void)state;
    *(bool *)context = sluice_custom_at_end(data);
    return true;
}

static bool read_refusing(struct sluice_custom_data *data, void *state, void *context)
{
    (void)data;
    (void)state;
    (void)context;
    return false;
}

/* A careless one: goes on after a failure and says that all is well. */
static bool read_careless(struct sluice_custom_data *data, void *state, void *context)
{
    int64_t number;
    (void)state;
    (void)context;
    if (!sluice_custom_integer(data, 'J', &number)) {
        assert_false(sluice_custom_integer(data, 'B', &number));
    }
    return true;
}

static bool read_wrong_type(struct sluice_custom_data *data, void *state, void *context)
{
    double real;
    (void)state;
    (void)context;
    return sluice_custom_floating(data, 'I', &real);
}

/* Superclass and subclass each read their own data and see their own state. */
static bool read_one_int(struct sluice_custom_data *data, void *state, void *context)
{
    (void)context;
    return sluice_custom_integer(data, 'I', state);
}

static bool state_is(const struct sluice_get_arg *argument, void *context)
{
    const int64_t *state = sluice_get_state(argument);
    return *state == *(const int64_t *)context;
}

static unsigned list_calls;
static bool was_at_end;
static int64_t three = 3;
static int64_t four = 4;
static const struct sluice_field_model i_field[] = {{.name = "i", .signature = "I"}};

#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC

static const struct sluice_class_model models[] = {
    {.name = "A",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = read_all,
     .state_size = sizeof(struct sum),
     .check = check_sum},
    {.name = "L",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = read_list,
     .state_size = sizeof(struct list),
     .check = list_has_few_nulls,
     .context = &list_calls},
    {.name = "B",
     ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .fields = i_field,
     .field_count = 1,
     .read = read_list,
     .state_size = sizeof(struct list),
     .context = &list_calls},
    {.name = "X",
     ATOMIC,
     .form = SLUICE_FORM_EXTERNAL,
     .read = read_list,
     .state_size = sizeof(struct list),
     .context = &list_calls},
    {.name = "N", ATOMIC, .form = SLUICE_FORM_DATA, .read = read_nothing, .context = &was_at_end},
    {.name = "R", ATOMIC, .form = SLUICE_FORM_DATA, .read = read_refusing},
    {.name = "C", ATOMIC, .form = SLUICE_FORM_DATA, .read = read_careless},
    {.name = "W", ATOMIC, .form = SLUICE_FORM_DATA, .read = read_wrong_type},
    {.name = "P",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = read_one_int,
     .state_size = sizeof(int64_t),
     .check = state_is,
     .context = &three},
    {.name = "S",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .parent = "P",
     .read = read_one_int,
     .state_size = sizeof(int64_t),
     .check = state_is,
     .context = &four},
    {.name = "Z", ATOMIC},
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

static void test_reads_all_kinds(void **state)
{
    static const char *const cuts[] = {
        /* byte -1, char 1, short 1, int 1, long 2, true; 0.5f, 0.25; 010203; "abc"; "x" */
        "77 26 ff 0001 0001 00000001 0000000000000002 01 3f000000 3fd0000000000000 010203 0003 "
        "616263 74 0001 78 78",
        /* the same, cut inside a value and inside the string */
        "77 02 ff00 77 03 010001 7a 00000021 00000001 0000000000000002 01 3f000000 "
        "3fd0000000000000 010203 0003 61 6263 74 0001 78 78"};
    (void)state;
    for (size_t i = 0; i < COUNT(cuts); i++) {
        struct stream bytes = stream_begin();
        put_hex(&bytes, DATA("41"));
        put_hex(&bytes, cuts[i]);
        struct built built = decode(&bytes, policy, NULL);
        assert_int_equal(built.reason, SLUICE_OK);
        const struct sum *sum = sluice_value_state(built.graph, sluice_graph_root(built.graph),
                                                   "A");
        assert_non_null(sum);
        assert_int_equal(sum->total, 5);
        assert_true(sum->real > 0.74 && sum->real < 0.76);
        assert_memory_equal(sum->text, "abc", 4);
        assert_memory_equal(sum->bytes, "\1\2\3", 3);
        assert_memory_equal(sluice_value_text(built.graph, sum->last).data, "x", 1);
        char *json = graph_json_of(built.graph);
        assert_string_equal(
            json, "{\"content\":[{\"object\":\"A\",\"id\":0,\"fields\":[[\"#data\",{\"items\":["
                  "{\"data\":\"ff000100010000000100000000000000020"
                  "13f0000003fd00000000000000102030003616263\"},"
                  "{\"string\":\"x\",\"id\":1}]}]]}]}");
        free(json);
        built_free(&built);
        stream_free(&bytes);
    }
}

static void test_forms(void **state)
{
    (void)state;
    expect_graph(policy, DATA("4c") OBJECTS "78",
                 "{\"content\":[{\"object\":\"L\",\"id\":0,\"fields\":[[\"#data\",{\"items\":["
                 "{\"data\":\"00000002\"},{\"string\":\"a\",\"id\":1},null]}]]}]}");
    expect_graph(policy, BOTH("42") "00000007" OBJECTS "78",
                 "{\"content\":[{\"object\":\"B\",\"id\":0,\"fields\":[[\"i\",7],[\"#data\","
                 "{\"items\":[{\"data\":\"00000002\"},{\"string\":\"a\",\"id\":1},null]}]]}]}");
    expect_graph(policy, EXTERNAL("58") OBJECTS "78",
                 "{\"content\":[{\"object\":\"X\",\"id\":0,\"fields\":[[\"#data\",{\"items\":["
                 "{\"data\":\"00000002\"},{\"string\":\"a\",\"id\":1},null]}]]}]}");
    expect_refusal(policy, RAW("58") "00000000", SLUICE_NEEDS_CLASS, "root");
}

/* What `read` leaves is passed over, like what a readObject leaves: it is built, and kept for the
 * JSON, but nobody needs it. */
static void test_leaves_the_rest(void **state)
{
    (void)state;
    was_at_end = true;
    expect_graph(policy, DATA("4e") "77 01 00 74 0001 61 78",
                 "{\"content\":[{\"object\":\"N\",\"id\":0,\"fields\":[[\"#data\",{\"items\":["
                 "{\"data\":\"00\"},{\"string\":\"a\",\"id\":1}]}]]}]}");
    assert_false(was_at_end);
    expect_graph(policy, DATA("4c") "77 05 00000000ff 74 0001 61 78",
                 "{\"content\":[{\"object\":\"L\",\"id\":0,\"fields\":[[\"#data\",{\"items\":["
                 "{\"data\":\"00000000ff\"},{\"string\":\"a\",\"id\":1}]}]]}]}");
}

/* A class that the stream does not write reads nothing; it is asked all the same, so that its state
 * is never missing. */
static void test_absent_data(void **state)
{
    (void)state;
    was_at_end = false;
    expect_graph(
        policy, DATA("4e") "78",
        "{\"content\":[{\"object\":\"N\",\"id\":0,\"fields\":[[\"#data\",{\"items\":[]}]]}]}");
    assert_true(was_at_end);
    was_at_end = false;
    expect_graph(
        policy, "73 72 0001 4e" SUID "02 0000 78 70",
        "{\"content\":[{\"object\":\"N\",\"id\":0,\"fields\":[[\"#data\",{\"items\":[]}]]}]}");
    assert_true(was_at_end);
    expect_refusal(policy, "73 72 0001 4c" SUID "02 0000 78 70", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, "73 72 0001 53" SUID "03 0000 78 70 77 04 00000004 78",
                   SLUICE_OPTIONAL_DATA, "root");
}

static void test_superclasses(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(&bytes,
                                    "73 72 0001 53" SUID "03 0000 78 72 0001 50" SUID
                                    "03 0000 78 70 77 04 00000003 78 77 04 00000004 78",
                                    policy);
    assert_int_equal(built.reason, SLUICE_OK);
    const struct sluice_value root = sluice_graph_root(built.graph);
    assert_int_equal(*(const int64_t *)sluice_value_state(built.graph, root, "P"), 3);
    assert_int_equal(*(const int64_t *)sluice_value_state(built.graph, root, "S"), 4);
    assert_null(sluice_value_state(built.graph, root, "L"));
    assert_null(sluice_value_state(built.graph, root, "nobody"));
    built_free(&built);
    stream_free(&bytes);
    /* The superclass's data is not the subclass's. */
    expect_refusal(policy,
                   "73 72 0001 53" SUID "03 0000 78 72 0001 50" SUID
                   "03 0000 78 70 77 08 0000000300000004 78 78",
                   SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy,
                   "73 72 0001 53" SUID "03 0000 78 72 0001 50" SUID
                   "03 0000 78 70 77 04 00000004 78 77 04 00000003 78",
                   SLUICE_CHECK_FAILED, "root");
}

static void test_refusals(void **state)
{
    (void)state;
    /* Past the end, a value across an object, an object where bytes stand, a wrong object. */
    expect_refusal(policy, DATA("4c") "77 03 000000 78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, DATA("4c") "77 02 0000 70 77 02 0000 78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, DATA("4c") "77 05 0000000100 70 78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, DATA("4c") "77 04 7fffffff 70 78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, DATA("4c") "77 04 00000001 73 72 0001 5a" SUID "02 0000 78 70 78",
                   SLUICE_VALUE_TYPE, "root");
    /* A string that is too long, or malformed. */
    expect_refusal(policy,
                   DATA("41") "77 34 ff 0001 0001 00000001 0000000000000002 01 3f000000 "
                              "3fd0000000000000 010203 0011 6161616161616161616161616161616161 78",
                   SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy,
                   DATA("41") "77 26 ff 0001 0001 00000001 0000000000000002 01 3f000000 "
                              "3fd0000000000000 010203 0003 6162ff 78",
                   SLUICE_BAD_UTF, "root");
    /* The class's own refusals, of the data and of the state. */
    expect_refusal(policy, DATA("52") "78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, DATA("4c") "77 04 00000002 70 70 78", SLUICE_CHECK_FAILED, "root");
    expect_refusal(policy, DATA("57") "77 04 00000002 78", SLUICE_OPTIONAL_DATA, "root");
}

static bool read_object(struct sluice_custom_data *data, void *state, void *context)
{
    (void)context;
    return sluice_custom_object(data, NULL, state);
}

/* What can be changed comes as a copy that nobody else holds (DEV-4). */
static void test_private_copies(void **state)
{
    static const struct sluice_class_model own[] = {{.name = "O",
                                                     ATOMIC,
                                                     .form = SLUICE_FORM_DATA,
                                                     .read = read_object,
                                                     .state_size = sizeof(struct sluice_value)}};
    static const char *const streams[] = {
        /* an array, and a reference to it; a string, and a reference to it */
        DATA("4f") "75 72 0002 5b42" SUID "02 0000 78 70 00000001 00 78 71 007e0003",
        DATA("4f") "74 0001 61 78 71 007e0002"};
    (void)state;
    struct sluice_policy *with_object = policy_of(own, 1);
    for (size_t i = 0; i < COUNT(streams); i++) {
        struct stream bytes;
        struct built built = decode_hex(&bytes, streams[i], with_object);
        assert_string_equal(sluice_reason_name(built.reason), "ok");
        const struct sluice_value *kept = sluice_value_state(built.graph,
                                                             sluice_graph_root(built.graph), "O");
        assert_int_equal(sluice_value_same(*kept, sluice_graph_at(built.graph, 1)), i == 1);
        assert_int_equal(sluice_value_kind(built.graph, *kept),
                         sluice_value_kind(built.graph, sluice_graph_at(built.graph, 1)));
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(with_object);
}

static void test_failures_stick(void **state)
{
    (void)state;
    expect_refusal(policy, DATA("43") "77 01 00 78", SLUICE_OPTIONAL_DATA, "root");
    list_calls = 0;
    expect_refusal(policy, DATA("4c") "77 04 00000001 71 007e0000 78", SLUICE_VALUE_TYPE, NULL);
    assert_int_equal(list_calls, 0); /* the data is not all there */
}

/* --- models ----------------------------------------------------------------------------------- */

static void expect_unusable(struct sluice_class_model model, const char *sentence)
{
    struct sluice_policy *none;
    struct sluice_policy_error error;
    model.name = "A";
    assert_int_equal(sluice_policy_create(&model, 1, NULL, &none, &error), SLUICE_BAD_ARGUMENT);
    assert_null(none);
    if (strstr(error.message, sentence) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, sentence);
    }
}

static void test_unusable_models(void **state)
{
    static const struct sluice_layout_item piece[] = {{.kind = SLUICE_LAYOUT_OBJECT}};
    (void)state;
    expect_unusable((struct sluice_class_model){ATOMIC, .state_size = 8}, "no read");
    expect_unusable((struct sluice_class_model){ATOMIC, .form = SLUICE_FORM_DATA,
                                                .read = read_one_int,
                                                .state_size = SLUICE_STATE_MAX + 1},
                    "larger than SLUICE_STATE_MAX");
    expect_unusable((struct sluice_class_model){ATOMIC, .read = read_refusing},
                    "the form must be DATA, BOTH or EXTERNAL");
    expect_unusable((struct sluice_class_model){ATOMIC, .form = SLUICE_FORM_DATA,
                                                .read = read_refusing, .layout = piece,
                                                .layout_count = 1},
                    "both a layout and a read");
    expect_unusable((struct sluice_class_model){.construct = SLUICE_CONSTRUCT_STATELESS,
                                                .form = SLUICE_FORM_DATA,
                                                .read = read_refusing},
                    "never take data");
}

/* --- events and memory ------------------------------------------------------------------------ */

struct calls {
    char text[400];
};

static void note(void *context, const struct sluice_event *event)
{
    struct calls *calls = context;
    if (event->type == SLUICE_EVENT_CALLED || event->type == SLUICE_EVENT_CHECK_BEGAN) {
        const size_t length = strlen(calls->text);
        (void)snprintf(calls->text + length, sizeof calls->text - length, "%s %.*s %s %s\n",
                       sluice_event_name(event->type), (int)event->name.length,
                       (const char *)event->name.data, event->what != NULL ? event->what : "-",
                       sluice_reason_name(event->reason));
    }
}

static void test_events(void **state)
{
    struct calls calls = {.text = ""};
    const struct sluice_observer observer = {note, &calls};
    const struct sluice_options options = {.observer = &observer};
    (void)state;
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73 72 0001 53" SUID "03 0000 78 72 0001 50" SUID
                    "03 0000 78 70 77 04 00000003 78 77 04 00000005 78");
    struct built built = decode(&bytes, policy, &options);
    assert_int_equal(built.reason, SLUICE_CHECK_FAILED);
    assert_string_equal(calls.text, "called P read-object ok\ncalled S read-object ok\n"
                                    "check-began S - ok\ncalled P check ok\n"
                                    "called S check check-failed\n");
    built_free(&built);
    stream_free(&bytes);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (uint64_t fail_at = 1;; fail_at++) {
        struct meter meter;
        meter_init(&meter);
        meter.fail_at = fail_at;
        const struct sluice_options options = {.allocator = &meter.allocator};
        struct stream bytes = stream_begin();
        put_hex(&bytes, DATA("4c") OBJECTS "78");
        struct built built = decode(&bytes, policy, &options);
        const bool enough = built.reason == SLUICE_OK;
        assert_true(enough || built.reason == SLUICE_OUT_OF_MEMORY);
        built_free(&built);
        stream_free(&bytes);
        assert_int_equal(meter.live_blocks, 0);
        if (enough) {
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_all_kinds), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_leaves_the_rest), cmocka_unit_test(test_absent_data),
        cmocka_unit_test(test_superclasses),    cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_failures_stick),  cmocka_unit_test(test_private_copies),
        cmocka_unit_test(test_unusable_models), cmocka_unit_test(test_events),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
