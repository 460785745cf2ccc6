/* The product of two integer matrices. */
#include "guest.h"

enum { SIZE = 40 };

unsigned int compute(void)
{
    static int a[SIZE][SIZE], b[SIZE][SIZE], product[SIZE][SIZE];
    unsigned int state = 3, sum = 0;

    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (int)(next_random(&state) & 0xffff);
            b[i][j] = (int)(next_random(&state) & 0xffff);
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            unsigned int each = 0;

            for (int k = 0; k < SIZE; k++)
                each += (unsigned int)a[i][k] * (unsigned int)b[k][j];
            product[i][j] = (int)each;
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++)
            sum = sum * 31 + (unsigned int)product[i][j];
    return sum;
}
