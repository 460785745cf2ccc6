/*
 * A double in decimal, exactly, with integers alone, so that it works without a floating-point unit, too.
 *
 * A double is m times 2 to the e. With e negative that is m times 5 to the -e, and the point -e digits from the right;
 * so both cases multiply a long number. Its limbs of four decimal digits need no division wider than a word, and that by a
 * constant, which gcc makes a multiplication of.
 */
#include "decimal.h"

enum { LIMB = 10000 };

/* A limb times this, and the carry from the limb before, fit a word. */
enum { MAX_FACTOR = 400000 };

/* The least significant first. */
struct number {
    int count;
    unsigned int limbs[DECIMAL_LIMBS];
};

static void multiply(struct number *number, unsigned int factor)
{
    unsigned int carry = 0;

    for (int i = 0; i < number->count; i++) {
        carry += number->limbs[i] * factor;
        number->limbs[i] = carry % LIMB;
        carry /= LIMB;
    }
    for (; carry != 0; carry /= LIMB)
        number->limbs[number->count++] = carry % LIMB;
}

/* Times base to the exponent, in as few steps as the factor allows. */
static void multiply_power(struct number *number, unsigned int base, int exponent)
{
    while (exponent > 0) {
        unsigned int factor = 1;

        while (exponent > 0 && factor <= MAX_FACTOR / base) {
            factor *= base;
            exponent--;
        }
        multiply(number, factor);
    }
}

void decimal_expand(struct decimal *decimal, unsigned long long bits)
{
    int exponent = (int)(bits >> 52 & 0x7ff);
    unsigned long long fraction = bits & 0xfffffffffffffull;
    struct number number = {0};

    if (exponent == 0)
        exponent = 1;
    else
        fraction |= 1ull << 52;
    exponent -= 1075;
    for (; fraction != 0; fraction /= LIMB)
        number.limbs[number.count++] = (unsigned int)(fraction % LIMB);
    multiply_power(&number, exponent < 0 ? 5 : 2, exponent < 0 ? -exponent : exponent);

    decimal->count = 0;
    for (int i = number.count - 1; i >= 0; i--)
        for (unsigned int unit = LIMB / 10; unit != 0; unit /= 10) {
            char digit = (char)('0' + number.limbs[i] / unit % 10);

            if (decimal->count != 0 || digit != '0')
                decimal->digits[decimal->count++] = digit;
        }
    decimal->point = decimal->count == 0 ? 0 : decimal->count + (exponent < 0 ? exponent : 0);
}

/* Is what follows the first `keep` digits more than half a unit of the last of them, or half and that one odd? */
static int rounds_up(const struct decimal *decimal, int keep)
{
    if (keep < 0 || decimal->digits[keep] != '5')
        return keep >= 0 && decimal->digits[keep] > '5';
    for (int i = keep + 1; i < decimal->count; i++)
        if (decimal->digits[i] != '0')
            return 1;
    return keep > 0 && (decimal->digits[keep - 1] - '0') % 2 == 1;
}

void decimal_round(struct decimal *decimal, int keep)
{
    int up;

    if (keep >= decimal->count)
        return;
    up = rounds_up(decimal, keep);
    decimal->count = keep > 0 ? keep : 0;
    if (!up)
        return;
    /* Nines become zeros, which need not be kept. */
    while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '9')
        decimal->count--;
    if (decimal->count > 0) {
        decimal->digits[decimal->count - 1]++;
        return;
    }
    decimal->digits[decimal->count++] = '1';
    decimal->point++;
}

char decimal_digit(const struct decimal *decimal, int place)
{
    return place >= 0 && place < decimal->count ? decimal->digits[place] : '0';
}
