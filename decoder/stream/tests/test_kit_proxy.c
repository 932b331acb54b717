/* Proxies whose handler has a check and a constructor of its own (DEV-12, DEV-13). */
#include "support.h"

#include "sluice/get_arg.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define STRING "Ljava/lang/String;"
#define HANDLER "Ljava/lang/reflect/InvocationHandler;"
#define PROXY "java.lang.reflect.Proxy"

struct target {
    char *name;
};

static bool is_local(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes target;
    (void)context;
    return sluice_get_string(argument, "target", &target) == SLUICE_GET_OK && target.length > 6 &&
           memcmp(target.data, "local:", 6) == 0;
}

static bool construct(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct target *target = instance;
    (void)context;
    return sluice_copy_string(argument, "target", &target->name, NULL) == SLUICE_GET_OK;
}

static const struct sluice_field_model fields[] = {{.name = "target", .signature = STRING}};
static const char *const handler[] = {"java.lang.reflect.InvocationHandler"};

static const struct sluice_class_model models[] = {
    {.name = "Service", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "Call",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .interfaces = handler,
     .interface_count = 1,
     .fields = fields,
     .field_count = COUNT(fields),
     .check = is_local,
     .constructor = construct,
     .instance_size = sizeof(struct target)},
    /* Checks as much, but was only permitted. */
    {.name = "Permitted",
     .construct = SLUICE_CONSTRUCT_PERMITTED,
     .interfaces = handler,
     .interface_count = 1,
     .fields = fields,
     .field_count = COUNT(fields),
     .check = is_local},
    {.name = "Below", .construct = SLUICE_CONSTRUCT_ATOMIC},
};

static struct built decode_proxy(struct stream *bytes, struct sluice_policy *policy,
                                 const char *class_name, const char *target)
{
    *bytes = stream_begin();
    put_hex(bytes, "73 7d 00000001");
    put_utf(bytes, "Service");
    put_u8(bytes, 0x78);
    put_class(bytes, PROXY, 2, 1);
    put_field(bytes, 'L', "h", HANDLER);
    put_hex(bytes, "78 70 73");
    put_class(bytes, class_name, 2, 1);
    put_field(bytes, 'L', "target", STRING);
    put_hex(bytes, "78 70");
    put_string(bytes, target);
    return decode(bytes, policy, NULL);
}

static void test_checked_handler(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(models, COUNT(models));
    struct stream bytes;
    struct built built = decode_proxy(&bytes, policy, "Call", "local:clock");
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    struct sluice_value value;
    assert_int_equal(sluice_value_field(built.graph, sluice_graph_root(built.graph), "h", &value),
                     SLUICE_GET_OK);
    const struct target *target = sluice_value_instance(built.graph, value);
    assert_string_equal(target->name, "local:clock");
    assert_null(sluice_value_instance(built.graph, sluice_graph_root(built.graph)));
    built_free(&built);
    stream_free(&bytes);
    sluice_policy_free(policy);
}

static void test_refused_handlers(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(models, COUNT(models));
    static const struct {
        const char *class_name;
        const char *target;
        enum sluice_reason reason;
    } cases[] = {{"Call", "remote:x", SLUICE_CHECK_FAILED},
                 {"Permitted", "local:x", SLUICE_PROXY_HANDLER}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct stream bytes;
        struct built built = decode_proxy(&bytes, policy, cases[i].class_name, cases[i].target);
        assert_string_equal(sluice_reason_name(built.reason), sluice_reason_name(cases[i].reason));
        assert_null(built.graph);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

/* An object of a class below Proxy or Enum is not built, whatever the policy says of it. */
static void test_class_below_proxy(void **state)
{
    static const char *const above[] = {PROXY, "java.lang.Enum"};
    (void)state;
    struct sluice_policy *policy = policy_of(models, COUNT(models));
    for (size_t i = 0; i < COUNT(above); i++) {
        struct stream bytes = stream_begin();
        put_u8(&bytes, 0x73);
        put_class(&bytes, "Below", 2, 0);
        put_u8(&bytes, 0x78);
        put_plain_class(&bytes, above[i], 2);
        struct built built = decode(&bytes, policy, NULL);
        assert_string_equal(sluice_reason_name(built.reason), "kind-mismatch");
        assert_string_equal(built.status.class_name, above[i]);
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checked_handler),
        cmocka_unit_test(test_refused_handlers),
        cmocka_unit_test(test_class_below_proxy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
