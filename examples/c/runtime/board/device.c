/*
 * Commands to devices: waiting without an interrupt handler, and repeating what is uncertain. See emulator/board.md.
 *
 * Uncertain means that the command may have been performed, wholly, partly or not at all. This runtime gives only commands
 * that may be performed twice: the console skips what it has printed already, and while a disk command is under way
 * nobody touches its buffer or its sectors. So it gives the command again, whose other registers still hold.
 */
#include "device.h"

#include <board.h>

unsigned int device_perform(volatile unsigned int *command, unsigned int code, volatile unsigned int *result)
{
    do {
        /* The device reads the buffer at this store, so what the program wrote must be there. */
        __asm__ volatile("" ::: "memory");
        *command = code;
        while (*result == RESULT_BUSY)
            device_rest();
    } while (*result == RESULT_UNCERTAIN);
    /* A read has filled the buffer behind the compiler's back. */
    __asm__ volatile("" ::: "memory");
    return *result;
}

/*
 * External interrupts stay masked (PSW I is 0), but `or %r10,%r10,%r10`, the board's idle hint, rests until one that EIEM
 * selects is pending. One that came before the hint does not let it rest, and clearing them comes before the next look, so none
 * is missed.
 */
void device_rest(void)
{
    __asm__ volatile("mtctl %0,%%cr15\n\t"
                     "or %%r10,%%r10,%%r10\n\t"
                     "mtctl %0,%%cr23"
                     :
                     : "r"(DEVICE_INTERRUPTS)
                     : "memory");
}
