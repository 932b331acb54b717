/* DEV-1..13: what the developers of classes do. */
#include "rules/tests/examples.h"

/* One object of K, whose int is 7. Handles: class 0, object 1. */
#define ONE_K SCENE_HEADER "73" SCENE_CLASS("4b", SCENE_INT_FIELD) "00000007"
#define END 30

/* --- the code of a class: DEV-1, DEV-5..9, DEV-11 ------------------------------------------------- */

static void begin_k(struct scene *scene)
{
    scene_stream(scene, ONE_K);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "K");
    scene_handle(scene, 1, 26, 2);
}

static void check_k(struct scene *scene)
{
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_call(scene, 1, END, "B", "check", true);
    scene_call(scene, 1, END, "K", "check", true);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K");
}

static void construct_k(struct scene *scene)
{
    scene_call(scene, 1, END, "B", "constructor", true);
    scene_call(scene, 1, END, "K", "constructor", true);
}

static void end_k(struct scene *scene)
{
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, END, "K");
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, END, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, END, NULL, 1, 0);
}

static void in_order(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    check_k(scene);
    construct_k(scene);
    end_k(scene);
}

static void checks_late(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    construct_k(scene);
    check_k(scene);
    end_k(scene);
}

static void checks_subclass_first(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_call(scene, 1, END, "K", "check", true);
    scene_call(scene, 1, END, "B", "check", true);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K");
    construct_k(scene);
    end_k(scene);
}

/* Invariants that are declared, checked when the object exists: no code of a class is called. */
static void declared_late(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_handle(scene, 1, 26, 2);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, END, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "A");
}

/* The last check is the right one, and yet it is too late. */
static void checks_superclass_in_between(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_call(scene, 1, END, "K", "check", true);
    scene_call(scene, 1, END, "B", "check", true);
    scene_call(scene, 1, END, "K", "check", true);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K");
    construct_k(scene);
    end_k(scene);
}

static void check_one_of_two(struct scene *scene, const char *which)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_call(scene, 1, END, which, "check", true);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K");
    construct_k(scene);
    end_k(scene);
}

static void lacks_own_check(struct scene *scene)
{
    check_one_of_two(scene, "B");
}

static void lacks_superclass_check(struct scene *scene)
{
    check_one_of_two(scene, "K");
}

static void superclass_unchecked_constructor(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "B", "superclass-constructor", true);
}

static void keeps_view(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "kept-view", false);
}

static void refuses_in_constructor(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    check_k(scene);
    scene_call(scene, 1, END, "B", "constructor", true);
    scene_call(scene, 1, END, "K", "constructor", false);
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, END, NULL, "check-failed");
    scene_refused(scene, "InvalidObjectException", "check-failed", 4);
}

/* Memory can run out in a constructor too: that is nobody's carelessness. */
static void constructor_without_memory(struct scene *scene)
{
    refuses_in_constructor(scene);
    scene->run.trace[scene->run.trace_count - 1].reason = "out-of-memory";
    scene_refused(scene, "OutOfMemoryError", "out-of-memory", 4);
}

static void check_refuses(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_call(scene, 1, END, "B", "check", true);
    scene_call(scene, 1, END, "K", "check", false);
    scene_refusal(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K", "check-failed");
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, END, NULL, "check-failed");
    scene_refused(scene, "InvalidObjectException", "check-failed", 4);
}

/* What was built before the refusal is given back: that is no going on. */
static void gives_back_after_refusal(struct scene *scene)
{
    check_refuses(scene);
    scene_call(scene, 0, END, "B", "destructor", true);
}

static void refuses_with_another_exception(struct scene *scene)
{
    check_refuses(scene);
    scene_refused(scene, "StreamCorruptedException", "check-failed", 4);
}

static void refuses_what_exists(struct scene *scene)
{
    begin_k(scene);
    construct_k(scene);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, END, "K");
    scene_refusal(scene, SLUICE_TRACE_CHECK_ENDED, 1, END, "K", "check-failed");
    scene_refused(scene, "InvalidObjectException", "check-failed", 4);
}

static void reads_after_check(struct scene *scene)
{
    begin_k(scene);
    check_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    construct_k(scene);
    end_k(scene);
}

static void reads_after_constructor(struct scene *scene)
{
    begin_k(scene);
    construct_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    end_k(scene);
}

static void reads_never(struct scene *scene)
{
    begin_k(scene);
    check_k(scene);
    construct_k(scene);
    end_k(scene);
}

static void reads_twice(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "read-object", true);
    scene_call(scene, 1, END, "K", "read-object", true);
    check_k(scene);
    construct_k(scene);
    end_k(scene);
}

static void reads_default_fields(struct scene *scene)
{
    begin_k(scene);
    scene_call(scene, 1, END, "K", "defaultReadObject", true);
    scene_call(scene, 1, END, "K", "read-object", true);
}

/* --- what objects hold: DEV-2, DEV-3, DEV-10 ------------------------------------------------------- */

/* T whose v and s are filled by `values`. Handles: class 0, type string 1, object 2. */
#define OF_T(values)                                                                               \
    SCENE_HEADER "73" SCENE_CLASS("54", "0002"                                                     \
                                        "4c000173" TYPE_OBJECT "4c000176"                          \
                                        "71007e0001") values
#define NEW_P "73" SCENE_CLASS("50", SCENE_INT_FIELD) "00000007"
#define NEW_M "73" SCENE_CLASS("4d", SCENE_INT_FIELD) "00000007"
#define ARRAY(count)                                                                               \
    "75"                                                                                           \
    "720013"                                                                                       \
    "5b4c6a6176612e6c616e672e4f626a6563743b" SCENE_SUID "02"                                       \
    "00007870" count
/* An object with custom data of the class with this letter. */
#define WITH_DATA(letter, data)                                                                    \
    "73720001" letter SCENE_SUID "03"                                                              \
    "00007870" data "78"

static void accepted(struct scene *scene, const char *stream)
{
    scene_stream(scene, stream);
    scene->run.shows = 0;
}

static void elements_as_meant(struct scene *scene)
{
    accepted(scene, OF_T("70" ARRAY("00000002") NEW_P "70"));
}

static void element_of_another_type(struct scene *scene)
{
    accepted(scene, OF_T("70" ARRAY("00000002") NEW_P NEW_M));
}

static void string_as_element(struct scene *scene)
{
    accepted(scene, OF_T("70" WITH_DATA("51", "74000141")));
}

static void elements_in_a_list(struct scene *scene)
{
    accepted(scene, OF_T("70" WITH_DATA("51", NEW_P "71007e0005")));
}

/* A container with one field, v. */
#define WITH_FIELD(letter, value)                                                                  \
    "73" SCENE_CLASS(letter, "0001"                                                                \
                             "4c000176"                                                            \
                             "71007e0001") value

static void element_behind_views(struct scene *scene)
{
    accepted(scene, OF_T("70" WITH_FIELD("56", WITH_FIELD("56", WITH_DATA("51", NEW_M)))));
}

static void elements_behind_views(struct scene *scene)
{
    accepted(scene, OF_T("70" WITH_FIELD("56", WITH_FIELD("56", WITH_DATA("51", NEW_P)))));
}

static void single_element(struct scene *scene)
{
    accepted(scene, OF_T("70" WITH_FIELD("5a", NEW_M)));
}

/* The elements of a list whose class says nothing of them. */
static void elements_unknown(struct scene *scene)
{
    accepted(scene, OF_T("70" NEW_P));
}

static void resolved_element(struct scene *scene)
{
    accepted(scene, OF_T("70" ARRAY("00000001") "73" SCENE_CLASS("52", SCENE_NO_FIELDS)));
}

static void own_data_as_meant(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("47", NEW_M NEW_P "7070"));
}

static void own_data_of_another_type(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("47", NEW_M NEW_P "71007e0003"));
}

static void first_piece_of_another_type(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("47", NEW_P NEW_P));
}

static void pairs_as_meant(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("57", NEW_P NEW_M "71007e0003"
                                                             "70"));
}

static void key_of_another_type(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("57", NEW_P NEW_M "71007e0005"
                                                             "70"));
}

static void value_of_another_type(struct scene *scene)
{
    accepted(scene, SCENE_HEADER WITH_DATA("57", NEW_P "71007e0003"));
}

static void field_as_meant(struct scene *scene)
{
    accepted(scene, OF_T(NEW_P "70"));
}

static void field_of_another_type(struct scene *scene)
{
    accepted(scene, OF_T(NEW_M "70"));
}

static void field_not_as_declared(struct scene *scene)
{
    accepted(scene, OF_T("74000141"
                         "70"));
}

#define OF_F(value)                                                                                \
    SCENE_HEADER "73" SCENE_CLASS("46", "0001"                                                     \
                                        "4c000176" TYPE_OBJECT) value

static void interface_by_another(struct scene *scene)
{
    accepted(scene, OF_F("73" SCENE_CLASS("59", SCENE_NO_FIELDS)));
}

static void not_of_the_interface(struct scene *scene)
{
    accepted(scene, OF_F(NEW_P));
}

static void refused_for_its_type(struct scene *scene)
{
    field_of_another_type(scene);
    scene_refused(scene, "InvalidObjectException", "invariant-type", 4);
}

static void refused_for_another_reason(struct scene *scene)
{
    field_as_meant(scene);
    scene_refused(scene, "InvalidObjectException", "invariant-range", 4);
}

static void element_refused(struct scene *scene)
{
    element_of_another_type(scene);
    scene_refused(scene, "InvalidObjectException", "invariant-type", 4);
}

static void required_field_there(struct scene *scene)
{
    field_as_meant(scene);
}

static void required_field_missing(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "73" SCENE_CLASS("54", "0001"
                                                        "4c000176" TYPE_OBJECT) "70");
}

static void required_field_refused(struct scene *scene)
{
    required_field_missing(scene);
    scene_refused(scene, "InvalidObjectException", "field-missing", 4);
}

/* The fields are declared, and an externalizable object has none. */
static void fields_of_an_external(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "73"
                                 "72000154" SCENE_SUID "0c"
                                 "0002"
                                 "4c000173" TYPE_OBJECT "4c000176"
                                 "71007e0001"
                                 "787078");
}

static void superclass_missing(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "73" SCENE_CLASS("55", SCENE_NO_FIELDS));
}

/* --- copies: DEV-4 ----------------------------------------------------------------------------------- */

/* An array in a field of H, and a second time behind it. */
#define SHARED_IN_H(value)                                                                         \
    SCENE_HEADER "73" SCENE_CLASS("48", "0002"                                                     \
                                        "4c000173" TYPE_OBJECT "4c000176"                          \
                                        "71007e0001") "70" value

static void shared_array(struct scene *scene)
{
    accepted(scene, SHARED_IN_H(ARRAY("00000000") "71007e0004"));
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

static void shared_array_copied(struct scene *scene)
{
    shared_array(scene);
    scene_event(scene, SLUICE_TRACE_COPIED, 4, scene->context.length, "H");
}

static void shared_list(struct scene *scene)
{
    accepted(scene, SHARED_IN_H(WITH_DATA("51", "") "71007e0004"));
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

/* A mutable object that contains nothing is GOLD-4's. */
static void shared_object(struct scene *scene)
{
    accepted(scene, SHARED_IN_H("73" SCENE_CLASS("4d", SCENE_INT_FIELD) "00000007"
                                                                        "71007e0004"));
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
    scene_event(scene, SLUICE_TRACE_COPIED, 4, scene->context.length, "H");
}

/* --- forms: DEV-12, DEV-13 ---------------------------------------------------------------------------- */

#define ENUM_CLASS                                                                                 \
    "720001"                                                                                       \
    "45"                                                                                           \
    "0000000000000000"                                                                             \
    "12"                                                                                           \
    "00007870"

static void enum_constant(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "7e" ENUM_CLASS "740001"
                                 "41");
}

static void enum_constant_of_another_name(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "7e" ENUM_CLASS "740001"
                                 "42");
}

static void enum_as_object(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "73" SCENE_CLASS("45", SCENE_NO_FIELDS));
}

static void enum_as_object_refused(struct scene *scene)
{
    enum_as_object(scene);
    scene_refused(scene, "InvalidClassException", "kind-mismatch", 4);
}

static void enum_of_no_enum(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "7e"
                                 "72000141"
                                 "0000000000000000"
                                 "1200007870"
                                 "74000141");
}

static void proxy_subclass(struct scene *scene)
{
    accepted(scene, SCENE_HEADER "73" SCENE_CLASS("58", SCENE_NO_FIELDS));
}

static void proxy_subclass_built(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" SCENE_CLASS("58", SCENE_NO_FIELDS));
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 22, "X");
    scene_refused(scene, "InvalidObjectException", "check-failed", 4);
}

/* A proxy of no interface with this handler. */
#define NEW_A "73" SCENE_A "00000007"
#define PROXY(handler) PROXY_OF("00000000", handler)
#define PROXY_OF(interfaces, handler)                                                              \
    SCENE_HEADER "737d" interfaces "78"                                                            \
                 "720017"                                                                          \
                 "6a6176612e6c616e672e7265666c6563742e50726f7879" SCENE_SUID "02"                  \
                 "0001"                                                                            \
                 "4c000168" TYPE_OBJECT "7870" handler

static void atomic_handler(struct scene *scene)
{
    accepted(scene, PROXY(NEW_A));
}

static void permitted_handler(struct scene *scene)
{
    accepted(scene, PROXY(NEW_P));
}

static void atomic_object_as_handler(struct scene *scene)
{
    accepted(scene, PROXY("73" SCENE_CLASS("42", SCENE_INT_FIELD) "00000007"));
}

static void proxy_of_an_interface(struct scene *scene)
{
    /* I and java.lang.Cloneable */
    accepted(scene, PROXY_OF("000000020001490013"
                             "6a6176612e6c616e672e436c6f6e6561626c65",
                             NEW_A));
}

static void proxy_of_a_class(struct scene *scene)
{
    accepted(scene, PROXY_OF("0000000200014900"
                             "0150",
                             NEW_A));
}

static void proxy_of_what_nobody_names(struct scene *scene)
{
    accepted(scene, PROXY_OF("0000000100014c", NEW_A));
}

static void no_handler(struct scene *scene)
{
    accepted(scene, PROXY("70"));
}

static void permitted_handler_refused(struct scene *scene)
{
    permitted_handler(scene);
    scene_refused(scene, "InvalidObjectException", "proxy-handler", 4);
}

static const struct example examples[] = {
    {"DEV-1", HELD, "all checks before all constructors", in_order},
    {"DEV-1", HELD, "a check that refuses", check_refuses},
    {"DEV-1", HELD, "a constructor that finds no memory", constructor_without_memory},
    {"DEV-1", HELD, "declared invariants", scene_one_a},
    {"DEV-1", VIOLATED, "checks after constructors", checks_late},
    {"DEV-1", VIOLATED, "declared invariants, checked late", declared_late},
    {"DEV-1", VIOLATED, "the subclass checks first", checks_subclass_first},
    {"DEV-1", VIOLATED, "the superclass checks in between", checks_superclass_in_between},
    {"DEV-1", VIOLATED, "the class itself does not check", lacks_own_check},
    {"DEV-1", VIOLATED, "a constructor refuses", refuses_in_constructor},
    {"DEV-1", VIOLATED, "a check keeps its view", keeps_view},
    {"DEV-2", HELD, "elements of an array", elements_as_meant},
    {"DEV-2", HELD, "elements of a list", elements_in_a_list},
    {"DEV-2", HELD, "elements of its own data", own_data_as_meant},
    {"DEV-2", HELD, "keys and values of its own data", pairs_as_meant},
    {"DEV-2", NOT_APPLICABLE, "a container of unknown make", elements_unknown},
    {"DEV-2", NOT_APPLICABLE, "an element that readResolve replaces", resolved_element},
    {"DEV-2", VIOLATED, "an element of an array", element_of_another_type},
    {"DEV-2", VIOLATED, "an element of a list", string_as_element},
    {"DEV-2", HELD, "elements behind views", elements_behind_views},
    {"DEV-2", VIOLATED, "an element behind views", element_behind_views},
    {"DEV-2", VIOLATED, "a single element", single_element},
    {"DEV-2", VIOLATED, "an element of its own data", own_data_of_another_type},
    {"DEV-2", VIOLATED, "a key", key_of_another_type},
    {"DEV-2", VIOLATED, "a value", value_of_another_type},
    {"DEV-3", HELD, "a field as it is meant", field_as_meant},
    {"DEV-3", HELD, "a field of another class, refused", refused_for_its_type},
    {"DEV-3", NOT_APPLICABLE, "refused for another reason", refused_for_another_reason},
    {"DEV-2", HELD, "an element of an array, refused", element_refused},
    {"DEV-10", HELD, "the field is missing, and the object refused", required_field_refused},
    {"DEV-3", HELD, "an interface by way of another", interface_by_another},
    {"DEV-3", VIOLATED, "an object without the interface", not_of_the_interface},
    {"DEV-3", VIOLATED, "a field of another class", field_of_another_type},
    {"DEV-3", VIOLATED, "a string for an object", field_not_as_declared},
    {"DEV-3", VIOLATED, "a piece of data of another class", first_piece_of_another_type},
    {"DEV-4", HELD, "an array that was copied", shared_array_copied},
    {"DEV-4", NOT_APPLICABLE, "an object that contains nothing", shared_object},
    {"DEV-4", VIOLATED, "an array that was not", shared_array},
    {"DEV-4", VIOLATED, "a list that was not", shared_list},
    {"DEV-5", HELD, "constructors after the checks", in_order},
    {"DEV-5", VIOLATED, "constructors before the checks", checks_late},
    {"DEV-5", VIOLATED, "a subclass refuses afterwards", refuses_in_constructor},
    {"DEV-6", HELD, "a check refuses", check_refuses},
    {"DEV-6", HELD, "what was built before is given back", gives_back_after_refusal},
    {"IN-7", HELD, "what was built before is given back", gives_back_after_refusal},
    {"DEV-6", VIOLATED, "another exception", refuses_with_another_exception},
    {"DEV-6", VIOLATED, "a constructor refuses", refuses_in_constructor},
    {"DEV-6", VIOLATED, "a check refuses what exists", refuses_what_exists},
    {"DEV-7", HELD, "read before the check", in_order},
    {"DEV-7", VIOLATED, "read after the check", reads_after_check},
    {"DEV-7", VIOLATED, "read after a constructor", reads_after_constructor},
    {"DEV-8", HELD, "read once", in_order},
    {"DEV-8", VIOLATED, "never read", reads_never},
    {"DEV-8", VIOLATED, "read twice", reads_twice},
    {"DEV-9", HELD, "custom data only", in_order},
    {"DEV-9", VIOLATED, "the default fields too", reads_default_fields},
    {"DEV-10", HELD, "the field is there", required_field_there},
    {"DEV-10", VIOLATED, "the field is missing", required_field_missing},
    {"DEV-10", VIOLATED, "the field is declared outside of the data", fields_of_an_external},
    {"DEV-10", VIOLATED, "the whole superclass is missing", superclass_missing},
    {"DEV-11", HELD, "the superclass checks too", in_order},
    {"DEV-11", VIOLATED, "the superclass does not check", lacks_superclass_check},
    {"DEV-11", VIOLATED, "a constructor that checks nothing", superclass_unchecked_constructor},
    {"DEV-12", HELD, "an enum constant", enum_constant},
    {"DEV-12", HELD, "an enum constant as an object, refused", enum_as_object_refused},
    {"DEV-12", VIOLATED, "an enum constant as an object", enum_as_object},
    {"DEV-12", VIOLATED, "a constant of no enum", enum_of_no_enum},
    {"DEV-12", VIOLATED, "a class below Proxy", proxy_subclass},
    {"DEV-12", VIOLATED, "a class below Proxy, built", proxy_subclass_built},
    {"DEV-12", VIOLATED, "a constant that does not exist", enum_constant_of_another_name},
    {"DEV-12", HELD, "a proxy of interfaces", proxy_of_an_interface},
    {"DEV-12", VIOLATED, "a proxy of a class", proxy_of_a_class},
    {"DEV-12", VIOLATED, "a proxy of an unknown interface", proxy_of_what_nobody_names},
    {"DEV-13", VIOLATED, "an atomic object that is no handler", atomic_object_as_handler},
    {"DEV-13", HELD, "an atomic handler", atomic_handler},
    {"DEV-13", HELD, "another handler, refused", permitted_handler_refused},
    {"DEV-13", VIOLATED, "a permitted handler", permitted_handler},
    {"DEV-13", VIOLATED, "no handler", no_handler},
};

const struct example_list sluice_developer_examples = {examples,
                                                       sizeof examples / sizeof *examples};
