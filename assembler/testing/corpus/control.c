/* Switch tables, function pointers, loops, recursion, variable arguments, jumps through labels. */
#include <stdarg.h>

int dense(int a)
{
    switch (a) {
    case 0: return 17; case 1: return 4; case 2: return 99; case 3: return -5; case 4: return 1000;
    case 5: return 31; case 6: return 8; case 7: return a * 3; case 8: return a - 12; case 9: return 77;
    case 12: return 6; case 13: return 2; case 14: return 123456; default: return -1;
    }
}
const char *name(unsigned day)
{
    switch (day) {
    case 1: return "Monday"; case 2: return "Tuesday"; case 3: return "Wednesday"; case 4: return "Thursday";
    case 5: return "Friday"; case 6: return "Saturday"; case 7: return "Sunday";
    }
    return 0;
}
int sparse(int a) { switch (a) { case -1000: return 1; case 0: return 2; case 77: return 3; case 100000: return 4; } return 5; }
static int one(int a) { return a + 1; }
static int two(int a) { return a * 2; }
static int (*const steps[])(int) = { one, two, one, two, two };
int apply(int a) { for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++) a = steps[i](a); return a; }
int (*choose(int which))(int) { return which ? one : two; }
int total(int n, ...)
{
    va_list list;
    int sum = 0;
    va_start(list, n);
    while (n-- > 0) sum += va_arg(list, int);
    va_end(list);
    return sum;
}
double mixed(const char *format, ...)
{
    va_list list;
    double sum = 0;
    va_start(list, format);
    for (; *format; format++)
        switch (*format) {
        case 'i': sum += va_arg(list, int); break;
        case 'l': sum += va_arg(list, long long); break;
        case 'd': sum += va_arg(list, double); break;
        case 'p': sum += *va_arg(list, char *); break;
        }
    va_end(list);
    return sum;
}
int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
int run(const unsigned char *code)
{
    static void *const labels[] = { &&stop, &&push, &&plus, &&minus };
    int stack[16], *top = stack;
    goto *labels[*code++];
push: *top++ = *code++; goto *labels[*code++];
plus: top--; top[-1] += *top; goto *labels[*code++];
minus: top--; top[-1] -= *top; goto *labels[*code++];
stop: return top[-1];
}
int many(int a, int b, int c, int d, int e, int f, int g, int h) { return a - b + c - d + e - f + g - h; }
