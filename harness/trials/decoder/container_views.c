/* What containers are read as, held to the accessors of a graph. */
#include "harness/base/text.h"
#include "harness/trials/decoder/view_parts.h"
#include "harness/trials/decoder/views.h"

#include <sluice/readings.h>

enum { MOST_ITEMS = 8 };

/* How one class holds what it contains. */
struct holding {
    bool is_known;
    bool is_repeated;
    bool is_view; /* of another container, in `inner` */
    bool is_map;
    uint32_t count;
    struct sluice_value inner; /* or an array */
    const char *items;         /* or a piece */
    const char *single;        /* or a field with the one element */
    const char *mapped;
};

static const struct sluice_class_model *holding_model(const struct sluice_graph *graph,
                                                      struct sluice_value value)
{
    const struct sluice_class_model *model = sluice_value_model(graph, value);
    while (model != NULL && model->container == SLUICE_CONTAINER_NONE &&
           !sluice_text_same(model->name, "java.util.Collections$SingletonMap") &&
           !sluice_text_same(model->name, "java.util.Collections$CopiesList")) {
        model = sluice_model_parent(graph, model);
    }
    return model;
}

static void hold_single(const struct sluice_graph *graph, struct sluice_value value,
                        const char *name, struct holding *out)
{
    const bool is_map = sluice_text_same(name, "java.util.Collections$SingletonMap");
    out->is_repeated = sluice_text_same(name, "java.util.Collections$CopiesList");
    out->count = out->is_repeated ? (uint32_t)sluice_part_number(graph, value, "n", 0) : 1;
    out->single = is_map ? "k" : "element";
    out->mapped = is_map ? "v" : NULL;
}

static struct holding holding_of(const struct sluice_graph *graph, struct sluice_value value)
{
    struct holding holding = {.is_map = sluice_value_is(graph, value, "java.util.Map")};
    if (sluice_value_kind(graph, value) == SLUICE_VALUE_ARRAY) {
        holding.is_known = true;
        holding.inner = value;
        holding.count = sluice_value_length(graph, value);
        return holding;
    }
    const struct sluice_class_model *model = holding_model(graph, value);
    if (model == NULL) {
        return holding;
    }
    holding.is_known = true;
    if (sluice_text_same(model->name, "java.util.Collections$SingletonMap") ||
        sluice_text_same(model->name, "java.util.Collections$SingletonSet") ||
        sluice_text_same(model->name, "java.util.Collections$SingletonList") ||
        sluice_text_same(model->name, "java.util.Collections$CopiesList")) {
        hold_single(graph, value, model->name, &holding);
        holding.is_known = !holding.is_repeated || sluice_part_number(graph, value, "n", -1) >= 0;
    } else if (model->items != NULL) {
        const int64_t items = sluice_value_items(graph, value, model->items);
        if (items >= 0) {
            holding.items = model->items;
            holding.count = (uint32_t)items / (holding.is_map ? 2 : 1);
        } else if (sluice_value_field(graph, value, model->items, &holding.inner) ==
                   SLUICE_GET_OK) {
            int64_t used = sluice_value_length(graph, holding.inner);
            holding.is_view = sluice_value_kind(graph, holding.inner) != SLUICE_VALUE_ARRAY;
            if (!holding.is_view && model->item_count != NULL) {
                used = sluice_part_number(graph, value, model->item_count, used);
                used = used >= 0 && used < sluice_value_length(graph, holding.inner)
                           ? used
                           : sluice_value_length(graph, holding.inner);
            }
            holding.count = (uint32_t)used / (holding.is_map ? 2 : 1);
        } else {
            holding.is_known = false;
        }
    }
    return holding;
}

static struct sluice_value item_of(const struct sluice_graph *graph, struct sluice_value value,
                                   const struct holding *holding, uint32_t index, uint32_t offset)
{
    struct sluice_value item = {0};
    if (holding->single != NULL) {
        const char *field = offset == 0 ? holding->single : holding->mapped;
        item = sluice_part_value(graph, value, field);
    } else if (holding->items != NULL) {
        item = sluice_value_item(graph, value, holding->items,
                                 index * (holding->is_map ? 2 : 1) + offset);
    } else {
        item = sluice_value_element(graph, holding->inner,
                                    index * (holding->is_map ? 2 : 1) + offset);
    }
    return item;
}

static bool items_hold(const struct sluice_graph *graph, struct sluice_value value,
                       const struct holding *holding, const struct sluice_container_view *view)
{
    bool good = view->count == holding->count && view->is_repeated == holding->is_repeated &&
                sluice_container_item(graph, view, view->count).id == 0 &&
                sluice_container_mapped(graph, view, view->count).id == 0;
    for (uint32_t i = 0; i < holding->count && i < MOST_ITEMS && good; i++) {
        const uint32_t mapped = sluice_container_mapped(graph, view, i).id;
        good = sluice_container_item(graph, view, i).id ==
                   item_of(graph, value, holding, i, 0).id &&
               mapped == (view->kind == SLUICE_CONTAINER_IS_MAP && holding->is_map
                              ? item_of(graph, value, holding, i, 1).id
                              : 0);
    }
    return good;
}

/* As it sorts, or not: what is said of the class that holds the items. */
static bool order_holds(const struct sluice_graph *graph, struct sluice_value value,
                        const struct sluice_container_view *view)
{
    const struct sluice_class_model *model = holding_model(graph, value);
    struct sluice_value comparator = {0};
    if (model == NULL) {
        return !view->is_sorted && view->comparator.id == 0;
    }
    if (model->comparator != NULL) {
        comparator = sluice_part_value(graph, value, model->comparator);
    }
    return view->is_sorted == (model->container == SLUICE_CONTAINER_SORTED_SET ||
                               model->container == SLUICE_CONTAINER_SORTED_MAP) &&
           view->comparator.id == comparator.id;
}

const char *sluice_container_fault(const struct sluice_graph *graph, struct sluice_value value)
{
    const bool is_null = sluice_value_kind(graph, value) == SLUICE_VALUE_NULL;
    struct sluice_container_view view;
    const enum sluice_get got = sluice_as_container(graph, value, &view);
    struct sluice_value at = value;
    struct holding holding = holding_of(graph, at);
    unsigned wrappers = 0;
    while (holding.is_view && wrappers <= SLUICE_WRAPPERS_MAX) {
        at = holding.inner;
        holding = holding_of(graph, at);
        wrappers++;
    }
    if (!holding.is_known || wrappers > SLUICE_WRAPPERS_MAX) {
        return got == (is_null ? SLUICE_GET_NULL : SLUICE_GET_WRONG_TYPE)
                   ? NULL
                   : "what is no container is read as one";
    }
    const enum sluice_container_kind kind = sluice_value_is(graph, value, "java.util.Map")
                                                ? SLUICE_CONTAINER_IS_MAP
                                            : sluice_value_is(graph, value, "java.util.Set")
                                                ? SLUICE_CONTAINER_IS_SET
                                                : SLUICE_CONTAINER_IS_LIST;
    return got == SLUICE_GET_OK && view.kind == kind && items_hold(graph, at, &holding, &view) &&
                   order_holds(graph, at, &view)
               ? NULL
               : "a container is read as another";
}
