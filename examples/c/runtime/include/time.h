/* The clock. Standard C, in parts. */
#ifndef TIME_H
#define TIME_H

typedef long time_t;
typedef unsigned long long clock_t;

#define CLOCKS_PER_SEC 1000000ull

/* Seconds since 1970, UTC. */
time_t time(time_t *seconds);

/* Microseconds since the first call. */
clock_t clock(void);

#endif
