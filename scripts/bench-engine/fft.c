/* A fast Fourier transform of 256 points in double precision, and its inverse. */
#include "guest.h"

enum { POINTS = 256 };

static double real[POINTS], imaginary[POINTS];
/* exp(i pi / 2^k). */
static double cosines[9], sines[9];

static void make_roots(void)
{
    /* Half angles, from pi on. */
    cosines[0] = -1;
    sines[0] = 0;
    cosines[1] = 0;
    sines[1] = 1;
    for (int k = 2; k < 9; k++) {
        double root = 1;

        for (int i = 0; i < 6; i++)
            root = (root + (1 + cosines[k - 1]) / 2 / root) / 2;
        cosines[k] = root;
        sines[k] = sines[k - 1] / (2 * root);
    }
}

static void transform(int inverse)
{
    for (unsigned int i = 1, j = 0; i < POINTS; i++) {
        unsigned int bit = POINTS / 2;

        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            double moved = real[i];
            real[i] = real[j];
            real[j] = moved;
            moved = imaginary[i];
            imaginary[i] = imaginary[j];
            imaginary[j] = moved;
        }
    }
    for (unsigned int half = 1, k = 0; half < POINTS; half *= 2, k++) {
        double step = inverse ? -sines[k] : sines[k], c = 1, s = 0;

        for (unsigned int j = 0; j < half; j++) {
            for (unsigned int i = j; i < POINTS; i += 2 * half) {
                double x = real[i + half] * c - imaginary[i + half] * s;
                double y = real[i + half] * s + imaginary[i + half] * c;

                real[i + half] = real[i] - x;
                imaginary[i + half] = imaginary[i] - y;
                real[i] += x;
                imaginary[i] += y;
            }
            double turned = c * cosines[k] - s * step;
            s = c * step + s * cosines[k];
            c = turned;
        }
    }
}

unsigned int compute(void)
{
    double sum = 0;

    make_roots();
    for (int i = 0; i < POINTS; i++) {
        real[i] = i * 37 % 101 / 101.0;
        imaginary[i] = 0;
    }
    transform(0);
    sum = real[3] * real[3] + imaginary[5] * imaginary[5];
    transform(1);
    for (int i = 0; i < POINTS; i++)
        sum += real[i] * (i & 7) / POINTS;
    return (unsigned int)(int)(sum * 10000);
}
