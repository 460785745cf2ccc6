/* Commands to devices, as console.c and disk.c give them. */
#ifndef DEVICE_H
#define DEVICE_H

/* Gives a command and waits until it is certain what became of it: RESULT_DONE or RESULT_ERROR. */
unsigned int device_perform(volatile unsigned int *command, unsigned int code, volatile unsigned int *result);

/* Rests until a device has something new, or perhaps only may have: look, and rest again. */
void device_rest(void);

#endif
