/* What the floating-point unit has an instruction for. Not for programs built with -mdisable-fpregs. */
#ifndef MATH_H
#define MATH_H

#define INFINITY __builtin_inf()
#define NAN __builtin_nan("")

static inline double sqrt(double x)
{
    double root;

    __asm__("fsqrt,dbl %1,%0" : "=f"(root) : "f"(x));
    return root;
}

/* To the nearest integer, or as the rounding mode says. */
static inline double rint(double x)
{
    double rounded;

    __asm__("frnd,dbl %1,%0" : "=f"(rounded) : "f"(x));
    return rounded;
}

static inline double fabs(double x) { return __builtin_fabs(x); }
static inline float fabsf(float x) { return __builtin_fabsf(x); }

#endif
