#include "harness/fuzz/results.h"
#include "harness/models/models.h"
#include "harness/stream/program.h"
#include "harness/suite/explain.h"

#include <string.h>

/* What is explained is text: no control characters but the ends of lines. */
static bool check_text(const struct sluice_text *text, struct sluice_finding *finding)
{
    const char *words = sluice_text_get(text);
    for (size_t i = 0; i < text->length; i++) {
        if ((unsigned char)words[i] < ' ' && words[i] != '\n') {
            return sluice_finding_note(finding, "harness",
                                       "an explanation has a control character at %zu", i);
        }
    }
    return text->length > 0 ||
           sluice_finding_note(finding, "harness", "an explanation without a word");
}

static bool explain(const struct sluice_case *item, struct sluice_finding *finding)
{
    struct sluice_target target;
    struct sluice_text text = {0};
    struct sluice_yaml_error error = {0};
    bool passed = false;
    bool good = true;
    if (!sluice_target_create("reference", &target)) {
        return true;
    }
    for (int json = 0; good && json < 2; json++) {
        const struct sluice_explain_request request = {
            .item = item, .target = &target, .json = json != 0};
        sluice_text_free(&text);
        if (!sluice_explain(&request, &text, &passed, &error)) {
            good = sluice_finding_note(finding, "harness", "a stream is not explained: %.300s",
                                       error.message);
        } else {
            good = check_text(&text, finding);
        }
    }
    sluice_text_free(&text);
    target.destroy(target.context);
    return good;
}

bool sluice_results_explain(struct sluice_bytes bytes, struct sluice_finding *finding)
{
    struct sluice_program *program = sluice_disassemble(bytes.data, bytes.length);
    struct sluice_models *models = sluice_models_new(NULL);
    struct sluice_yaml_error error = {0};
    bool good = true;
    if (program != NULL && models != NULL && sluice_models_finish(models, &error)) {
        const struct sluice_case item = {
            .id = "input",
            .family = "input",
            .file = "input",
            .title = "input",
            .mode = SLUICE_MODE_INSPECT,
            .models = models,
            .program = program,
            .expect = {.offset = SLUICE_NOT_MEASURED, .resets = SLUICE_NOT_MEASURED},
            .budget = SLUICE_NO_BUDGET,
            .twin = SLUICE_NO_CASE,
        };
        good = explain(&item, finding);
    }
    sluice_models_free(models);
    sluice_program_free(program);
    return good;
}
