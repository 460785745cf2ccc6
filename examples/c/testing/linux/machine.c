/* The machine beneath the C library, when that is Linux (see ../../runtime/include/machine.h): for qemu-hppa. */
#include <machine.h>
#include <string.h>

enum { SYSTEM_EXIT = 1, SYSTEM_READ = 3, SYSTEM_WRITE = 4, SYSTEM_TIME = 13 };

long linux_call(long a, long b, long c, long number);

/* As on the board, nobody knows the program's name. */
_Noreturn void linux_start(int argc, char **argv)
{
    argv[0] = "";
    run_program(argc, argv);
}

void console_write(const char *bytes, size_t length)
{
    while (length != 0) {
        long written = linux_call(1, (long)bytes, (long)length, SYSTEM_WRITE);

        if (written <= 0)
            machine_exit(63);
        bytes += written;
        length -= (size_t)written;
    }
}

int console_read(void)
{
    unsigned char byte;

    return linux_call(0, (long)&byte, 1, SYSTEM_READ) == 1 ? byte : -1;
}

void *memory_take(size_t size)
{
    static char memory[8 << 20] __attribute__((aligned(16)));
    static size_t taken;
    char *start = memory + taken;

    size = (size + 15) & ~15ul;
    if (size > sizeof memory - taken)
        return NULL;
    taken += size;
    return start;
}

unsigned long long clock_microseconds(void)
{
    return linux_call(0, 0, 0, SYSTEM_TIME) * 1000000ull;
}

_Noreturn void machine_exit(int status)
{
    for (;;)
        linux_call(status & 63, 0, 0, SYSTEM_EXIT);
}

_Noreturn void panic(const char *message)
{
    console_write("panic: ", 7);
    console_write(message, strlen(message));
    console_write("\n", 1);
    machine_exit(63);
}
