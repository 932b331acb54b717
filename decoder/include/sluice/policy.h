/* What may be built: class models, their invariants, and the policy that holds them.
 *
 * Rules: CON-1..4 (which classes may be constructed), IN-3..IN-6, IN-11, GOLD-5, and the checks of
 * the class developers' rules that can be declared. A class that no model names is never built. */
#ifndef SLUICE_POLICY_H
#define SLUICE_POLICY_H

#include "sluice/error.h"
#include "sluice/memory.h"

struct sluice_custom_data;
struct sluice_get_arg;
struct sluice_graph;
struct sluice_policy;

/** A value of a graph; see sluice/graph.h. */
struct sluice_value {
    uint32_t id;
};

/** What a getter found. */
enum sluice_get {
    SLUICE_GET_OK,
    SLUICE_GET_ABSENT,    /* the class has no such field or piece */
    SLUICE_GET_NULL,      /* an object field that is null */
    SLUICE_GET_WRONG_TYPE /* of another type than asked for */
};

/** The ground on which objects of a class may be built (CON-1..4), or the reason why not. */
enum sluice_construct {
    SLUICE_CONSTRUCT_DENIED, /* serializable, has state, neither atomic nor permitted */
    SLUICE_CONSTRUCT_ATOMIC, /* CON-2: declares its fields and checks them before it exists */
    SLUICE_CONSTRUCT_STATELESS, /* CON-3: has no fields; refused if the stream declares or holds data */
    SLUICE_CONSTRUCT_PERMITTED, /* CON-4: granted by name; built from its fields as declared */
    SLUICE_CONSTRUCT_ENUM,      /* an enum; only the listed constants exist (DEV-12) */
    SLUICE_CONSTRUCT_INTERFACE, /* may stand in a proxy and as the type of a field; never built */
    SLUICE_CONSTRUCT_ABSTRACT,  /* may only be a superclass; its fields and invariants hold */
    SLUICE_CONSTRUCT_NOT_SERIALIZABLE, /* exists, but does not implement Serializable (CON-1) */
    SLUICE_CONSTRUCT_ABSENT            /* known not to exist at the receiver */
};

/** How instances of a class stand on the wire. */
enum sluice_form {
    SLUICE_FORM_FIELDS, /* default fields; data after them, if the stream has any, is passed over */
    SLUICE_FORM_DATA,   /* custom data only: writeObject skips the default fields */
    SLUICE_FORM_BOTH,   /* default fields, then custom data as in `layout` */
    SLUICE_FORM_EXTERNAL /* externalizable: `layout` only; serves protocol 1 and 2 */
};

/** One piece of custom data. Pieces with a name can be used in invariants like fields. */
enum sluice_layout_kind {
    SLUICE_LAYOUT_PRIMITIVE, /* one value of primitive type `type`, from block data */
    SLUICE_LAYOUT_UTF,       /* a string in block data (two length bytes, modified UTF-8) */
    SLUICE_LAYOUT_OBJECT,    /* one object; null allowed */
    SLUICE_LAYOUT_OBJECTS, /* a list: as many objects as the int piece named `count` says, or, with
                                a NULL `count`, all that follow */
    SLUICE_LAYOUT_PAIRS    /* the same with key and value in turn */
};

struct sluice_layout_item {
    enum sluice_layout_kind kind;
    char type;         /* SLUICE_LAYOUT_PRIMITIVE: one of B C D F I J S Z */
    const char *name;  /* NULL: not needed later */
    const char *count; /* SLUICE_LAYOUT_OBJECTS, _PAIRS: name of an earlier int piece, or NULL */
    bool
        until_null; /* a list without `count`: it ends before the first null (pairs: null key), which
                        is taken but is no part of it; other pieces may follow */
    bool shared;    /* SLUICE_LAYOUT_OBJECT: as in struct sluice_field_model */
};

/** A serializable field of a class. */
struct sluice_field_model {
    const char *name;
    const char *signature; /* "I", "Ljava/lang/String;", "[J"; object types are checked (DEV-3) */
    bool required;         /* a stream without it is refused (DEV-10); else it has its default */
    bool shared;       /* keep a mutable value without a private copy (against GOLD-3, GOLD-4) */
    bool self_is_null; /* a reference to the object itself means null, as in Throwable.cause; it is
                          never seen by anybody, so nothing unfinished is published (IN-1) */
    int64_t default_integer; /* default of an integer, char or boolean field */
    double default_floating; /* default of a float or double field; object fields default to null */
};

enum sluice_invariant_kind {
    SLUICE_INVARIANT_NOT_NULL,     /* `field` is not null */
    SLUICE_INVARIANT_RANGE,        /* `field` lies in minimum..maximum; NaN never does */
    SLUICE_INVARIANT_RELATION,     /* `left` `relation` `right` holds; skipped if a side is null */
    SLUICE_INVARIANT_TYPE,         /* `field` is null or of one of the classes `names` */
    SLUICE_INVARIANT_ELEMENT_TYPE, /* each element of `field` is of one of the classes `names` */
    SLUICE_INVARIANT_KEY_TYPE,     /* each key of the pairs `field` */
    SLUICE_INVARIANT_VALUE_TYPE,   /* each value of the pairs `field` */
    SLUICE_INVARIANT_SIZE,   /* elements, pairs, or UTF-16 units of `field` in minimum..maximum */
    SLUICE_INVARIANT_ONE_OF, /* `field` is one of the strings or enum constants `names`, or of
                                       the integers `numbers` */
    SLUICE_INVARIANT_NO_DUPLICATES, /* no two elements (keys) of `field` are equal strings, numbers,
                                       enum constants, values of classes with SLUICE_EQUAL_FIELDS, or
                                       one and the same object */
    /* (What is compared here and looked at by checks is bounded: see sluice_count_looked_at() in
       get_arg.h, and SLUICE_LOOKED_TOO_OFTEN.) */
    /* The elements (keys) of `field` ascend strictly in their natural order, if the field or piece
       `comparator` is null or NULL; no comparator is ever called. Known orders: strings by UTF-16
       unit, boxed values of one class, enum constants as listed, and classes with a `compare`. Where
       two elements have no known order, they must at least be of one class. */
    SLUICE_INVARIANT_ASCENDING,
    /* The same for a binary heap: no element comes before its parent; equal ones may. */
    SLUICE_INVARIANT_HEAP_ORDER
};

enum sluice_relation {
    SLUICE_LESS,
    SLUICE_LESS_EQUAL,
    SLUICE_EQUAL,
    SLUICE_NOT_EQUAL,
    SLUICE_GREATER_EQUAL,
    SLUICE_GREATER
};

/** One side of a relation. */
struct sluice_operand {
    enum { SLUICE_OPERAND_FIELD, SLUICE_OPERAND_SIZE, SLUICE_OPERAND_CONSTANT } kind;
    const char *field; /* a field, or a dotted path into objects already built ("start.time") */
    double constant;
};

/** A declarative invariant. Members that its kind does not name are ignored. */
struct sluice_invariant {
    enum sluice_invariant_kind kind;
    const char *field;
    double minimum; /* use -INFINITY and INFINITY for an open side */
    double maximum;
    enum sluice_relation relation;
    struct sluice_operand left;
    struct sluice_operand right;
    const char *const *names;
    size_t name_count;
    const int64_t *numbers;
    size_t number_count;
    bool allow_null;  /* elements, keys and values may be null */
    bool in_pairs;    /* the elements of `field` are keys and values in turn, though it is a list */
    bool by_identity; /* SLUICE_INVARIANT_NO_DUPLICATES: only one and the same object counts */
    const char *comparator; /* SLUICE_INVARIANT_ASCENDING, _HEAP_ORDER: a field or piece, or NULL */
    const char *when; /* NULL, or an integer field or piece, of the class or of one above: the */
    int64_t when_is;  /* invariant is for objects only in which that is `when_is` */
};

/** What readResolve does with an object that has passed its check (IN-11). */
enum sluice_resolve {
    SLUICE_RESOLVE_NONE,
    SLUICE_RESOLVE_FIELD, /* the object is replaced by the value of `resolve_field` */
    SLUICE_RESOLVE_REFUSE /* readResolve throws InvalidObjectException */
};

/* --- a class's own code ------------------------------------------------------------------------
 *
 * For each object, in this order: all its data is read; `read` of each class, from the topmost
 * superclass down, takes the custom data (DEV-7); types and invariants of all classes are checked and
 * `check` of each is called, superclasses first (DEV-1); only then is the instance made, and
 * `constructor` of each class is called, superclasses first (DEV-5, DEV-11). sluice/get_arg.h and
 * sluice/custom_data.h are what this code may use. docs/TUTORIAL.md builds a class step by step.
 *
 * Debug builds (SLUICE_KIT_CHECKS) watch this code. What breaks its contract ends the run as
 * SLUICE_CLASS_CODE_BROKEN, with the class in the status and in `at` what it did:
 *
 *   kept-view          used a view or a read channel after its call, or left in its instance a
 *                      pointer to the view, to a text that it gave, or to bytes of the stream (DEV-4)
 *   changes-its-answer a check that is asked twice about one object said yes and no (DEV-1)
 *   allocates          a check took memory (seen with glibc, in one thread, without sanitizers, if
 *                      malloc had to make room for it) (DEV-1)
 *   copies-in-check    a check asked for copies (DEV-5)
 *   changes-its-state  a check or constructor wrote to what `read` had left (DEV-8)
 *   writes-outside     a constructor wrote outside its class's part of the instance */

/**
 * The check (DEV-1, CON-2): called when all data of the object is there and nothing of the object
 * exists. Returns true to let the object be constructed. It allocates nothing and keeps nothing: the
 * view, and all that was got from it, is valid during the call. Its answer depends on the view alone;
 * debug builds ask twice.
 */
typedef bool (*sluice_check_fn)(const struct sluice_get_arg *argument, void *context);

/**
 * Reads the custom data of one class (DEV-7), before its check: by sluice_custom_*() into `state`,
 * `state_size` zeroed bytes that are kept, unchanged, with the object (DEV-8: sluice_get_state(),
 * sluice_value_state()). Default fields cannot be read through it (DEV-9). Called for each object of
 * the class, also when the stream has no custom data for it: then it is at its end at once, so that
 * no check has to do without a state. What it leaves unread is passed over, like what a readObject
 * leaves. `state` is aligned for 8 bytes; NULL if `state_size` is 0. Returns false to refuse the data:
 * SLUICE_OPTIONAL_DATA, or what a sluice_custom_*() that failed has said (SLUICE_VALUE_TYPE,
 * SLUICE_BAD_UTF). External data of protocol 1 has no end of its own: SLUICE_NEEDS_CLASS.
 */
typedef bool (*sluice_read_object_fn)(struct sluice_custom_data *data, void *state, void *context);

/**
 * The constructor of one class: fills in its part of `instance`, `instance_size` bytes of the object's
 * own class, zeroed before the topmost constructor and aligned for any object; the superclass's part
 * comes first and is done. What it keeps it copies with sluice_copy_*() (DEV-4). Returns false if it
 * cannot, and leaves nothing behind that a destructor would have to undo: the object is refused as
 * SLUICE_CHECK_FAILED, or for want of memory if a copy was.
 */
typedef bool (*sluice_constructor_fn)(const struct sluice_get_arg *argument, void *instance,
                                      void *context);

/** Called for each constructed instance when its graph is freed, or the run given up: the newest
 * instance first; of one instance, subclass first, and only the classes whose constructor returned
 * true. Copies made by sluice_copy_*() need none; they are still there. */
typedef void (*sluice_destructor_fn)(void *instance, void *context);

/* --- the model of a class ----------------------------------------------------------------------- */

/** When two objects of a class are equal, for SLUICE_INVARIANT_NO_DUPLICATES. */
enum sluice_equality {
    SLUICE_EQUAL_IDENTITY, /* only one and the same object */
    SLUICE_EQUAL_FIELDS    /* same class, same primitive fields and custom data, equal strings, enum
                              constants, primitive arrays and such objects in the reference fields */
};

/** What a class contains (OUT-2), and which immutable container of the JDK replaces it. */
enum sluice_container {
    SLUICE_CONTAINER_NONE,
    SLUICE_CONTAINER_LIST,       /* List.of; with nulls an unmodifiable list */
    SLUICE_CONTAINER_SET,        /* Set.of; with nulls an unmodifiable set */
    SLUICE_CONTAINER_MAP,        /* Map.of; with nulls an unmodifiable map */
    SLUICE_CONTAINER_LINKED_SET, /* in order of insertion: an unmodifiable set */
    SLUICE_CONTAINER_LINKED_MAP,
    SLUICE_CONTAINER_SORTED_SET, /* by natural order or a comparator: an unmodifiable sorted set */
    SLUICE_CONTAINER_SORTED_MAP,
    SLUICE_CONTAINER_OTHER /* queues, containers by identity, those that are immutable already: can be
                              read as containers, are not replaced */
};

/** A natural order: negative, 0 or positive as `a` comes before, with or after `b`. */
typedef int (*sluice_compare_fn)(const struct sluice_graph *graph, struct sluice_value a,
                                 struct sluice_value b);

/** The class whose instance takes the place of an object, as Class.getName(); NULL: its own class. */
typedef const char *(*sluice_stands_for_fn)(const struct sluice_graph *graph,
                                            struct sluice_value object);

/**
 * A class as the receiver knows it. Plain data, never written to; all that it points to must live as
 * long as the policy. `parent` names the model of the superclass (NULL: none that is serializable).
 */
struct sluice_class_model {
    const char *name; /* with dots, as Class.getName() */
    enum sluice_construct construct;
    enum sluice_form form;
    bool has_suid; /* refuse a stream whose serialVersionUID differs from `suid` */
    int64_t suid;
    const char *parent;
    /* Objects are copied by atomic objects that keep them (GOLD-4), as arrays are (GOLD-3). A copy is of
       the object or array itself, not of what it holds: the inner arrays of an int[][] and the items
       of a list piece stay shared, and a class that relies on them copies them in its constructor
       (sluice_copy_elements()). */
    bool is_mutable;
    const char *const *interfaces;
    size_t interface_count;
    const struct sluice_field_model *fields;
    size_t field_count;
    const struct sluice_layout_item *layout;
    size_t layout_count;
    const struct sluice_invariant *invariants;
    size_t invariant_count;
    sluice_check_fn check;      /* NULL: invariants only */
    sluice_read_object_fn read; /* with form DATA, BOTH or EXTERNAL, instead of `layout`; or NULL */
    size_t state_size;          /* bytes for `read`, at most SLUICE_STATE_MAX */
    sluice_constructor_fn constructor; /* NULL: none, the superclass's is all */
    sluice_destructor_fn destructor;   /* NULL: none */
    /* Bytes of an instance, the superclass's part first; 0: none is made. Not less than the
       superclass's. Instances count against the heap limit. */
    size_t instance_size;
    void *context; /* handed to all five */
    enum sluice_resolve resolve;
    const char *resolve_field;
    const char *const *constants; /* SLUICE_CONSTRUCT_ENUM */
    size_t constant_count;
    enum sluice_equality equality;
    sluice_compare_fn compare; /* NULL: no natural order that is known */
    /* Serial proxies, such as java.time.Ser: fields and elements must be of the type of what it
       stands for (DEV-3). Or NULL. */
    sluice_stands_for_fn stands_for;
    enum sluice_container container;
    const char
        *items; /* containers: the field or piece that holds the elements, or keys and values */
    const char *item_count; /* the int field that says how many of these count, the rest being room;
                               NULL: all */
    const char *comparator; /* sorted containers: the field or piece, or NULL */
};

enum { SLUICE_STATE_MAX = 64 };

/** Some models, as one file or one group has them. */
struct sluice_model_set {
    const struct sluice_class_model *models;
    size_t count;
};

/** What sluice_policy_create() found wrong. */
struct sluice_policy_error {
    size_t model;      /* index of the model concerned */
    char message[256]; /* one sentence with class and member */
};

/**
 * Checks `count` models and makes a policy of them. Strings and arrays of any dimension need no model
 * (the element class of an object array does); java.lang.Object is known as the top type.
 *
 * @param models    all that they point to must outlive the policy.
 * @param allocator NULL for malloc/free; kept and used until sluice_policy_free().
 * @param error     may be NULL; filled on SLUICE_BAD_ARGUMENT.
 * @param out       receives the policy on SLUICE_OK, else NULL.
 * @return SLUICE_OK, SLUICE_BAD_ARGUMENT (a model is unusable) or SLUICE_OUT_OF_MEMORY.
 *
 * Time linear in the models. A policy is immutable: any number of runs may share it.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_policy_create(const struct sluice_class_model *models, size_t count,
                     const struct sluice_allocator *allocator, struct sluice_policy **out,
                     struct sluice_policy_error *error);

/**
 * The same for several sets of models at once, a program's own and those of sluice/classes.h. The
 * model in `error` is counted over all sets.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_policy_create_from(const struct sluice_model_set *sets, size_t count,
                          const struct sluice_allocator *allocator, struct sluice_policy **out,
                          struct sluice_policy_error *error);

/** Frees a policy; NULL is allowed. No run that uses it may be under way. */
SLUICE_API void sluice_policy_free(struct sluice_policy *policy);

/** The models of a policy, as given to sluice_policy_create(). */
SLUICE_API const struct sluice_class_model *sluice_policy_models(const struct sluice_policy *policy,
                                                                 size_t *count);

#endif
