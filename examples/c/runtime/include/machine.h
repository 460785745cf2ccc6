/*
 * What the C library needs from the machine beneath it. ../board has it for our board; the conformance tests have it for
 * Linux, so that qemu-hppa runs the same library.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <stddef.h>

/* Prints bytes, and returns when they are printed. */
void console_write(const char *bytes, size_t length);

/* The next byte of input, 0 to 255, for which it waits; -1 when the input has ended. */
int console_read(void);

/* Memory that nobody has had yet, aligned to 16 bytes and zero; NULL if there is not that much. */
void *memory_take(size_t size);

/* Microseconds since 1970, UTC. */
unsigned long long clock_microseconds(void);

/* The library's own: all of the program, from its constructors on. Called by whoever has found its arguments. */
__attribute__((noreturn)) void run_program(int argc, char **argv);

/* Ends the run. Only the low six bits of the status count. */
__attribute__((noreturn)) void machine_exit(int status);

/* Says what went wrong, by the shortest way there is, and ends the run with status 63. */
__attribute__((noreturn)) void panic(const char *message);

#endif
