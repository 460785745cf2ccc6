/* The Mandelbrot set, in characters: the longer a point takes to run away, the darker. */
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 72, HEIGHT = 28 };

/* Steps of z -> z z + c from 0 until it is farther than 2 from the origin; `limit` if it never is. */
static int steps(double c_real, double c_imaginary, int limit)
{
    double real = 0, imaginary = 0;
    int step = 0;

    for (; step < limit && real * real + imaginary * imaginary <= 4; step++) {
        double next = real * real - imaginary * imaginary + c_real;

        imaginary = 2 * real * imaginary + c_imaginary;
        real = next;
    }
    return step;
}

/* The boot argument is the number of steps after which a point counts as staying (100 without one). */
int main(int argc, char **argv)
{
    static const char shades[] = " .,:;+*oO%#@";
    int limit = argc > 1 ? atoi(argv[1]) : 100;
    long total = 0;

    for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
            int taken = steps(-2.1 + 3.0 * column / WIDTH, -1.2 + 2.4 * row / HEIGHT, limit);

            total += taken;
            putchar(taken == limit ? shades[sizeof shades - 2] : shades[taken % (int)(sizeof shades - 2)]);
        }
        putchar('\n');
    }
    printf("%ld steps\n", total);
    return 0;
}
