/* Examples: who may see an object, and what may still happen once something has failed. */
#include "rules/tests/examples.h"

/* Two objects of A; the second is a reference to the first descriptor and object. Handles: class 0,
 * object 1; the reference stands at 30..34. */
#define A_AND_REFERENCE SCENE_ONE_A "71007e0001"

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

static void reference_unseen(struct scene *scene)
{
    scene_one_a(scene);
    scene_stream(scene, A_AND_REFERENCE);
    scene->run.resources.consumed = 35;
}

static void references_not_shown(struct scene *scene)
{
    reference_unseen(scene);
    scene->run.shows &= ~SLUICE_SHOWS(SLUICE_TRACE_REFERENCED);
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
    scene_refused(scene, "InvalidObjectException", "reference-under-construction", 56);
}

/* --- IN-2 --------------------------------------------------------------------------------------- */

static void published_though_refused(struct scene *scene)
{
    example_check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, NULL);
}

static void referenced_though_refused(struct scene *scene)
{
    example_check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
}

static void skipped_object_yielded(struct scene *scene)
{
    scene_stream(scene, A_AND_REFERENCE);
    scene_event(scene, SLUICE_TRACE_SKIPPED, 1, 30, NULL);
    scene_event(scene, SLUICE_TRACE_REFERENCED, 1, 35, NULL);
}

/* Nobody but the object's own finalizer, when the run is over. */
void example_finalizer_gets_refused(struct scene *scene)
{
    example_check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 30, "A");
    scene->run.trace[scene->run.trace_count - 1].reason = "finalizer";
}

/* --- IN-7, BOUND-CONSUMED, BOUND-PUBLISHED ------------------------------------------------------- */

static void goes_on_after_refusal(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.trace_count--;
    scene_handle(scene, 2, 40, 3);
}

static void fails_before_check_ends(struct scene *scene)
{
    example_check_refuses(scene);
    struct sluice_trace_event *last = &scene->run.trace[scene->run.trace_count - 1];
    const struct sluice_trace_event failed = *last;
    *last = last[-1];
    last[-1] = failed;
}

static void fails_elsewhere(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.trace[scene->run.trace_count - 1].offset = 40;
}

static void accepts_after_refusal(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.answer.outcome = SLUICE_OUTCOME_ACCEPT;
}

static void wrong_exception(struct scene *scene)
{
    example_check_refuses(scene);
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
    example_check_refuses(scene);
    control_stream(scene);
}

static void control_harmed(struct scene *scene)
{
    control_unharmed(scene);
    scene->set.control.after.value = "{\"content\":[null]}";
}

static void pulls_after_failure(struct scene *scene)
{
    example_check_refuses(scene);
    scene_amount(scene, SLUICE_TRACE_BYTES_PULLED, 30, NULL, 10, 40);
}

static void reads_after_failure(struct scene *scene)
{
    example_check_refuses(scene);
    scene_event(scene, SLUICE_TRACE_HANDLE_ASSIGNED, 2, 35, NULL);
}

static void consumes_after_failure(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.resources.consumed = 31;
}

static void result_after_failure(struct scene *scene)
{
    example_check_refuses(scene);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
}

static void result_of_refused_stream(struct scene *scene)
{
    scene_one_a(scene);
    scene_refused(scene, "InvalidObjectException", "invariant-range", 4);
}

static void failure_accepted(struct scene *scene)
{
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 4, NULL, "bad-type-code");
}

static void value_of_refused_stream(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.answer.value = "{\"content\":[]}";
}

static void result_before_the_end(struct scene *scene)
{
    scene_one_a(scene);
    scene_handle(scene, 2, 30, 3);
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

/* --- all ---------------------------------------------------------------------------------------- */

static const struct example examples[] = {
    {"IN-1", HELD, "a reference after the publication", reference_after_publication},
    {"IN-1", VIOLATED, "the stream refers to it, and that is not seen", reference_unseen},
    {"IN-1", NOT_APPLICABLE, "the same by a target that shows no references", references_not_shown},
    {"IN-1", HELD, "a cycle, refused", cycle_refused},
    {"IN-1", VIOLATED, "published before constructed", published_before_constructed},
    {"IN-1", VIOLATED, "published before its data is read", published_before_read},
    {"IN-1", VIOLATED, "published, never constructed", published_never_constructed},
    {"IN-1", VIOLATED, "referred to before constructed", referenced_before_constructed},
    {"IN-1", VIOLATED, "referred to before published", referenced_before_published},
    {"IN-1", VIOLATED, "a cycle accepted by a target without trace", cycle_accepted},
    {"IN-2", HELD, "a refused object that nobody sees", example_check_refuses},
    {"IN-2", VIOLATED, "published though refused", published_though_refused},
    {"IN-2", VIOLATED, "a finalizer gets what was refused", example_finalizer_gets_refused},
    {"IN-2", VIOLATED, "referred to though refused", referenced_though_refused},
    {"IN-2", VIOLATED, "an object passed over is yielded", skipped_object_yielded},
    {"IN-7", HELD, "the run stops at the refusal", example_check_refuses},
    {"IN-7", HELD, "the failure comes before the end of the check", fails_before_check_ends},
    {"IN-7", VIOLATED, "somebody else gets what was refused", published_though_refused},
    {"IN-7", HELD, "the control stream is unharmed", control_unharmed},
    {"IN-7", VIOLATED, "the run goes on", goes_on_after_refusal},
    {"IN-7", VIOLATED, "the run fails elsewhere", fails_elsewhere},
    {"IN-7", VIOLATED, "the stream is accepted", accepts_after_refusal},
    {"IN-7", VIOLATED, "another exception", wrong_exception},
    {"IN-7", VIOLATED, "the control stream is harmed", control_harmed},
    {"BOUND-PUBLISHED", VIOLATED, "a stream decoded twice", example_decoded_once_more},
    {"GOLD-3", HELD, "a shared array is copied", array_copied},
    {"GOLD-3", VIOLATED, "a shared array is not copied", array_not_copied},
    {"GOLD-3", NOT_APPLICABLE, "an array that nobody else holds", array_of_its_own},
    {"GOLD-3", NOT_APPLICABLE, "an array in custom data", element_not_copied},
    {"GOLD-4", HELD, "a shared mutable object is copied", mutable_copied},
    {"GOLD-4", VIOLATED, "a shared mutable object is not copied", mutable_not_copied},
    {"BOUND-CONSUMED", HELD, "nothing is read after the failure", example_check_refuses},
    {"BOUND-CONSUMED", VIOLATED, "bytes are pulled", pulls_after_failure},
    {"BOUND-CONSUMED", VIOLATED, "reading goes on", reads_after_failure},
    {"BOUND-CONSUMED", VIOLATED, "more bytes are consumed", consumes_after_failure},
    {"BOUND-PUBLISHED", HELD, "nothing is shown after the failure", example_check_refuses},
    {"BOUND-PUBLISHED", VIOLATED, "an object is published", published_though_refused},
    {"BOUND-PUBLISHED", VIOLATED, "a finalizer gets what was refused",
     example_finalizer_gets_refused},
    {"BOUND-PUBLISHED", VIOLATED, "a result is handed out", result_after_failure},
    {"BOUND-PUBLISHED", VIOLATED, "a result of a refused stream", result_of_refused_stream},
    {"BOUND-PUBLISHED", VIOLATED, "a failure is accepted", failure_accepted},
    {"BOUND-PUBLISHED", VIOLATED, "a value comes back", value_of_refused_stream},
    {"BOUND-PUBLISHED", VIOLATED, "the result comes early", result_before_the_end},
};

const struct example_list sluice_publication_examples = {examples,
                                                         sizeof examples / sizeof *examples};
