#include "harness/stream/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/value.h"

sluice_node_id sluice_scan_add(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                               enum sluice_node_kind kind)
{
    sluice_node_id id = sluice_program_add(scan->program, parent, (enum sluice_node_role)role,
                                           kind);

    scan->failed = scan->failed || id == SLUICE_NODE_NONE;
    return id;
}

void sluice_scan_take(struct sluice_scan *scan, sluice_node_id id, uint32_t length)
{
    if (id != SLUICE_NODE_NONE) {
        sluice_tree_set_range(scan->program, id, scan->base + scan->at, length);
    }
    scan->at += length;
}

void sluice_scan_rest(struct sluice_scan *scan, sluice_node_id parent, uint8_t role, uint32_t from)
{
    scan->at = from;
    if (from < scan->length) {
        sluice_scan_take(scan, sluice_scan_add(scan, parent, role, SLUICE_NODE_RAW),
                         scan->length - from);
    }
}

void sluice_scan_claim(struct sluice_scan *scan, sluice_node_id id, int64_t claim)
{
    struct sluice_node *node = &scan->program->nodes[id];

    node->marks |= SLUICE_NODE_CLAIM;
    node->claim = claim;
}

struct sluice_scan_frame *sluice_scan_open(struct sluice_scan *scan, sluice_node_id id)
{
    struct sluice_scan_frame *frames = sluice_grow(scan->frames, &scan->frame_capacity,
                                                   scan->frame_count + 1, sizeof *frames);

    if (frames == NULL || id == SLUICE_NODE_NONE) {
        scan->frames = frames != NULL ? frames : scan->frames;
        scan->failed = true;
        return NULL;
    }
    scan->frames = frames;
    memset(&frames[scan->frame_count], 0, sizeof *frames);
    frames[scan->frame_count].node = id;
    frames[scan->frame_count].class = SLUICE_NO_CLASS;
    return &frames[scan->frame_count++];
}

void sluice_scan_assign(struct sluice_scan *scan, sluice_node_id id, uint32_t class)
{
    struct sluice_scan_handle *handles = sluice_grow(scan->handles, &scan->handle_capacity,
                                                     scan->handle_count + 1, sizeof *handles);

    if (handles == NULL) {
        scan->failed = true;
        return;
    }
    scan->handles = handles;
    handles[scan->handle_count++] = (struct sluice_scan_handle){id, class};
}

void sluice_scan_reset(struct sluice_scan *scan)
{
    scan->handle_count = 0;
    scan->resets++;
    sluice_stream_once_clear(&scan->strings);
    sluice_stream_once_clear(&scan->descriptors);
}

const struct sluice_scan_handle *sluice_scan_find(const struct sluice_scan *scan, uint32_t wire)
{
    uint32_t index = wire - SLUICE_BASE_HANDLE;

    return index < scan->handle_count ? &scan->handles[index] : NULL;
}

void sluice_scan_refer(struct sluice_scan *scan, sluice_node_id id, uint32_t wire)
{
    const struct sluice_scan_handle *handle = sluice_scan_find(scan, wire);
    struct sluice_node *target;
    char name[40];

    if (id == SLUICE_NODE_NONE) {
        return;
    }
    scan->program->nodes[id].number = wire;
    if (handle == NULL) {
        return;
    }
    target = &scan->program->nodes[handle->node];
    if (target->label == 0) {
        int length = scan->resets == 0
                         ? snprintf(name, sizeof name, "h%" PRIu32, wire - SLUICE_BASE_HANDLE)
                         : snprintf(name, sizeof name, "r%" PRIu32 "h%" PRIu32, scan->resets,
                                    wire - SLUICE_BASE_HANDLE);

        target->label = sluice_program_label(scan->program, name, (size_t)length);
        if (target->label == 0) {
            scan->failed = true;
            return;
        }
    }
    scan->program->nodes[id].target = target->label;
    scan->program->nodes[id].number = 0;
}

bool sluice_scan_utf(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    uint32_t length;

    if (sluice_scan_left(scan) < 2) {
        sluice_scan_rest(scan, parent, role, scan->at);
        return false;
    }
    length = (uint32_t)sluice_stream_value_get(scan->bytes + scan->at, 2);
    if (sluice_scan_left(scan) - 2 < length) {
        sluice_scan_rest(scan, parent, role, scan->at);
        return false;
    }
    scan->at += 2;
    sluice_scan_take(scan, sluice_scan_add(scan, parent, role, SLUICE_NODE_UTF), length);
    return !scan->failed;
}

void sluice_scan_free(struct sluice_scan *scan)
{
    for (size_t i = 0; i < scan->class_count; i++) {
        free(scan->classes[i].levels);
    }
    free(scan->classes);
    free(scan->frames);
    free(scan->handles);
    sluice_stream_once_clear(&scan->strings);
    sluice_stream_once_clear(&scan->descriptors);
}
