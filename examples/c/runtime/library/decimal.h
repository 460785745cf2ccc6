/* A double in decimal. */
#ifndef DECIMAL_H
#define DECIMAL_H

/* No finite double has more digits, without zeros at either end, than 767; room for the zeros of whole limbs of four. */
enum { DECIMAL_LIMBS = 194, DECIMAL_DIGITS = 4 * DECIMAL_LIMBS };

/* 0.DIGITS times ten to the power of `point`. No zero leads; zero itself has no digits. */
struct decimal {
    int count;
    int point;
    char digits[DECIMAL_DIGITS + 1];
};

/* The magnitude of a finite double, given as its bits; exact. */
void decimal_expand(struct decimal *decimal, unsigned long long bits);

/* Rounds to the first `keep` digits (any number, also negative), to the nearest, in the middle to even. */
void decimal_round(struct decimal *decimal, int keep);

/* The digit at a place, counted from the first; 0 beyond the last and before the first. */
char decimal_digit(const struct decimal *decimal, int place);

#endif
