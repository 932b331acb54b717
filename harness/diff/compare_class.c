/* Class descriptors: what differs between two of the same name is told once. In an exact comparison
 * the way in which they are written is compared, too. */
#include "harness/diff/compare.h"

#include <inttypes.h>

enum { TOLD_IN_FULL = 16 }; /* other descriptors to which one is compared in every part */

bool sluice_diff_same_name(const struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const struct sluice_diff_class *list = run->names.classes.list;
    return a == b || (a != 0 && b != 0 && list[a - 1].name == list[b - 1].name);
}

/* --- what a class is -------------------------------------------------------------------------- */

/* Two classes, by number, and where they were met. */
struct pair {
    uint32_t number[2];
    uint64_t offset[2];
};

static const struct sluice_diff_class *class_of(const struct sluice_diff_run *run,
                                                const struct pair *pair, int side)
{
    return &run->names.classes.list[pair->number[side]];
}

static bool begin(struct sluice_diff_run *run, const struct pair *pair)
{
    if (!sluice_diff_begin(run)) {
        return false;
    }
    sluice_diff_show_class(&run->class_name, &run->names, pair->number[0]);
    for (int side = 0; side < 2; side++) {
        sluice_text_string(&run->path[side], "class ");
        sluice_diff_show_class(&run->path[side], &run->names, pair->number[side]);
    }
    return true;
}

static void end(struct sluice_diff_run *run, const struct pair *pair)
{
    sluice_diff_tell(run, SLUICE_DIFF_CLASS, pair->offset[0], pair->offset[1]);
}

static void show_flags(struct sluice_text *text, uint8_t flags)
{
    static const struct {
        uint8_t flag;
        const char *name;
    } names[] = {{0x01, " write-method"},
                 {0x02, " serializable"},
                 {0x04, " externalizable"},
                 {0x08, " block-data"},
                 {0x10, " enum"}};
    sluice_text_format(text, "flags 0x%02x", flags);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((flags & names[i].flag) != 0) {
            sluice_text_string(text, names[i].name);
        }
    }
}

/* A field or an interface, as the text of one side. */
static void show_member(struct sluice_diff_run *run, const struct pair *pair, int side,
                        uint32_t index)
{
    const struct sluice_diff_class *one = class_of(run, pair, side);
    const struct sluice_diff_field *field = &run->names.classes.fields[one->first_field + index];
    const bool is_proxy = one->name == SLUICE_DIFF_PROXY;
    sluice_text_string(&run->value[side], is_proxy ? "interface " : "field ");
    sluice_diff_show_name(&run->value[side], run->names.texts.list[field->name]);
    if (!is_proxy) {
        sluice_text_string(&run->value[side], ": ");
        sluice_diff_show_name(&run->value[side], run->names.texts.list[field->type]);
        if (field->code != field->letter) {
            sluice_text_format(&run->value[side], " (type code 0x%02x)", field->code);
        }
    }
}

static void compare_members(struct sluice_diff_run *run, const struct pair *pair)
{
    const struct sluice_diff_class *a = class_of(run, pair, 0);
    const struct sluice_diff_class *b = class_of(run, pair, 1);
    const struct sluice_diff_field *fields_a = sluice_diff_fields(&run->names.classes,
                                                                  pair->number[0]);
    const struct sluice_diff_field *fields_b = sluice_diff_fields(&run->names.classes,
                                                                  pair->number[1]);
    const uint64_t before = run->count;
    bool in_order = a->field_count == b->field_count;
    if (!sluice_diff_mark_fields(run, fields_b, b->field_count, true)) {
        run->failed = true;
        return;
    }
    for (uint32_t i = 0; i < a->field_count; i++) {
        const uint32_t found = run->marks[fields_a[i].name];
        run->marks[fields_a[i].name] = 0;
        in_order = in_order && found == 1 + i;
        const bool same = found != 0 && fields_a[i].type == fields_b[found - 1].type &&
                          fields_a[i].code == fields_b[found - 1].code;
        if (!same && begin(run, pair)) {
            show_member(run, pair, 0, i);
            if (found != 0) {
                show_member(run, pair, 1, found - 1);
            }
            end(run, pair);
        }
    }
    for (uint32_t i = 0; i < b->field_count; i++) {
        if (run->marks[fields_b[i].name] == 1 + i && begin(run, pair)) {
            show_member(run, pair, 1, i);
            end(run, pair);
        }
    }
    if (!sluice_diff_mark_fields(run, fields_b, b->field_count, false)) {
        run->failed = true;
    }
    if (run->count == before && !in_order && begin(run, pair)) {
        for (int side = 0; side < 2; side++) {
            sluice_text_string(&run->value[side],
                               side == 0 ? "fields in one order" : "fields in another order");
        }
        end(run, pair);
    }
}

static void compare_supers(struct sluice_diff_run *run, const struct pair *pair)
{
    const uint32_t supers[2] = {class_of(run, pair, 0)->super, class_of(run, pair, 1)->super};
    if (sluice_diff_same_name(run, supers[0], supers[1]) || !begin(run, pair)) {
        return;
    }
    for (int side = 0; side < 2; side++) {
        sluice_text_string(&run->value[side], supers[side] == 0 ? "no superclass" : "superclass ");
        if (supers[side] != 0) {
            sluice_diff_show_class(&run->value[side], &run->names, supers[side] - 1);
        }
    }
    end(run, pair);
}

static void compare_heads(struct sluice_diff_run *run, const struct pair *pair)
{
    const struct sluice_diff_class *a = class_of(run, pair, 0);
    const struct sluice_diff_class *b = class_of(run, pair, 1);
    if (a->suid != b->suid && begin(run, pair)) {
        sluice_text_format(&run->value[0], "serialVersionUID %" PRId64, a->suid);
        sluice_text_format(&run->value[1], "serialVersionUID %" PRId64, b->suid);
        end(run, pair);
    }
    if (a->flags != b->flags && begin(run, pair)) {
        show_flags(&run->value[0], a->flags);
        show_flags(&run->value[1], b->flags);
        end(run, pair);
    }
}

/* Notes that a pair is told. False when it had been, or memory ran out. */
static bool note_pair(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const uint64_t digest = sluice_diff_mix(&run->names.texts.key,
                                            sluice_diff_mix(&run->names.texts.key, 0, a), b);
    size_t probe = 0;
    uint32_t known;
    while ((known = sluice_diff_slots_next(&run->told, digest, &probe)) != SLUICE_DIFF_NONE) {
        if (known == a) {
            return false;
        }
    }
    if (!sluice_diff_slots_add(&run->told, digest, a)) {
        run->failed = true;
        return false;
    }
    return true;
}

void sluice_diff_compare_classes(struct sluice_diff_run *run, uint32_t a, uint32_t b,
                                 uint32_t node_a, uint32_t node_b)
{
    while (a != b && a != 0 && b != 0 && sluice_diff_same_name(run, a, b) && note_pair(run, a, b)) {
        const struct pair pair = {{a - 1, b - 1},
                                  {run->a.nodes[node_a].offset, run->b.nodes[node_b].offset}};
        compare_heads(run, &pair);
        compare_supers(run, &pair);
        /* A class of a stream can be met with any number of the other's, each with many fields. */
        if (run->names.classes.list[a - 1].told++ < TOLD_IN_FULL) {
            compare_members(run, &pair);
        } else if (begin(run, &pair)) {
            sluice_text_string(&run->value[0], "one more form of the class");
            sluice_text_string(&run->value[1], "another");
            end(run, &pair);
        }
        a = run->names.classes.list[a - 1].super;
        b = run->names.classes.list[b - 1].super;
    }
}
