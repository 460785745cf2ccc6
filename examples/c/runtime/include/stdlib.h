/* Memory, numbers, sorting, the end. Standard C, in parts. */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

/* free does nothing: what has been allocated stays so until the end of the run. */
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *memory);

/* Out of range: what is left of the number. */
long strtol(const char *text, char **end, int base);
unsigned long strtoul(const char *text, char **end, int base);
int atoi(const char *text);
int abs(int number);

void qsort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *));

/* Only the low six bits of the status count: those above belong to hvrun. */
__attribute__((noreturn)) void exit(int status);
__attribute__((noreturn)) void abort(void);

#endif
