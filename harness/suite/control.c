#include "harness/suite/control.h"

#include "harness/base/text.h"
#include "harness/models/json.h"

#include <string.h>

/* An object with a number, a text and an array, and a second reference to it: what a reader needs
   its handles, its class table and its counters for.
     class sluice.Control { int number; String text; int[] numbers; } */
static const uint8_t control_stream[] =
    "\xAC\xED\x00\x05"
    "\x73"                                                       /* TC_OBJECT */
    "\x72\x00\x0Esluice.Control\x00\x00\x00\x00\x00\x00\x00\x07" /* name, serialVersionUID */
    "\x02\x00\x03"                                               /* SC_SERIALIZABLE, 3 fields */
    "I\x00\x06number"
    "[\x00\x07numbers\x74\x00\x02[I"
    "L\x00\x04text\x74\x00\x12Ljava/lang/String;"
    "\x78\x70"         /* no annotation, no superclass */
    "\x00\x00\x00\x2A" /* number */
    "\x75\x72\x00\x02[I\x4D\xBA\x60\x26\x76\xEA\xB2\xA5\x02\x00\x00\x78\x70" /* int[] */
    "\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02"                       /* {1, 2} */
    "\x74\x00\x05water"
    "\x71\x00\x7E\x00\x03"; /* the object again */

static const struct sluice_field_model control_fields[] = {
    {.name = "number", .signature = "I", .required = true},
    {.name = "numbers", .signature = "[I", .required = true},
    {.name = "text", .signature = "Ljava/lang/String;", .required = true},
};

static const struct sluice_invariant control_invariants[] = {
    {.kind = SLUICE_INVARIANT_NOT_NULL, .field = "text"},
    {.kind = SLUICE_INVARIANT_RANGE, .field = "number", .minimum = 0, .maximum = 100},
};

static const struct sluice_class_model control_model = {
    .name = "sluice.Control",
    .construct = SLUICE_CONSTRUCT_ATOMIC,
    .form = SLUICE_FORM_FIELDS,
    .has_suid = true,
    .suid = 7,
    .fields = control_fields,
    .field_count = sizeof control_fields / sizeof control_fields[0],
    .invariants = control_invariants,
    .invariant_count = sizeof control_invariants / sizeof control_invariants[0],
};

/* A program is told the class in words, and a parser no class at all. */
static enum sluice_target_mode tell(struct sluice_control_runs *control,
                                    const struct sluice_target *target)
{
    const bool decodes = (target->capabilities & SLUICE_CAN_DECODE) != 0;
    struct sluice_text *setting = &control->setting;
    if (target->set == NULL) {
        return SLUICE_MODE_DECODE;
    }
    if (decodes && setting->length == 0) {
        sluice_text_string(setting, "{\"classes\":");
        sluice_models_json_model(&control_model, setting);
        sluice_text_string(setting, ",\"limits\":{}}");
    }
    target->set(target->context,
                (struct sluice_bytes){(const uint8_t *)sluice_text_get(setting), setting->length});
    return decodes ? SLUICE_MODE_DECODE : SLUICE_MODE_INSPECT;
}

static void decode_control(struct sluice_control_runs *control, const struct sluice_target *target,
                           struct sluice_observation *observation)
{
    const struct sluice_bytes stream = {control_stream, sizeof control_stream - 1};
    const struct sluice_target_request request = {
        .mode = tell(control, target), .policy = control->policy, .value = true};
    struct sluice_target_facts facts;
    sluice_observation_clear(observation);
    if (target->load(target->context, stream)) {
        /* A failure of the target leaves no outcome, and so another answer. */
        (void)target->run(target->context, &request, observation, &facts);
    }
}

bool sluice_is_well(const struct sluice_process_facts *process)
{
    return process->signal == 0 && !process->hang && process->sanitizer == NULL &&
           process->adapter_error == NULL;
}

/* Somebody may kill the program just then: what it would have answered is what the next one answers. One that always
 * dies of it does so behind each case, too. */
bool sluice_control_begin(struct sluice_control_runs *control, const struct sluice_target *target)
{
    if (sluice_policy_create(&control_model, 1, NULL, &control->policy, NULL) != SLUICE_OK) {
        return false;
    }
    sluice_observation_init(&control->before);
    sluice_observation_init(&control->after);
    enum { TIMES = 3 };
    for (unsigned i = 0; i < TIMES; i++) {
        decode_control(control, target, &control->before);
        if (sluice_is_well(&control->before.process)) {
            break;
        }
    }
    control->ready = true;
    return true;
}

struct sluice_control sluice_control_again(struct sluice_control_runs *control,
                                           const struct sluice_target *target)
{
    decode_control(control, target, &control->after);
    return (struct sluice_control){true, control->before.answer, control->after.answer};
}

bool sluice_answer_equal(const struct sluice_answer *a, const struct sluice_answer *b)
{
    return a->outcome == b->outcome && a->offset == b->offset &&
           sluice_text_same(a->java_class, b->java_class) &&
           sluice_text_same(a->reason, b->reason) && sluice_text_same(a->at, b->at) &&
           sluice_text_same(a->path, b->path) && sluice_text_same(a->class_name, b->class_name) &&
           sluice_text_same(a->value, b->value) && sluice_text_same(a->compact, b->compact);
}

void sluice_control_end(struct sluice_control_runs *control)
{
    if (control->ready) {
        sluice_observation_free(&control->before);
        sluice_observation_free(&control->after);
    }
    sluice_policy_free(control->policy);
    sluice_text_free(&control->setting);
    *control = (struct sluice_control_runs){0};
}
