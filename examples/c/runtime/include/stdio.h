/* Console input and output. Standard C, less files. */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

/* Output is kept until the end of a line, the next input, fflush or exit. */
typedef struct output FILE;
#define stdout ((FILE *)0)

int putchar(int character);
int puts(const char *text);
int fflush(FILE *output);
int getchar(void);

/* Conversions: d i u x X o c s p f F e E g G %; lengths: hh h l ll z; all flags; precisions of up to 100. */
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list arguments);
int snprintf(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *text, size_t size, const char *format, va_list arguments);

#endif
