/* What may be built: class models, their invariants, and the policy that holds them.
 *
 * Rules: CON-1..4 (which classes may be constructed), IN-3..IN-6, IN-11, GOLD-5, and the checks of
 * the class developers' rules that can be declared. A class that no model names is never built. */
#ifndef SLUICE_POLICY_H
#define SLUICE_POLICY_H

#include "sluice/error.h"
#include "sluice/memory.h"

struct sluice_get_arg;
struct sluice_policy;

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
};

/** A serializable field of a class. */
struct sluice_field_model {
    const char *name;
    const char *signature; /* "I", "Ljava/lang/String;", "[J"; object types are checked (DEV-3) */
    bool required;         /* a stream without it is refused (DEV-10); else it has its default */
    bool shared; /* keep a mutable value without a private copy (against GOLD-3, GOLD-4) */
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
    SLUICE_INVARIANT_NO_DUPLICATES /* no two elements (keys) of `field` are equal strings, numbers,
                                       enum constants, or one and the same object */
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
    bool allow_null; /* elements, keys and values may be null */
};

/** What readResolve does with an object that has passed its check (IN-11). */
enum sluice_resolve {
    SLUICE_RESOLVE_NONE,
    SLUICE_RESOLVE_FIELD, /* the object is replaced by the value of `resolve_field` */
    SLUICE_RESOLVE_REFUSE /* readResolve throws InvalidObjectException */
};

/**
 * A class's own check (DEV-1, CON-2): called when all data of the object is there and nothing of the
 * object exists. Returns true to let the object be constructed. The view is valid during the call.
 */
typedef bool (*sluice_check_fn)(const struct sluice_get_arg *argument, void *context);

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
    bool is_mutable; /* objects are copied by atomic objects that keep them (GOLD-4) */
    const char *const *interfaces;
    size_t interface_count;
    const struct sluice_field_model *fields;
    size_t field_count;
    const struct sluice_layout_item *layout;
    size_t layout_count;
    const struct sluice_invariant *invariants;
    size_t invariant_count;
    sluice_check_fn check; /* NULL: invariants only */
    void *check_context;
    enum sluice_resolve resolve;
    const char *resolve_field;
    const char *const *constants; /* SLUICE_CONSTRUCT_ENUM */
    size_t constant_count;
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
 * @param models    must outlive the policy; not copied.
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

/** Frees a policy; NULL is allowed. No run that uses it may be under way. */
SLUICE_API void sluice_policy_free(struct sluice_policy *policy);

/** The models of a policy, as given to sluice_policy_create(). */
SLUICE_API const struct sluice_class_model *sluice_policy_models(const struct sluice_policy *policy,
                                                                 size_t *count);

/* --- the get-argument view, for check functions ---------------------------------------------- */

/** What a getter found. */
enum sluice_get {
    SLUICE_GET_OK,
    SLUICE_GET_ABSENT,    /* the class has no such field or piece */
    SLUICE_GET_NULL,      /* an object field that is null */
    SLUICE_GET_WRONG_TYPE /* of another type than asked for */
};

/** Integer, char or boolean field (or its default, if the stream does not have it). */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_get_integer(const struct sluice_get_arg *argument, const char *field, int64_t *out);

/** Float or double field. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_get_floating(const struct sluice_get_arg *argument, const char *field, double *out);

/** String field: a view of its modified UTF-8, valid during the call of the check. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_get_string(const struct sluice_get_arg *argument,
                                                              const char *field,
                                                              struct sluice_bytes *out);

/** Elements of an array or list, pairs, or bytes of a string field. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_get_size(const struct sluice_get_arg *argument,
                                                            const char *field, uint64_t *out);

#endif
