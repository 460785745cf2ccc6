/*
 * The sun and the four great planets, by Euler's symplectic method, in double precision. Their total energy should stay what it was; how well it
 * does shows the error of the method, and its last digits show every rounding of the processor.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BODIES = 5 };

struct body {
    const char *name;
    double position[3]; /* astronomical units */
    double velocity[3]; /* the same a day */
    double mass;        /* of the sun */
};

/* Where they were at the beginning of the year 2000, near enough, to see them move. */
static struct body bodies[BODIES] = {
    {"sun", {0, 0, 0}, {0, 0, 0}, 1},
    {"jupiter", {4.00, 2.94, -0.10}, {-0.00457, 0.00644, 0.00008}, 9.55e-4},
    {"saturn", {6.41, 6.57, -0.37}, {-0.00429, 0.00389, 0.00010}, 2.86e-4},
    {"uranus", {14.43, -13.74, -0.24}, {0.00268, 0.00267, -0.00002}, 4.37e-5},
    {"neptune", {16.81, -24.99, 0.13}, {0.00258, 0.00178, -0.00010}, 5.15e-5},
};

/* The constant of gravitation in these units: the square of Gauss's. */
static const double GRAVITY = 0.01720209895 * 0.01720209895;

static double distance(const struct body *a, const struct body *b, double difference[3])
{
    double square = 0;

    for (int axis = 0; axis < 3; axis++) {
        difference[axis] = a->position[axis] - b->position[axis];
        square += difference[axis] * difference[axis];
    }
    return sqrt(square);
}

static void pull(struct body *a, struct body *b, double days)
{
    double difference[3];
    double r = distance(a, b, difference);
    double strength = GRAVITY * days / (r * r * r);

    for (int axis = 0; axis < 3; axis++) {
        a->velocity[axis] -= difference[axis] * b->mass * strength;
        b->velocity[axis] += difference[axis] * a->mass * strength;
    }
}

static void step(double days)
{
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++)
            pull(&bodies[i], &bodies[j], days);
    for (int i = 0; i < BODIES; i++)
        for (int axis = 0; axis < 3; axis++)
            bodies[i].position[axis] += days * bodies[i].velocity[axis];
}

static double energy(void)
{
    double total = 0;

    for (int i = 0; i < BODIES; i++) {
        double difference[3], square = 0;

        for (int axis = 0; axis < 3; axis++)
            square += bodies[i].velocity[axis] * bodies[i].velocity[axis];
        total += 0.5 * bodies[i].mass * square;
        for (int j = i + 1; j < BODIES; j++)
            total -= GRAVITY * bodies[i].mass * bodies[j].mass / distance(&bodies[i], &bodies[j], difference);
    }
    return total;
}

/* The boot argument is the number of ten-day steps (2000 without one). */
int main(int argc, char **argv)
{
    int steps = argc > 1 ? atoi(argv[1]) : 2000;

    printf("energy %.17g\n", energy());
    for (int i = 1; i <= steps; i++) {
        step(10);
        if (i % 500 == 0 || i == steps)
            printf("day %6d: jupiter at %+.6f %+.6f %+.6f, energy %.17g\n", 10 * i, bodies[1].position[0],
                   bodies[1].position[1], bodies[1].position[2], energy());
    }
    return 0;
}
