/* Built lists, sets and maps, of values that are there already. */
#include "harness/interchange/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITEMS = 24, LARGE = 70000 };

/* What a container is made of: the elements, or keys and values in turn, and the text of each. */
struct contents {
    struct sluice_value items[2 * MOST_ITEMS];
    const char *texts[2 * MOST_ITEMS];
    uint32_t count; /* elements, or pairs */
};

static void take(struct contents *contents, uint32_t index, const struct sluice_made *made)
{
    contents->items[index] = made->value;
    contents->texts[index] = made->text;
}

static uint32_t some_count(struct sluice_pool *pool)
{
    return sluice_pool_one_in(pool, 6)    ? 0
           : sluice_pool_one_in(pool, 10) ? sluice_pool_below(pool, MOST_ITEMS)
                                          : sluice_pool_below(pool, 6);
}

static void take_any(struct sluice_pool *pool, struct contents *contents, bool allow_null)
{
    contents->count = some_count(pool);
    for (uint32_t i = 0; i < contents->count; i++) {
        take(contents, i, allow_null ? sluice_pool_any(pool) : sluice_pool_not_null(pool));
    }
}

/* Different strings, in ascending order, or different numbers; with a value each if `stride` is 2. */
static void take_keys(struct sluice_pool *pool, struct contents *contents, uint32_t stride,
                      bool allow_null)
{
    const bool strings = sluice_pool_one_in(pool, 2);
    contents->count = some_count(pool);
    for (uint32_t i = 0; i < contents->count; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "k%02u", (unsigned)i);
        take(contents, i * stride,
             strings ? sluice_pool_ascii(pool, key)
                     : sluice_pool_integer(pool, (int32_t)i * 7 - 3));
        if (stride == 2) {
            take(contents, i * 2 + 1,
                 allow_null ? sluice_pool_any(pool) : sluice_pool_not_null(pool));
        }
    }
}

static int compare_texts(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* name[a,b], or for what has no order name{a,b} with the texts in order. */
static void print(struct sluice_text *text, const char *name, const struct contents *contents,
                  bool ordered)
{
    const char *texts[MOST_ITEMS];
    memcpy(texts, contents->texts, sizeof texts);
    if (!ordered) {
        qsort(texts, contents->count, sizeof texts[0], compare_texts);
    }
    sluice_text_format(text, "%s%c", name, ordered ? '[' : '{');
    for (uint32_t i = 0; i < contents->count; i++) {
        sluice_text_format(text, "%s%s", i == 0 ? "" : ",", texts[i]);
    }
    sluice_text_string(text, ordered ? "]" : "}");
}

/* The same for pairs, as key=value; the keys' texts are in no order where `ordered` is false. */
static void print_pairs(struct sluice_text *text, const char *name, const struct contents *contents,
                        bool ordered)
{
    struct sluice_text pairs[MOST_ITEMS] = {{0}};
    struct contents whole = {.count = contents->count};
    for (uint32_t i = 0; i < contents->count; i++) {
        const char *const *pair = contents->texts + 2 * (size_t)i;
        sluice_text_format(&pairs[i], "%s=%s", pair[0], pair[1]);
        whole.texts[i] = sluice_text_get(&pairs[i]);
    }
    print(text, name, &whole, ordered);
    for (uint32_t i = 0; i < contents->count; i++) {
        sluice_text_free(&pairs[i]);
    }
}

static void make_list(struct sluice_pool *pool)
{
    struct contents contents;
    struct sluice_text text = {0};
    if (sluice_pool_one_in(pool, 3)) {
        take_any(pool, &contents, true);
        print(&text, "java.util.LinkedList", &contents, true);
        sluice_build_begin(pool->builder, "java.util.LinkedList");
    } else if (sluice_pool_one_in(pool, 3)) {
        take_any(pool, &contents, false);
        print(&text, "java.util.ArrayDeque", &contents, true);
        sluice_build_begin(pool->builder, "java.util.ArrayDeque");
    } else {
        take_any(pool, &contents, true);
        print(&text, "java.util.ArrayList", &contents, true);
        sluice_build_begin(pool->builder, "java.util.ArrayList");
        sluice_build_integer(pool->builder, "size", contents.count);
        sluice_build_integer(pool->builder, "capacity", contents.count);
    }
    sluice_build_items(pool->builder, "elements", contents.items, contents.count);
    sluice_pool_finish(pool, &text, true);
}

static void make_array_list_of(struct sluice_pool *pool)
{
    struct contents contents;
    struct sluice_text text = {0};
    struct sluice_value array = {0};
    take_any(pool, &contents, true);
    sluice_build_array(pool->builder, "[Ljava.lang.Object;", contents.items, contents.count,
                       &array);
    switch (sluice_pool_below(pool, 3)) {
    case 0:
        print(&text, "[Ljava.lang.Object;", &contents, true);
        (void)sluice_pool_add(pool, array, &text, true);
        sluice_text_free(&text);
        return;
    case 1:
        print(&text, "java.util.Arrays$ArrayList", &contents, true);
        sluice_build_begin(pool->builder, "java.util.Arrays$ArrayList");
        sluice_build_value(pool->builder, "a", array);
        break;
    default:
        print(&text, "java.util.Vector", &contents, true);
        sluice_build_begin(pool->builder, "java.util.Vector");
        sluice_build_integer(pool->builder, "elementCount", contents.count);
        sluice_build_value(pool->builder, "elementData", array);
        break;
    }
    sluice_pool_finish(pool, &text, true);
}

static void make_queue(struct sluice_pool *pool)
{
    struct contents contents;
    struct sluice_text text = {0};
    take_keys(pool, &contents, 1, false);
    print(&text, "java.util.PriorityQueue", &contents, true);
    sluice_build_begin(pool->builder, "java.util.PriorityQueue");
    sluice_build_integer(pool->builder, "size", contents.count);
    sluice_build_integer(pool->builder, "capacity", contents.count + 1);
    sluice_build_items(pool->builder, "elements", contents.items, contents.count);
    sluice_pool_finish(pool, &text, true);
}

static void make_set(struct sluice_pool *pool)
{
    static const char *const names[] = {"java.util.HashSet", "java.util.LinkedHashSet",
                                        "java.util.TreeSet"};
    struct contents contents;
    struct sluice_text text = {0};
    const uint32_t choice = sluice_pool_below(pool, 3);
    take_keys(pool, &contents, 1, false);
    print(&text, names[choice], &contents, choice != 0);
    sluice_build_begin(pool->builder, names[choice]);
    if (choice < 2) {
        sluice_build_integer(pool->builder, "capacity", 16);
        sluice_build_floating(pool->builder, "loadFactor", 0.75);
    }
    sluice_build_items(pool->builder, "elements", contents.items, contents.count);
    sluice_pool_finish(pool, &text, true);
}

static void make_map(struct sluice_pool *pool)
{
    static const struct {
        const char *name;
        bool ordered;
        bool has_table;
        bool allow_null;
    } kinds[] = {
        {"java.util.HashMap", false, true, true},
        {"java.util.LinkedHashMap", true, true, true},
        {"java.util.Hashtable", false, true, false},
        {"java.util.TreeMap", true, false, true},
        {"java.util.IdentityHashMap", false, false, true},
        {"java.util.Properties", false, true, false},
    };
    struct contents contents;
    struct sluice_text text = {0};
    const uint32_t choice = sluice_pool_below(pool, sizeof kinds / sizeof kinds[0]);
    take_keys(pool, &contents, 2, kinds[choice].allow_null);
    print_pairs(&text, kinds[choice].name, &contents, kinds[choice].ordered);
    sluice_build_begin(pool->builder, kinds[choice].name);
    if (kinds[choice].has_table) {
        sluice_build_floating(pool->builder, "loadFactor", 0.75);
        sluice_build_integer(pool->builder, "threshold", 12);
        sluice_build_integer(pool->builder, "buckets", 2 * (int64_t)contents.count + 1);
    }
    if (strcmp(kinds[choice].name, "java.util.IdentityHashMap") == 0) {
        sluice_build_integer(pool->builder, "size", contents.count);
    }
    sluice_build_items(pool->builder, "entries", contents.items, 2 * contents.count);
    sluice_pool_finish(pool, &text, true);
}

/* List.of, Set.of, Map.of, and Stream.toList, which admits null. */
static void make_immutable(struct sluice_pool *pool)
{
    struct contents contents;
    struct sluice_text text = {0};
    const int64_t tag = 1 + sluice_pool_below(pool, 4);
    if (tag == 2) {
        take_keys(pool, &contents, 1, false);
        print(&text, "Set.of", &contents, false);
    } else if (tag == 3) {
        take_keys(pool, &contents, 2, false);
        print_pairs(&text, "Map.of", &contents, false);
    } else {
        take_any(pool, &contents, tag == 4);
        print(&text, "List.of", &contents, true);
    }
    sluice_build_begin(pool->builder, "java.util.CollSer");
    sluice_build_integer(pool->builder, "tag", tag);
    sluice_build_items(pool->builder, "elements", contents.items,
                       tag == 3 ? 2 * contents.count : contents.count);
    sluice_pool_finish(pool, &text, false);
}

static void make_single(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const struct sluice_made one = *sluice_pool_any(pool);
    switch (sluice_pool_below(pool, 4)) {
    case 0:
        sluice_text_format(&text, "java.util.Collections$SingletonList[%s]", one.text);
        sluice_build_begin(pool->builder, "java.util.Collections$SingletonList");
        sluice_build_value(pool->builder, "element", one.value);
        break;
    case 1:
        sluice_text_format(&text, "java.util.Collections$SingletonMap{null=%s}", one.text);
        sluice_build_begin(pool->builder, "java.util.Collections$SingletonMap");
        sluice_build_value(pool->builder, "v", one.value);
        break;
    case 2:
        sluice_text_format(&text, "java.util.Collections$CopiesList[%s,%s,%s]", one.text, one.text,
                           one.text);
        sluice_build_begin(pool->builder, "java.util.Collections$CopiesList");
        sluice_build_integer(pool->builder, "n", 3);
        sluice_build_value(pool->builder, "element", one.value);
        break;
    default:
        sluice_text_string(&text, "java.util.Collections$EmptyMap{}");
        sluice_build_begin(pool->builder, "java.util.Collections$EmptyMap");
        sluice_pool_finish(pool, &text, false);
        return;
    }
    sluice_pool_finish(pool, &text, true);
}

/* A wrapper around a new list, which stands in two of its fields. */
static void make_wrapper(struct sluice_pool *pool)
{
    struct contents contents;
    struct sluice_text text = {0};
    struct sluice_value inner = {0};
    const bool synchronized_list = sluice_pool_one_in(pool, 2);
    const char *name = synchronized_list ? "java.util.Collections$SynchronizedList"
                                         : "java.util.Collections$UnmodifiableList";
    take_any(pool, &contents, true);
    sluice_build_begin(pool->builder, "java.util.LinkedList");
    sluice_build_items(pool->builder, "elements", contents.items, contents.count);
    sluice_build_end(pool->builder, &inner);
    print(&text, name, &contents, true);
    sluice_build_begin(pool->builder, name);
    sluice_build_value(pool->builder, "c", inner);
    sluice_build_value(pool->builder, "list", inner);
    sluice_pool_finish(pool, &text, true);
}

static struct sluice_value color(struct sluice_pool *pool, uint32_t index)
{
    static const char *const names[] = {"RED", "GREEN", "BLUE"};
    struct sluice_value value = {0};
    sluice_build_enum(pool->builder, "sluice.interchange.Own$Color", names[index], &value);
    return value;
}

static void make_of_enum(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    struct sluice_value type = {0};
    struct sluice_value array = {0};
    const struct sluice_made one = *sluice_pool_any(pool);
    struct sluice_value items[] = {color(pool, 0), color(pool, 2)};
    sluice_build_class(pool->builder, "sluice.interchange.Own$Color", &type);
    if (sluice_pool_one_in(pool, 2)) {
        sluice_text_string(&text, "java.util.RegularEnumSet[sluice.interchange.Own$Color.RED,"
                                  "sluice.interchange.Own$Color.BLUE]");
        sluice_build_array(pool->builder, "[Ljava.lang.Enum;", items, 2, &array);
        sluice_build_begin(pool->builder, "java.util.EnumSet$SerializationProxy");
        sluice_build_value(pool->builder, "elementType", type);
        sluice_build_value(pool->builder, "elements", array);
        sluice_pool_finish(pool, &text, false);
        return;
    }
    items[1] = one.value;
    sluice_text_format(&text, "java.util.EnumMap[sluice.interchange.Own$Color.RED=%s]", one.text);
    sluice_build_begin(pool->builder, "java.util.EnumMap");
    sluice_build_value(pool->builder, "keyType", type);
    sluice_build_items(pool->builder, "entries", items, 2);
    sluice_pool_finish(pool, &text, true);
}

void sluice_make_container(struct sluice_pool *pool)
{
    static void (*const makers[])(struct sluice_pool *) = {
        make_list, make_list,      make_array_list_of, make_queue,   make_set,     make_map,
        make_map,  make_immutable, make_single,        make_wrapper, make_of_enum,
    };
    makers[sluice_pool_below(pool, sizeof makers / sizeof makers[0])](pool);
}

void sluice_make_large(struct sluice_pool *pool)
{
    static struct sluice_value items[LARGE];
    struct sluice_text text = {0};
    const bool list = sluice_pool_one_in(pool, 2);
    sluice_text_format(&text, "%s[", list ? "java.util.ArrayList" : "java.util.LinkedHashSet");
    for (uint32_t i = 0; i < LARGE; i++) {
        sluice_build_begin(pool->builder, "java.lang.Integer");
        sluice_build_integer(pool->builder, "value", (int64_t)i * 3);
        sluice_build_end(pool->builder, &items[i]);
        sluice_text_format(&text, "%sjava.lang.Integer:%u", i == 0 ? "" : ",", (unsigned)i * 3);
    }
    sluice_text_string(&text, "]");
    sluice_build_begin(pool->builder, list ? "java.util.ArrayList" : "java.util.LinkedHashSet");
    if (list) {
        sluice_build_integer(pool->builder, "size", LARGE);
        sluice_build_integer(pool->builder, "capacity", LARGE);
    } else {
        sluice_build_integer(pool->builder, "capacity", 4 * (int64_t)LARGE);
        sluice_build_floating(pool->builder, "loadFactor", 0.75);
    }
    sluice_build_items(pool->builder, "elements", items, LARGE);
    sluice_pool_finish(pool, &text, true);
}
