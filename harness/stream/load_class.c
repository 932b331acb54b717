#include <string.h>

#include "harness/stream/load.h"
#include "harness/stream/value.h"

static const char *const class_keys[] = {"name",        "suid",       "flags", "fields",
                                         "field-count", "annotation", "end",   "super",
                                         "label",       "once",       NULL};

/* --- flags and suid --------------------------------------------------------------------------- */

static bool load_flags(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       uint8_t *flags)
{
    static const char *const names[] = {"write-method", "serializable", "externalizable",
                                        "block-data",   "enum",         NULL};
    const struct sluice_yaml_node *name = sluice_yaml_first(yaml);
    uint64_t number = 0;
    size_t index;

    if (sluice_yaml_kind(yaml) != SLUICE_YAML_SEQUENCE) {
        if (!sluice_yaml_looks_like_integer(yaml)) {
            return sluice_yaml_fail(loader->error, yaml,
                                    "expected a list of flags, as in [serializable], or a number");
        }
        if (!sluice_yaml_unsigned(yaml, UINT8_MAX, &number, loader->error)) {
            return false;
        }
        *flags = (uint8_t)number;
        return true;
    }
    *flags = 0;
    for (; name != NULL; name = sluice_yaml_next(name)) {
        if (!sluice_yaml_choice(name, "flag", names, &index, loader->error)) {
            return false;
        }
        if ((*flags & 1u << index) != 0) {
            return sluice_yaml_fail(loader->error, name, "%s is named twice: keep one",
                                    names[index]);
        }
        *flags = (uint8_t)(*flags | 1u << index);
    }
    return true;
}

static bool load_suid(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      int64_t *suid)
{
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];

    if (!sluice_load_primitive(loader, yaml, 'J', bytes)) {
        return false;
    }
    *suid = (int64_t)sluice_stream_value_get(bytes, 8);
    return true;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* A type string that is written new the first time and by reference afterwards. */
static bool add_type_string(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                            sluice_node_id field)
{
    sluice_node_id id = sluice_load_child(loader, field, SLUICE_ROLE_TYPE, SLUICE_NODE_STRING,
                                          yaml);

    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_program_node(loader->program, id)->marks |= SLUICE_NODE_ONCE;
    return sluice_load_text(loader, yaml, id);
}

/* `type` of a field: one letter, or a type string that starts with L or [. */
static bool load_type(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id field, bool has_signature)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    struct sluice_node *node = sluice_program_node(loader->program, field);

    if (text == NULL || length == 0) {
        return sluice_yaml_fail(loader->error, yaml,
                                "expected a type: a letter as in I, or a type string as in "
                                "Ljava/lang/String;");
    }
    node->code = (uint8_t)text[0];
    if (length == 1) {
        return true;
    }
    if (sluice_stream_value_code(text) != 0) {
        return sluice_yaml_fail(loader->error, yaml, "%s is written %c as a type", text,
                                sluice_stream_value_code(text));
    }
    if (text[0] != 'L' && text[0] != '[') {
        return sluice_yaml_fail(loader->error, yaml,
                                "a type of several letters starts with L or [: give code and "
                                "signature to write anything else");
    }
    return has_signature || add_type_string(loader, yaml, field);
}

/* `code` of a field: a letter or a number. */
static bool load_code(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id field)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    uint64_t number;

    if (text == NULL || length != 1 || sluice_yaml_looks_like_integer(yaml)) {
        if (!sluice_yaml_unsigned(yaml, UINT8_MAX, &number, loader->error)) {
            return false;
        }
    } else {
        number = (uint8_t)text[0];
    }
    sluice_program_node(loader->program, field)->code = (uint8_t)number;
    return true;
}

static bool load_field(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    static const char *const keys[] = {"name", "type", "code", "signature", NULL};
    const struct sluice_yaml_node *type;
    const struct sluice_yaml_node *code;
    const struct sluice_yaml_node *signature;

    if (sluice_yaml_get(yaml, "name") == NULL) {
        return sluice_load_item(loader, yaml, id);
    }
    if (!sluice_yaml_check_keys(yaml, keys, loader->error)) {
        return false;
    }
    type = sluice_yaml_get(yaml, "type");
    code = sluice_yaml_get(yaml, "code");
    signature = sluice_yaml_get(yaml, "signature");
    if (type == NULL && code == NULL) {
        return sluice_yaml_fail(loader->error, yaml, "the field needs a type, as in type: I");
    }
    sluice_program_node(loader->program, id)->kind = SLUICE_NODE_FIELD;
    return sluice_load_utf_child(loader, id, SLUICE_ROLE_NAME, sluice_yaml_get(yaml, "name")) &&
           (type == NULL || load_type(loader, type, id, signature != NULL)) &&
           (code == NULL || load_code(loader, code, id)) &&
           (signature == NULL || sluice_load_item_child(loader, id, SLUICE_ROLE_TYPE, signature));
}

/* The body of a repeat among fields is made of fields. */
static bool load_field_or_repeat(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                                 sluice_node_id id);

static bool load_field_list(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                            sluice_node_id id, enum sluice_node_role role)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_first(list);

    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "fields as a map, as in {i: I}, or a list, as in [{name: i, type: I}]",
                            loader->error)) {
        return false;
    }
    for (; yaml != NULL; yaml = sluice_yaml_next(yaml)) {
        sluice_node_id field = sluice_load_child(loader, id, role, SLUICE_NODE_PENDING, yaml);

        if (field == SLUICE_NODE_NONE ||
            !sluice_load_push(loader, load_field_or_repeat, yaml, field)) {
            return false;
        }
    }
    return true;
}

static bool load_field_or_repeat(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                                 sluice_node_id id)
{
    static const char *const keys[] = {"times", "body", NULL};
    const struct sluice_yaml_node *repeat = sluice_yaml_count(yaml) == 1
                                                ? sluice_yaml_get(yaml, "repeat")
                                                : NULL;
    const struct sluice_yaml_node *times;
    const struct sluice_yaml_node *body;
    struct sluice_node *node = sluice_program_node(loader->program, id);

    if (repeat == NULL) {
        return load_field(loader, yaml, id);
    }
    if (!sluice_yaml_check_keys(repeat, keys, loader->error)) {
        return false;
    }
    times = sluice_yaml_require(repeat, "times", "1000", loader->error);
    body = sluice_yaml_require(repeat, "body", "[null]", loader->error);
    node->kind = SLUICE_NODE_REPEAT;
    return times != NULL && body != NULL &&
           sluice_yaml_integer(times, 0, UINT32_MAX, &node->number, loader->error) &&
           load_field_list(loader, body, id, SLUICE_ROLE_BODY);
}

/* One entry of a map of fields: name and type. */
static bool load_field_entry(struct sluice_loader *loader, const struct sluice_yaml_node *type,
                             sluice_node_id id)
{
    const struct sluice_yaml_node *key = sluice_yaml_key(type);
    sluice_node_id field = sluice_load_child(loader, id, SLUICE_ROLE_FIELD, SLUICE_NODE_FIELD,
                                             type);

    return field != SLUICE_NODE_NONE &&
           sluice_load_utf_child(loader, field, SLUICE_ROLE_NAME, key) &&
           load_type(loader, type, field, false);
}

static bool is_primitive_type(const struct sluice_yaml_node *type)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(type, &length);

    return text != NULL && length == 1 && text[0] != 'L' && text[0] != '[';
}

/* A map of fields is written as a JDK does: first the primitive ones. */
static bool load_field_map(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                           sluice_node_id id)
{
    for (int references = 0; references < 2; references++) {
        const struct sluice_yaml_node *type = sluice_yaml_first(map);

        for (; type != NULL; type = sluice_yaml_next(type)) {
            if (is_primitive_type(type) == (references == 0) &&
                !load_field_entry(loader, type, id)) {
                return false;
            }
        }
    }
    return true;
}

static bool load_fields(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id)
{
    if (yaml == NULL) {
        return true;
    }
    return sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING
               ? load_field_map(loader, yaml, id)
               : load_field_list(loader, yaml, id, SLUICE_ROLE_FIELD);
}

/* --- descriptors ------------------------------------------------------------------------------ */

/* `super`, or what stands there if the key is missing. */
static bool load_super(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                       sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_get(map, "super");
    sluice_node_id super = sluice_load_child(loader, id, SLUICE_ROLE_SUPER,
                                             yaml != NULL ? SLUICE_NODE_PENDING : SLUICE_NODE_NULL,
                                             yaml != NULL ? yaml : map);

    return super != SLUICE_NODE_NONE &&
           (yaml == NULL || sluice_load_push(loader, sluice_load_desc, yaml, super));
}

static bool is_array_name(struct sluice_bytes name)
{
    return name.length > 0 && name.data[0] == '[';
}

static bool load_class_body(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                            sluice_node_id id, bool is_enum)
{
    const struct sluice_yaml_node *flags = sluice_yaml_get(map, "flags");
    const struct sluice_yaml_node *suid = sluice_yaml_get(map, "suid");
    const struct sluice_yaml_node *name;
    struct sluice_bytes class_name;
    struct sluice_node *node = sluice_program_node(loader->program, id);

    node->kind = SLUICE_NODE_CLASSDESC;
    node->code = SLUICE_FLAG_SERIALIZABLE | (is_enum ? SLUICE_FLAG_ENUM : 0);
    if (!sluice_yaml_check_keys(map, class_keys, loader->error)) {
        return false;
    }
    name = sluice_yaml_require(map, "name", "a.B", loader->error);
    if (name == NULL || !sluice_load_utf_child(loader, id, SLUICE_ROLE_NAME, name)) {
        return false;
    }
    class_name = sluice_stream_name_of(loader->program, id);
    node = sluice_program_node(loader->program, id);
    node->number = is_enum ? 0 : 1;
    if (is_array_name(class_name)) {
        node->number = sluice_array_suid(class_name.data, class_name.length);
    }
    return (flags == NULL || load_flags(loader, flags, &node->code)) &&
           (suid == NULL || load_suid(loader, suid, &node->number)) &&
           sluice_load_claim(loader, map, "field-count", id) && sluice_load_end(loader, map, id) &&
           sluice_load_once(loader, map, id) && sluice_load_label(loader, map, id) &&
           load_fields(loader, sluice_yaml_get(map, "fields"), id) &&
           sluice_load_items(loader, id, SLUICE_ROLE_ANNOTATION, "a list of items, as in [null]",
                             sluice_yaml_get(map, "annotation")) &&
           load_super(loader, map, id);
}

bool sluice_load_classdesc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id)
{
    return load_class_body(loader, yaml, id, false);
}

/* java.lang.reflect.Proxy as the JDK writes it: the super that a proxy's descriptor has. */
static bool add_proxy_super(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                            sluice_node_id id)
{
    static const char name[] = "java.lang.reflect.Proxy";
    static const char type[] = "Ljava/lang/reflect/InvocationHandler;";
    struct sluice_program *program = loader->program;
    sluice_node_id desc = sluice_load_child(loader, id, SLUICE_ROLE_SUPER, SLUICE_NODE_CLASSDESC,
                                            map);
    sluice_node_id names[2];
    sluice_node_id field;
    sluice_node_id string;

    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    names[0] = sluice_load_child(loader, desc, SLUICE_ROLE_NAME, SLUICE_NODE_UTF, map);
    field = sluice_load_child(loader, desc, SLUICE_ROLE_FIELD, SLUICE_NODE_FIELD, map);
    if (names[0] == SLUICE_NODE_NONE || field == SLUICE_NODE_NONE) {
        return false;
    }
    names[1] = sluice_load_child(loader, field, SLUICE_ROLE_NAME, SLUICE_NODE_UTF, map);
    string = sluice_load_child(loader, field, SLUICE_ROLE_TYPE, SLUICE_NODE_STRING, map);
    if (names[1] == SLUICE_NODE_NONE || string == SLUICE_NODE_NONE ||
        sluice_load_child(loader, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL, map) ==
            SLUICE_NODE_NONE) {
        return false;
    }
    program->nodes[desc].code = SLUICE_FLAG_SERIALIZABLE;
    program->nodes[desc].number = INT64_C(-2222568056686623797);
    program->nodes[desc].marks = SLUICE_NODE_ONCE;
    program->nodes[field].code = 'L';
    program->nodes[string].marks = SLUICE_NODE_ONCE;
    return (sluice_program_set_bytes(program, names[0], name, sizeof name - 1) &&
            sluice_program_set_bytes(program, names[1], "h", 1) &&
            sluice_program_set_bytes(program, string, type, sizeof type - 1)) ||
           sluice_load_no_memory(loader, map);
}

/* An interface name, or an item in its place. */
static bool load_interface(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id)
{
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING && sluice_yaml_get(yaml, "text") == NULL &&
        sluice_yaml_get(yaml, "hex") == NULL) {
        return sluice_load_item(loader, yaml, id);
    }
    sluice_program_node(loader->program, id)->kind = SLUICE_NODE_UTF;
    return sluice_load_plain_text(loader, yaml, id);
}

static bool load_interfaces(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                            sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_first(list);

    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of interface names, as in [a.I]",
                            loader->error)) {
        return false;
    }
    for (; yaml != NULL; yaml = sluice_yaml_next(yaml)) {
        sluice_node_id child = sluice_load_child(loader, id, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF,
                                                 yaml);

        if (child == SLUICE_NODE_NONE || !sluice_load_push(loader, load_interface, yaml, child)) {
            return false;
        }
    }
    return true;
}

bool sluice_load_proxydesc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id)
{
    static const char *const keys[] = {"interfaces", "count", "annotation", "end",
                                       "super",      "label", NULL};
    const struct sluice_yaml_node *interfaces;

    sluice_program_node(loader->program, id)->kind = SLUICE_NODE_PROXYDESC;
    if (!sluice_yaml_check_keys(yaml, keys, loader->error)) {
        return false;
    }
    interfaces = sluice_yaml_require(yaml, "interfaces", "[a.I]", loader->error);
    return interfaces != NULL && sluice_load_claim(loader, yaml, "count", id) &&
           sluice_load_end(loader, yaml, id) && sluice_load_label(loader, yaml, id) &&
           load_interfaces(loader, interfaces, id) &&
           sluice_load_items(loader, id, SLUICE_ROLE_ANNOTATION, "a list of items, as in [null]",
                             sluice_yaml_get(yaml, "annotation")) &&
           (sluice_yaml_get(yaml, "super") == NULL ? add_proxy_super(loader, yaml, id)
                                                   : load_super(loader, yaml, id));
}

/* --- where a descriptor is due ---------------------------------------------------------------- */

static bool load_any_desc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                          sluice_node_id id, bool is_enum)
{
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING) {
        const char *key = sluice_yaml_key_text(sluice_yaml_first(yaml));

        if (sluice_yaml_get(yaml, "name") != NULL ||
            (sluice_yaml_get(yaml, "interfaces") == NULL && key != NULL &&
             !sluice_load_is_item_key(key))) {
            return load_class_body(loader, yaml, id, is_enum);
        }
        if (sluice_yaml_get(yaml, "interfaces") != NULL) {
            return sluice_load_proxydesc(loader, yaml, id);
        }
    } else if (!sluice_yaml_is_null(yaml) && !sluice_load_is_item_word(yaml)) {
        return sluice_yaml_fail(loader->error, yaml,
                                "expected a class descriptor: {name: ...}, {ref: LABEL}, null or "
                                "another item in braces");
    }
    return sluice_load_item(loader, yaml, id);
}

bool sluice_load_desc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    return load_any_desc(loader, yaml, id, false);
}

bool sluice_load_enum_desc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id)
{
    return load_any_desc(loader, yaml, id, true);
}

bool sluice_load_array_type(struct sluice_loader *loader, sluice_node_id array,
                            const struct sluice_yaml_node *yaml)
{
    sluice_node_id desc = sluice_load_child(loader, array, SLUICE_ROLE_DESC, SLUICE_NODE_CLASSDESC,
                                            yaml);
    struct sluice_bytes name;
    struct sluice_node *node;

    if (desc == SLUICE_NODE_NONE || !sluice_load_utf_child(loader, desc, SLUICE_ROLE_NAME, yaml) ||
        sluice_load_child(loader, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL, yaml) ==
            SLUICE_NODE_NONE) {
        return false;
    }
    name = sluice_stream_name_of(loader->program, desc);
    node = sluice_program_node(loader->program, desc);
    node->code = SLUICE_FLAG_SERIALIZABLE;
    node->number = sluice_array_suid(name.data, name.length);
    node->marks = SLUICE_NODE_ONCE;
    return true;
}
