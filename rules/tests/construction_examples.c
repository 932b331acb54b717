/* Examples: what may be built, and in which order. */
#include "rules/tests/examples.h"

/* --- IN-3, GOLD-5, CON-1, CON-3, CON-4 ---------------------------------------------------------- */

#define ONE_OF(letter) SCENE_HEADER "73" SCENE_CLASS(letter, SCENE_INT_FIELD) "00000007"
#define ONE_EMPTY(letter) SCENE_HEADER "73" SCENE_CLASS(letter, SCENE_NO_FIELDS)

static void unnamed_class_built(struct scene *scene)
{
    example_one_of(scene, ONE_OF("4c"), "L");
}

static void denied_class_built(struct scene *scene)
{
    example_one_of(scene, ONE_OF("44"), "D");
}

static void denied_class_accepted(struct scene *scene)
{
    scene_stream(scene, ONE_OF("44"));
    scene->run.shows = 0;
}

/* The class stands for an object first. */
static void array_of_no_array_class(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A "7571007e000000000000");
    scene->run.shows = 0;
}

static void denied_class_refused(struct scene *scene)
{
    denied_class_accepted(scene);
    scene_refused(scene, "SecurityException", "not-permitted", 4);
}

static void class_refused(struct scene *scene)
{
    scene_stream(scene, ONE_OF("4c"));
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "L");
    scene->run.trace[scene->run.trace_count - 1].ok = false;
    scene_refused(scene, "InvalidClassException", "class-not-in-policy", 26);
}

static void built_before_class_check(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_build(scene, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 30, "A");
}

static void inspection_builds(struct scene *scene)
{
    scene_one_a(scene);
    scene->context.mode = SLUICE_JUDGE_INSPECT;
}

static void inspection_builds_nothing(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene->context.classes = NULL;
    scene->context.class_count = 0;
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
}

static void permitted_class_built(struct scene *scene)
{
    example_one_of(scene, ONE_OF("50"), "P");
}

static void denied_class_let_through(struct scene *scene)
{
    scene_stream(scene, ONE_OF("44"));
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "D");
}

static void unnamed_class_let_through(struct scene *scene)
{
    scene_stream(scene, ONE_OF("4c"));
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "L");
}

static void array_of_unnamed_class_let_through(struct scene *scene)
{
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 4, "[[LL;");
}

/* Class objects and arrays of classes that exist are only names. */
static void classes_only_named(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "76" SCENE_CLASS("44", SCENE_INT_FIELD));
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "D");
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "[LD;");
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "[[I");
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "java.lang.Object");
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "[Ljava.lang.String;");
    scene_handle(scene, 1, 26, 2);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 26, NULL, 1, 0);
}

/* A denied class that is only named, before an object whose data nobody can follow to its end. */
static void class_named_before_the_unknown(struct scene *scene)
{
    scene_stream(scene,
                 SCENE_HEADER "76" SCENE_CLASS("44", SCENE_INT_FIELD) "7372"
                                                                      "00014c" SCENE_SUID
                                                                      "03" SCENE_INT_FIELD "7870");
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "D");
    scene_handle(scene, 1, 26, 2);
    scene_refused(scene, "InvalidClassException", "class-not-in-policy", 27);
}

static void not_serializable_built(struct scene *scene)
{
    example_one_of(scene, ONE_EMPTY("4e"), "N");
}

static void not_serializable_accepted(struct scene *scene)
{
    scene_stream(scene, ONE_EMPTY("4e"));
    scene->run.shows = 0;
}

static void not_serializable_refused(struct scene *scene)
{
    not_serializable_accepted(scene);
    scene_refused(scene, "NotSerializableException", "not-serializable", 4);
}

static void stateless_built(struct scene *scene)
{
    scene_stream(scene, ONE_EMPTY("53"));
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 22, "S");
    scene_handle(scene, 1, 22, 2);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 22, "S");
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 22, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 22, NULL, 1, 0);
}

static void stateless_with_data_built(struct scene *scene)
{
    example_one_of(scene, ONE_OF("53"), "S");
}

static void stateless_with_data_accepted(struct scene *scene)
{
    scene_stream(scene, ONE_OF("53"));
    scene->run.shows = 0;
}

static void stateless_with_data_refused(struct scene *scene)
{
    stateless_with_data_accepted(scene);
    scene_refused(scene, "InvalidClassException", "field-type-mismatch", 20);
}

static void permission_not_looked_up(struct scene *scene)
{
    scene_stream(scene, ONE_OF("50"));
    scene_build(scene, 1, 30, "P");
}

/* --- IN-4, IN-5, IN-6, IN-11, CON-2 ------------------------------------------------------------- */

static void atomic_past_its_check(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
}

static void protected_constructor(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->run.shows |= SLUICE_SHOWS(SLUICE_TRACE_CALLED);
    scene_event(scene, SLUICE_TRACE_CALLED, 1, 30, "A");
    scene->run.trace[0].reason = "protected-constructor";
}

static void constructed_before_data(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 26, "A");
}

static void constructed_before_check(struct scene *scene)
{
    scene_stream(scene, "aced");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
}

static void constructed_twice(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_build(scene, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
}

static void constructed_from_half(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" SCENE_A "0000");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 28, "A");
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void superclass_constructor(struct scene *scene)
{
    protected_constructor(scene);
    scene->run.trace[0].reason = "superclass-constructor";
}

static void permitted_object_lost(struct scene *scene)
{
    scene_stream(scene, ONE_OF("50"));
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
}

static void resolved_in_order(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_handle(scene, 1, 26, 2);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_RESOLVED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
}

static void resolved_before_check(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_RESOLVED, 1, 30, "A");
    scene_build(scene, 1, 30, "A");
}

static void resolved_before_constructed(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_RESOLVED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
}

static void resolved_after_publication(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_build(scene, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_RESOLVED, 1, 30, "A");
}

static void not_resolved(struct scene *scene)
{
    example_one_of(scene, ONE_OF("52"), "R");
}

static void resolved_without_method(struct scene *scene)
{
    example_one_of(scene, ONE_OF("50"), "P");
    scene_event(scene, SLUICE_TRACE_RESOLVED, 1, 30, "P");
}

static void read_object_called(struct scene *scene)
{
    protected_constructor(scene);
    scene->run.trace[0].reason = "readObject";
}

static void checked_twice(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A");
    scene_build(scene, 1, 30, "A");
}

static void check_ends_before_it_begins(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A");
    scene_build(scene, 1, 30, "A");
}

static void built_during_check(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A");
}

static void checked_too_early(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 26, "A");
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, 1, 26, "A");
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
}

/* --- all ---------------------------------------------------------------------------------------- */

static const struct example examples[] = {
    {"IN-3", HELD, "an atomic object", scene_one_a},
    {"IN-3", HELD, "an inspection builds nothing", inspection_builds_nothing},
    {"IN-3", HELD, "an unnamed class is refused and not built", class_refused},
    {"IN-3", VIOLATED, "an object of an unnamed class", unnamed_class_built},
    {"IN-3", VIOLATED, "an object of a denied class", denied_class_built},
    {"IN-3", VIOLATED, "a denied class accepted without trace", denied_class_accepted},
    {"IN-3", VIOLATED, "an array of no array class", array_of_no_array_class},
    {"IN-3", VIOLATED, "built before its class is checked", built_before_class_check},
    {"IN-3", VIOLATED, "an inspection builds", inspection_builds},
    {"IN-4", HELD, "an atomic object by its check", scene_one_a},
    {"IN-4", VIOLATED, "an atomic object past its check", atomic_past_its_check},
    {"IN-4", VIOLATED, "a protected constructor", protected_constructor},
    {"IN-5", HELD, "constructed when all is read", scene_one_a},
    {"IN-5", VIOLATED, "constructed before its data", constructed_before_data},
    {"IN-5", VIOLATED, "constructed before its check", constructed_before_check},
    {"IN-5", VIOLATED, "constructed twice", constructed_twice},
    {"IN-5", VIOLATED, "constructed from half its data", constructed_from_half},
    {"IN-5", VIOLATED, "a superclass makes the object", superclass_constructor},
    {"IN-6", HELD, "a permitted object is there", permitted_class_built},
    {"IN-6", VIOLATED, "a permitted object got lost", permitted_object_lost},
    {"IN-11", HELD, "resolved between construction and publication", resolved_in_order},
    {"IN-11", VIOLATED, "resolved before the check", resolved_before_check},
    {"IN-11", VIOLATED, "resolved before constructed", resolved_before_constructed},
    {"IN-11", VIOLATED, "resolved after the publication", resolved_after_publication},
    {"IN-11", VIOLATED, "not resolved", not_resolved},
    {"IN-11", VIOLATED, "resolved without a readResolve", resolved_without_method},
    {"IN-11", VIOLATED, "readObject is called", read_object_called},
    {"GOLD-5", HELD, "a granted class", permitted_class_built},
    {"GOLD-5", HELD, "classes that are only named", classes_only_named},
    {"GOLD-5", HELD, "a class that is only named, before what nobody can follow",
     class_named_before_the_unknown},
    {"GOLD-5", VIOLATED, "an array of an unnamed class", array_of_unnamed_class_let_through},
    {"GOLD-5", VIOLATED, "a denied class is let through", denied_class_let_through},
    {"GOLD-5", VIOLATED, "an unnamed class is let through", unnamed_class_let_through},
    {"CON-1", HELD, "a serializable class", scene_one_a},
    {"CON-1", HELD, "a class that is not, refused", not_serializable_refused},
    {"CON-1", VIOLATED, "a class that is not, built", not_serializable_built},
    {"CON-1", VIOLATED, "a class that is not, accepted", not_serializable_accepted},
    {"CON-2", HELD, "checked once, at the end", scene_one_a},
    {"CON-2", VIOLATED, "never checked", atomic_past_its_check},
    {"CON-2", VIOLATED, "checked twice", checked_twice},
    {"CON-2", VIOLATED, "a check that ends before it begins", check_ends_before_it_begins},
    {"CON-2", VIOLATED, "built during the check", built_during_check},
    {"CON-2", VIOLATED, "checked before the last byte", checked_too_early},
    {"CON-3", HELD, "a stateless object", stateless_built},
    {"CON-3", HELD, "data for a stateless class, refused", stateless_with_data_refused},
    {"CON-3", VIOLATED, "data for a stateless class, built", stateless_with_data_built},
    {"CON-3", VIOLATED, "data for a stateless class, accepted", stateless_with_data_accepted},
    {"CON-4", HELD, "a permitted object", permitted_class_built},
    {"CON-4", HELD, "a denied class, refused", denied_class_refused},
    {"CON-4", VIOLATED, "a denied class, built", denied_class_built},
    {"CON-4", VIOLATED, "a denied class, accepted", denied_class_accepted},
    {"CON-4", VIOLATED, "the permission is not looked up", permission_not_looked_up},
};

const struct example_list sluice_construction_examples = {examples,
                                                          sizeof examples / sizeof *examples};
