/* Careless code of classes beside correct code: a debug build catches the careless one, and says what it
 * did (DEV-1, DEV-4, DEV-5, DEV-7, DEV-8). Other builds do not look. */
#include "support.h"

#include "sluice/custom_data.h"
#include "sluice/get_arg.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC
#define STRING "Ljava/lang/String;"

#ifdef SLUICE_KIT_CHECKS
static const bool watched = true;
#else
static const bool watched = false;
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
    __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#endif

/* --- checks ----------------------------------------------------------------------------------- */

static bool correct_check(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes text;
    (void)context;
    return sluice_get_string(argument, "s", &text) == SLUICE_GET_OK && text.length == 2 &&
           memcmp(text.data, "hi", 2) == 0;
}

static const struct sluice_get_arg *kept_view;

/* Keeps the view and uses it the next time. */
static bool view_keeper(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes text;
    (void)context;
    const bool holds = kept_view == NULL || !watched ||
                       sluice_get_string(kept_view, "s", &text) != SLUICE_GET_WRONG_TYPE;
    kept_view = argument;
    return holds;
}

/* Keeps a text and looks at it the next time. With a sanitizer that look ends the program. */
static const uint8_t *kept_text;

static bool text_keeper(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes text;
    (void)context;
    const bool holds = kept_text == NULL || kept_text[0] == 'h';
    if (sluice_get_string(argument, "s", &text) == SLUICE_GET_OK) {
        kept_text = text.data;
    }
    return holds;
}

static bool fickle_answer;

static bool fickle(const struct sluice_get_arg *argument, void *context)
{
    (void)argument;
    (void)context;
    fickle_answer = !fickle_answer;
    return fickle_answer;
}

static bool copier(const struct sluice_get_arg *argument, void *context)
{
    char *text;
    (void)context;
    return sluice_copy_string(argument, "s", &text, NULL) == SLUICE_GET_WRONG_TYPE && text == NULL;
}

enum { MUCH = 100000 };
static void *taken[2 * ASKED];
static size_t taken_count;

static bool allocator(const struct sluice_get_arg *argument, void *context)
{
    (void)argument;
    (void)context;
    if (taken_count < COUNT(taken)) {
        taken[taken_count++] = malloc(MUCH);
    }
    return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_byte(struct sluice_custom_data *data, void *state, void *context)
{
    (void)context;
    return sluice_custom_integer(data, 'B', state);
}

static bool state_changer(const struct sluice_get_arg *argument, void *context)
{
    union {
        const void *given;
        int64_t *changed;
    } state = {.given = sluice_get_state(argument)};
    (void)context;
    ++*state.changed;
    return true;
}

static struct sluice_custom_data *kept_channel;

static bool channel_keeper(struct sluice_custom_data *data, void *state, void *context)
{
    int64_t number;
    (void)context;
    if (kept_channel != NULL && watched) {
        assert_false(sluice_custom_integer(kept_channel, 'B', &number));
        assert_true(sluice_custom_at_end(kept_channel));
        assert_null(sluice_custom_graph(kept_channel));
    }
    kept_channel = data;
    return sluice_custom_integer(data, 'B', state);
}

/* Takes data from the kept channel, and asks it nothing else. */
static bool byte_taker(struct sluice_custom_data *data, void *state, void *context)
{
    uint8_t byte;
    (void)context;
    if (kept_channel != NULL && watched) {
        assert_false(sluice_custom_bytes(kept_channel, &byte, 1));
    }
    kept_channel = data;
    return sluice_custom_integer(data, 'B', state);
}

/* --- constructors ----------------------------------------------------------------------------- */

struct instance {
    char *text;
    const void *other;
    int32_t *numbers;
    size_t count;
    uint8_t last[8];
};

static bool correct_constructor(const struct sluice_get_arg *argument, void *instance,
                                void *context)
{
    struct instance *self = instance;
    void *numbers;
    (void)context;
    memset(self->last, 0xFF, sizeof self->last);
    if (sluice_copy_string(argument, "s", &self->text, NULL) != SLUICE_GET_OK ||
        sluice_copy_primitives(argument, "a", 'I', &numbers, &self->count) != SLUICE_GET_OK) {
        return false;
    }
    self->numbers = numbers;
    return true;
}

static bool keeps_string(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct instance *self = instance;
    struct sluice_bytes text;
    (void)context;
    const bool there = sluice_get_string(argument, "s", &text) == SLUICE_GET_OK;
    self->other = text.data;
    return there;
}

/* A view of an array that others may share: it is in the bytes of the stream. */
static bool keeps_array(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct instance *self = instance;
    struct sluice_value array;
    char type;
    (void)context;
    const bool there = sluice_get_value(argument, "a", &array) == SLUICE_GET_OK;
    self->other = sluice_value_bytes(sluice_get_graph(argument), array, &type).data;
    return there;
}

static bool keeps_argument(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)context;
    ((struct instance *)instance)->other = argument;
    return true;
}

static unsigned destroyed;

static void count_destroyed(void *instance, void *context)
{
    (void)instance;
    (void)context;
    destroyed++;
}

static bool writes_behind(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)context;
    if (watched) {
        ((uint8_t *)instance)[sizeof(struct instance)] = 1;
    }
    return true;
}

static bool writes_before(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)context;
    if (watched) {
        ((uint8_t *)instance)[-1] = 1;
    }
    return true;
}

/* A superclass that writes into its subclass's part, and the other way round. */
struct extended {
    struct instance base;
    int64_t more;
};

static bool writes_below(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)context;
    ((struct extended *)instance)->more = 1;
    return true;
}

static bool writes_above(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)context;
    ((struct extended *)instance)->base.count++;
    return true;
}

static bool writes_own(const struct sluice_get_arg *argument, void *instance, void *context)
{
    (void)argument;
    (void)context;
    ((struct extended *)instance)->more = -1;
    return true;
}

/* --- models ----------------------------------------------------------------------------------- */

static const struct sluice_field_model fields[] = {{.name = "a", .signature = "[I"},
                                                   {.name = "s", .signature = STRING}};

#define FIELDS .fields = fields, .field_count = COUNT(fields)
#define CHECKED(class_name, function)                                                              \
    {                                                                                              \
        .name = (class_name), ATOMIC, FIELDS, .check = (function)                                  \
    }
#define CONSTRUCTED(class_name, function)                                                          \
    {                                                                                              \
        .name = (class_name), ATOMIC, FIELDS, .constructor = (function),                           \
        .instance_size = sizeof(struct instance)                                                   \
    }
#define EXTENDED(class_name, super, function)                                                      \
    {                                                                                              \
        .name = (class_name), ATOMIC, .parent = (super), .constructor = (function),                \
        .instance_size = sizeof(struct extended)                                                   \
    }

static const struct sluice_class_model models[] = {
    CHECKED("correct", correct_check),
    CHECKED("view-keeper", view_keeper),
    CHECKED("text-keeper", text_keeper),
    CHECKED("fickle", fickle),
    CHECKED("copier", copier),
    CHECKED("allocator", allocator),
    CONSTRUCTED("correct-constructor", correct_constructor),
    CONSTRUCTED("keeps-string", keeps_string),
    CONSTRUCTED("keeps-array", keeps_array),
    {.name = "keeps-argument",
     ATOMIC,
     FIELDS,
     .constructor = keeps_argument,
     .destructor = count_destroyed,
     .instance_size = sizeof(struct instance)},
    CONSTRUCTED("writes-behind", writes_behind),
    CONSTRUCTED("writes-before", writes_before),
    CONSTRUCTED("writes-below", writes_below),
    EXTENDED("below-correct", "correct-constructor", writes_own),
    EXTENDED("below-careless", "writes-below", writes_own),
    EXTENDED("writes-above", "correct-constructor", writes_above),
    {.name = "correct-reader",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = read_byte,
     .state_size = sizeof(int64_t)},
    {.name = "state-changer",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = read_byte,
     .state_size = sizeof(int64_t),
     .check = state_changer},
    {.name = "channel-keeper",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = channel_keeper,
     .state_size = sizeof(int64_t)},
    {.name = "byte-taker",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .read = byte_taker,
     .state_size = sizeof(int64_t)},
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

static void put_object(struct stream *stream, const char *name, const char *super)
{
    put_u8(stream, 0x73);
    if (super != NULL) {
        put_class(stream, name, 2, 0);
        put_u8(stream, 0x78);
        name = super;
    }
    put_class(stream, name, 2, 2);
    put_field(stream, '[', "a", "[I");
    put_field(stream, 'L', "s", STRING);
    put_hex(stream, "78 70 75");
    put_plain_class(stream, "[I", 2);
    put_hex(stream, "00000002 00000001 00000002");
    put_string(stream, "hi");
}

/* The events of breaches. */
static void note(void *context, const struct sluice_event *event)
{
    const char **what = context;
    if (event->type == SLUICE_EVENT_CALLED && event->reason == SLUICE_CLASS_CODE_BROKEN) {
        *what = event->what;
    }
}

static void expect_of(const struct stream *bytes, const char *name, const char *breach)
{
    const char *told = NULL;
    const struct sluice_observer observer = {note, &told};
    const struct sluice_options options = {.observer = &observer};
    struct built built = decode(bytes, policy, &options);
    if (breach == NULL || !watched) {
        assert_string_equal(sluice_reason_name(built.reason), "ok");
    } else {
        assert_string_equal(sluice_reason_name(built.reason), "class-code-broken");
        assert_string_equal(built.status.at, breach);
        assert_string_equal(built.status.class_name, name);
        assert_string_equal(told, breach);
        assert_null(built.graph);
    }
    built_free(&built);
}

/* `breach` NULL: correct code. */
static void expect_breach(const char *name, const char *super, const char *breach)
{
    struct stream bytes = stream_begin();
    put_object(&bytes, name, super);
    put_object(&bytes, name, super);
    expect_of(&bytes, name, breach);
    stream_free(&bytes);
}

static void test_correct_code_passes(void **state)
{
    (void)state;
    expect_breach("correct", NULL, NULL);
    expect_breach("correct-constructor", NULL, NULL);
    expect_breach("below-correct", "correct-constructor", NULL);
}

static void test_checks(void **state)
{
    (void)state;
    kept_view = NULL;
    expect_breach("view-keeper", NULL, "kept-view");
    kept_view = NULL;
    expect_breach("copier", NULL, "copies-in-check");
    fickle_answer = false;
    if (watched) {
        expect_breach("fickle", NULL, "changes-its-answer");
    }
}

static void test_kept_text(void **state)
{
    (void)state;
#ifndef UNDER_SANITIZER
    kept_text = NULL;
    expect_breach("text-keeper", NULL, "changes-its-answer");
    kept_text = NULL;
#endif
}

static void test_allocating_check(void **state)
{
    (void)state;
#if defined(SLUICE_KIT_CHECKS) && defined(__GLIBC__) && !defined(UNDER_SANITIZER)
    expect_breach("allocator", NULL, "allocates");
#else
    expect_breach("allocator", NULL, NULL);
#endif
    while (taken_count > 0) {
        free(taken[--taken_count]);
    }
}

static void test_constructors(void **state)
{
    (void)state;
    static const char *const keepers[] = {"keeps-string", "keeps-array", "keeps-argument"};
    destroyed = 0;
    for (size_t i = 0; i < COUNT(keepers); i++) {
        expect_breach(keepers[i], NULL, "kept-view");
    }
    /* It said that its part was made, so it has to undo it. */
    assert_int_equal(destroyed, watched ? 1 : 2);
    expect_breach("writes-behind", NULL, "writes-outside");
    expect_breach("writes-before", NULL, "writes-outside");
    expect_breach("writes-above", "correct-constructor", "writes-outside");
    if (watched) {
        /* The class that did it is named, not the one that suffers. */
        struct stream bytes = stream_begin();
        put_object(&bytes, "below-careless", "writes-below");
        expect_of(&bytes, "writes-below", "writes-outside");
        stream_free(&bytes);
    }
}

static void test_readers(void **state)
{
    static const struct {
        const char *name;
        const char *breach;
    } readers[] = {{"correct-reader", NULL},
                   {"state-changer", "changes-its-state"},
                   {"channel-keeper", "kept-view"},
                   {"byte-taker", "kept-view"}};
    (void)state;
    for (size_t i = 0; i < COUNT(readers); i++) {
        kept_channel = NULL;
        struct stream bytes = stream_begin();
        for (unsigned twice = 0; twice < 2; twice++) {
            put_u8(&bytes, 0x73);
            put_plain_class(&bytes, readers[i].name, 3);
            put_hex(&bytes, "77 01 05 78");
        }
        expect_of(&bytes, readers[i].name, readers[i].breach);
        stream_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_correct_code_passes), cmocka_unit_test(test_checks),
        cmocka_unit_test(test_kept_text),           cmocka_unit_test(test_allocating_check),
        cmocka_unit_test(test_constructors),        cmocka_unit_test(test_readers),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
