/* Numbers out of text. */
#include <ctype.h>
#include <stdlib.h>

/* The value of a digit in any base up to 36; 36 if it is none. */
static unsigned int digit_value(char digit)
{
    if (isdigit(digit))
        return (unsigned int)(digit - '0');
    return isalpha(digit) ? (unsigned int)(tolower(digit) - 'a' + 10) : 36;
}

unsigned long strtoul(const char *text, char **end, int base)
{
    const char *at = text;
    unsigned long number = 0;
    int negative;

    while (isspace(*at))
        at++;
    negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if ((base == 0 || base == 16) && at[0] == '0' && tolower(at[1]) == 'x' && digit_value(at[2]) < 16) {
        at += 2;
        base = 16;
    }
    if (base == 0)
        base = *at == '0' ? 8 : 10;
    if (digit_value(*at) < (unsigned int)base)
        text = NULL;
    for (; digit_value(*at) < (unsigned int)base; at++)
        number = number * (unsigned int)base + digit_value(*at);
    /* Without a digit nothing was read, not even the spaces. */
    if (end != NULL)
        *end = (char *)(text != NULL ? text : at);
    return negative ? -number : number;
}

long strtol(const char *text, char **end, int base)
{
    return (long)strtoul(text, end, base);
}

int atoi(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

int abs(int number)
{
    return number < 0 ? -number : number;
}
