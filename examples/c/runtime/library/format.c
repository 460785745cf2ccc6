/* Fields of printf: text, integers, and what all conversions share. */
#include "format.h"

#include <stdio.h>
#include <string.h>

void format_put(struct sink *sink, char character)
{
    if (sink->text == NULL)
        putchar(character);
    else if ((size_t)sink->count < sink->room)
        sink->text[sink->count] = character;
    sink->count++;
}

static void put_many(struct sink *sink, char character, int times)
{
    while (times-- > 0)
        format_put(sink, character);
}

void format_field(struct sink *sink, const struct conversion *conversion, const char *prefix, int zeros,
               const char *body, int length)
{
    int fill = conversion->width - (int)strlen(prefix) - zeros - length;

    if (!conversion->left)
        put_many(sink, ' ', fill);
    while (*prefix != '\0')
        format_put(sink, *prefix++);
    put_many(sink, '0', zeros);
    while (length-- > 0)
        format_put(sink, *body++);
    if (conversion->left)
        put_many(sink, ' ', fill);
}

int format_zeros(const struct conversion *conversion, const char *prefix, int length)
{
    int fill = conversion->width - (int)strlen(prefix) - length;

    return conversion->zeros && !conversion->left && fill > 0 ? fill : 0;
}

const char *format_sign(const struct conversion *conversion, int negative)
{
    static char plus[2];

    plus[0] = conversion->plus;
    return negative ? "-" : plus;
}

void format_text(struct sink *sink, const struct conversion *conversion, const char *text)
{
    int length = 0;

    while ((conversion->precision < 0 || length < conversion->precision) && text[length] != '\0')
        length++;
    format_field(sink, conversion, "", 0, text, length);
}

void format_integer(struct sink *sink, const struct conversion *conversion, const char *prefix, unsigned long long value)
{
    const char *digits = conversion->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned int base = strchr("xXp", conversion->letter) ? 16 : conversion->letter == 'o' ? 8 : 10;
    char body[24];
    char *first = body + sizeof body;
    int length, zeros;

    for (; value != 0; value /= base)
        *--first = digits[value % base];
    length = (int)(body + sizeof body - first);
    if (conversion->precision >= 0)
        zeros = conversion->precision - length;
    else
        zeros = length == 0 ? 1 : 0;
    if (conversion->alternate && base == 8 && zeros <= 0 && *first != '0')
        zeros = 1;
    if (zeros < 0)
        zeros = 0;
    if (conversion->precision < 0)
        zeros += format_zeros(conversion, prefix, zeros + length);
    format_field(sink, conversion, prefix, zeros, first, length);
}
