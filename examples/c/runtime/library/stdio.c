/* Characters to and from the console, and the end of the program, which prints what is left. */
#include <machine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char line[1024];
static size_t length;

int fflush(FILE *output)
{
    (void)output;
    if (length != 0)
        console_write(line, length);
    length = 0;
    return 0;
}

int putchar(int character)
{
    line[length++] = (char)character;
    if (character == '\n' || length == sizeof line)
        fflush(stdout);
    return (unsigned char)character;
}

int puts(const char *text)
{
    while (*text != '\0')
        putchar(*text++);
    return putchar('\n');
}

int getchar(void)
{
    /* Whoever types should see the question. */
    fflush(stdout);
    return console_read();
}

_Noreturn void abort(void)
{
    fflush(stdout);
    panic("aborted");
}
