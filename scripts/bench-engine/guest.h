/*
 * A guest of the benchmark of engines: ROUNDS rounds of a computation, of which each gives the same number. Only the first
 * and the last round's are looked at, so that a guest which computes something else says so.
 */
#ifndef GUEST_H
#define GUEST_H

#include <machine.h>

#ifndef ROUNDS
#define ROUNDS 1
#endif

/* One round; gives a number that depends on all of it. The compiler knows nothing of it, so that no round is left out. */
__attribute__((noipa)) unsigned int compute(void);

int main(void)
{
    static const char digits[] = "0123456789abcdef";
    char text[9];
    unsigned int first = compute(), last = first;

    for (int round = 1; round < ROUNDS; round++)
        last = compute();
    for (int i = 0; i < 8; i++)
        text[i] = digits[first >> (28 - 4 * i) & 15];
    text[8] = '\n';
    console_write(text, sizeof text);
    return first != last;
}

/* Numbers at random, always the same ones. */
static inline unsigned int next_random(unsigned int *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

#endif
