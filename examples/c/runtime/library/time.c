/* The clock. */
#include <machine.h>
#include <time.h>

time_t time(time_t *seconds)
{
    time_t now = (time_t)(clock_microseconds() / 1000000);

    if (seconds != 0)
        *seconds = now;
    return now;
}

clock_t clock(void)
{
    static unsigned long long first;
    unsigned long long now = clock_microseconds();

    if (first == 0)
        first = now;
    return now - first;
}
