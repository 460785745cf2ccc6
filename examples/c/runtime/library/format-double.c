/* Fields of printf for floating point. The digits are exact: see decimal.c. */
#include <ctype.h>

#include "decimal.h"
#include "format.h"

enum { MAX_PRECISION = 100 };

/* The longest: 309 digits before the point, MAX_PRECISION behind it. */
enum { BODY_SIZE = 512 };

/* Without exponent: digits from the first before the point to the last behind it. Gives the end. */
static char *fixed(char *at, const struct decimal *decimal, int precision, int alternate)
{
    for (int place = decimal->point > 0 ? 0 : decimal->point - 1; place < decimal->point; place++)
        *at++ = decimal_digit(decimal, place);
    if (precision > 0 || alternate)
        *at++ = '.';
    for (int i = 0; i < precision; i++)
        *at++ = decimal_digit(decimal, decimal->point + i);
    return at;
}

/* With exponent: one digit before the point. */
static char *scientific(char *at, const struct decimal *decimal, int precision, int alternate, char letter)
{
    int exponent = decimal->count == 0 ? 0 : decimal->point - 1;
    unsigned int magnitude = (unsigned int)(exponent < 0 ? -exponent : exponent);

    *at++ = decimal_digit(decimal, 0);
    if (precision > 0 || alternate)
        *at++ = '.';
    for (int i = 1; i <= precision; i++)
        *at++ = decimal_digit(decimal, i);
    *at++ = letter;
    *at++ = exponent < 0 ? '-' : '+';
    if (magnitude >= 100)
        *at++ = (char)('0' + magnitude / 100);
    *at++ = (char)('0' + magnitude / 10 % 10);
    *at++ = (char)('0' + magnitude % 10);
    return at;
}

/* With so many significant digits, in the form that suits the number, without zeros at the end unless # wants them. */
static char *general(char *at, struct decimal *decimal, int significant, int alternate, char letter)
{
    int exponent, behind_first;

    if (significant == 0)
        significant = 1;
    decimal_round(decimal, significant);
    exponent = decimal->count == 0 ? 0 : decimal->point - 1;
    while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '0')
        decimal->count--;
    behind_first = alternate ? significant - 1 : decimal->count - 1;
    if (exponent < -4 || exponent >= significant)
        return scientific(at, decimal, behind_first, alternate, letter);
    return fixed(at, decimal, behind_first - exponent, alternate);
}

void format_double(struct sink *sink, const struct conversion *conversion, double value)
{
    union {
        double value;
        unsigned long long bits;
    } number = {value};
    const char *prefix = format_sign(conversion, (int)(number.bits >> 63));
    int capital = isupper(conversion->letter);
    struct decimal decimal;
    char body[BODY_SIZE];
    char *end;
    int precision = conversion->precision < 0 ? 6 : conversion->precision;

    if ((number.bits >> 52 & 0x7ff) == 0x7ff) {
        int nan = number.bits << 12 != 0;

        format_field(sink, conversion, prefix, 0, nan ? (capital ? "NAN" : "nan") : (capital ? "INF" : "inf"), 3);
        return;
    }
    if (precision > MAX_PRECISION)
        precision = MAX_PRECISION;
    decimal_expand(&decimal, number.bits);
    switch (tolower(conversion->letter)) {
    case 'f':
        decimal_round(&decimal, decimal.point + precision);
        end = fixed(body, &decimal, precision, conversion->alternate);
        break;
    case 'e':
        decimal_round(&decimal, precision + 1);
        end = scientific(body, &decimal, precision, conversion->alternate, conversion->letter);
        break;
    default:
        end = general(body, &decimal, precision, conversion->alternate, capital ? 'E' : 'e');
    }
    format_field(sink, conversion, prefix, format_zeros(conversion, prefix, (int)(end - body)), body, (int)(end - body));
}
