/* Prints the primes below a bound, which is the boot argument (100 without one). */
#include <stdio.h>
#include <stdlib.h>

static int is_prime(unsigned int number)
{
    for (unsigned int divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0)
            return 0;
    return number >= 2;
}

int main(int argc, char **argv)
{
    unsigned int bound = argc > 1 ? (unsigned int)atoi(argv[1]) : 100;
    unsigned int found = 0;

    for (unsigned int number = 2; number < bound; number++)
        if (is_prime(number))
            printf(found++ == 0 ? "%u" : " %u", number);
    printf("\n%u primes\n", found);
    return 0;
}
