/* The console: output through the stream port, input. The raw port is for panic (machine.c). */
#include <board.h>
#include <machine.h>

#include "device.h"

void console_write(const char *bytes, size_t length)
{
    static unsigned int position;
    static int known;

    /* Somebody may have printed before this program was booted. */
    if (!known)
        position = CONSOLE_POSITION;
    known = 1;
    while (length != 0) {
        size_t piece = length < MAX_CONSOLE_WRITE ? length : MAX_CONSOLE_WRITE;

        CONSOLE_ADDRESS = (unsigned int)bytes;
        CONSOLE_LENGTH = piece;
        CONSOLE_START = position;
        if (device_perform(&CONSOLE_COMMAND, CONSOLE_WRITE, &CONSOLE_RESULT) == RESULT_ERROR)
            panic("the console refused a write");
        position += piece;
        bytes += piece;
        length -= piece;
    }
}

int console_read(void)
{
    int byte;

    while ((byte = (int)CONSOLE_INPUT) == INPUT_NONE)
        device_rest();
    return byte == INPUT_END ? -1 : byte;
}
