/* Floating-point arithmetic, conversions between all formats, comparisons. */
float addf(float a, float b) { return a + b; }
float fmaf4(float a, float b, float c, float d) { return a * b + c * d; }
double add(double a, double b) { return a + b; }
double divide(double a, double b) { return a / b; }
double polynomial(const double *c, int n, double x) { double y = 0; while (n-- > 0) y = y * x + c[n]; return y; }
double absolute(double a) { return a < 0 ? -a : a; }
double newton(double a) { double x = a; for (int i = 0; i < 30; i++) x = (x + a / x) / 2; return x; }
int to_int(double a) { return (int)a; }
unsigned to_unsigned(double a) { return (unsigned)a; }
long long to_long(double a) { return (long long)a; }
double from_int(int a) { return a; }
double from_unsigned(unsigned a) { return a; }
float from_long(long long a) { return a; }
float narrow(double a) { return (float)a; }
double widen(float a) { return a; }
int compare(double a, double b) { return (a < b) | (a <= b) << 1 | (a == b) << 2 | (a != b) << 3 | (a > b) << 4 | (a >= b) << 5; }
int unordered(float a, float b) { return __builtin_isunordered(a, b) || !(a < b); }
void transform(double m[3][3], const double v[3], double r[3])
{
    for (int i = 0; i < 3; i++) { r[i] = 0; for (int j = 0; j < 3; j++) r[i] += m[i][j] * v[j]; }
}
struct complex { double re, im; };
struct complex times(struct complex a, struct complex b)
{
    struct complex r = { a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
    return r;
}
int mandelbrot(double x, double y)
{
    struct complex c = { x, y }, z = { 0, 0 };
    int n = 0;
    for (; n < 100 && z.re * z.re + z.im * z.im < 4; n++) { z = times(z, z); z.re += c.re; z.im += c.im; }
    return n;
}
float sums(const float *p, int n) { float s = 0; for (int i = 0; i < n; i++) s += p[i] * p[n - 1 - i]; return s; }
