#include "rules/tests/examples.h"

/* Two objects of A; the second is a reference to the first descriptor and object. Handles: class 0,
 * object 1; the reference stands at 30..34. */
#define A_AND_REFERENCE SCENE_ONE_A "71007e0001"

/* H whose v is filled by `value`, its s null. Handles: class 0, type string 1, object 2, then those of
 * the value. The object begins at 4, its data at 57. */
#define H_CLASS                                                                                    \
    SCENE_CLASS("48", "0002"                                                                       \
                      "4c000176" TYPE_OBJECT "4c000173"                                            \
                      "71007e0001")
#define ONE_H(value) SCENE_HEADER "73" H_CLASS value "70"
#define INTS_CLASS                                                                                 \
    "720002"                                                                                       \
    "5b49" SCENE_SUID "02"                                                                         \
    "00007870"
#define TWO_INTS                                                                                   \
    "75" INTS_CLASS "00000002"                                                                     \
    "0000000100000002"

/* --- IN-1 --------------------------------------------------------------------------------------- */

static void reference_after_publication(struct scene *scene)
{
    scene_one_a(scene);
    scene->run.trace_count--;
    scene_stream(scene, A_AND_REFERENCE);
    scene->run.resources.consumed = 35;
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 35, NULL, 2, 0);
}

static void published_before_constructed(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, NULL);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
}

static void published_before_read(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 26, NULL);
}

static void published_never_constructed(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, NULL);
}

static void referenced_before_constructed(struct scene *scene)
{
    scene_stream(scene, "aced");
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 30, NULL);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 31, "A");
}

static void referenced_before_published(struct scene *scene)
{
    scene_stream(scene, A_AND_REFERENCE);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, 1, 30, "A");
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 35, NULL);
}

static void cycle_accepted(struct scene *scene)
{
    scene_stream(scene, ONE_H("71007e0002"));
    scene->run.shows = 0;
}

static void cycle_refused(struct scene *scene)
{
    cycle_accepted(scene);
    scene_refused(scene, "InvalidObjectException", "reference-under-construction", 57);
}

/* --- IN-2 --------------------------------------------------------------------------------------- */

static void check_refuses(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_handle(scene, 1, 26, 2);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_refusal(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A", "invariant-range");
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 30, NULL, "invariant-range");
    scene_refused(scene, "InvalidObjectException", "invariant-range", 26);
    scene->run.resources.consumed = 30;
}

static void published_though_refused(struct scene *scene)
{
    check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, NULL);
}

static void referenced_though_refused(struct scene *scene)
{
    check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
}

static void skipped_object_yielded(struct scene *scene)
{
    scene_stream(scene, A_AND_REFERENCE);
    scene_event(scene, SLUICE_TRACE_SKIPPED, 1, 30, NULL);
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
}

/* --- IN-3, GOLD-5, CON-1, CON-3, CON-4 ---------------------------------------------------------- */

static void one_a(struct scene *scene)
{
    scene_one_a(scene);
}

/* One object of the class with this letter (hex), with an int field, that is built past the rules. */
static void one_of(struct scene *scene, const char *stream, const char *name)
{
    scene_stream(scene, stream);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, name);
    scene_handle(scene, 1, 26, 2);
    scene_build(scene, 1, scene->context.length, name);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
}

#define ONE_OF(letter) SCENE_HEADER "73" SCENE_CLASS(letter, SCENE_INT_FIELD) "00000007"
#define ONE_EMPTY(letter) SCENE_HEADER "73" SCENE_CLASS(letter, SCENE_NO_FIELDS)

static void unnamed_class_built(struct scene *scene)
{
    one_of(scene, ONE_OF("4c"), "L");
}

static void denied_class_built(struct scene *scene)
{
    one_of(scene, ONE_OF("44"), "D");
}

static void denied_class_accepted(struct scene *scene)
{
    scene_stream(scene, ONE_OF("44"));
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
    one_of(scene, ONE_OF("50"), "P");
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

static void not_serializable_built(struct scene *scene)
{
    one_of(scene, ONE_EMPTY("4e"), "N");
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
    one_of(scene, ONE_OF("53"), "S");
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

static void resolved_without_method(struct scene *scene)
{
    one_of(scene, ONE_OF("50"), "P");
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

/* --- IN-7, BOUND-CONSUMED, BOUND-PUBLISHED ------------------------------------------------------- */

static void goes_on_after_refusal(struct scene *scene)
{
    check_refuses(scene);
    scene->run.trace_count--;
    scene_handle(scene, 2, 40, 3);
}

static void fails_before_check_ends(struct scene *scene)
{
    check_refuses(scene);
    struct sluice_trace_event *last = &scene->run.trace[scene->run.trace_count - 1];
    const struct sluice_trace_event failed = *last;
    *last = last[-1];
    last[-1] = failed;
}

static void fails_elsewhere(struct scene *scene)
{
    check_refuses(scene);
    scene->run.trace[scene->run.trace_count - 1].offset = 40;
}

static void accepts_after_refusal(struct scene *scene)
{
    check_refuses(scene);
    scene->run.answer.outcome = SLUICE_OUTCOME_ACCEPT;
}

static void wrong_exception(struct scene *scene)
{
    check_refuses(scene);
    scene->run.answer.java_class = "IllegalArgumentException";
}

static void control_stream(struct scene *scene)
{
    scene->set.control.run = true;
    scene->set.control.before = (struct sluice_answer){.outcome = SLUICE_OUTCOME_ACCEPT,
                                                       .value = "{\"content\":[]}"};
    scene->set.control.after = scene->set.control.before;
}

static void control_unharmed(struct scene *scene)
{
    check_refuses(scene);
    control_stream(scene);
}

static void control_harmed(struct scene *scene)
{
    control_unharmed(scene);
    scene->set.control.after.value = "{\"content\":[null]}";
}

static void pulls_after_failure(struct scene *scene)
{
    check_refuses(scene);
    scene_amount(scene, SLUICE_TRACE_BYTES_PULLED, 30, NULL, 10, 40);
}

static void reads_after_failure(struct scene *scene)
{
    check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_HANDLE_ASSIGNED, 2, 35, NULL);
}

static void consumes_after_failure(struct scene *scene)
{
    check_refuses(scene);
    scene->run.resources.consumed = 31;
}

static void result_after_failure(struct scene *scene)
{
    check_refuses(scene);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
}

static void result_of_refused_stream(struct scene *scene)
{
    scene_one_a(scene);
    scene_refused(scene, "InvalidObjectException", "invariant-range", 26);
}

static void failure_accepted(struct scene *scene)
{
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 4, NULL, "bad-type-code");
}

static void value_of_refused_stream(struct scene *scene)
{
    check_refuses(scene);
    scene->run.answer.value = "{\"content\":[]}";
}

static void result_before_the_end(struct scene *scene)
{
    scene_one_a(scene);
    scene_handle(scene, 2, 30, 3);
}

/* --- IN-8 ---------------------------------------------------------------------------------------- */

static void bad_header_accepted(struct scene *scene)
{
    scene_stream(scene, "aced0006");
}

static void truncated_accepted(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740005414243");
}

static void truncated_refused(struct scene *scene)
{
    truncated_accepted(scene);
    scene_refused(scene, "EOFException", "truncated", 7);
}

static void rest_left_unread(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7070");
    scene->run.resources.consumed = 5;
}

static void end_of_file_in_whole_stream(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void handle_out_of_order(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 1, 9, 1);
}

static void handle_missing(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
}

static void handle_too_many(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "70");
    scene_handle(scene, 0, 5, 1);
    scene_refused(scene, "InvalidClassException", "class-not-in-policy", 4);
}

static void handle_misplaced(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 3, 1);
    scene_handle(scene, 1, 26, 2);
}

static void reset_overlooked(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7970");
}

static void other_class_built(struct scene *scene)
{
    one_of(scene, SCENE_ONE_A, "P");
}

/* An inspection that took a wrong turn and reads the stream once more. */
static void read_once_more(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 28, NULL, "bad-type-code");
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
    scene->run.resources.consumed = 30;
}

static void wrong_handle_once_more(struct scene *scene)
{
    read_once_more(scene);
    scene->run.trace[6].handle = 1;
}

static void decoded_once_more(struct scene *scene)
{
    read_once_more(scene);
    scene->context.mode = SLUICE_JUDGE_DECODE;
}

/* --- IN-9, IN-10, BOUND-COUNTERS ----------------------------------------------------------------- */

static void below_object_limit(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "objects", 2);
}

static void over_object_limit(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "objects", 1);
}

static void over_object_limit_unseen(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->run.shows = 0;
    scene_limit(scene, "objects", 1);
}

/* The run goes on although the bytes are no stream that the map can follow. */
static void charged_over_the_limit(struct scene *scene)
{
    scene_stream(scene, "aced");
    scene_limit(scene, "objects", 1);
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_refused(scene, "StreamCorruptedException", "bad-magic", 0);
}

static void object_limit_refused(struct scene *scene)
{
    over_object_limit_unseen(scene);
    scene_refused(scene, "StreamCorruptedException", "limit-objects", 26);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void object_limit_wrong_exception(struct scene *scene)
{
    object_limit_refused(scene);
    scene->run.answer.java_class = "IOException";
}

static void object_not_counted(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_limit(scene, "objects", 5);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_HANDLE_ASSIGNED, 1, 26, NULL);
}

/* An int array of two elements: class 0, array 1, bytes 4..41. */
static void two_ints(struct scene *scene, uint64_t charge)
{
    scene_stream(scene, SCENE_HEADER TWO_INTS);
    scene_handle(scene, 0, 10, 1);
    scene_handle(scene, 1, 27, 2);
    scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, 27, "elements", charge, charge);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, scene->context.length, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
}

static void below_element_limit(struct scene *scene)
{
    two_ints(scene, 2);
    scene_limit(scene, "elements", 2);
}

static void over_element_limit(struct scene *scene)
{
    two_ints(scene, 2);
    scene_limit(scene, "elements", 1);
}

static void over_element_limit_unseen(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER TWO_INTS);
    scene->run.shows = 0;
    scene_limit(scene, "elements", 1);
}

static void element_limit_wrong_exception(struct scene *scene)
{
    over_element_limit_unseen(scene);
    scene_refused(scene, "IOException", "limit-elements", 26);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void element_not_counted(struct scene *scene)
{
    two_ints(scene, 1);
    scene_limit(scene, "elements", 5);
}

static void counters_restart(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740000"
                                     "79"
                                     "740000");
    scene_limit(scene, "objects", 1);
    scene_handle(scene, 0, 7, 1);
    scene_event(scene, SLUICE_TRACE_RESET, 0, 8, NULL);
    scene_handle(scene, 1, 11, 1);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 11, NULL, 3, 0);
}

static void counter_runs_on(struct scene *scene)
{
    counters_restart(scene);
    scene->run.trace[3].total = 2;
    scene->context.limit_count = 0;
}

static void limit_in_vain(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740000"
                                     "79"
                                     "740000");
    scene->run.shows = 0;
    scene_limit(scene, "objects", 1);
    scene_refused(scene, "StreamCorruptedException", "limit-objects", 8);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void string_limit_passed(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740003414243");
    scene->run.shows = 0;
    scene_limit(scene, "string_bytes", 2);
}

static void string_limit_refused(struct scene *scene)
{
    string_limit_passed(scene);
    scene_refused(scene, "StreamCorruptedException", "limit-string-bytes", 5);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void depth_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "depth", 1);
    scene->run.trace[5].depth = 2;
}

static void stream_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "stream_bytes", 29);
}

static void byte_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "bytes", 29);
}

static void heap_limit_passed(struct scene *scene)
{
    scene_limit(scene, "heap", 1000);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 1001, 1001);
}

/* --- GOLD-1, GOLD-2, BOUND-HEAP ------------------------------------------------------------------ */

#define CLAIMED_INTS SCENE_HEADER "75" INTS_CLASS "7fffffff"

static void memory_as_it_comes(struct scene *scene)
{
    two_ints(scene, 2);
    scene->run.trace_count--;
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 4096, 4096);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
    scene->run.resources.peak_heap = 4096;
}

static void claim_allocated(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 1 << 20, 1 << 20);
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 26, NULL, "truncated");
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void claim_allocated_unseen(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene->run.shows = 0;
    scene->run.resources.peak_heap = 1 << 20;
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void claim_not_allocated_unseen(struct scene *scene)
{
    claim_allocated_unseen(scene);
    scene->run.resources.peak_heap = 4096;
}

static void claims_add_up(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    for (uint64_t held = 40000; held <= 120000; held += 40000) {
        scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 26, NULL, 40000, held);
    }
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 26, NULL, "truncated");
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void empty_array_created(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 31, NULL);
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void heap_over_bound(struct scene *scene)
{
    scene->run.resources.peak_heap = 16 * 4 + 65536 + 1;
}

static void heap_at_bound(struct scene *scene)
{
    scene->run.resources.peak_heap = 16 * 4 + 65536;
}

static void heap_over_bound_in_trace(struct scene *scene)
{
    heap_at_bound(scene);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 100, 100000);
}

/* --- GOLD-3, GOLD-4 ------------------------------------------------------------------------------ */

/* H keeps an array in v; the top level refers to the same array. Handles: H 0, type string 1, object
 * 2, [I 3, array 4. */
static void array_shared(struct scene *scene)
{
    scene_stream(scene, ONE_H(TWO_INTS) "71007e0004");
}

static void array_copied(struct scene *scene)
{
    array_shared(scene);
    scene_event(scene, SLUICE_TRACE_COPIED, 4, scene->context.length, "H");
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

static void array_not_copied(struct scene *scene)
{
    array_shared(scene);
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

static void array_of_its_own(struct scene *scene)
{
    scene_stream(scene, ONE_H(TWO_INTS));
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

/* The same in custom data: C writes an array of its own accord. */
static void element_not_copied(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73"
                                     "72000143" SCENE_SUID "03"
                                     "0000"
                                     "7870" TWO_INTS "78"
                                     "71007e0003");
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

#define ONE_M "73" SCENE_CLASS("4d", SCENE_INT_FIELD) "00000007"

static void mutable_shared(struct scene *scene)
{
    scene_stream(scene, ONE_H(ONE_M) "71007e0004");
}

static void mutable_copied(struct scene *scene)
{
    mutable_shared(scene);
    scene_event(scene, SLUICE_TRACE_COPIED, 4, scene->context.length, "H");
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

static void mutable_not_copied(struct scene *scene)
{
    mutable_shared(scene);
    scene->run.shows = SLUICE_SHOWS(SLUICE_TRACE_COPIED);
}

/* --- BOUND-STEPS, BOUND-STACK --------------------------------------------------------------------- */

/* The same shape at four sizes, in line but for the largest. */
static void growth(struct scene *scene, uint64_t last_steps, uint64_t last_heap)
{
    scene->set.growth_count = SCENE_RUNS;
    for (size_t i = 0; i < SCENE_RUNS; i++) {
        const uint64_t scale = UINT64_C(1) << i;
        scene->scaled[i] = (struct sluice_scaled_run){.scale = scale,
                                                      .bytes = 1000 * scale,
                                                      .steps = 100 * scale,
                                                      .peak_heap = 3000 * scale,
                                                      .stack = SLUICE_NOT_MEASURED};
    }
    scene->scaled[SCENE_RUNS - 1].steps = last_steps;
    scene->scaled[SCENE_RUNS - 1].peak_heap = last_heap;
}

static void steps_in_line(struct scene *scene)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->run.resources.steps = 4096 + 16 * 4;
}

static void steps_grow_too_fast(struct scene *scene)
{
    growth(scene, 850, SLUICE_NOT_MEASURED);
}

static void heap_in_line(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 24000);
    scene->run.resources.peak_heap = 3000;
}

static void heap_grows_too_fast(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 26000);
    scene->run.resources.peak_heap = 3000;
}

static void heap_over_bound_when_larger(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 24000);
    scene->scaled[0].peak_heap = 16 * 1000 + 65536 + 1;
    scene->run.resources.peak_heap = 3000;
}

static void too_many_steps_when_larger(struct scene *scene)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->scaled[0].steps = 4096 + 16 * 1001;
}

static void too_many_steps(struct scene *scene)
{
    scene->run.resources.steps = 4096 + 16 * 5;
}

static void stack_pair(struct scene *scene, uint64_t shallow, uint64_t deep)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->set.growth_count = 0;
    scene->set.stack_count = 2;
    scene->scaled[0].stack = shallow;
    scene->scaled[1].stack = deep;
}

static void stack_level(struct scene *scene)
{
    stack_pair(scene, 2000, 2500);
    scene->run.resources.stack = 16384;
}

static void stack_grows(struct scene *scene)
{
    stack_pair(scene, 2000, 2513);
}

static void stack_too_deep(struct scene *scene)
{
    stack_pair(scene, 16400, 16400);
}

static void stack_too_large(struct scene *scene)
{
    scene->run.resources.stack = 16385;
}

/* --- BOUND-ALLOCATION, BOUND-CHUNKS --------------------------------------------------------------- */

static void allocations_refused(struct scene *scene)
{
    scene->set.failure_count = 2;
    scene->failures[0] = (struct sluice_allocation_failure){
        .index = 1,
        .reached = true,
        .outcome = SLUICE_OUTCOME_REJECT,
        .java_class = "OutOfMemoryError",
    };
    scene->failures[1] = (struct sluice_allocation_failure){
        .index = 2, .outcome = SLUICE_OUTCOME_ACCEPT, .returned_result = true};
    scene->run.resources.live_after_free = 0;
}

static void bytes_stay_behind(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].live_after = 24;
}

static void accepted_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].outcome = SLUICE_OUTCOME_ACCEPT;
}

static void result_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].returned_result = true;
}

static void crash_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].signal = 11;
}

static void wrong_error_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].java_class = "StreamCorruptedException";
}

static void never_freed(struct scene *scene)
{
    scene->run.resources.live_after_free = 1;
}

static void kept_after_refusal(struct scene *scene)
{
    check_refuses(scene);
    scene->run.resources.live_after_run = 1;
}

static void same_in_pieces(struct scene *scene)
{
    scene->run.answer.value = "{\"content\":[]}";
    scene->set.chunk_count = 2;
    for (size_t i = 0; i < 2; i++) {
        scene->chunks[i] = (struct sluice_chunk_run){
            .cut = "1 byte at a time", .length_known = i == 0, .answer = scene->run.answer};
    }
}

static void never_freed_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].live_after_free = 1;
}

static void heap_over_bound_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].peak_heap = 1 << 20;
}

static void other_value_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].answer.value = "{\"content\":[null]}";
}

static void other_offset_in_pieces(struct scene *scene)
{
    scene_refused(scene, "EOFException", "truncated", 7);
    same_in_pieces(scene);
    scene->chunks[1].answer.offset = 8;
}

static void claim_refused_later(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_refused(scene, "EOFException", "claim-exceeds-input", 26);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .answer = {.outcome = SLUICE_OUTCOME_REJECT,
                   .java_class = "StreamCorruptedException",
                   .reason = "bad-type-code",
                   .offset = 27},
    };
}

static void limit_reached_by_claim(struct scene *scene)
{
    scene_refused(scene, "StreamCorruptedException", "truncated-block", 7);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .answer = {.outcome = SLUICE_OUTCOME_LIMIT,
                   .java_class = "StreamCorruptedException",
                   .reason = "limit-block-bytes",
                   .offset = 5},
    };
}

static void buffer_fills_memory(struct scene *scene)
{
    scene_refused(scene, "StreamCorruptedException", "limit-heap", 9);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .length_known = true,
        .answer = {.outcome = SLUICE_OUTCOME_LIMIT,
                   .java_class = "StreamCorruptedException",
                   .reason = "limit-heap",
                   .offset = 7},
    };
}

static void limit_reached_for_nothing(struct scene *scene)
{
    limit_reached_by_claim(scene);
    scene->chunks[0].length_known = true;
}

static void claim_refused_later_for_nothing(struct scene *scene)
{
    claim_refused_later(scene);
    scene->chunks[0].length_known = true;
}

static const struct example examples[] = {
    {"IN-1", HELD, "a reference after the publication", reference_after_publication},
    {"IN-1", HELD, "a cycle, refused", cycle_refused},
    {"IN-1", VIOLATED, "published before constructed", published_before_constructed},
    {"IN-1", VIOLATED, "published before its data is read", published_before_read},
    {"IN-1", VIOLATED, "published, never constructed", published_never_constructed},
    {"IN-1", VIOLATED, "referred to before constructed", referenced_before_constructed},
    {"IN-1", VIOLATED, "referred to before published", referenced_before_published},
    {"IN-1", VIOLATED, "a cycle accepted by a target without trace", cycle_accepted},
    {"IN-2", HELD, "a refused object that nobody sees", check_refuses},
    {"IN-2", VIOLATED, "published though refused", published_though_refused},
    {"IN-2", VIOLATED, "referred to though refused", referenced_though_refused},
    {"IN-2", VIOLATED, "an object passed over is yielded", skipped_object_yielded},
    {"IN-3", HELD, "an atomic object", one_a},
    {"IN-3", HELD, "an inspection builds nothing", inspection_builds_nothing},
    {"IN-3", HELD, "an unnamed class is refused and not built", class_refused},
    {"IN-3", VIOLATED, "an object of an unnamed class", unnamed_class_built},
    {"IN-3", VIOLATED, "an object of a denied class", denied_class_built},
    {"IN-3", VIOLATED, "a denied class accepted without trace", denied_class_accepted},
    {"IN-3", VIOLATED, "built before its class is checked", built_before_class_check},
    {"IN-3", VIOLATED, "an inspection builds", inspection_builds},
    {"IN-4", HELD, "an atomic object by its check", one_a},
    {"IN-4", VIOLATED, "an atomic object past its check", atomic_past_its_check},
    {"IN-4", VIOLATED, "a protected constructor", protected_constructor},
    {"IN-5", HELD, "constructed when all is read", one_a},
    {"IN-5", VIOLATED, "constructed before its data", constructed_before_data},
    {"IN-5", VIOLATED, "constructed before its check", constructed_before_check},
    {"IN-5", VIOLATED, "constructed twice", constructed_twice},
    {"IN-5", VIOLATED, "constructed from half its data", constructed_from_half},
    {"IN-5", VIOLATED, "a superclass makes the object", superclass_constructor},
    {"IN-6", HELD, "a permitted object is there", permitted_class_built},
    {"IN-6", VIOLATED, "a permitted object got lost", permitted_object_lost},
    {"IN-7", HELD, "the run stops at the refusal", check_refuses},
    {"IN-7", HELD, "the failure comes before the end of the check", fails_before_check_ends},
    {"IN-7", HELD, "the control stream is unharmed", control_unharmed},
    {"IN-7", VIOLATED, "the run goes on", goes_on_after_refusal},
    {"IN-7", VIOLATED, "the run fails elsewhere", fails_elsewhere},
    {"IN-7", VIOLATED, "the stream is accepted", accepts_after_refusal},
    {"IN-7", VIOLATED, "another exception", wrong_exception},
    {"IN-7", VIOLATED, "the control stream is harmed", control_harmed},
    {"IN-8", HELD, "a good stream accepted", one_a},
    {"IN-8", HELD, "a truncated stream refused", truncated_refused},
    {"IN-8", VIOLATED, "a bad header accepted", bad_header_accepted},
    {"IN-8", VIOLATED, "a truncated stream accepted", truncated_accepted},
    {"IN-8", VIOLATED, "the rest is left unread", rest_left_unread},
    {"IN-8", VIOLATED, "EOFException for a whole stream", end_of_file_in_whole_stream},
    {"IN-8", VIOLATED, "a handle out of order", handle_out_of_order},
    {"IN-8", VIOLATED, "a handle is missing", handle_missing},
    {"IN-8", VIOLATED, "a handle too many", handle_too_many},
    {"IN-8", VIOLATED, "a handle of another element", handle_misplaced},
    {"IN-8", VIOLATED, "a reset is overlooked", reset_overlooked},
    {"IN-8", VIOLATED, "an object of another class", other_class_built},
    {"IN-8", HELD, "an inspection reads once more", read_once_more},
    {"IN-8", VIOLATED, "a wrong handle when read once more", wrong_handle_once_more},
    {"IN-8", VIOLATED, "a stream decoded twice", decoded_once_more},
    {"BOUND-PUBLISHED", VIOLATED, "a stream decoded twice", decoded_once_more},
    {"IN-9", HELD, "as many objects as allowed", below_object_limit},
    {"IN-9", HELD, "too many objects, refused", object_limit_refused},
    {"IN-9", VIOLATED, "too many objects in the trace", over_object_limit},
    {"IN-9", VIOLATED, "too many objects by the bytes", over_object_limit_unseen},
    {"IN-9", VIOLATED, "charged over the limit", charged_over_the_limit},
    {"IN-9", VIOLATED, "the wrong exception", object_limit_wrong_exception},
    {"IN-9", VIOLATED, "an object not counted", object_not_counted},
    {"IN-10", HELD, "as many elements as allowed", below_element_limit},
    {"IN-10", VIOLATED, "too many elements in the trace", over_element_limit},
    {"IN-10", VIOLATED, "too many elements by the bytes", over_element_limit_unseen},
    {"IN-10", VIOLATED, "the wrong exception", element_limit_wrong_exception},
    {"IN-10", VIOLATED, "an element not counted", element_not_counted},
    {"IN-11", HELD, "resolved between construction and publication", resolved_in_order},
    {"IN-11", VIOLATED, "resolved before the check", resolved_before_check},
    {"IN-11", VIOLATED, "resolved before constructed", resolved_before_constructed},
    {"IN-11", VIOLATED, "resolved after the publication", resolved_after_publication},
    {"IN-11", VIOLATED, "resolved without a readResolve", resolved_without_method},
    {"IN-11", VIOLATED, "readObject is called", read_object_called},
    {"GOLD-1", HELD, "memory as the bytes come", memory_as_it_comes},
    {"GOLD-1", HELD, "a claim that costs nothing, by the peak", claim_not_allocated_unseen},
    {"GOLD-1", VIOLATED, "a claim is allocated", claim_allocated},
    {"GOLD-1", VIOLATED, "a claim is allocated, by the peak", claim_allocated_unseen},
    {"GOLD-2", HELD, "memory as the bytes come", memory_as_it_comes},
    {"GOLD-2", VIOLATED, "small claims add up", claims_add_up},
    {"GOLD-2", VIOLATED, "an array without its elements", empty_array_created},
    {"GOLD-3", HELD, "a shared array is copied", array_copied},
    {"GOLD-3", VIOLATED, "a shared array is not copied", array_not_copied},
    {"GOLD-3", NOT_APPLICABLE, "an array that nobody else holds", array_of_its_own},
    {"GOLD-3", NOT_APPLICABLE, "an array in custom data", element_not_copied},
    {"GOLD-4", HELD, "a shared mutable object is copied", mutable_copied},
    {"GOLD-4", VIOLATED, "a shared mutable object is not copied", mutable_not_copied},
    {"GOLD-5", HELD, "a granted class", permitted_class_built},
    {"GOLD-5", HELD, "classes that are only named", classes_only_named},
    {"GOLD-5", VIOLATED, "an array of an unnamed class", array_of_unnamed_class_let_through},
    {"GOLD-5", VIOLATED, "a denied class is let through", denied_class_let_through},
    {"GOLD-5", VIOLATED, "an unnamed class is let through", unnamed_class_let_through},
    {"CON-1", HELD, "a serializable class", one_a},
    {"CON-1", HELD, "a class that is not, refused", not_serializable_refused},
    {"CON-1", VIOLATED, "a class that is not, built", not_serializable_built},
    {"CON-1", VIOLATED, "a class that is not, accepted", not_serializable_accepted},
    {"CON-2", HELD, "checked once, at the end", one_a},
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
    {"BOUND-HEAP", HELD, "the peak at the bound", heap_at_bound},
    {"BOUND-HEAP", VIOLATED, "the peak over the bound", heap_over_bound},
    {"BOUND-HEAP", VIOLATED, "over the bound in the trace", heap_over_bound_in_trace},
    {"BOUND-HEAP", VIOLATED, "over the bound in pieces", heap_over_bound_in_pieces},
    {"BOUND-HEAP", HELD, "the peak grows as the bytes do", heap_in_line},
    {"BOUND-HEAP", VIOLATED, "the peak grows faster", heap_grows_too_fast},
    {"BOUND-HEAP", VIOLATED, "over the bound when larger", heap_over_bound_when_larger},
    {"BOUND-STEPS", HELD, "steps grow as the bytes do", steps_in_line},
    {"BOUND-STEPS", VIOLATED, "steps grow faster", steps_grow_too_fast},
    {"BOUND-STEPS", VIOLATED, "too many for the bytes", too_many_steps},
    {"BOUND-STEPS", VIOLATED, "too many when larger", too_many_steps_when_larger},
    {"BOUND-STACK", HELD, "as deep at any depth", stack_level},
    {"BOUND-STACK", VIOLATED, "deeper with depth", stack_grows},
    {"BOUND-STACK", VIOLATED, "too deep at any depth", stack_too_deep},
    {"BOUND-STACK", VIOLATED, "too deep in the run itself", stack_too_large},
    {"BOUND-COUNTERS", HELD, "counters restart", counters_restart},
    {"BOUND-COUNTERS", HELD, "a long string, refused", string_limit_refused},
    {"BOUND-COUNTERS", VIOLATED, "a counter runs on", counter_runs_on},
    {"BOUND-COUNTERS", VIOLATED, "a limit in vain", limit_in_vain},
    {"BOUND-COUNTERS", VIOLATED, "a long string, accepted", string_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "the depth passes its limit", depth_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "the stream passes its limit", stream_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "bytes until reset pass their limit", byte_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "the heap passes its limit", heap_limit_passed},
    {"BOUND-CONSUMED", HELD, "nothing is read after the failure", check_refuses},
    {"BOUND-CONSUMED", VIOLATED, "bytes are pulled", pulls_after_failure},
    {"BOUND-CONSUMED", VIOLATED, "reading goes on", reads_after_failure},
    {"BOUND-CONSUMED", VIOLATED, "more bytes are consumed", consumes_after_failure},
    {"BOUND-PUBLISHED", HELD, "nothing is shown after the failure", check_refuses},
    {"BOUND-PUBLISHED", VIOLATED, "an object is published", published_though_refused},
    {"BOUND-PUBLISHED", VIOLATED, "a result is handed out", result_after_failure},
    {"BOUND-PUBLISHED", VIOLATED, "a result of a refused stream", result_of_refused_stream},
    {"BOUND-PUBLISHED", VIOLATED, "a failure is accepted", failure_accepted},
    {"BOUND-PUBLISHED", VIOLATED, "a value comes back", value_of_refused_stream},
    {"BOUND-PUBLISHED", VIOLATED, "the result comes early", result_before_the_end},
    {"BOUND-ALLOCATION", HELD, "all or nothing", allocations_refused},
    {"BOUND-ALLOCATION", VIOLATED, "bytes stay behind", bytes_stay_behind},
    {"BOUND-ALLOCATION", VIOLATED, "never freed in pieces", never_freed_in_pieces},
    {"BOUND-ALLOCATION", VIOLATED, "accepted without memory", accepted_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "a result without memory", result_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "a crash without memory", crash_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "the wrong error", wrong_error_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "never freed", never_freed},
    {"BOUND-ALLOCATION", VIOLATED, "kept after a refusal", kept_after_refusal},
    {"BOUND-CHUNKS", HELD, "the same in pieces", same_in_pieces},
    {"BOUND-CHUNKS", HELD, "a claim refused later", claim_refused_later},
    {"BOUND-CHUNKS", VIOLATED, "another value", other_value_in_pieces},
    {"BOUND-CHUNKS", VIOLATED, "another offset", other_offset_in_pieces},
    {"BOUND-CHUNKS", VIOLATED, "a claim refused later for nothing",
     claim_refused_later_for_nothing},
    {"BOUND-CHUNKS", HELD, "a limit reached by a claim that cannot come", limit_reached_by_claim},
    {"BOUND-CHUNKS", HELD, "memory used up earlier, by the buffer of the source",
     buffer_fills_memory},
    {"BOUND-CHUNKS", VIOLATED, "a limit reached, though the length is known",
     limit_reached_for_nothing},
};

const struct example_list sluice_reading_examples = {examples, sizeof examples / sizeof *examples};
