/* The code that reads the custom data of a class (DEV-7, DEV-9), as a developer writes it who knows the rules. */
#include <math.h>
#include <sluice/custom_data.h>
#include <sluice/get_arg.h>
#include <sluice/graph.h>
#include <string.h>

#include "harness/models/build.h"

/* Longest text and most pieces that a reader takes. */
enum { TEXT_BYTES = 256, PIECES = 16 };

/* What stands where nothing was given. */
#define NO_VALUE UINT32_MAX
#define NO_INTEGER INT64_MIN

/* --- what is to be the same as a field ------------------------------------------------------------ */

/* A number that tells sequences of values apart. */
static uint64_t mix(uint64_t sum, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        sum = (sum ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
    }
    return (sum ^ length) * UINT64_C(0x9E3779B97F4A7C15);
}

static uint64_t mix_value(uint64_t sum, const struct sluice_graph *graph, struct sluice_value value)
{
    const enum sluice_value_kind kind = sluice_value_kind(graph, value);
    const struct sluice_bytes text = sluice_value_text(graph, value);
    const struct sluice_bytes name = sluice_value_class(graph, value);
    return mix(mix(mix(sum, &kind, sizeof kind), text.data, text.length), name.data, name.length);
}

/* Adds what a field holds, as the piece that is to be the same was added. */
static bool mix_field(const struct sluice_get_arg *argument, const char *field,
                      const struct sluice_layout_item *piece, uint64_t *sum,
                      struct sluice_value *object)
{
    int64_t integer;
    double floating;
    struct sluice_bytes text;
    if (piece->kind == SLUICE_LAYOUT_OBJECT) {
        const enum sluice_get got = sluice_get_value(argument, field, object);
        *sum = mix_value(*sum, sluice_get_graph(argument), *object);
        return got == SLUICE_GET_OK || got == SLUICE_GET_NULL;
    }
    if (sluice_get_string(argument, field, &text) == SLUICE_GET_OK) {
        *sum = mix(*sum, text.data, text.length);
    } else if (sluice_get_integer(argument, field, &integer) == SLUICE_GET_OK) {
        *sum = mix(*sum, &integer, sizeof integer);
    } else if (sluice_get_floating(argument, field, &floating) == SLUICE_GET_OK) {
        *sum = mix(*sum, &floating, sizeof floating);
    } else {
        return false;
    }
    return true;
}

bool sluice_models_is_same(const struct sluice_get_arg *argument,
                           const struct sluice_models_declared *declared,
                           const struct sluice_models_state *state)
{
    uint64_t sum = 0;
    struct sluice_value object = {0};
    const struct sluice_class_model *model = declared->model;
    for (size_t i = 0; declared->pieces != NULL && i < model->layout_count; i++) {
        const char *field = declared->pieces[i].same_as;
        if (field != NULL && !mix_field(argument, field, &model->layout[i], &sum, &object)) {
            return false;
        }
    }
    return sum == state->sum &&
           sluice_models_is_copy(sluice_get_graph(argument), state->object, object);
}

/* --- reading ------------------------------------------------------------------------------------ */

struct reading {
    struct sluice_custom_data *data;
    const struct sluice_models_declared *declared;
    struct sluice_models_ledger *ledger;
    struct sluice_models_state *state;
    int64_t integers[PIECES];
    bool failed; /* the channel, once */
};

/* What the channel has answered, and whether it has given anything. Once it has failed, it gives nothing
 * more. */
static bool given(struct reading *reading, bool answer, bool something)
{
    if (answer && (reading->failed || !something)) {
        reading->ledger->fault = something ? "a read channel gives more after it has failed"
                                           : "a read channel says yes, and gives nothing";
    }
    reading->failed = reading->failed || !answer;
    return answer;
}

static bool is(const struct reading *reading, enum sluice_models_careless_bit bit)
{
    return (reading->declared->careless & 1U << bit) != 0;
}

static bool has_same(const struct reading *reading, size_t piece)
{
    return reading->declared->pieces != NULL && reading->declared->pieces[piece].same_as != NULL;
}

static const char *wanted(const struct reading *reading, size_t piece, bool is_value)
{
    const struct sluice_models_meaning *pieces = reading->declared->pieces;
    if (pieces == NULL || is(reading, SLUICE_MODELS_CARELESS_NO_TYPE_CHECK)) {
        return NULL;
    }
    if (reading->declared->model->layout[piece].kind == SLUICE_LAYOUT_OBJECT) {
        return pieces[piece].holds;
    }
    return is_value ? pieces[piece].of_values : pieces[piece].of;
}

static bool read_object(struct reading *reading, size_t piece, bool is_value)
{
    struct sluice_value value = {NO_VALUE};
    reading->state->values++;
    const bool got = sluice_custom_object(reading->data, wanted(reading, piece, is_value), &value);
    if (!given(reading, got, value.id != NO_VALUE)) {
        return false;
    }
    if (has_same(reading, piece)) {
        reading->state->object = value;
        reading->state->sum = mix_value(reading->state->sum, sluice_custom_graph(reading->data),
                                        value);
    }
    return true;
}

static bool count_of(const struct reading *reading, size_t piece, int64_t *out)
{
    const struct sluice_layout_item *layout = reading->declared->model->layout;
    for (size_t i = 0; i < piece; i++) {
        if (layout[i].name != NULL && strcmp(layout[i].name, layout[piece].count) == 0) {
            *out = reading->integers[i];
            return *out >= 0;
        }
    }
    return false;
}

/* As many as announced, or all that follow. Nothing is sized by the count. */
static bool read_objects(struct reading *reading, size_t piece)
{
    const struct sluice_layout_item *item = &reading->declared->model->layout[piece];
    const bool pairs = item->kind == SLUICE_LAYOUT_PAIRS;
    int64_t count = INT64_MAX;
    if (item->count != NULL && !count_of(reading, piece, &count)) {
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        if (item->count == NULL && sluice_custom_at_end(reading->data)) {
            break;
        }
        if (!read_object(reading, piece, false) || (pairs && !read_object(reading, piece, true))) {
            return false;
        }
    }
    return true;
}

/* A short is taken as two bytes. */
static bool read_short(struct reading *reading, int64_t *out)
{
    uint8_t bytes[2];
    if (!given(reading, sluice_custom_bytes(reading->data, bytes, sizeof bytes), true)) {
        return false;
    }
    *out = (int16_t)(bytes[0] << 8 | bytes[1]);
    return true;
}

static bool read_integer(struct reading *reading, char type, int64_t *out)
{
    const bool got = sluice_custom_integer(reading->data, type, out);
    return given(reading, got, type == 'J' || *out != NO_INTEGER);
}

static bool read_floating(struct reading *reading, size_t piece, char type)
{
    const double untouched = -1.2345e-300;
    double floating = untouched;
    const bool got = sluice_custom_floating(reading->data, type, &floating);
    if (!given(reading, got, isnan(floating) || floating < untouched || floating > untouched)) {
        return false;
    }
    if (has_same(reading, piece)) {
        reading->state->sum = mix(reading->state->sum, &floating, sizeof floating);
    }
    return true;
}

static bool read_primitive(struct reading *reading, size_t piece, char type)
{
    int64_t *integer = &reading->integers[piece];
    const bool floating = type == 'F' || type == 'D';
    if (floating != is(reading, SLUICE_MODELS_CARELESS_MISREADS)) {
        return read_floating(reading, piece, type);
    }
    *integer = NO_INTEGER;
    if (type == 'S' ? !read_short(reading, integer) : !read_integer(reading, type, integer)) {
        return false;
    }
    if (has_same(reading, piece)) {
        reading->state->sum = mix(reading->state->sum, integer, sizeof *integer);
    }
    return true;
}

static bool read_text(struct reading *reading, size_t piece)
{
    char text[TEXT_BYTES];
    size_t length = SIZE_MAX;
    const bool got = sluice_custom_utf(reading->data, text, sizeof text, &length);
    if (!given(reading, got, length <= sizeof text)) {
        return false;
    }
    if (has_same(reading, piece)) {
        reading->state->sum = mix(reading->state->sum, text, length);
    }
    return true;
}

static bool read_piece(struct reading *reading, size_t piece)
{
    const struct sluice_layout_item *item = &reading->declared->model->layout[piece];
    switch (item->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        return read_primitive(reading, piece, item->type);
    case SLUICE_LAYOUT_UTF:
        return read_text(reading, piece);
    case SLUICE_LAYOUT_OBJECT:
        return read_object(reading, piece, false);
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return read_objects(reading, piece);
}

bool sluice_models_read(struct sluice_custom_data *data, void *state, void *context)
{
    const struct sluice_models_code *code = context;
    struct reading reading = {
        .data = data, .declared = code->declared, .ledger = code->ledger, .state = state};
    for (size_t i = 0; i < code->declared->model->layout_count && i < PIECES; i++) {
        if (read_piece(&reading, i)) {
            reading.state->pieces++;
        } else if (!is(&reading, SLUICE_MODELS_CARELESS_IGNORES_FAILURES)) {
            return false;
        }
    }
    return true;
}
