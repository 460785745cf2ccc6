/* What ../runtime/library should do as any C library does: printf, strings, numbers. Prints; the test compares. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned int random_word(void)
{
    static unsigned int state = 2463534242u;

    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static double from_bits(unsigned long long bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static void integers(void)
{
    static const int values[] = {0, 1, -1, 7, 42, -12345, 2147483647, -2147483647 - 1};

    for (unsigned int i = 0; i < sizeof values / sizeof *values; i++) {
        int n = values[i];

        printf("[%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|%-8.3d|%.0d]\n", n, n, n, n, n, n, n, n, n, n);
        printf("[%u|%x|%X|%#x|%#X|%o|%#o|%08x|%#10x|%-10x|%#.3o]\n", n, n, n, n, n, n, n, n, n, n, n);
        printf("[%hhd|%hd|%hhu|%hu|%c|%lld|%llu|%llx]\n", n, n, n, n, 'a' + n % 26, n * 1000000007ll,
               n * 1000000007ull, n * 1000000007ull);
        printf("[%*d|%-*d|%*d|%.*d]\n", 8, n, 8, n, -8, n, 3, n);
    }
}

static void doubles_of(double x)
{
    printf("[%f|%.0f|%.3f|%+10.2f|%-12.1f|%012.4f|% f|%#.0f]\n", x, x, x, x, x, x, x, x);
    printf("[%e|%.0e|%.3E|%+14.2e|%015.4e|%.20e]\n", x, x, x, x, x, x);
    printf("[%g|%.0g|%.3G|%+14.2g|%015.4g|%.17g|%#g|%#.3g]\n", x, x, x, x, x, x, x, x);
}

/* 999999.5 is not among them: glibc 2.36 forgets the zeros of its %#g. */
static void doubles(void)
{
    static const double values[] = {
        0, 1, 0.1, 0.5, 1.5, 2.5, 0.125, 0.375, 9.5, 99.5, 9.9999995, 999999.4, 99999.95, 123456789, 1e15, 1e16, 1e17,
        1e22, 1e23, 0.0001, 0.00001, 0.000099999995, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
    };

    for (unsigned int i = 0; i < sizeof values / sizeof *values; i++) {
        doubles_of(values[i]);
        doubles_of(-values[i]);
    }
    doubles_of(from_bits(0x7ff0000000000000));
    doubles_of(from_bits(0xfff0000000000000));
    for (int i = 0; i < 10; i++) {
        unsigned int high = random_word();

        if ((high & 0x7ff00000) != 0x7ff00000)
            doubles_of(from_bits((unsigned long long)high << 32 | random_word()));
        doubles_of((int)random_word() / 1024.0);
    }
}

static void strings(void)
{
    char text[32], overlapping[] = "0123456789";

    printf("[%s|%10s|%-10s|%.2s|%10.2s|%c|%%]\n", "text", "text", "text", "text", "text", 'x');
    printf("%d %s\n", snprintf(text, sizeof text, "%d+%d", 12, 34), text);
    printf("%d %s\n", snprintf(text, 4, "%d", 1234567), text);
    printf("%d\n", snprintf(NULL, 0, "%s", "counted"));
    memmove(overlapping + 2, overlapping, 5);
    puts(overlapping);
    memmove(overlapping, overlapping + 1, 8);
    puts(overlapping);
    strcpy(text, "one");
    strcat(text, ", two");
    printf("%s %d %d\n", text, (int)strlen(text), (int)(strchr(text, 't') - text));
    printf("%d %d %s\n", strstr("haystack", "st") != NULL, strstr("haystack", "needle") != NULL, strrchr("a/b/c", '/'));
    printf("%d %d %d\n", strcmp("a", "b") < 0, strncmp("abc", "abd", 2), memcmp("\xff", "\x01", 1) > 0);
    memset(text, '-', 5);
    strncpy(text + 5, "ab", 4);
    printf("%s %d\n", text, memchr("abc", 'c', 2) == NULL);
    for (int c = 0; c < 128; c++)
        printf("%d%d%d%c", !!isalnum(c), !!isspace(c), !!isprint(c), isprint(c) ? toupper(c) : '.');
    printf("\n");
}

static void numbers(void)
{
    static const char *const texts[] = {"0", " 42x", "-17", "+5", "0x1fg", "0x", "0755", "abc", "", "2147483647", "zz"};

    for (unsigned int i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int base = 0; base <= 36; base += base == 0 ? 8 : base == 8 ? 2 : base == 10 ? 6 : 20) {
            char *end;
            int number = (int)strtol(texts[i], &end, base);

            printf("%d %d; ", number, (int)(end - texts[i]));
        }
    printf("%d %d\n", atoi("-2147483648"), abs(-3));
}

int main(void)
{
    integers();
    doubles();
    strings();
    numbers();
    return 5;
}
