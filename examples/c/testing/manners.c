/* How a program on the board begins and ends: tells its arguments, takes all memory, and ends in the way it is told. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Static data without a value is zero. */
static char zeros[10000];

/* As deep as half of the stack, which is a quarter of RAM, of at least a megabyte. */
static int deep(int levels)
{
    char frame[1000];

    memset(frame, levels, sizeof frame);
    return levels == 0 ? frame[0] : deep(levels - 1) + frame[999] - (char)levels;
}

static unsigned int take_all(void)
{
    unsigned int kilobytes = 0;

    for (char *piece; (piece = malloc(1024)) != NULL; kilobytes++)
        piece[0] = piece[1023] = 1;
    return kilobytes;
}

static int constructed;

/* Before main, in the order of their priorities. */
__attribute__((constructor)) static void second(void)
{
    constructed = constructed * 10 + 2;
}

__attribute__((constructor(101))) static void first(void)
{
    constructed = constructed * 10 + 1;
}

/* After main, and nobody flushes behind it but exit. */
__attribute__((destructor)) static void last(void)
{
    printf(", over");
}

int main(int argc, char **argv)
{
    assert(constructed == 12);
    for (int i = 0; i < argc; i++)
        printf("%d [%s]\n", i, argv[i]);
    assert(argv[argc] == NULL);
    for (unsigned int i = 0; i < sizeof zeros; i++)
        assert(zeros[i] == 0);
    assert(deep(100) == 0);
    assert(time(NULL) > 1700000000);
    assert(clock() <= clock());
    printf("%u KiB", take_all());
    if (argc > 1 && strcmp(argv[1], "abort") == 0)
        abort();
    if (argc > 1 && strcmp(argv[1], "assert") == 0)
        assert(argc == 0);
    return argc > 1 ? atoi(argv[1]) : 0;
}
