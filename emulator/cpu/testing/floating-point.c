/* Floating point as gcc uses it: written for ../floating-point-c.conformance.ts, which runs it on both sides. */

#define SIZE 1000

static double results[SIZE];
static int count;

static void give(double value) { results[count++ % SIZE] = value; }

/* Two bodies around a third, by leapfrog: additions, multiplications, divisions, square roots. */
static void planets(void)
{
    double x[3] = {0, 1, -2}, y[3] = {0, 0.5, 0}, vx[3] = {0, 0, 0.3}, vy[3] = {0, 1, -0.6};
    const double mass[3] = {1, 0.001, 0.002}, dt = 0.01;
    for (int step = 0; step < 400; step++) {
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                if (i == j) continue;
                double dx = x[j] - x[i], dy = y[j] - y[i];
                double square = dx * dx + dy * dy + 1e-6;
                double strength = mass[j] / (square * __builtin_sqrt(square));
                vx[i] += dt * strength * dx;
                vy[i] += dt * strength * dy;
            }
        for (int i = 0; i < 3; i++) {
            x[i] += dt * vx[i];
            y[i] += dt * vy[i];
        }
        if (step % 10 == 0) give(x[1] * y[2]);
    }
}

/* Single precision, halves of registers, and conversions on the way. */
static void matrix(void)
{
    float a[8][8], b[8][8];
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) {
            a[i][j] = 1.0f / (float)(i + j + 1);
            b[i][j] = (float)((i * 2654435761u) >> j) * 1e-9f;
        }
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) {
            float sum = 0;
            for (int k = 0; k < 8; k++) sum += a[i][k] * b[k][j];
            give(sum);
        }
}

/* Integers in and out; unsigned and 64-bit ones go through libgcc. */
static void conversions(void)
{
    unsigned state = 12345;
    for (int i = 0; i < 100; i++) {
        state = state * 1664525u + 1013904223u;
        double wide = (double)(long long)state * (double)(int)(state ^ 0x55555555u);
        give((double)(int)(wide * 1e-10));
        give((float)wide);
        give((double)(unsigned)(state / 3.7));
        give((double)((long long)wide >> 7));
    }
}

/* Comparisons of all kinds, with a NaN and infinities among the operands. */
static void comparisons(void)
{
    volatile double zero = 0;
    double values[] = {-1, -0.0, 0, 1e-310, 1, 1 / zero, -1 / zero, zero / zero};
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) {
            double a = values[i], b = values[j];
            int bits = (a < b) | (a <= b) << 1 | (a == b) << 2 | (a != b) << 3 | (a >= b) << 4 | (a > b) << 5;
            bits |= __builtin_isunordered(a, b) << 6 | __builtin_islessgreater(a, b) << 7 | __builtin_isless(a, b) << 8;
            give(bits);
            give(a > b ? a : b);
        }
}

/* Leaves the results in `results`, and their number in GR 28. */
int compute(void)
{
    planets();
    matrix();
    conversions();
    comparisons();
    return count;
}

const double *where(void) { return results; }
