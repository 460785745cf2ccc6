/* Quicksort of numbers at random, with insertion of what is short. */
#include "guest.h"

enum { COUNT = 4096, SHORT = 12 };

static void sort(int *low, int *high)
{
    while (high - low > SHORT) {
        int pivot = low[(high - low) / 2], *left = low - 1, *right = high;

        for (;;) {
            do
                left++;
            while (*left < pivot);
            do
                right--;
            while (*right > pivot);
            if (left >= right)
                break;
            int moved = *left;
            *left = *right;
            *right = moved;
        }
        sort(low, right + 1);
        low = right + 1;
    }
    for (int *next = low + 1; next < high; next++) {
        int value = *next, *at = next;

        for (; at > low && at[-1] > value; at--)
            *at = at[-1];
        *at = value;
    }
}

unsigned int compute(void)
{
    static int numbers[COUNT];
    unsigned int state = 1, sum = 0;

    for (int i = 0; i < COUNT; i++)
        numbers[i] = (int)next_random(&state);
    sort(numbers, numbers + COUNT);
    for (int i = 0; i < COUNT; i++)
        sum = sum * 31 + (unsigned int)numbers[i];
    return sum;
}
