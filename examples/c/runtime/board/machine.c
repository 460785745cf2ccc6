/* Memory, the clock, and the two ends of a run. Twin of ../../testing/linux/machine.c. */
#include <board.h>
#include <machine.h>

/* Where the linker has put the program's end, and start.s the beginning of the stack. */
extern char end[];
extern char *board_stack;

void *memory_take(size_t size)
{
    static char *next = end;
    char *taken = (char *)(((unsigned int)next + 15) & ~15u);

    if (taken > board_stack || size > (size_t)(board_stack - taken))
        return NULL;
    next = taken + size;
    return taken;
}

unsigned long long clock_microseconds(void)
{
    /* Reading the seconds latches the microseconds that belong to them. */
    unsigned int seconds = CLOCK_SECONDS;

    return seconds * 1000000ull + CLOCK_MICROSECONDS;
}

_Noreturn void machine_exit(int status)
{
    SYSTEM_EXIT = status & 63;
    for (;;)
        ;
}

/* The raw port has no result to wait for, so this works whatever state the program is in. */
_Noreturn void panic(const char *message)
{
    static const char *const pieces[] = {"panic: ", 0, "\n"};

    for (int i = 0; i < 3; i++)
        for (const char *text = pieces[i] == 0 ? message : pieces[i]; *text != '\0'; text++)
            CONSOLE_DATA = (unsigned char)*text;
    machine_exit(63);
}
