#include "rules/tests/examples.h"

void example_check_refuses(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_handle(scene, 1, 26, 2);
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, 1, 30, "A");
    scene_refusal(scene, SLUICE_TRACE_CHECK_ENDED, 1, 30, "A", "invariant-range");
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 30, NULL, "invariant-range");
    scene_refused(scene, "InvalidObjectException", "invariant-range", 4);
    scene->run.resources.consumed = 30;
}

void example_one_of(struct scene *scene, const char *stream, const char *name)
{
    scene_stream(scene, stream);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, name);
    scene_handle(scene, 1, 26, 2);
    scene_build(scene, 1, scene->context.length, name);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
}

void example_read_once_more(struct scene *scene)
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

void example_decoded_once_more(struct scene *scene)
{
    example_read_once_more(scene);
    scene->context.mode = SLUICE_JUDGE_DECODE;
}

void example_two_ints(struct scene *scene, uint64_t charge)
{
    scene_stream(scene, SCENE_HEADER TWO_INTS);
    scene_handle(scene, 0, 10, 1);
    scene_handle(scene, 1, 27, 2);
    scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, 27, "elements", charge, charge);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, scene->context.length, NULL);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
}
