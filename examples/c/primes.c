/* Prints the primes below a bound, which is the boot argument (100 without one), on the console's raw port. */
#include "board.h"

static void print(const char *text)
{
    while (*text != '\0')
        CONSOLE_DATA = (unsigned char)*text++;
}

static void print_number(unsigned int number)
{
    char digits[11];
    char *first = digits + 10;

    *first = '\0';
    do
        *--first = '0' + number % 10;
    while ((number /= 10) != 0);
    print(first);
}

static unsigned int parse_number(const char *text)
{
    unsigned int number = 0;

    while (*text >= '0' && *text <= '9')
        number = number * 10 + (unsigned int)(*text++ - '0');
    return number;
}

static int is_prime(unsigned int number)
{
    for (unsigned int divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0)
            return 0;
    return number >= 2;
}

/* crt0.s calls it with the bytes of RAM and the boot arguments. */
int main(unsigned int ram, const char *arguments)
{
    unsigned int bound = *arguments == '\0' ? 100 : parse_number(arguments);
    unsigned int found = 0;

    for (unsigned int number = 2; number < bound; number++) {
        if (!is_prime(number))
            continue;
        print(found++ == 0 ? "" : " ");
        print_number(number);
    }
    print("\n");
    print_number(found);
    print(" primes, ");
    print_number(ram >> 20);
    print(" MiB of RAM\n");
    return ram == SYSTEM_RAM ? 0 : 1;
}
