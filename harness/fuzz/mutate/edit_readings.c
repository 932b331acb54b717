/* Operator that puts an object anywhere at the top which can be read in two ways, of which the one that is tried first goes
 * wrong: the fields of its class, which nobody knows, look like data that is written in their stead, and like what might
 * stand behind the object then. */
#include "harness/fuzz/mutate/mutation.h"

#include "harness/stream/chain.h"
#include "harness/stream/value.h"

enum { MOST_NUMBERS = 4, NUMBER = 8, LEAST_BEHIND = 3 };

/* What stands in the fields, as data: a block, its end, and nulls and resets behind the object. */
enum { NOTHING = 0x70, BLOCK = 0x77, END = 0x78, RESET = 0x79 };

static void fill(struct sluice_random *random, uint8_t *bytes, uint32_t length)
{
    const uint32_t block = sluice_random_below(random, length - LEAST_BEHIND);
    bytes[0] = BLOCK;
    bytes[1] = (uint8_t)block;
    for (uint32_t i = 2; i < length; i++) {
        const bool is_reset = sluice_random_one_in(random, 2);
        bytes[i] = i < block + 2    ? (uint8_t)sluice_random_next(random)
                   : i == block + 2 ? (uint8_t)END
                   : is_reset       ? (uint8_t)RESET
                                    : (uint8_t)NOTHING;
    }
}

bool sluice_op_two_readings(struct sluice_mutation *mutation)
{
    static const char *const names[MOST_NUMBERS] = {"d", "c", "b", "a"};
    const uint32_t count = 1 + sluice_random_below(&mutation->random, MOST_NUMBERS);
    uint8_t bytes[MOST_NUMBERS * NUMBER];
    fill(&mutation->random, bytes, count * NUMBER);
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_at(mutation, id)->kind = SLUICE_NODE_OBJECT;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_make_plain_class(mutation, desc, "org.example.Two", 1,
                            SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_WRITE_METHOD);
    const sluice_node_id level = sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
    for (uint32_t i = 0; i < count; i++) {
        (void)sluice_make_field(mutation, desc, names[MOST_NUMBERS - count + i], 1,
                                sluice_text_bytes("J"));
        (void)sluice_add_number(
            mutation, level, SLUICE_ROLE_VALUE, 'J',
            (int64_t)sluice_stream_value_get(bytes + (size_t)i * NUMBER, NUMBER));
    }
    if (sluice_random_one_in(&mutation->random, 2)) {
        (void)sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_NULL);
    }
    sluice_put_into_list(mutation, SLUICE_NODE_ROOT, id);
    return true;
}
