/* Arithmetic on 64 bits: a generator of numbers, products, quotients, and shifts by a variable. */
#include "guest.h"

unsigned int compute(void)
{
    unsigned long long state = 88172645463325252ull, sum = 0;

    for (unsigned int i = 0; i < 2000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        sum += state * (sum | 1);
        sum = sum << (i & 31) | sum >> (64 - (i & 31) - 1) >> 1;
        if ((i & 15) == 0)
            sum ^= state / (sum >> 40 | 1);
    }
    return (unsigned int)(sum >> 32) ^ (unsigned int)sum;
}
