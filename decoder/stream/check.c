#include "class_code.h"

#include "utf.h"

#include <string.h>

/* --- types of values -------------------------------------------------------------------------- */

struct sluice_bytes sluice_class_of(const struct sluice_result *result, uint32_t slot)
{
    const void *node = sluice_store_at(&result->store, slot & ~SLUICE_SLOT_COPY);
    switch ((enum sluice_node_kind)((const struct sluice_node *)node)->kind) {
    case SLUICE_NODE_STRING:
        return sluice_text("java.lang.String");
    case SLUICE_NODE_CLASS:
        return sluice_text("java.lang.Class");
    case SLUICE_NODE_PRIMITIVES:
        return sluice_class_name(result, ((const struct sluice_primitives *)node)->descriptor);
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT: {
        const struct sluice_words_node *words = node;
        const struct sluice_bytes name = sluice_class_name(result, words->descriptor);
        return name.data != NULL ? name : sluice_text("java.lang.reflect.Proxy");
    }
    case SLUICE_NODE_ENUM:
        return sluice_class_name(result, ((const struct sluice_pair_node *)node)->descriptor);
    case SLUICE_NODE_BLOCKS:
    case SLUICE_NODE_EXCEPTION:
    case SLUICE_NODE_CONTENTS:
    case SLUICE_NODE_PIECES:
    case SLUICE_NODE_DESCRIPTOR:
    case SLUICE_NODE_PROXY:
        break;
    }
    return (struct sluice_bytes){0};
}

static bool is_any(struct sluice_bytes name)
{
    static const char *const top[] = {"java.lang.Object", "java.io.Serializable"};
    return sluice_is_one_of(name, top, 2);
}

/* A class name inside an array's name: "[Lx;" gives x, "[[I" gives "[I", "[I" gives "I". */
static struct sluice_bytes component(struct sluice_bytes array)
{
    array.data++;
    array.length--;
    if (array.length > 2 && array.data[0] == 'L') {
        array.data++;
        array.length -= 2;
    }
    return array;
}

/* Eight dimensions that both have are left out at a time: each element of an array of many comes by here, and a name
 * has up to 255 of them. */
static void skip_dimensions(struct sluice_bytes *one, struct sluice_bytes *other)
{
    static const char eight[] = "[[[[[[[[";
    enum { EIGHT = sizeof eight - 1 };
    while (one->length > EIGHT + 2 && other->length > EIGHT + 2 &&
           memcmp(one->data, eight, EIGHT) == 0 && memcmp(other->data, eight, EIGHT) == 0 &&
           one->data[EIGHT] == '[' && other->data[EIGHT] == '[') {
        one->data += EIGHT;
        one->length -= EIGHT;
        other->data += EIGHT;
        other->length -= EIGHT;
    }
}

static bool class_fits(const struct sluice_policy *policy, struct sluice_bytes value,
                       struct sluice_bytes wanted)
{
    skip_dimensions(&value, &wanted);
    while (value.length > 1 && value.data[0] == '[' && wanted.length > 1 && wanted.data[0] == '[') {
        const bool primitive = value.length == 2 || wanted.length == 2;
        if (primitive) {
            return sluice_same(value, wanted);
        }
        value = component(value);
        wanted = component(wanted);
    }
    if (is_any(wanted) || sluice_same(value, wanted)) {
        return true;
    }
    if (value.data[0] == '[') { /* no class that is allowed has a name of no letters */
        return sluice_same(wanted, sluice_text("java.lang.Cloneable"));
    }
    if (sluice_same(value, sluice_text("java.lang.String"))) {
        static const char *const text[] = {"java.lang.CharSequence", "java.lang.Comparable"};
        return sluice_is_one_of(wanted, text, 2);
    }
    const uint32_t model = sluice_policy_find(policy, value);
    if (model == 0) {
        return false;
    }
    if (policy->models[model - 1].construct == SLUICE_CONSTRUCT_ENUM) {
        static const char *const enums[] = {"java.lang.Enum", "java.lang.Comparable"};
        if (sluice_is_one_of(wanted, enums, 2)) {
            return true;
        }
    }
    return sluice_policy_is_a(policy, model - 1, wanted);
}

/* A proxy is of each of its interfaces. */
static bool proxy_fits(const struct sluice_result *result, uint32_t descriptor,
                       struct sluice_bytes wanted)
{
    const struct sluice_proxy *proxy = sluice_store_at(&result->store, descriptor);
    const uint8_t *names = result->bytes + proxy->offset + 5;
    const uint32_t count = sluice_be32(names - 4);
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_bytes name = {names + 2, sluice_be16(names)};
        if (class_fits(result->policy, name, wanted)) {
            return true;
        }
        names += 2 + name.length;
    }
    return is_any(wanted) || sluice_same(wanted, sluice_text("java.lang.reflect.Proxy"));
}

/* The class of an object as others see it: a serial proxy's is that of what it stands for. */
static struct sluice_bytes seen_class(const struct sluice_result *result, uint32_t slot,
                                      uint32_t descriptor)
{
    const struct sluice_descriptor *level = sluice_store_at(&result->store, descriptor);
    const sluice_stands_for_fn stands_for =
        level->model != 0 ? result->policy->models[level->model - 1].stands_for : NULL;
    const char *name = stands_for != NULL
                           ? stands_for((const struct sluice_graph *)(const void *)result,
                                        (struct sluice_value){slot})
                           : NULL;
    return name != NULL ? sluice_text(name) : sluice_class_of(result, slot);
}

bool sluice_fits_class(const struct sluice_result *result, uint32_t slot, struct sluice_bytes name)
{
    slot &= ~SLUICE_SLOT_COPY;
    if (slot == SLUICE_SLOT_NULL) {
        return true;
    }
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return false;
    }
    if (sluice_store_kind(&result->store, slot) == SLUICE_NODE_OBJECT) {
        const struct sluice_words_node *object = sluice_store_at(&result->store, slot);
        if (sluice_store_kind(&result->store, object->descriptor) == SLUICE_NODE_PROXY) {
            return proxy_fits(result, object->descriptor, name);
        }
        return class_fits(result->policy, seen_class(result, slot, object->descriptor), name);
    }
    const struct sluice_bytes value = sluice_class_of(result, slot);
    return value.data != NULL && class_fits(result->policy, value, name);
}

enum { LONGEST_NAME = 512 };

/* The class name that a field type stands for: with dots, an array's as Class.getName() gives it. Its
 * letters go to `name`; without data if there are too many. */
static struct sluice_bytes named_by(struct sluice_bytes signature, uint8_t name[LONGEST_NAME])
{
    if (signature.data[0] == 'L') {
        signature.data++;
        signature.length -= 2;
    }
    if (signature.length > LONGEST_NAME) {
        return (struct sluice_bytes){0};
    }
    for (size_t i = 0; i < signature.length; i++) {
        name[i] = signature.data[i] == '/' ? '.' : signature.data[i];
    }
    return (struct sluice_bytes){name, signature.length};
}

bool sluice_fits_type(const struct sluice_policy *policy, struct sluice_bytes class_name,
                      struct sluice_bytes signature)
{
    uint8_t name[LONGEST_NAME];
    const struct sluice_bytes wanted = named_by(signature, name);
    return wanted.data != NULL && class_name.length != 0 && class_fits(policy, class_name, wanted);
}

bool sluice_fits_signature(const struct sluice_result *result, uint32_t slot,
                           struct sluice_bytes signature)
{
    uint8_t name[LONGEST_NAME];
    if (slot == SLUICE_SLOT_NULL) {
        return true;
    }
    const struct sluice_bytes wanted = named_by(signature, name);
    return wanted.data != NULL && sluice_fits_class(result, slot, wanted);
}

/* --- the object ------------------------------------------------------------------------------- */

/* DEV-3: a reference field of the class holds a value of its type. */
static bool check_type(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                       uint32_t model, uint32_t field)
{
    const struct sluice_class_model *declared = &engine->policy->models[model];
    const uint32_t slot = sluice_object_reference(&argument->object, model, field);
    engine->steps++;
    if (engine->policy->compiled[model].fields[field].is_string && slot >= SLUICE_SLOT_FIRST_NODE &&
        sluice_store_kind(&engine->result->store, slot) == SLUICE_NODE_STRING) {
        return true;
    }
    if (!sluice_fits_signature(engine->result, slot,
                               sluice_text(declared->fields[field].signature))) {
        engine->fails_whole = true;
        engine->failed_member = sluice_text(declared->fields[field].name);
        return sluice_fail_class(engine, SLUICE_VALUE_TYPE, engine->top->start, "field.value",
                                 sluice_text(declared->name));
    }
    return true;
}

/* Of those that the stream has: all others are null, which is of every type. */
static bool check_types(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                        uint32_t model)
{
    const struct sluice_compiled_model *compiled = &engine->policy->compiled[model];
    if (compiled->typed_count == 0) {
        return true;
    }
    const struct sluice_brought brought = sluice_object_brought(&argument->object, model);
    for (uint32_t i = 0; i < brought.count; i++) {
        const uint32_t field = sluice_brought_at(&brought, i);
        if (compiled->fields[field].is_typed && !check_type(engine, argument, model, field)) {
            return false;
        }
    }
    return true;
}

/* The checks of one class of the chain. */
static bool check_class(struct sluice_engine *engine, struct sluice_get_arg *argument,
                        uint32_t model)
{
    const struct sluice_class_model *declared = &engine->policy->models[model];
    for (size_t i = 0; i < declared->invariant_count; i++) {
        engine->steps++;
        if (!sluice_check_invariant(engine, argument, model, i)) {
            return false;
        }
    }
    return declared->check == NULL || sluice_call_check(engine, argument, model);
}

/* Superclasses first, as their constructors would run (DEV-5); types of all before any check. */
bool sluice_check_object(struct sluice_engine *engine, struct sluice_get_arg *argument)
{
    const struct sluice_policy *policy = engine->policy;
    const uint32_t leaf = sluice_object_model(&argument->object);
    for (uint32_t at = leaf + 1; at != 0; at = policy->compiled[at - 1].parent) {
        if (!check_types(engine, argument, at - 1)) {
            return false;
        }
    }
    for (uint32_t below = 0; below <= policy->compiled[leaf].depth; below++) {
        if (!check_class(engine, argument, sluice_policy_at(policy, leaf, below))) {
            return false;
        }
    }
    return true;
}
