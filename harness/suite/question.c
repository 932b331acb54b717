#include "harness/suite/question.h"

#include "harness/stream/value.h"
#include "harness/suite/unchanging.h"

#include <stdlib.h>
#include <string.h>

static const enum sluice_ground grounds[] = {
    [SLUICE_CONSTRUCT_DENIED] = SLUICE_GROUND_DENIED,
    [SLUICE_CONSTRUCT_ATOMIC] = SLUICE_GROUND_ATOMIC,
    [SLUICE_CONSTRUCT_STATELESS] = SLUICE_GROUND_STATELESS,
    [SLUICE_CONSTRUCT_PERMITTED] = SLUICE_GROUND_PERMITTED,
    [SLUICE_CONSTRUCT_ENUM] = SLUICE_GROUND_ENUM,
    [SLUICE_CONSTRUCT_INTERFACE] = SLUICE_GROUND_INTERFACE,
    [SLUICE_CONSTRUCT_ABSTRACT] = SLUICE_GROUND_ABSTRACT,
    [SLUICE_CONSTRUCT_NOT_SERIALIZABLE] = SLUICE_GROUND_NOT_SERIALIZABLE,
    [SLUICE_CONSTRUCT_ABSENT] = SLUICE_GROUND_ABSENT,
};

static struct sluice_judge_meaning meaning_of(const struct sluice_models_meaning *meanings,
                                              size_t index)
{
    const struct sluice_models_meaning none = {0};
    const struct sluice_models_meaning *meant = meanings != NULL ? &meanings[index] : &none;
    return (struct sluice_judge_meaning){meant->holds, meant->of, meant->of_values};
}

/* What the class declares, and what a model of the decoder's own has. */
static unsigned code_of(const struct sluice_models_declared *declared)
{
    const struct sluice_class_model *model = declared->model;
    const unsigned code = declared->code;
    const bool reads = (code & 1U << SLUICE_MODELS_CODE_READ) != 0 || model->read != NULL;
    const bool checks = (code & 1U << SLUICE_MODELS_CODE_CHECK) != 0 || model->check != NULL;
    const bool constructs = (code & 1U << SLUICE_MODELS_CODE_CONSTRUCTOR) != 0 ||
                            model->constructor != NULL;
    return (reads ? (unsigned)SLUICE_CODE_READ : 0U) | (checks ? (unsigned)SLUICE_CODE_CHECK : 0U) |
           (constructs ? (unsigned)SLUICE_CODE_CONSTRUCTOR : 0U);
}

/* Where the number of a counted list ends among the bytes of all blocks, as struct sluice_judge_piece has it:
 * 0 behind a text, of any length, and before another list. */
static uint32_t count_end(const struct sluice_class_model *model,
                          const struct sluice_layout_item *list)
{
    uint32_t bytes = 0;
    uint32_t end = 0;
    for (const struct sluice_layout_item *piece = model->layout;
         list->count != NULL && piece != list; piece++) {
        if (piece->kind == SLUICE_LAYOUT_UTF && end == 0) {
            return 0;
        }
        if (piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS) {
            end = 0;
        } else if (piece->kind == SLUICE_LAYOUT_PRIMITIVE) {
            bytes += (uint32_t)sluice_stream_value_size((uint8_t)piece->type);
            const bool is_count = piece->name != NULL && strcmp(piece->name, list->count) == 0;
            end = is_count ? bytes : end;
        }
    }
    return end;
}

/* The pieces that consist of objects. Returns how many. */
static size_t fill_pieces(const struct sluice_models_declared *declared,
                          struct sluice_judge_piece *pieces)
{
    size_t count = 0;
    const bool reads = (code_of(declared) & SLUICE_CODE_READ) != 0;
    for (size_t i = 0; i < declared->model->layout_count; i++) {
        const struct sluice_layout_item *piece = &declared->model->layout[i];
        const enum sluice_layout_kind kind = piece->kind;
        if (kind == SLUICE_LAYOUT_PRIMITIVE || kind == SLUICE_LAYOUT_UTF) {
            continue;
        }
        const uint32_t end = count_end(declared->model, piece);
        /* Where the judge does not learn how many there are, anything may follow them. */
        const bool ends = piece->count == NULL || end != 0;
        pieces[count++] = (struct sluice_judge_piece){
            .kind = kind == SLUICE_LAYOUT_OBJECT    ? SLUICE_PIECE_OBJECT
                    : kind == SLUICE_LAYOUT_OBJECTS ? SLUICE_PIECE_OBJECTS
                                                    : SLUICE_PIECE_PAIRS,
            /* What a reader takes its class copies, or not, in code. */
            .kept = piece->name != NULL && !piece->shared && !reads,
            .count_end = end,
            .until_null = piece->until_null,
            .meant = ends ? meaning_of(declared->pieces, i) : (struct sluice_judge_meaning){0},
        };
    }
    return count;
}

static struct sluice_judge_class class_of(const struct sluice_models_declared *declared,
                                          struct sluice_judge_field *fields,
                                          struct sluice_judge_piece *pieces)
{
    const struct sluice_class_model *model = declared->model;
    for (size_t i = 0; i < model->field_count; i++) {
        fields[i] = (struct sluice_judge_field){
            .name = model->fields[i].name,
            .signature = model->fields[i].signature,
            .shared = model->fields[i].shared,
            .required = model->fields[i].required,
            .self_is_null = model->fields[i].self_is_null,
            .meant = meaning_of(declared->fields, i),
        };
    }
    return (struct sluice_judge_class){
        .name = model->name,
        .ground = grounds[model->construct],
        .parent = model->parent,
        .interfaces = model->interfaces,
        .interface_count = model->interface_count,
        .is_mutable = model->is_mutable,
        .resolves = model->resolve != SLUICE_RESOLVE_NONE || model->stands_for != NULL,
        .has_resolve = model->resolve != SLUICE_RESOLVE_NONE,
        .skips_fields = model->form == SLUICE_FORM_DATA,
        .is_external = model->form == SLUICE_FORM_EXTERNAL,
        .reads_data = model->layout_count > 0 || model->read != NULL,
        .code = code_of(declared),
        .fields = fields,
        .field_count = model->field_count,
        .pieces = pieces,
        .piece_count = fill_pieces(declared, pieces),
        .items = model->container != SLUICE_CONTAINER_NONE ? model->items : NULL,
        .item_count = model->container != SLUICE_CONTAINER_NONE ? model->item_count : NULL,
        .has_suid = model->has_suid,
        .suid = model->suid,
        .constants = model->constants,
        .constant_count = model->constant_count,
    };
}

/* What debug builds of the decoder put around each instance, to see who writes beside it. */
#ifdef SLUICE_KIT_CHECKS
enum { INSTANCE_GUARDS = 64 };
#else
enum { INSTANCE_GUARDS = 0 };
#endif

/* Of the models that the target was given: only these make instances. */
static size_t largest_instance(const struct sluice_models *models)
{
    size_t count;
    size_t largest = 0;
    const struct sluice_class_model *given = sluice_models_array(models, &count);
    for (size_t i = 0; i < count; i++) {
        largest = given[i].instance_size > largest ? given[i].instance_size : largest;
    }
    return largest == 0 ? 0 : largest + INSTANCE_GUARDS;
}

/* The judge is told what the developers of the classes mean, not what the target was given. */
static bool make_classes(const struct sluice_case *item, const struct sluice_class_model *beside,
                         size_t beside_count, struct sluice_question *out)
{
    size_t own;
    const struct sluice_models_declared *declared = sluice_models_declared(item->models, &own);
    const size_t count = own + beside_count;
    size_t field_count = 0;
    size_t piece_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sluice_class_model *model = i < own ? declared[i].model : &beside[i - own];
        field_count += model->field_count;
        piece_count += model->layout_count;
    }
    out->classes = calloc(count + 1, sizeof *out->classes);
    out->fields = calloc(field_count + 1, sizeof *out->fields);
    out->pieces = calloc(piece_count + 1, sizeof *out->pieces);
    if (out->classes == NULL || out->fields == NULL || out->pieces == NULL) {
        return false;
    }
    struct sluice_judge_field *fields = out->fields;
    struct sluice_judge_piece *pieces = out->pieces;
    for (size_t i = 0; i < count; i++) {
        const struct sluice_models_declared plain = {.model = i < own ? NULL : &beside[i - own]};
        const struct sluice_models_declared *one = i < own ? &declared[i] : &plain;
        out->classes[i] = class_of(one, fields, pieces);
        /* Not what is judged says so, or it could not be found wrong (GOLD-4). */
        if (i >= sluice_models_own(item->models) && i < own &&
            out->classes[i].ground == SLUICE_GROUND_ATOMIC) {
            out->classes[i].is_mutable = !sluice_never_changes(one->model->name);
        }
        fields += one->model->field_count;
        pieces += one->model->layout_count;
    }
    out->context.classes = out->classes;
    out->context.class_count = count;
    out->context.instance_bytes = largest_instance(item->models);
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const struct sluice_judge_class *one = *(const struct sluice_judge_class *const *)left;
    const struct sluice_judge_class *other = *(const struct sluice_judge_class *const *)right;
    const int order = strcmp(one->name, other->name);
    return order != 0 ? order : (one > other) - (one < other);
}

bool sluice_question_index(struct sluice_question *question)
{
    const size_t count = question->context.class_count;
    question->by_name = calloc(count + 1, sizeof *question->by_name);
    if (question->by_name == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        question->by_name[i] = &question->classes[i];
    }
    qsort(question->by_name, count, sizeof *question->by_name, compare_names);
    question->context.by_name = question->by_name;
    return true;
}

void sluice_question_limit(const struct sluice_case *item, struct sluice_question *question)
{
    const bool rewrites = item->mode == SLUICE_MODE_REWRITE;
    const struct sluice_limits *given = &item->limits;
    const struct sluice_limits *usual = item->mode == SLUICE_MODE_DECODE ? &sluice_limits_decode
                                                                         : &sluice_limits_inspect;
    struct sluice_judge_limit *limit = question->limits;
    struct sluice_judge_limit *reader = question->limits + sluice_limit_count();
    question->context.limits = limit;
    question->context.limit_count = sluice_limit_count();
    question->context.reader = reader;
#define X(member, upper, text)                                                                     \
    *limit++ = (struct sluice_judge_limit){                                                        \
        #member, given->member == 0 || rewrites ? usual->member : given->member};                  \
    if (given->member != 0 && rewrites) {                                                          \
        *reader++ = (struct sluice_judge_limit){#member, given->member};                           \
    }
    SLUICE_LIMIT_LIST(X)
#undef X
    question->context.reader_count = (size_t)(reader - question->context.reader);
}

void sluice_question_limit_to_case(const struct sluice_case *item, bool keeps,
                                   struct sluice_question *question)
{
    struct sluice_judge_limit *limit = question->limits;
    const struct sluice_limits *given = &item->limits;
#define X(member, upper, text)                                                                     \
    if (keeps && given->member != 0) {                                                             \
        *limit++ = (struct sluice_judge_limit){#member, given->member};                            \
    }
    SLUICE_LIMIT_LIST(X)
#undef X
    question->context.limit_count = (size_t)(limit - question->limits);
    question->context.reader_count = 0;
}

static bool make_limits(const struct sluice_case *item, struct sluice_question *out)
{
    out->limits = calloc(2 * sluice_limit_count() + 1, sizeof *out->limits);
    if (out->limits == NULL) {
        return false;
    }
    sluice_question_limit(item, out);
    return true;
}

static const enum sluice_judge_mode judge_modes[] = {
    [SLUICE_MODE_DECODE] = SLUICE_JUDGE_DECODE,
    [SLUICE_MODE_INSPECT] = SLUICE_JUDGE_INSPECT,
    [SLUICE_MODE_REWRITE] = SLUICE_JUDGE_REWRITE,
};

bool sluice_question_make_beside(const struct sluice_case *item, struct sluice_bytes stream,
                                 const struct sluice_class_model *models, size_t count,
                                 struct sluice_question *out)
{
    *out = (struct sluice_question){0};
    out->context.bytes = stream.data;
    out->context.length = stream.length;
    out->context.mode = judge_modes[item->mode];
    out->context.safe = item->safe;
    return (item->mode == SLUICE_MODE_INSPECT || make_classes(item, models, count, out)) &&
           make_limits(item, out);
}

bool sluice_question_make(const struct sluice_case *item, struct sluice_bytes stream,
                          struct sluice_question *out)
{
    return sluice_question_make_beside(item, stream, NULL, 0, out);
}

void sluice_question_free(struct sluice_question *question)
{
    free(question->classes);
    free((void *)question->by_name);
    free(question->fields);
    free(question->pieces);
    free(question->limits);
    *question = (struct sluice_question){0};
}
