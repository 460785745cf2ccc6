/*
 * What comes before main and after it: functions with __attribute__((constructor)), and those with destructor. gcc collects their
 * addresses in .init_array and .fini_array, to which the linker gives names.
 */
#include <machine.h>
#include <stdio.h>
#include <stdlib.h>

typedef void procedure(void);

extern procedure *const __preinit_array_start[], *const __preinit_array_end[];
extern procedure *const __init_array_start[], *const __init_array_end[];
extern procedure *const __fini_array_start[], *const __fini_array_end[];

int main(int argc, char **argv);

static void call_all(procedure *const *first, procedure *const *end)
{
    while (first != end)
        (*first++)();
}

_Noreturn void run_program(int argc, char **argv)
{
    call_all(__preinit_array_start, __preinit_array_end);
    call_all(__init_array_start, __init_array_end);
    exit(main(argc, argv));
}

/* What was constructed last is destroyed first. */
_Noreturn void exit(int status)
{
    procedure *const *next = __fini_array_end;

    while (next != __fini_array_start)
        (*--next)();
    fflush(stdout);
    machine_exit(status);
}
