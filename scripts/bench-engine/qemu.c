/* The machine beneath the C library, when that is qemu-system-hppa: its UART is the console. See firmware.s. */
#include <machine.h>
#include <stddef.h>
#include <string.h>

#define UART (*(volatile unsigned char *)0xffd05800)

void console_write(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        UART = (unsigned char)bytes[i];
}

int console_read(void)
{
    return -1;
}

void *memory_take(size_t size)
{
    (void)size;
    return NULL;
}

unsigned long long clock_microseconds(void)
{
    return 0;
}

_Noreturn void machine_exit(int status)
{
    if (status != 0)
        console_write("failed\n", 7);
    for (;;)
        __asm__ volatile(".word 0xfffdead0"); /* power off */
}

_Noreturn void panic(const char *message)
{
    console_write(message, strlen(message));
    machine_exit(63);
}
