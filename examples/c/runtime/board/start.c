/* From start.s to main: the boot arguments become argv. */
#include <machine.h>
#include <stddef.h>

enum { MAX_ARGUMENTS = 64 };

/* Cuts the text at its spaces, and fills argv with the pieces. argv[0] is "", since nobody knows the program's name. */
static int split(char *text, char **argv)
{
    int argc = 0;

    argv[argc++] = "";
    for (;;) {
        while (*text == ' ')
            *text++ = '\0';
        if (*text == '\0')
            break;
        if (argc == MAX_ARGUMENTS)
            panic("more than 63 boot arguments");
        argv[argc++] = text;
        while (*text != ' ' && *text != '\0')
            text++;
    }
    argv[argc] = NULL;
    return argc;
}

_Noreturn void board_start(unsigned int ram, char *arguments)
{
    char *argv[MAX_ARGUMENTS + 1];
    int argc = split(arguments, argv);

    (void)ram;
    run_program(argc, argv);
}
