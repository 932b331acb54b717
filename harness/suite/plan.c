#include "harness/suite/plan.h"

#include <stdlib.h>
#include <string.h>

static bool unknown_case(const struct sluice_suite *suite, const char *id,
                         struct sluice_yaml_error *error)
{
    const char **ids = calloc(suite->case_count + 1, sizeof *ids);
    const char *nearest = NULL;
    if (ids != NULL) {
        for (size_t i = 0; i < suite->case_count; i++) {
            ids[i] = suite->cases[i].id;
        }
        nearest = sluice_yaml_nearest(id, ids);
    }
    (void)sluice_yaml_fail_at(error, "--case", 0, 0,
                              nearest != NULL ? "no case has the id %s; did you mean %s?"
                                              : "no case has the id %s; see --list%s",
                              id, nearest != NULL ? nearest : "");
    free(ids);
    return false;
}

static bool select_cases(const struct sluice_suite *suite, const char *const *wanted,
                         size_t wanted_count, bool *selected, struct sluice_yaml_error *error)
{
    for (size_t i = 0; wanted_count == 0 && i < suite->case_count; i++) {
        selected[i] = i < suite->named_case_count || suite->cases[i].attack_count > 0;
    }
    for (size_t i = 0; i < wanted_count; i++) {
        size_t index = sluice_suite_find(suite, wanted[i]);
        if (index == SLUICE_NO_CASE) {
            return unknown_case(suite, wanted[i], error);
        }
        selected[index] = true;
        size_t twin = suite->cases[index].twin;
        if (twin != SLUICE_NO_CASE) {
            selected[twin] = true;
        }
    }
    return true;
}

static void add_cells(const struct sluice_suite *suite, const bool *selected, bool twins,
                      size_t target_count, struct sluice_plan *plan)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        if (!selected[i] || (suite->cases[i].attack_count > 0) != twins) {
            continue;
        }
        plan->first[i] = plan->count;
        for (size_t target = 0; target < target_count; target++) {
            plan->cells[plan->count++] = (struct sluice_cell){i, target};
        }
    }
}

bool sluice_plan_make(const struct sluice_suite *suite, const char *const *wanted,
                      size_t wanted_count, size_t target_count, struct sluice_plan *out,
                      struct sluice_yaml_error *error)
{
    *out = (struct sluice_plan){0};
    bool *selected = calloc(suite->case_count + 1, sizeof *selected);
    out->cells = calloc(suite->case_count * target_count + 1, sizeof *out->cells);
    out->first = calloc(suite->case_count + 1, sizeof *out->first);
    bool good = selected != NULL && out->cells != NULL && out->first != NULL;
    if (!good) {
        (void)sluice_yaml_fail_at(error, "sluice", 0, 0, "out of memory");
    } else {
        memset(out->first, 0xFF, suite->case_count * sizeof *out->first);
        good = select_cases(suite, wanted, wanted_count, selected, error);
    }
    if (good) {
        add_cells(suite, selected, true, target_count, out);
        add_cells(suite, selected, false, target_count, out);
    }
    free(selected);
    return good;
}

size_t sluice_plan_find(const struct sluice_plan *plan, size_t case_index, size_t target_index)
{
    const size_t first = plan->first[case_index];
    return first == SIZE_MAX ? SIZE_MAX : first + target_index;
}

void sluice_plan_free(struct sluice_plan *plan)
{
    free(plan->cells);
    free(plan->first);
    *plan = (struct sluice_plan){0};
}
