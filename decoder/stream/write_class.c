#include "write_class.h"

#include "engine.h"

#include <string.h>

void *sluice_wire_room(struct sluice_wire_classes *classes, size_t bytes)
{
    uint32_t id;
    uint32_t *words;
    const size_t count = (bytes + sizeof *words - 1) / sizeof *words;
    if (count > UINT32_MAX || sluice_store_add_words(&classes->memory, classes->heap,
                                                     (uint32_t)count, &id, &words) == NULL) {
        return NULL;
    }
    memset(words, 0, count * sizeof *words);
    return words;
}

void sluice_wire_classes_free(struct sluice_wire_classes *classes)
{
    sluice_store_free(&classes->memory, classes->heap);
}

/* --- making descriptions ---------------------------------------------------------------------- */

/* Policies have few types, so a list will do. */
static struct sluice_wire_type *type_of(struct sluice_wire_classes *classes, const char *signature)
{
    for (struct sluice_wire_type *type = classes->types; type != NULL; type = type->next) {
        if (strcmp(type->signature, signature) == 0) {
            return type;
        }
    }
    struct sluice_wire_type *type = sluice_wire_room(classes, sizeof *type);
    if (type != NULL) {
        *type = (struct sluice_wire_type){.next = classes->types, .signature = signature};
        classes->types = type;
    }
    return type;
}

/* The JDK's order: primitives first, each kind by name. */
static bool comes_before(const struct sluice_field_model *a, const struct sluice_field_model *b)
{
    const bool a_last = sluice_is_reference(a->signature[0]);
    const bool b_last = sluice_is_reference(b->signature[0]);
    return a_last != b_last ? b_last : strcmp(a->name, b->name) < 0;
}

static bool fill_fields(struct sluice_wire_classes *classes, struct sluice_wire_class *class,
                        const struct sluice_class_model *model)
{
    struct sluice_wire_field *fields = sluice_wire_room(classes,
                                                        model->field_count * sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        struct sluice_wire_type *type = NULL;
        uint32_t at = i;
        if (!sluice_is_reference(field->signature[0])) {
            class->primitive_count++;
            class->primitive_bytes += sluice_primitive_size((uint8_t)field->signature[0]);
        } else if ((type = type_of(classes, field->signature)) == NULL) {
            return false;
        }
        for (; at > 0 && comes_before(field, fields[at - 1].model); at--) {
            fields[at] = fields[at - 1];
        }
        fields[at] = (struct sluice_wire_field){.model = field, .type = type, .index = i};
    }
    class->fields = fields;
    class->field_count = (uint32_t)model->field_count;
    return true;
}

struct sluice_wire_class *sluice_wire_class_new(struct sluice_wire_classes *classes,
                                                const struct sluice_wire_class *head,
                                                const struct sluice_class_model *model)
{
    struct sluice_wire_class *class = sluice_wire_room(classes, sizeof *class);
    if (class == NULL) {
        return NULL;
    }
    *class = *head;
    class->above = head->super != NULL ? head->super->above + 1 : 0;
    const bool has_fields = model != NULL && model->field_count != 0;
    return !has_fields || fill_fields(classes, class, model) ? class : NULL;
}

struct sluice_wire_class *sluice_wire_enum_class(struct sluice_wire_classes *classes)
{
    if (classes->enum_class == NULL) {
        const struct sluice_wire_class head = {.name = sluice_text("java.lang.Enum"),
                                               .flags = SC_SERIALIZABLE | SC_ENUM};
        classes->enum_class = sluice_wire_class_new(classes, &head, NULL);
    }
    return classes->enum_class;
}

struct sluice_wire_class *sluice_wire_proxy_class(struct sluice_wire_classes *classes)
{
    static const struct sluice_field_model handler = {
        .name = "h", .signature = "Ljava/lang/reflect/InvocationHandler;"};
    static const struct sluice_class_model model = {.fields = &handler, .field_count = 1};
    if (classes->proxy_class == NULL) {
        const struct sluice_wire_class head = {.name = sluice_text("java.lang.reflect.Proxy"),
                                               .suid = INT64_C(-2222568056686623797),
                                               .flags = SC_SERIALIZABLE};
        classes->proxy_class = sluice_wire_class_new(classes, &head, &model);
    }
    return classes->proxy_class;
}

bool sluice_wire_has_custom(const struct sluice_class_model *model)
{
    return model->form == SLUICE_FORM_DATA || model->form == SLUICE_FORM_BOTH ||
           model->layout_count != 0 || model->read != NULL;
}

uint8_t sluice_wire_flags(const struct sluice_class_model *model, bool has_custom)
{
    if (model->construct == SLUICE_CONSTRUCT_ENUM) {
        return SC_SERIALIZABLE | SC_ENUM;
    }
    if (model->form == SLUICE_FORM_EXTERNAL) {
        return SC_EXTERNALIZABLE | SC_BLOCK_DATA;
    }
    return has_custom ? SC_SERIALIZABLE | SC_WRITE_METHOD : SC_SERIALIZABLE;
}

uint64_t sluice_floating_bits(char type, double value)
{
    uint64_t bits;
    if (type == 'F') {
        const float single = (float)value;
        uint32_t narrow;
        memcpy(&narrow, &single, sizeof narrow);
        return narrow;
    }
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

uint64_t sluice_default_bits(const struct sluice_field_model *field)
{
    const char type = field->signature[0];
    return type == 'F' || type == 'D' ? sluice_floating_bits(type, field->default_floating)
                                      : (uint64_t)field->default_integer;
}

/* --- writing them ----------------------------------------------------------------------------- */

static bool put_type(struct sluice_emitter *emitter, struct sluice_wire_type *type)
{
    return sluice_emit_is_live(emitter, type->number)
               ? sluice_emit_reference(emitter, type->number)
               : sluice_emit_string(emitter, sluice_text(type->signature), &type->number);
}

static bool put_fields(struct sluice_emitter *emitter, const struct sluice_wire_class *class)
{
    for (uint32_t i = 0; i < class->field_count; i++) {
        const struct sluice_wire_field *field = &class->fields[i];
        const struct sluice_bytes name = sluice_text(field->model->name);
        if (name.length > UINT16_MAX) {
            return sluice_emit_fail(emitter, SLUICE_NOT_SERIALIZABLE);
        }
        if (!sluice_emit_field(emitter, (uint8_t)field->model->signature[0], name) ||
            (field->type != NULL && !put_type(emitter, field->type))) {
            return false;
        }
    }
    return true;
}

/* One description, up to its superclass. The names and the count fit their length bytes. */
static bool put_description(struct sluice_emitter *emitter, struct sluice_wire_class *class)
{
    if (class->name.length > UINT16_MAX || class->field_count > INT16_MAX) {
        return sluice_emit_fail(emitter, SLUICE_NOT_SERIALIZABLE);
    }
    return sluice_emit_class_desc(emitter, class->name, class->suid, class->flags,
                                  class->field_count, &class->number) &&
           put_fields(emitter, class) && sluice_emit_open(emitter) &&
           sluice_emit_byte(emitter, TC_ENDBLOCKDATA);
}

bool sluice_put_class(struct sluice_emitter *emitter, struct sluice_wire_class *class)
{
    struct sluice_wire_class *at = class;
    uint32_t open = 0;
    for (; at != NULL && !sluice_emit_is_live(emitter, at->number); at = at->super, open++) {
        if (!put_description(emitter, at)) {
            return false;
        }
    }
    if (!(at != NULL ? sluice_emit_reference(emitter, at->number)
                     : sluice_emit_byte(emitter, TC_NULL))) {
        return false;
    }
    /* Those above it have fewer above them. */
    if (open > 0 && !sluice_emit_chain(emitter, class->above)) {
        return false;
    }
    for (; open > 0; open--) {
        sluice_emit_close(emitter);
    }
    return true;
}
