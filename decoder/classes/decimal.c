#include "decimal.h"

#include <string.h>

#include "order.h"

/* Shortest magnitudes: the longer is the greater. */
static int compare_magnitudes(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length ? sluice_by_number(memcmp(a.data, b.data, a.length), 0)
                                : sluice_by_number((int64_t)a.length, (int64_t)b.length);
}

int sluice_compare_big_integers(const struct sluice_big_integer *a,
                                const struct sluice_big_integer *b)
{
    if (a->sign != b->sign || a->sign == 0) {
        return sluice_by_number(a->sign, b->sign);
    }
    return a->sign * compare_magnitudes(a->magnitude, b->magnitude);
}

/* Eight more than there are, which makes no difference where two are compared. A model of the user's own
 * may let a number be that has no bytes. */
static int64_t bit_length(struct sluice_bytes magnitude)
{
    int64_t bits = (int64_t)magnitude.length * 8;
    for (unsigned top = magnitude.length != 0 ? magnitude.data[0] : 0; top != 0; top >>= 1) {
        bits++;
    }
    return bits;
}

/* Least significant limb first. Two numbers are multiplied out only if the product is as long as the
 * other number, give or take four bits, so there is always room for it. */
enum { LONGEST = 64, LIMBS = 20 };

struct limbs {
    uint32_t limb[LIMBS];
};

static void load(struct limbs *number, struct sluice_bytes magnitude)
{
    *number = (struct limbs){{0}};
    for (size_t i = 0; i < magnitude.length; i++) {
        const size_t at = magnitude.length - 1 - i;
        number->limb[i / 4] |= (uint32_t)magnitude.data[at] << (8 * (i % 4));
    }
}

static void multiply_by_ten(struct limbs *number)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)number->limb[i] * 10;
        number->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

/* a * 10^shift against b, both short, of about the same length when multiplied out. */
static int compare_shifted(struct sluice_bytes a, int64_t shift, struct sluice_bytes b)
{
    struct limbs left;
    struct limbs right;
    load(&left, a);
    load(&right, b);
    for (int64_t i = 0; i < shift; i++) {
        multiply_by_ten(&left);
    }
    for (size_t i = LIMBS; i > 0; i--) {
        const int order = sluice_by_number(left.limb[i - 1], right.limb[i - 1]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* The same for any two, with shift >= 0. A power of ten has between 3.32 and 3.33 bits a digit. */
static int compare_scaled(struct sluice_bytes a, int64_t shift, struct sluice_bytes b, int unknown)
{
    const int64_t bits = bit_length(a);
    const int64_t wanted = bit_length(b);
    if (bits + shift * 332 / 100 - 1 > wanted) {
        return 1;
    }
    if (bits + shift * 333 / 100 + 1 < wanted) {
        return -1;
    }
    if (shift == 0) {
        return compare_magnitudes(a, b);
    }
    return a.length <= LONGEST && b.length <= LONGEST ? compare_shifted(a, shift, b) : unknown;
}

int sluice_compare_big_decimals(const struct sluice_big_decimal *a,
                                const struct sluice_big_decimal *b)
{
    const int sign = a->unscaled.sign;
    if (sign != b->unscaled.sign || sign == 0) {
        return sluice_by_number(sign, b->unscaled.sign);
    }
    const int64_t shift = (int64_t)b->scale - a->scale;
    return shift >= 0
               ? sign * compare_scaled(a->unscaled.magnitude, shift, b->unscaled.magnitude, -sign)
               : -sign * compare_scaled(b->unscaled.magnitude, -shift, a->unscaled.magnitude, sign);
}
