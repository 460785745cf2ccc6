/* Formatted output. Standard C, section 7.21.6.1, without wide characters, %a and %n. */
#include <ctype.h>
#include <stdio.h>

#include "format.h"

/* The argument of d and i: as wide as the length says, then as wide as possible. */
static long long signed_argument(char length, va_list *arguments)
{
    if (length == 'L')
        return va_arg(*arguments, long long);
    if (length == 'l' || length == 'z')
        return va_arg(*arguments, long);
    if (length == 'H')
        return (signed char)va_arg(*arguments, int);
    return length == 'h' ? (short)va_arg(*arguments, int) : va_arg(*arguments, int);
}

static unsigned long long unsigned_argument(char length, va_list *arguments)
{
    if (length == 'L')
        return va_arg(*arguments, unsigned long long);
    if (length == 'l' || length == 'z')
        return va_arg(*arguments, unsigned long);
    if (length == 'H')
        return (unsigned char)va_arg(*arguments, unsigned int);
    return length == 'h' ? (unsigned short)va_arg(*arguments, unsigned int) : va_arg(*arguments, unsigned int);
}

/* A number in the format, or an asterisk for the next argument. */
static int parse_number(const char **format, va_list *arguments)
{
    int number = 0;

    if (**format == '*') {
        ++*format;
        return va_arg(*arguments, int);
    }
    while (isdigit(**format))
        number = number * 10 + *(*format)++ - '0';
    return number;
}

static const char *parse_flags(const char *format, struct conversion *conversion)
{
    for (;; format++)
        switch (*format) {
        case '-':
            conversion->left = 1;
            break;
        case '0':
            conversion->zeros = 1;
            break;
        case '#':
            conversion->alternate = 1;
            break;
        case '+':
            conversion->plus = '+';
            break;
        case ' ':
            if (conversion->plus == '\0')
                conversion->plus = ' ';
            break;
        default:
            return format;
        }
}

/* From behind the percent sign to behind the letter. */
static const char *parse(const char *format, struct conversion *conversion, va_list *arguments)
{
    format = parse_flags(format, conversion);
    conversion->width = parse_number(&format, arguments);
    if (conversion->width < 0) {
        conversion->left = 1;
        conversion->width = -conversion->width;
    }
    conversion->precision = -1;
    if (*format == '.') {
        format++;
        conversion->precision = parse_number(&format, arguments);
    }
    if (*format == 'h' || *format == 'l' || *format == 'z')
        conversion->length = *format++;
    if (*format == conversion->length && *format != '\0' && *format != 'z')
        conversion->length = (char)toupper(*format++);
    conversion->letter = *format;
    return *format == '\0' ? format : format + 1;
}

static void convert(struct sink *sink, struct conversion *conversion, va_list *arguments)
{
    const char *prefix = "";
    unsigned long long value;
    long long number;
    char character;

    switch (conversion->letter) {
    case 'd':
    case 'i':
        number = signed_argument(conversion->length, arguments);
        value = number < 0 ? -(unsigned long long)number : (unsigned long long)number;
        format_integer(sink, conversion, format_sign(conversion, number < 0), value);
        break;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        value = unsigned_argument(conversion->length, arguments);
        if (conversion->alternate && value != 0 && conversion->letter != 'o')
            prefix = conversion->letter == 'x' ? "0x" : conversion->letter == 'X' ? "0X" : "";
        format_integer(sink, conversion, prefix, value);
        break;
    case 'p':
        format_integer(sink, conversion, "0x", (size_t)va_arg(*arguments, void *));
        break;
    case 'c':
        character = (char)va_arg(*arguments, int);
        format_field(sink, conversion, "", 0, &character, 1);
        break;
    case 's':
        format_text(sink, conversion, va_arg(*arguments, const char *));
        break;
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
        format_double(sink, conversion, va_arg(*arguments, double));
        break;
    default:
        /* A percent sign, or a mistake that should be seen. */
        format_put(sink, conversion->letter);
    }
}

static int format_all(struct sink *sink, const char *format, va_list *arguments)
{
    while (*format != '\0') {
        if (*format != '%') {
            format_put(sink, *format++);
            continue;
        }
        struct conversion conversion = {0};

        format = parse(format + 1, &conversion, arguments);
        convert(sink, &conversion, arguments);
    }
    return sink->count;
}

int vprintf(const char *format, va_list arguments)
{
    struct sink sink = {0};
    va_list rest;
    int count;

    va_copy(rest, arguments);
    count = format_all(&sink, format, &rest);
    va_end(rest);
    return count;
}

int vsnprintf(char *text, size_t size, const char *format, va_list arguments)
{
    char nowhere;
    struct sink sink = {size == 0 ? &nowhere : text, size == 0 ? 0 : size - 1, 0};
    va_list rest;
    int count;

    va_copy(rest, arguments);
    count = format_all(&sink, format, &rest);
    va_end(rest);
    if (size != 0)
        text[(size_t)count < size ? (size_t)count : size - 1] = '\0';
    return count;
}

int printf(const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vprintf(format, arguments);
    va_end(arguments);
    return count;
}

int snprintf(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return count;
}
