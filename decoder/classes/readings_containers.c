/* What a container holds, by what its model says, through the wrappers around it. */
#include "readings_internal.h"

#include <string.h>

/* How the items of a view are got at. */
enum access {
    ACCESS_PIECE, /* a list or pairs of custom data */
    ACCESS_ARRAY,
    ACCESS_SINGLE /* one and the same, `count` times; `extra` is what it is mapped to */
};

/* Containers whose items are no array, list or other container. */
struct single {
    const char *name;
    const char *item;
    const char *mapped;
    const char *count;
};

static const struct single singles[] = {
    {"java.util.Collections$SingletonList", "element", NULL, NULL},
    {"java.util.Collections$SingletonSet", "element", NULL, NULL},
    {"java.util.Collections$SingletonMap", "k", "v", NULL},
    {"java.util.Collections$CopiesList", "element", NULL, "n"},
};

static const struct single *find_single(const char *name)
{
    for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++) {
        if (strcmp(name, singles[i].name) == 0) {
            return &singles[i];
        }
    }
    return NULL;
}

static bool view_single(const struct sluice_graph *graph, struct sluice_value value,
                        const struct single *single, struct sluice_container_view *out)
{
    int64_t count = 1;
    out->access = ACCESS_SINGLE;
    out->is_repeated = single->count != NULL;
    if (single->count != NULL &&
        sluice_value_integer(graph, value, single->count, &count) != SLUICE_GET_OK) {
        return false;
    }
    if (single->mapped != NULL) {
        out->extra = sluice_object_in(graph, value, single->mapped);
    }
    out->holder = sluice_object_in(graph, value, single->item);
    out->count = (uint32_t)count;
    return true;
}

static void view_array(const struct sluice_graph *graph, struct sluice_value array,
                       struct sluice_container_view *out)
{
    out->access = ACCESS_ARRAY;
    out->holder = array;
    out->count = sluice_value_length(graph, array);
}

static enum sluice_container_kind kind_of(const struct sluice_graph *graph,
                                          struct sluice_value value)
{
    if (sluice_value_is(graph, value, "java.util.Map")) {
        return SLUICE_CONTAINER_IS_MAP;
    }
    return sluice_value_is(graph, value, "java.util.Set") ? SLUICE_CONTAINER_IS_SET
                                                          : SLUICE_CONTAINER_IS_LIST;
}

/* One container without looking into what it wraps, which then is `*inner`. */
static bool view_one(const struct sluice_graph *graph, struct sluice_value value,
                     const struct sluice_class_model *model, struct sluice_container_view *out,
                     struct sluice_value *inner)
{
    const struct single *single = find_single(model->name);
    int64_t used;
    out->items = model->items;
    out->stride = kind_of(graph, value) == SLUICE_CONTAINER_IS_MAP ? 2 : 1;
    out->is_sorted = model->container == SLUICE_CONTAINER_SORTED_SET ||
                     model->container == SLUICE_CONTAINER_SORTED_MAP;
    if (model->comparator != NULL) {
        out->comparator = sluice_object_in(graph, value, model->comparator);
    }
    if (single != NULL) {
        return view_single(graph, value, single, out);
    }
    if (model->items == NULL) {
        return true; /* always empty */
    }
    const int64_t items = sluice_value_items(graph, value, model->items);
    if (items >= 0) {
        out->access = ACCESS_PIECE;
        out->holder = value;
        out->count = (uint32_t)items / out->stride;
        return true;
    }
    if (sluice_value_field(graph, value, model->items, inner) != SLUICE_GET_OK) {
        return false;
    }
    if (sluice_value_kind(graph, *inner) == SLUICE_VALUE_ARRAY) {
        view_array(graph, *inner, out);
        if (model->item_count != NULL &&
            sluice_value_integer(graph, value, model->item_count, &used) == SLUICE_GET_OK &&
            used >= 0 && used < (int64_t)out->count) {
            out->count = (uint32_t)used;
        }
        out->count /= out->stride;
        *inner = (struct sluice_value){0};
    }
    return true;
}

/* The class of an object, or the next one above it, that holds several values, or one and the same. */
static const struct sluice_class_model *container_model(const struct sluice_graph *graph,
                                                        struct sluice_value value)
{
    const struct sluice_class_model *model = sluice_value_model(graph, value);
    while (model != NULL && model->container == SLUICE_CONTAINER_NONE &&
           find_single(model->name) == NULL) {
        model = sluice_model_parent(graph, model);
    }
    return model;
}

enum sluice_get sluice_as_container(const struct sluice_graph *graph, struct sluice_value value,
                                    struct sluice_container_view *out)
{
    if (sluice_value_kind(graph, value) == SLUICE_VALUE_ARRAY) {
        *out = (struct sluice_container_view){.kind = SLUICE_CONTAINER_IS_LIST, .stride = 1};
        view_array(graph, value, out);
        return SLUICE_GET_OK;
    }
    struct sluice_value at = value;
    for (unsigned i = 0; i <= SLUICE_WRAPPERS_MAX; i++) {
        const struct sluice_class_model *model = container_model(graph, at);
        struct sluice_container_view view = {.kind = SLUICE_CONTAINER_IS_LIST};
        struct sluice_value inner = {0};
        if (model == NULL || !view_one(graph, at, model, &view, &inner)) {
            break;
        }
        if (sluice_value_kind(graph, inner) == SLUICE_VALUE_NULL) {
            view.kind = kind_of(graph, value);
            *out = view;
            return SLUICE_GET_OK;
        }
        at = inner;
    }
    return sluice_not_read(graph, value);
}

/* The item at `offset` of the i-th element or pair. */
static struct sluice_value item_at(const struct sluice_graph *graph,
                                   const struct sluice_container_view *container, uint32_t index,
                                   uint32_t offset)
{
    if (index >= container->count) {
        return (struct sluice_value){0};
    }
    switch ((enum access)container->access) {
    case ACCESS_PIECE:
        return sluice_value_item(graph, container->holder, container->items,
                                 index * container->stride + offset);
    case ACCESS_ARRAY:
        return sluice_value_element(graph, container->holder, index * container->stride + offset);
    case ACCESS_SINGLE:
        break;
    }
    return offset == 0 ? container->holder : container->extra;
}

struct sluice_value sluice_container_item(const struct sluice_graph *graph,
                                          const struct sluice_container_view *container,
                                          uint32_t index)
{
    return item_at(graph, container, index, 0);
}

struct sluice_value sluice_container_mapped(const struct sluice_graph *graph,
                                            const struct sluice_container_view *container,
                                            uint32_t index)
{
    return container->kind == SLUICE_CONTAINER_IS_MAP ? item_at(graph, container, index, 1)
                                                      : (struct sluice_value){0};
}
