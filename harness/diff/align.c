/* E. W. Myers, "An O(ND) difference algorithm and its variations" (1986), in linear space: the
 * middle of a shortest edit script splits the box in two. A budget of steps for the whole call
 * bounds the time; what is left when it is used up is matched by anchors. */
#include "harness/diff/align.h"

#include "harness/base/grow.h"

#include <stdlib.h>

enum { STEPS_PER_ELEMENT = 32, STEPS_AT_LEAST = 1 << 20 };

struct aligner {
    struct sluice_diff_list a;
    struct sluice_diff_list b;
    uint32_t *match;
    int64_t *forward; /* by diagonal: furthest place in `a`, going down; from `middle` */
    int64_t *backward;
    int64_t budget;
    struct sluice_diff_box *boxes; /* to do */
    size_t count;
    size_t capacity;
};

void sluice_diff_trim(struct sluice_diff_list a, struct sluice_diff_list b,
                      struct sluice_diff_box *box, uint32_t *match)
{
    while (box->a < box->a_end && box->b < box->b_end && a.digests[box->a] == b.digests[box->b]) {
        match[box->a++] = 1 + box->b++;
    }
    while (box->a < box->a_end && box->b < box->b_end &&
           a.digests[box->a_end - 1] == b.digests[box->b_end - 1]) {
        match[--box->a_end] = box->b_end--;
    }
}

/* The place where a shortest edit script crosses the middle. */
struct point {
    int64_t x, y;
};

/* A path that has left the box goes no further, and loses against any other. */
#define OUTSIDE (INT64_MIN / 2)

static bool is_outside(int64_t x, int64_t y, int64_t n, int64_t m)
{
    return x < 0 || x > n || y > m;
}

/* One round: forward paths of length d. True when one meets a backward path of length d - 1. */
static bool go_forward(struct aligner *aligner, const struct sluice_diff_box *box, int64_t d,
                       int64_t *v, const int64_t *w, struct point *point)
{
    const int64_t n = box->a_end - box->a;
    const int64_t m = box->b_end - box->b;
    const int64_t delta = n - m;
    for (int64_t k = d <= m ? -d : d - 2 * m; k <= (d <= n ? d : 2 * n - d); k += 2) {
        int64_t x = k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
        const int64_t start = x;
        if (is_outside(x, x - k, n, m)) {
            v[k] = OUTSIDE;
            continue;
        }
        while (x < n && x - k < m &&
               aligner->a.digests[box->a + x] == aligner->b.digests[box->b + x - k]) {
            x++;
        }
        v[k] = x;
        aligner->budget -= 1 + x - start;
        if (delta % 2 != 0 && k - delta > -d && k - delta < d && x + w[delta - k] >= n) {
            *point = (struct point){x, x - k};
            return true;
        }
    }
    return false;
}

/* The same from the end; `w` counts from there. */
static bool go_backward(struct aligner *aligner, const struct sluice_diff_box *box, int64_t d,
                        const int64_t *v, int64_t *w, struct point *point)
{
    const int64_t n = box->a_end - box->a;
    const int64_t m = box->b_end - box->b;
    const int64_t delta = n - m;
    for (int64_t k = d <= m ? -d : d - 2 * m; k <= (d <= n ? d : 2 * n - d); k += 2) {
        int64_t x = k == -d || (k != d && w[k - 1] < w[k + 1]) ? w[k + 1] : w[k - 1] + 1;
        const int64_t start = x;
        if (is_outside(x, x - k, n, m)) {
            w[k] = OUTSIDE;
            continue;
        }
        while (x < n && x - k < m &&
               aligner->a.digests[box->a_end - 1 - x] ==
                   aligner->b.digests[box->b_end - 1 - (x - k)]) {
            x++;
        }
        w[k] = x;
        aligner->budget -= 1 + x - start;
        if (delta % 2 == 0 && delta - k >= -d && delta - k <= d && x + v[delta - k] >= n) {
            *point = (struct point){n - x, m - (x - k)};
            return true;
        }
    }
    return false;
}

/* False when the budget is used up. */
static bool find_middle(struct aligner *aligner, const struct sluice_diff_box *box,
                        struct point *point)
{
    const int64_t half = ((int64_t)aligner->a.count + aligner->b.count) / 2 + 2;
    int64_t *v = aligner->forward + half;
    int64_t *w = aligner->backward + half;
    v[1] = 0;
    w[1] = 0;
    for (int64_t d = 0; aligner->budget > 0; d++) {
        if (go_forward(aligner, box, d, v, w, point) || go_backward(aligner, box, d, v, w, point)) {
            return true;
        }
    }
    return false;
}

static bool push(struct aligner *aligner, struct sluice_diff_box box)
{
    if (box.a == box.a_end || box.b == box.b_end) {
        return true;
    }
    struct sluice_diff_box *boxes = sluice_grow(aligner->boxes, &aligner->capacity,
                                                aligner->count + 1, sizeof *boxes);
    if (boxes == NULL) {
        return false;
    }
    aligner->boxes = boxes;
    boxes[aligner->count++] = box;
    return true;
}

static bool work(struct aligner *aligner, const struct sluice_diff_key *key)
{
    while (aligner->count > 0) {
        struct sluice_diff_box box = aligner->boxes[--aligner->count];
        struct point point;
        sluice_diff_trim(aligner->a, aligner->b, &box, aligner->match);
        if (box.a == box.a_end || box.b == box.b_end) {
            continue;
        }
        if (!find_middle(aligner, &box, &point)) {
            if (!sluice_diff_anchor(key, aligner->a, aligner->b, box, aligner->match)) {
                return false;
            }
            continue;
        }
        const uint32_t x = box.a + (uint32_t)point.x;
        const uint32_t y = box.b + (uint32_t)point.y;
        if ((x == box.a && y == box.b) || (x == box.a_end && y == box.b_end)) {
            continue; /* nothing in common */
        }
        if (!push(aligner, (struct sluice_diff_box){x, box.a_end, y, box.b_end}) ||
            !push(aligner, (struct sluice_diff_box){box.a, x, box.b, y})) {
            return false;
        }
    }
    return true;
}

bool sluice_diff_align(const struct sluice_diff_key *key, struct sluice_diff_list a,
                       struct sluice_diff_list b, uint32_t *match)
{
    struct sluice_diff_box box = {0, a.count, 0, b.count};
    const size_t diagonals = (size_t)a.count + b.count + 5;
    struct aligner aligner = {.a = a, .b = b, .match = match};
    for (uint32_t i = 0; i < a.count; i++) {
        match[i] = 0;
    }
    sluice_diff_trim(a, b, &box, match);
    if (box.a == box.a_end || box.b == box.b_end) {
        return true;
    }
    aligner.budget = STEPS_AT_LEAST + ((int64_t)a.count + b.count) * STEPS_PER_ELEMENT;
    int64_t *room = malloc(2 * diagonals * sizeof *room);
    aligner.forward = room;
    aligner.backward = room != NULL ? room + diagonals : NULL;
    const bool good = room != NULL && push(&aligner, box) && work(&aligner, key);
    free(room);
    free(aligner.boxes);
    return good;
}
