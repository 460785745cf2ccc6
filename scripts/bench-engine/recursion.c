/* Calls of small functions: how many ways there are to place eight queens, and Ackermann's function. */
#include "guest.h"

static unsigned int queens(unsigned int columns, unsigned int left, unsigned int right)
{
    unsigned int count = 0;

    if (columns == 0xff)
        return 1;
    for (unsigned int free = ~(columns | left | right) & 0xff; free != 0; free &= free - 1) {
        unsigned int bit = free & -free;

        count += queens(columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}

static unsigned int __attribute__((noinline)) ackermann(unsigned int m, unsigned int n)
{
    if (m == 0)
        return n + 1;
    return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

unsigned int compute(void)
{
    return queens(0, 0, 0) << 16 | ackermann(2, 60);
}
