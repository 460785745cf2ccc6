/* The product of two matrices in double precision, and one step of a relaxation. */
#include "guest.h"

enum { SIZE = 32 };

unsigned int compute(void)
{
    static double a[SIZE][SIZE], b[SIZE][SIZE], product[SIZE][SIZE];
    double sum = 0;

    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (i * 7 + j * 3) % 11 / 8.0;
            b[i][j] = (i * 5 + j) % 13 / 16.0 - 0.3;
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double each = 0;

            for (int k = 0; k < SIZE; k++)
                each += a[i][k] * b[k][j];
            product[i][j] = each;
        }
    for (int i = 1; i < SIZE - 1; i++)
        for (int j = 1; j < SIZE - 1; j++)
            sum += (product[i - 1][j] + product[i + 1][j] + product[i][j - 1] + product[i][j + 1]) / 4 - product[i][j];
    return (unsigned int)(int)(sum * 1000);
}
