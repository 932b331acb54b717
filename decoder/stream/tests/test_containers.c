/* The containers that hold what was read: words, nodes, frames, names, and the heap below them. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "hash.h"
#include "names.h"
#include "store.h"
#include "words.h"

struct fixture {
    struct meter meter;
    struct sluice_heap heap;
};

static void begin(struct fixture *fixture, uint64_t limit)
{
    meter_init(&fixture->meter);
    sluice_heap_init(&fixture->heap, &fixture->meter.allocator, limit, NULL);
}

static void end(const struct fixture *fixture)
{
    assert_int_equal(fixture->meter.live, 0);
    assert_int_equal(fixture->meter.live_blocks, 0);
    assert_int_equal(fixture->heap.held, 0);
    assert_int_equal(fixture->heap.peak, fixture->meter.peak);
}

static void test_heap(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 100);
    void *a = sluice_heap_get(&f.heap, 60);
    assert_non_null(a);
    assert_null(sluice_heap_get(&f.heap, 41));
    assert_int_equal(sluice_heap_refusal(&f.heap), SLUICE_LIMIT_HEAP);
    assert_null(sluice_heap_get(&f.heap, SIZE_MAX));
    void *b = sluice_heap_get(&f.heap, 40);
    assert_non_null(b);
    assert_int_equal(f.heap.peak, 100);
    sluice_heap_put(&f.heap, a, 60);
    f.meter.fail_at = f.meter.calls + 1;
    assert_null(sluice_heap_get(&f.heap, 1));
    assert_int_equal(sluice_heap_refusal(&f.heap), SLUICE_OUT_OF_MEMORY);
    sluice_heap_put(&f.heap, b, 40);
    sluice_heap_put(&f.heap, NULL, 0);
    assert_int_equal(f.heap.calls, 3);
    end(&f);
}

static void test_words(void **state)
{
    (void)state;
    struct fixture f;
    struct sluice_words words = {0};
    enum { COUNT = 20 * SLUICE_WORDS_BLOCK + 3 };
    begin(&f, UINT64_MAX);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_true(sluice_words_push(&words, &f.heap, i ^ 0xABCD));
    }
    assert_int_equal(words.count, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(*sluice_words_at(&words, i), i ^ 0xABCD);
    }
    uint32_t copy[3 * SLUICE_WORDS_BLOCK];
    sluice_words_copy(&words, SLUICE_WORDS_BLOCK - 1, 2 * SLUICE_WORDS_BLOCK, copy);
    for (uint32_t i = 0; i < 2 * SLUICE_WORDS_BLOCK; i++) {
        assert_int_equal(copy[i], (SLUICE_WORDS_BLOCK - 1 + i) ^ 0xABCD);
    }
    /* What it costs is what it stores, a block, and the table of blocks. */
    assert_true(f.heap.held <=
                (COUNT + SLUICE_WORDS_BLOCK) * sizeof(uint32_t) + 64 * sizeof(void *));
    sluice_words_free(&words, &f.heap);
    assert_int_equal(words.count, 0);
    end(&f);
}

/* Refusals of memory in the middle of growth lose nothing and leak nothing. */
static void test_words_refused(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 12; at++) {
        struct fixture f;
        struct sluice_words words = {0};
        begin(&f, UINT64_MAX);
        f.meter.fail_at = at;
        uint32_t pushed = 0;
        while (pushed < 10 * SLUICE_WORDS_BLOCK && sluice_words_push(&words, &f.heap, pushed)) {
            pushed++;
        }
        assert_int_equal(words.count, pushed);
        assert_true(sluice_words_push(&words, &f.heap, pushed)); /* the next try has memory */
        for (uint32_t i = 0; i <= pushed; i++) {
            assert_int_equal(*sluice_words_at(&words, i), i);
        }
        sluice_words_free(&words, &f.heap);
        end(&f);
    }
}

static void test_store(void **state)
{
    (void)state;
    struct fixture f;
    struct sluice_store store = {0};
    enum { COUNT = 3000 };
    static uint32_t ids[COUNT];
    static uint32_t sizes[COUNT];
    begin(&f, UINT64_MAX);
    for (uint32_t i = 0; i < COUNT; i++) {
        sizes[i] = i % 1001 == 1000 ? 70000 : i % 1003; /* large ones have a block of their own */
        uint32_t *words;
        struct sluice_words_node *node = sluice_store_add_words(&store, &f.heap, sizes[i], &ids[i],
                                                                &words);
        assert_non_null(node);
        assert_true(ids[i] >= SLUICE_SLOT_FIRST_NODE && (ids[i] & SLUICE_SLOT_REFERENCE) == 0);
        assert_int_equal((uintptr_t)node % _Alignof(struct sluice_words_node), 0);
        node->node.kind = SLUICE_NODE_CONTENTS;
        for (uint32_t w = 0; w < sizes[i]; w++) {
            words[w] = i * 7919 + w;
        }
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct sluice_words_node *node = sluice_store_at(&store, ids[i]);
        assert_int_equal(node->count, sizes[i]);
        assert_int_equal(sluice_store_kind(&store, ids[i]), SLUICE_NODE_CONTENTS);
        const uint32_t *words = sluice_node_words(node);
        for (uint32_t w = 0; w < sizes[i]; w++) {
            assert_int_equal(words[w], i * 7919 + w);
        }
    }
    sluice_store_free(&store, &f.heap);
    end(&f);
}

static void test_store_refused(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 30; at++) {
        struct fixture f;
        struct sluice_store store = {0};
        begin(&f, UINT64_MAX);
        f.meter.fail_at = at;
        f.meter.fail_after = true;
        unsigned added = 0;
        uint32_t id;
        uint32_t *words;
        while (added < 100 && sluice_store_add_words(&store, &f.heap, added % 2 ? 900 : 5000, &id,
                                                     &words) != NULL) {
            memset(words, 0xFF, (added % 2 ? 900 : 5000) * sizeof *words);
            added++;
        }
        assert_true(added < 100);
        sluice_store_free(&store, &f.heap);
        end(&f);
    }
}

static void test_frames(void **state)
{
    (void)state;
    struct fixture f;
    struct sluice_frames frames = {0};
    enum { COUNT = 10000 };
    begin(&f, UINT64_MAX);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_true(sluice_frames_reserve(&frames, &f.heap));
        *sluice_frames_at(&frames, frames.count++) = (struct sluice_frame){.start = i};
    }
    const uint64_t full = f.heap.held;
    for (uint32_t i = COUNT; i > 0; i--) {
        assert_int_equal(sluice_frames_at(&frames, frames.count - 1)->start, i - 1);
        sluice_frames_pop(&frames, &f.heap);
        if (i == COUNT / 2) {
            assert_true(f.heap.held < full * 6 / 10); /* memory goes back as the stack shrinks */
        }
    }
    sluice_frames_free(&frames, &f.heap);
    end(&f);
}

/* Swinging around a border of blocks asks for no memory again and again. */
static void test_frames_swing(void **state)
{
    (void)state;
    struct fixture f;
    struct sluice_frames frames = {0};
    begin(&f, UINT64_MAX);
    for (uint32_t i = 0; i < SLUICE_FRAMES_BLOCK; i++) {
        assert_true(sluice_frames_reserve(&frames, &f.heap));
        frames.count++;
    }
    for (unsigned swing = 0; swing < 1000; swing++) {
        assert_true(sluice_frames_reserve(&frames, &f.heap));
        frames.count++;
        sluice_frames_pop(&frames, &f.heap);
        sluice_frames_pop(&frames, &f.heap);
        assert_true(sluice_frames_reserve(&frames, &f.heap));
        frames.count++;
    }
    assert_true(f.heap.calls < 8);
    sluice_frames_free(&frames, &f.heap);
    end(&f);
}

static void test_names(void **state)
{
    (void)state;
    struct fixture f;
    struct sluice_names names = {0};
    enum { COUNT = 5000 };
    struct stream text = stream_new();
    static uint32_t offsets[COUNT];
    static uint32_t numbers[COUNT];
    begin(&f, UINT64_MAX);
    put_u8(&text, 'x'); /* offset 0 is no name */
    for (uint32_t i = 0; i < COUNT; i++) {
        offsets[i] = (uint32_t)text.length;
        put_u32(&text, i * 2654435761u);
    }
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t number;
            bool known;
            assert_true(
                sluice_names_number(&names, &f.heap, text.bytes, offsets[i], 4, &number, &known));
            assert_int_equal(known, round == 1);
            if (round == 0) {
                numbers[i] = number;
            }
            assert_int_equal(number, numbers[i]);
        }
    }
    /* Equal bytes elsewhere are the same name; a longer or shorter one is not. */
    const uint32_t again = (uint32_t)text.length;
    put_u32(&text, 77 * 2654435761u);
    put_u8(&text, 0);
    uint32_t number;
    bool known;
    assert_true(sluice_names_number(&names, &f.heap, text.bytes, again, 4, &number, &known));
    assert_true(known && number == numbers[77]);
    assert_true(sluice_names_number(&names, &f.heap, text.bytes, again, 5, &number, &known));
    assert_false(known);
    assert_true(sluice_names_number(&names, &f.heap, text.bytes, again, 0, &number, &known));
    assert_false(known);
    sluice_names_free(&names, &f.heap);
    stream_free(&text);
    end(&f);
}

static void test_names_refused(void **state)
{
    (void)state;
    const uint8_t text[] = "?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (uint64_t at = 1; at <= 4; at++) {
        struct fixture f;
        struct sluice_names names = {0};
        begin(&f, UINT64_MAX);
        f.meter.fail_at = at;
        unsigned refused = 0;
        for (uint32_t i = 1; i <= 52; i++) {
            uint32_t number;
            bool known;
            if (!sluice_names_number(&names, &f.heap, text, i, 1, &number, &known)) {
                refused++;
                i--; /* again, with memory */
            } else {
                assert_false(known);
                assert_int_equal(number, i);
            }
        }
        assert_int_equal(refused, at < 4);
        sluice_names_free(&names, &f.heap);
        end(&f);
    }
}

/* Against SipHash-1-3 as in CPython 3.11, whose hash(bytes) has the key 0 under PYTHONHASHSEED=0: of
 * the bytes 00, 00 01, 00 01 02, ... */
static void test_hash(void **state)
{
    (void)state;
    static const uint64_t expected[20] = {
        UINT64_C(0x68a914128e01e473), UINT64_C(0x010bac45c41e3669), UINT64_C(0x4d4c9a4a8ef6e0ad),
        UINT64_C(0x7cc43f98813e4dbd), UINT64_C(0x5abe2169dff36275), UINT64_C(0xe3c25f87624f1cdb),
        UINT64_C(0x2f098ab0c751325a), UINT64_C(0xead411e67ebe2eea), UINT64_C(0x75927f9d95124362),
        UINT64_C(0xaf9f77a65ab51a1d), UINT64_C(0xfe64ce8b6617fcff), UINT64_C(0xa6baf4fb0f9fe1c2),
        UINT64_C(0xa0cf3211850f8e0d), UINT64_C(0x7f86049379fbfe67), UINT64_C(0xf30eb725bb91c9ea),
        UINT64_C(0x8972188433a5c5b7), UINT64_C(0x4883c49a2c009c1d), UINT64_C(0xadc2c0b63044067d),
        UINT64_C(0x091f4a3329f87d19), UINT64_C(0x639e355ae68c0100),
    };
    static const uint64_t zero[2];
    uint8_t bytes[20];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)i;
        assert_int_equal(sluice_hash(zero, bytes, i + 1), expected[i]);
    }
    const uint64_t key[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    const uint64_t plain = sluice_hash(key, bytes, 20);
    /* Each bit of the input and of the key moves about half of the result. */
    for (unsigned bit = 0; bit < 64; bit++) {
        const uint64_t other[2] = {key[0] ^ UINT64_C(1) << bit, key[1]};
        const int moved = __builtin_popcountll(sluice_hash(other, bytes, 20) ^ plain);
        assert_in_range(moved, 10, 54);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        const int flipped = __builtin_popcountll(sluice_hash(key, bytes, 20) ^ plain);
        assert_in_range(flipped, 10, 54);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    uint64_t a[2];
    uint64_t b[2];
    sluice_hash_key(a);
    sluice_hash_key(b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heap),          cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_refused), cmocka_unit_test(test_store),
        cmocka_unit_test(test_store_refused), cmocka_unit_test(test_frames),
        cmocka_unit_test(test_frames_swing),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_refused), cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests_name("containers", tests, NULL, NULL);
}
