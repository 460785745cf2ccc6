/* Integer arithmetic of every width, with the millicode and libgcc routines that division and 64-bit products need. */
typedef unsigned long long u64;
typedef long long s64;

#define EACH_TYPE(DO) DO(signed char, sc) DO(unsigned char, uc) DO(short, ss) DO(unsigned short, us) DO(int, si) \
    DO(unsigned, ui) DO(s64, sl) DO(u64, ul)

#define ARITHMETIC(type, name)                                                                              \
    type add_##name(type a, type b) { return a + b; }                                                       \
    type sub_##name(type a, type b) { return a - b; }                                                       \
    type mul_##name(type a, type b) { return a * b; }                                                       \
    type div_##name(type a, type b) { return b ? a / b : a; }                                               \
    type rem_##name(type a, type b) { return b ? a % b : a; }                                               \
    type shl_##name(type a, int n) { return (type)(a << (n & 7)); }                                         \
    type shr_##name(type a, int n) { return a >> (n & 7); }                                                 \
    type div3_##name(type a) { return a / 3; }                                                              \
    type div7_##name(type a) { return a / 7; }                                                              \
    type div10_##name(type a) { return a / 10; }                                                            \
    type mul10_##name(type a) { return a * 10; }                                                            \
    type mul100_##name(type a) { return a * 100; }                                                          \
    type mask_##name(type a) { return a & 0x5a; }                                                           \
    type not_##name(type a) { return ~a; }                                                                  \
    type max_##name(type a, type b) { return a > b ? a : b; }                                               \
    type min_##name(type a, type b) { return a < b ? a : b; }                                               \
    int order_##name(type a, type b) { return a < b ? -1 : a > b; }                                         \
    type sum_##name(const type *p, int n) { type s = 0; while (n-- > 0) s += *p++; return s; }               \
    void swap_##name(type *p, type *q) { type t = *p; *p = *q; *q = t; }                                    \
    void sort_##name(type *p, int n)                                                                        \
    {                                                                                                       \
        for (int i = 1; i < n; i++)                                                                         \
            for (int j = i; j > 0 && p[j] < p[j - 1]; j--)                                                  \
                swap_##name(&p[j], &p[j - 1]);                                                              \
    }

EACH_TYPE(ARITHMETIC)

unsigned rotate(unsigned a, int n) { return a << (n & 31) | a >> (-n & 31); }
int bits(unsigned a) { int n = 0; for (; a; a &= a - 1) n++; return n; }
unsigned reverse(unsigned a)
{
    a = (a >> 1 & 0x55555555) | (a & 0x55555555) << 1;
    a = (a >> 2 & 0x33333333) | (a & 0x33333333) << 2;
    a = (a >> 4 & 0x0f0f0f0f) | (a & 0x0f0f0f0f) << 4;
    return a >> 24 | (a >> 8 & 0xff00) | (a << 8 & 0xff0000) | a << 24;
}
unsigned gcd(unsigned a, unsigned b) { while (b) { unsigned t = a % b; a = b; b = t; } return a; }
u64 power(u64 a, unsigned n) { u64 r = 1; for (; n; n >>= 1, a *= a) if (n & 1) r *= a; return r; }
