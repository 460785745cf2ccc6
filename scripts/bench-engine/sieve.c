/* The primes below 32768. */
#include "guest.h"
#include <string.h>

enum { BOUND = 32768 };

unsigned int compute(void)
{
    static char composite[BOUND];
    unsigned int count = 0;

    memset(composite, 0, sizeof composite);
    for (unsigned int i = 2; i < BOUND; i++) {
        if (composite[i])
            continue;
        count++;
        for (unsigned int j = i + i; j < BOUND; j += i)
            composite[j] = 1;
    }
    return count;
}
