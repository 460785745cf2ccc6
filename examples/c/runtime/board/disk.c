/* The disk, one command at a time, in slot 0. */
#include <board.h>
#include <disk.h>

#include "device.h"

unsigned int disk_sectors(void)
{
    return DISK_SECTORS;
}

static int transfer(unsigned int code, unsigned int sector, unsigned int count, unsigned int address)
{
    while (count != 0) {
        unsigned int piece = count < MAX_SECTORS ? count : MAX_SECTORS;

        DISK_SECTOR = sector;
        DISK_COUNT = piece;
        DISK_ADDRESS = address;
        if (device_perform(&DISK_COMMAND, code, &DISK_RESULT) == RESULT_ERROR)
            return -1;
        sector += piece;
        count -= piece;
        address += piece * SECTOR_SIZE;
    }
    return 0;
}

int disk_read(unsigned int sector, unsigned int count, void *buffer)
{
    return transfer(DISK_READ, sector, count, (unsigned int)buffer);
}

int disk_write(unsigned int sector, unsigned int count, const void *buffer)
{
    return transfer(DISK_WRITE, sector, count, (unsigned int)buffer);
}

int disk_flush(void)
{
    return device_perform(&DISK_COMMAND, DISK_FLUSH, &DISK_RESULT) == RESULT_ERROR ? -1 : 0;
}
